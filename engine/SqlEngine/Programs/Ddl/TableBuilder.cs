// Builds a TableDef from the syntax of CREATE TABLE, CREATE TYPE … AS TABLE, DECLARE @t TABLE and ALTER
// TABLE … ADD.
using System.Collections.Immutable;
using AxMonitor.Engine.Catalog;
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Types;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Programs.Ddl;

/// <summary>Where the table will live: decides how constraints are named and what is allowed.</summary>
internal enum TableKind
{
    Permanent,
    Temp,
    Variable,
    Type,
}

/// <summary>Collects columns, constraints and indexes, with SQL Server's checks and system names.</summary>
internal sealed class TableBuilder
{
    private readonly IDdlContext _context;
    private readonly DatabaseState _catalog;
    private readonly TableKind _kind;
    private readonly Func<int> _newId;
    private readonly TableDef _start;
    private readonly List<ColumnDef> _columns;
    private readonly List<IndexDef> _indexes;
    private readonly List<CheckDef> _checks;
    private readonly List<ForeignKeyDef> _foreignKeys;
    private readonly List<(ForeignKeyConstraintDefinition Definition, ColumnDef? Column)> _pendingForeignKeys = [];
    private readonly TablePlacement _placement;
    private readonly HashSet<int> _declaredNull = [];
    private int _maxColumnId;

    // Temp tables lie in tempdb, which has the server's collation; table variables and types have that of the
    // database they are declared in.
    private Collation DefaultCollation =>
        _kind switch
        {
            TableKind.Temp => Collation.OfServer,
            TableKind.Permanent => _catalog.Collation,
            _ => _context.Space.View(_context.Database).Catalog.Collation,
        };

    public TableBuilder(
        IDdlContext context,
        DatabaseState catalog,
        TableKind kind,
        string schema,
        string name,
        int objectId,
        Func<int> newId
    )
        : this(
            context,
            catalog,
            kind,
            new TableDef
            {
                ObjectId = objectId,
                SchemaName = schema,
                Name = name,
                CreatedAt = context.Now,
                ModifiedAt = context.Now,
            },
            newId
        )
    { }

    /// <summary>Goes on from an existing definition.</summary>
    public TableBuilder(IDdlContext context, DatabaseState catalog, TableKind kind, TableDef start, Func<int> newId)
    {
        _context = context;
        _catalog = catalog;
        _kind = kind;
        _newId = newId;
        _start = start;
        _columns = [.. start.Columns];
        _indexes = [.. start.Indexes];
        _checks = [.. start.Checks];
        _foreignKeys = [.. start.ForeignKeys];
        _maxColumnId = start.MaxColumnId;
        _placement = new TablePlacement(catalog, kind == TableKind.Permanent);
    }

    /// <summary>Adds everything in a definition.</summary>
    public TableBuilder Define(TableDefinition definition)
    {
        if (definition.SystemTimePeriod is not null)
        {
            throw SqlError.Unsupported("system-versioned (temporal) tables");
        }

        var deferred = new List<Action>();
        foreach (var column in definition.ColumnDefinitions)
        {
            AddColumn(column, deferred);
        }

        // Constraints see all columns; keys come before the rest so that they get the lowest index ids.
        deferred.ForEach(static action => action());
        foreach (var constraint in definition.TableConstraints)
        {
            AddConstraint(constraint, null);
        }

        foreach (var index in definition.Indexes)
        {
            AddIndex(index, null);
        }

        BindComputedColumns(_start.Columns.Length);
        return this;
    }

    public TableDef Build()
    {
        var table = Current();
        foreach (var (definition, column) in _pendingForeignKeys)
        {
            var key = ForeignKeyBuilder.Make(definition, column, table, _catalog, _context.DefaultSchema, _newId);
            TableRules.RequireOneCascade(_catalog, table, key);
            _foreignKeys.Add(key);
            table = Current();
        }

        foreach (var check in _checks.Skip(_start.Checks.Length))
        {
            TableRules.RequireOwnColumn(table, check);
            _context.Expressions.BindCheck(table, check.Expression);
        }

        TableRules.RequireRowFits(table);
        foreach (var index in _indexes.Skip(_start.Indexes.Length))
        {
            RequireDeterministicKeys(table, index);
            TableRules.CheckKeyLength(_context, table, index);
        }

        return _placement.Apply(table);
    }

    /// <summary>Where CREATE TABLE puts the table.</summary>
    public TableBuilder Place(FileGroupOrPartitionScheme? place)
    {
        _placement.Table(place);
        return this;
    }

    public void AddIndex(IndexDefinition index, ColumnDef? column)
    {
        PhysicalOptions.Require(index.IndexOptions);
        var clustered = IsClustered(index.IndexType, defaultClustered: false, index.Name.Value);
        var keys = index.Columns.Count == 0 && column is not null ? [new IndexColumn(column.Ordinal)] : Keys(index.Columns);
        AddIndex(
            new IndexDef(index.Name.Value, NextIndexId(clustered))
            {
                IsUnique = index.Unique,
                KeyColumns = keys,
                Filter = index.FilterPredicate,
                FilterText = index.FilterPredicate is null ? null : FragmentText.Parenthesised(index.FilterPredicate),
            },
            index.OnFileGroupOrPartitionScheme
        );
    }

    /// <summary>Adds a finished index after SQL Server's checks.</summary>
    public void AddIndex(IndexDef index, FileGroupOrPartitionScheme? place)
    {
        if (_indexes.Exists(i => i.Name.Equals(index.Name, StringComparison.OrdinalIgnoreCase)))
        {
            throw index.IsConstraint
                ? CatalogErrors.ConstraintFailed(CatalogErrors.AlreadyExists(index.Name, 5))
                : new SqlError(
                    1913,
                    16,
                    1,
                    $"The operation failed because an index or statistics with name '{index.Name}' already exists on table '{_start.FullName}'."
                );
        }

        ColumnRules.RequireKeys(index, _columns, _start.FullName);
        _indexes.Add(index);
        _placement.Index(index.Name, place);
    }

    public int NextIndexId(bool clustered)
    {
        if (!clustered)
        {
            return Math.Max(1, _indexes.Select(static i => i.IndexId).DefaultIfEmpty(1).Max()) + 1;
        }

        return _indexes.Find(static i => i.IsClustered) is { } existing
            ? throw new SqlError(
                1902,
                16,
                3,
                $"Cannot create more than one clustered index on table '{_start.FullName}'. Drop the existing clustered index '{existing.Name}' before creating another."
            )
            : 1;
    }

    public ImmutableArray<IndexColumn> Keys(IEnumerable<ColumnWithSortOrder> columns) =>
        [
            .. columns.Select(c => new IndexColumn(
                Column(c.Column.MultiPartIdentifier.Identifiers[^1].Value).Ordinal,
                c.SortOrder == SortOrder.Descending
            )),
        ];

    public ColumnDef Column(string name) =>
        _columns.Find(c => c.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) ?? throw CatalogErrors.NoColumn(name);

    private static bool IsClustered(IndexType? type, bool defaultClustered, string name) =>
        type?.IndexTypeKind switch
        {
            null => defaultClustered,
            IndexTypeKind.Clustered => true,
            IndexTypeKind.NonClustered => false,
            _ => throw SqlError.Unsupported($"columnstore and hash indexes ('{name}')"),
        };

    private TableDef Current() =>
        _start with
        {
            Columns = [.. _columns],
            Indexes = [.. _indexes.OrderBy(static i => i.IndexId)],
            Checks = [.. _checks],
            ForeignKeys = [.. _foreignKeys],
            MaxColumnId = _maxColumnId,
            ModifiedAt = _context.Now,
        };

    private void AddColumn(ColumnDefinition syntax, List<Action> deferred)
    {
        var name = syntax.ColumnIdentifier.Value;
        if (_columns.Exists(c => c.Name.Equals(name, StringComparison.OrdinalIgnoreCase)))
        {
            throw new SqlError(
                2705,
                16,
                3,
                $"Column names in each table must be unique. Column name '{name}' in table '{_start.Name}' is specified more than once."
            );
        }

        if (
            syntax.GeneratedAlways is not null
            || syntax.Encryption is not null
            || syntax.IsMasked
            || syntax.StorageOptions?.IsFileStream == true
        )
        {
            throw SqlError.Unsupported($"generated, encrypted, masked and FILESTREAM columns ('{name}')");
        }

        var index = _columns.Count;
        var column = MakeColumn(syntax, name) with { Ordinal = index, ColumnId = ++_maxColumnId };
        _columns.Add(column);
        if (syntax.Constraints.OfType<NullableConstraintDefinition>().FirstOrDefault()?.Nullable == true)
        {
            _declaredNull.Add(index);
        }

        if (syntax.DefaultConstraint is { } value)
        {
            SetDefault(index, value);
        }

        foreach (var constraint in syntax.Constraints)
        {
            if (constraint is DefaultConstraintDefinition inline)
            {
                SetDefault(index, inline);
            }
            else if (constraint is not NullableConstraintDefinition)
            {
                deferred.Add(() => AddConstraint(constraint, _columns[index]));
            }
        }

        if (syntax.Index is { } columnIndex)
        {
            deferred.Add(() => AddIndex(columnIndex, _columns[index]));
        }
    }

    private ColumnDef MakeColumn(ColumnDefinition syntax, string name)
    {
        var declared = syntax.Constraints.OfType<NullableConstraintDefinition>().FirstOrDefault()?.Nullable;
        if (syntax.ComputedColumnExpression is { } expression)
        {
            return new ColumnDef(name, SqlType.Int, declared ?? true)
            {
                Computed = new ComputedDef(expression, FragmentText.Parenthesised(expression), syntax.IsPersisted),
            };
        }

        if (syntax.DataType is null)
        {
            // A column named timestamp without a type.
            ColumnRules.RequireOneRowVersion(_columns, name, _start.Name);
            return new ColumnDef(name, new SqlType(SqlTypeKind.RowVersion, 8), IsNullable: false);
        }

        var resolved = ColumnRules.TypeOf(
            syntax,
            () => DdlStatements.ResolveType(syntax.DataType, _catalog, _context.DefaultSchema)
        );
        ColumnRules.RequirePossible(syntax, _start.Name, declared, resolved.Type);
        if (resolved.TableType is not null)
        {
            throw new SqlError(
                350,
                16,
                1,
                $"The column \"{name}\" does not have a valid data type. A column cannot be of a user-defined table type."
            );
        }

        var type =
            syntax.Collation is { } collation
                ? resolved.Type with
                {
                    Collation = DdlStatements.ColumnCollation(collation.Value, _context),
                }
            : resolved.Type.Collation == Collation.Default ? resolved.Type with { Collation = DefaultCollation }
            : resolved.Type;
        var identity = syntax.IdentityOptions is { } options
            ? new IdentityDef(Number(options.IdentitySeed, 1), Number(options.IdentityIncrement, 1))
            : null;
        if (identity is not null)
        {
            ColumnRules.RequireIdentity(identity, name, _start.Name, type, declaredNull: declared == true);
        }

        if (type.Kind == SqlTypeKind.RowVersion)
        {
            ColumnRules.RequireOneRowVersion(_columns, name, _start.Name);
        }

        if (identity is not null && _columns.Exists(static c => c.Identity is not null))
        {
            throw new SqlError(
                2744,
                16,
                2,
                $"Multiple identity columns specified for table '{_start.Name}'. Only one identity column per table is allowed."
            );
        }

        var isNullable =
            declared
            ?? (
                identity is null
                && type.Kind != SqlTypeKind.RowVersion
                && (resolved.AliasType?.IsNullable ?? (_context.NullByDefault || _kind is TableKind.Variable or TableKind.Type))
            );
        return new ColumnDef(name, type, isNullable)
        {
            Identity = identity,
            IsRowGuid = syntax.IsRowGuidCol,
            AliasType = resolved.AliasType,
        };
    }

    private void SetDefault(int index, DefaultConstraintDefinition value)
    {
        var id = _newId();
        var column = _columns[index];
        if (column.Default is not null)
        {
            throw CatalogErrors.ConstraintFailed(new SqlError(1781, 16, 1, "Column already has a DEFAULT bound to it."));
        }

        ColumnRules.RequireDefault(column, _start.Name, value.Expression);
        var name = value.ConstraintIdentifier?.Value ?? SystemName("DF", id, column.Name);
        RequireFreeName(name);
        _columns[index] = column with
        {
            Default = new DefaultDef(
                id,
                name,
                value.Expression,
                FragmentText.Default(value.Expression),
                value.ConstraintIdentifier is null
            ),
        };
    }

    private void AddConstraint(ConstraintDefinition constraint, ColumnDef? column)
    {
        switch (constraint)
        {
            case UniqueConstraintDefinition key:
                AddKey(key, column);
                break;
            case CheckConstraintDefinition check:
                var id = _newId();
                var name = check.ConstraintIdentifier?.Value ?? SystemName("CK", id, column?.Name);
                RequireFreeName(name);
                _checks.Add(
                    new CheckDef(id, name, check.CheckCondition, FragmentText.Parenthesised(check.CheckCondition))
                    {
                        ParentColumnId = column?.ColumnId ?? 0,
                        IsSystemNamed = check.ConstraintIdentifier is null,
                    }
                );
                break;
            case ForeignKeyConstraintDefinition foreignKey when _kind == TableKind.Permanent:
                if (foreignKey.ConstraintIdentifier is { } given)
                {
                    RequireFreeName(given.Value);
                }

                _pendingForeignKeys.Add((foreignKey, column));
                break;
            case ForeignKeyConstraintDefinition when _kind == TableKind.Temp:
                break; // SQL Server skips foreign keys of temporary tables (with message 1766).
            case DefaultConstraintDefinition value:
                SetDefault(Column(value.Column.Value).Ordinal, value);
                break;
            default:
                throw SqlError.Unsupported($"{constraint.GetType().Name} here");
        }
    }

    private void AddKey(UniqueConstraintDefinition key, ColumnDef? column)
    {
        if (key.IsPrimaryKey && _indexes.Exists(static i => i.IsPrimaryKey))
        {
            throw _start.Indexes.Any(static i => i.IsPrimaryKey)
                ? CatalogErrors.ConstraintFailed(
                    new SqlError(1779, 16, 0, $"Table '{_start.Name}' already has a primary key defined on it.")
                )
                : new SqlError(8110, 16, 0, $"Cannot add multiple PRIMARY KEY constraints to table '{_start.Name}'.");
        }

        PhysicalOptions.Require(key.IndexOptions);
        var columns = key.Columns.Count == 0 && column is not null ? [new IndexColumn(column.Ordinal)] : Keys(key.Columns);
        var mayBeClustered = !_indexes.Exists(static i => i.IsClustered);
        var clustered = key.Clustered ?? IsClustered(key.IndexType, key.IsPrimaryKey && mayBeClustered, "key");
        if (clustered && !mayBeClustered)
        {
            throw CatalogErrors.ConstraintFailed(
                new SqlError(8112, 16, 0, $"Cannot add more than one clustered index for constraints on table '{_start.Name}'.")
            );
        }

        if (key.IsPrimaryKey)
        {
            RequireNotNull(columns);
        }

        var id = _newId();
        var name = key.ConstraintIdentifier?.Value ?? SystemName(key.IsPrimaryKey ? "PK" : "UQ", id, null);
        RequireFreeName(name);
        AddIndex(
            new IndexDef(name, NextIndexId(clustered))
            {
                IsUnique = true,
                IsPrimaryKey = key.IsPrimaryKey,
                IsUniqueConstraint = !key.IsPrimaryKey,
                ConstraintObjectId = id,
                IsSystemNamed = key.ConstraintIdentifier is null,
                KeyColumns = columns,
                IgnoreDuplicateKey = key
                    .IndexOptions.OfType<IndexStateOption>()
                    .Any(static o => o.OptionKind == IndexOptionKind.IgnoreDupKey && o.OptionState == OptionState.On),
            },
            key.OnFileGroupOrPartitionScheme
        );
    }

    // A new column becomes NOT NULL by being in the primary key; an existing nullable one is an error.
    private void RequireNotNull(ImmutableArray<IndexColumn> columns)
    {
        foreach (var key in columns)
        {
            var column = _columns[key.Ordinal];
            if (!column.IsNullable || column.Computed is not null)
            {
                continue;
            }

            if (key.Ordinal < _start.Columns.Length || _declaredNull.Contains(key.Ordinal))
            {
                throw CatalogErrors.ConstraintFailed(
                    new SqlError(
                        8111,
                        16,
                        1,
                        $"Cannot define PRIMARY KEY constraint on nullable column in table '{_start.Name}'."
                    )
                );
            }

            _columns[key.Ordinal] = column with { IsNullable = false };
        }
    }

    private void BindComputedColumns(int from)
    {
        for (var i = from; i < _columns.Count; i++)
        {
            if (_columns[i].Computed is { } computed)
            {
                ColumnRules.RequireStoredColumns(computed.Expression, _columns, _start.Name);
                var bound = _context.Expressions.BindComputed(Current(), computed.Expression);
                if (computed.IsPersisted && !IsDeterministic(computed.Expression))
                {
                    throw new SqlError(
                        4936,
                        16,
                        1,
                        $"Computed column '{_columns[i].Name}' in table '{_start.Name}' cannot be persisted because the column is non-deterministic."
                    );
                }

                _columns[i] = _columns[i] with { Type = bound.Type, IsNullable = bound.IsNullable && _columns[i].IsNullable };
            }
        }
    }

    private bool IsDeterministic(ScalarExpression expression) =>
        Determinism.Of(
            expression,
            _catalog,
            operand => _context.Expressions.BindComputed(Current(), operand).Type.IsCharacter
        );

    private void RequireDeterministicKeys(TableDef table, IndexDef index)
    {
        foreach (var column in index.KeyColumns.Select(k => table.Columns[k.Ordinal]))
        {
            if (column.Computed is { } computed && !IsDeterministic(computed.Expression))
            {
                throw new SqlError(
                    2729,
                    16,
                    1,
                    $"Column '{column.Name}' in table '{table.FullName}' cannot be used in an index or statistics or as a partition key because it is non-deterministic."
                );
            }
        }
    }

    private void RequireFreeName(string name)
    {
        var taken = Current().Constraints().Any(c => c.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        if (
            taken
            || (
                _kind == TableKind.Permanent
                && (
                    _catalog.FindObject(_start.SchemaName, name) is not null
                    || _catalog.FindConstraint(_start.SchemaName, name) is not null
                )
            )
        )
        {
            throw CatalogErrors.ConstraintFailed(CatalogErrors.AlreadyExists(name, 4));
        }
    }

    private string SystemName(string prefix, int id, string? column) => SystemNames.Constraint(prefix, _start.Name, column, id);

    private static decimal Number(ScalarExpression? expression, decimal absent) =>
        expression switch
        {
            null => absent,
            Literal literal => decimal.Parse(literal.Value, System.Globalization.CultureInfo.InvariantCulture),
            UnaryExpression { UnaryExpressionType: UnaryExpressionType.Negative, Expression: Literal literal } => -decimal.Parse(
                literal.Value,
                System.Globalization.CultureInfo.InvariantCulture
            ),
            _ => throw SqlError.Unsupported("an IDENTITY seed or increment that is not a number"),
        };
}
