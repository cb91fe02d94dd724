// ALTER TABLE: adding, dropping and altering columns and constraints, with the existing rows brought along
// and checked.
using AxMonitor.Engine.Catalog;
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Storage;
using AxMonitor.Engine.Types;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Programs.Ddl;

/// <summary>Applies one ALTER TABLE statement.</summary>
internal static class AlterTableDdl
{
    public static void Apply(IDdlContext context, AlterTableStatement statement)
    {
        var name = CatalogEditor.Written(statement.SchemaObjectName);
        var (editor, table) = IndexDdl.TableOf(context, statement.SchemaObjectName) ?? throw CatalogErrors.NoTable(name);
        switch (statement)
        {
            case AlterTableAddTableElementStatement add:
                Add(editor, table, add);
                break;
            case AlterTableDropTableElementStatement drop:
                TableElementDrop.Apply(editor, table, drop);
                break;
            case AlterTableAlterColumnStatement column:
                AlterColumn(editor, table, column);
                break;
            case AlterTableConstraintModificationStatement constraints:
                SetEnforcement(editor, table, constraints);
                break;
            case AlterTableTriggerModificationStatement triggers:
                TriggerDdl.SetEnabled(editor, table, triggers);
                break;
            case AlterTableSetStatement set:
                PhysicalOptions.Require(set.Options);
                if (set.Options.OfType<LockEscalationTableOption>().LastOrDefault() is { } escalation)
                {
                    editor.SaveTable(table with { LockEscalation = escalation.Value });
                }

                break;
            case AlterTableRebuildStatement:
                break; // Compression and rebuilds are physical.
            case AlterTableSwitchStatement:
                throw SqlError.Unsupported("ALTER TABLE … SWITCH");
            default:
                throw SqlError.Unsupported(statement.GetType().Name);
        }
    }

    private static void Add(CatalogEditor editor, TableDef table, AlterTableAddTableElementStatement statement)
    {
        var context = editor.Context;
        var kind = ReferenceEquals(editor.Database, context.Space.Temp) ? TableKind.Temp : TableKind.Permanent;
        var changed = new TableBuilder(context, editor.Catalog, kind, table, editor.NewObjectId)
            .Define(statement.Definition)
            .Build();
        var data = context.Space.View(editor.Database).Data(table.ObjectId);
        var withValues = statement
            .Definition.ColumnDefinitions.Where(static c =>
                c.DefaultConstraint?.WithValues == true
                || c.Constraints.OfType<DefaultConstraintDefinition>().Any(static d => d.WithValues)
            )
            .Select(static c => c.ColumnIdentifier.Value)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var column in changed.Columns.Skip(table.Columns.Length))
        {
            if (
                data.RowCount > 0
                && column is { IsNullable: false, Default: null, Identity: null, Computed: null, IsRowVersion: false }
            )
            {
                throw new SqlError(
                    4901,
                    16,
                    1,
                    $"ALTER TABLE only allows columns to be added that can contain nulls, or have a DEFAULT definition specified, or the column being added is an identity or timestamp column, or alternatively if none of the previous conditions are satisfied the table must be empty to allow addition of this column. Column '{column.Name}' cannot be added to non-empty table '{table.Name}' because it does not satisfy these conditions."
                );
            }
        }

        var map =
            changed.Columns.Length == table.Columns.Length ? null : NewColumnValues(editor, table, changed, data, withValues);
        var noCheck = statement.ExistingRowsCheckEnforcement == ConstraintEnforcement.NoCheck;
        if (noCheck)
        {
            changed = changed with
            {
                Checks = [.. changed.Checks.Select((c, i) => i < table.Checks.Length ? c : c with { IsNotTrusted = true })],
                ForeignKeys =
                [
                    .. changed.ForeignKeys.Select((k, i) => i < table.ForeignKeys.Length ? k : k with { IsNotTrusted = true }),
                ],
            };
        }

        editor.SaveTable(changed, map);
        if (!noCheck)
        {
            ExistingRows.Check(
                editor,
                changed,
                changed.Checks.Skip(table.Checks.Length),
                changed.ForeignKeys.Skip(table.ForeignKeys.Length)
            );
        }
    }

    private static Func<SqlValue[], SqlValue[]> NewColumnValues(
        CatalogEditor editor,
        TableDef table,
        TableDef changed,
        TableData data,
        HashSet<string> withValues
    )
    {
        var context = editor.Context;
        var added = changed.Columns.Skip(table.Columns.Length).ToArray();
        var fill = new Func<SqlValue[], SqlValue>[added.Length];
        for (var i = 0; i < added.Length; i++)
        {
            var column = added[i];
            fill[i] = column switch
            {
                { Computed: { } computed } => context.Expressions.BindComputed(changed, computed.Expression).Evaluate,
                { Identity: { } identity } => _ => IdentityValue(column, data.Identity.Next(identity.Seed, identity.Increment)),
                { IsRowVersion: true } => _ => RowVersion(editor.Database),
                { Default: { } value } when !column.IsNullable || withValues.Contains(column.Name) => _ =>
                    context.Expressions.EvaluateDefault(value.Expression, column.Type),
                _ => static _ => SqlValue.Null,
            };
        }

        return old =>
        {
            var row = new SqlValue[changed.Columns.Length + 1];
            Array.Copy(old, row, table.Columns.Length);
            row[^1] = old[^1];
            for (var i = 0; i < fill.Length; i++)
            {
                row[table.Columns.Length + i] = fill[i](row);
            }

            return row;
        };
    }

    private static SqlValue IdentityValue(ColumnDef column, decimal value) =>
        column.Type.Kind == SqlTypeKind.Decimal ? SqlValue.FromUnscaled((Int128)value) : SqlValue.FromInt64((long)value);

    private static SqlValue RowVersion(Database database)
    {
        var bytes = new byte[8];
        System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(bytes, database.NextRowVersion());
        return SqlValue.FromBytes(bytes);
    }

    private static void AlterColumn(CatalogEditor editor, TableDef table, AlterTableAlterColumnStatement statement)
    {
        var name = statement.ColumnIdentifier.Value;
        var column =
            table.FindColumn(name)
            ?? throw new SqlError(
                4924,
                16,
                1,
                $"ALTER TABLE ALTER COLUMN failed because column '{name}' does not exist in table '{table.Name}'."
            );
        if (column.Computed is not null)
        {
            throw new SqlError(4928, 16, 1, $"Cannot alter column '{column.Name}' because it is 'COMPUTED'.");
        }

        if (column.Type.Kind == SqlTypeKind.RowVersion)
        {
            throw new SqlError(4928, 16, 1, $"Cannot alter column '{column.Name}' because it is 'timestamp'.");
        }

        if (statement.DataType is null)
        {
            throw SqlError.Unsupported($"ALTER COLUMN … {statement.AlterTableAlterColumnOption}");
        }

        var context = editor.Context;
        var resolved = DdlStatements.ResolveType(statement.DataType, editor.Catalog, context.DefaultSchema);
        var collation = statement.Collation is { } given
            ? DdlStatements.ColumnCollation(given.Value, context)
            : column.Type.Collation ?? resolved.Type.Collation;
        var type = resolved.Type.IsCharacter ? resolved.Type with { Collation = collation } : resolved.Type;
        var nullable = statement.AlterTableAlterColumnOption != AlterTableAlterColumnOption.NotNull;
        RequireNoDependants(table, column, type, nullable);
        if (type != column.Type && SchemaBinding.UsersOfColumn(editor.Catalog, table, column.Name).FirstOrDefault() is { } bound)
        {
            throw new SqlError(
                4922,
                16,
                9,
                $"ALTER TABLE ALTER COLUMN {column.Name} failed because one or more objects access this column."
            )
            {
                Preceding = new SqlError(5074, 16, 1, $"The object '{bound}' is dependent on column '{column.Name}'."),
            };
        }

        if (type != column.Type && PartitioningUses.Of(editor.Catalog, table, column.Ordinal).FirstOrDefault() is { } scheme)
        {
            throw new SqlError(
                4922,
                16,
                9,
                $"ALTER TABLE ALTER COLUMN {column.Name} failed because one or more objects access this column."
            )
            {
                Preceding = new SqlError(5074, 16, 1, $"The object '{scheme}' is dependent on column '{column.Name}'."),
            };
        }

        var changed = column with { Type = type, IsNullable = nullable, AliasType = resolved.AliasType };
        var convert = type == column.Type ? Conversions.Identity : Conversions.ForAssignment(column.Type, type);
        var ordinal = column.Ordinal;
        editor.SaveTable(
            table with
            {
                Columns = table.Columns.SetItem(ordinal, changed),
                ModifiedAt = context.Now,
            },
            row =>
            {
                if (row[ordinal].IsNull && !nullable)
                {
                    throw new SqlError(
                        515,
                        16,
                        2,
                        $"Cannot insert the value NULL into column '{column.Name}', table '{editor.Catalog.Name}.{table.FullName}'; column does not allow nulls. UPDATE fails."
                    );
                }

                var copy = (SqlValue[])row.Clone();
                copy[ordinal] = row[ordinal].IsNull ? SqlValue.Null : convert(row[ordinal]);
                return copy;
            }
        );
    }

    // Indexes, computed columns and checks on the column forbid the change, except for longer variable-length
    // types.
    private static void RequireNoDependants(TableDef table, ColumnDef column, SqlType type, bool nullable)
    {
        var widened =
            type.Kind == column.Type.Kind
            && type.Kind is SqlTypeKind.VarChar or SqlTypeKind.NVarChar or SqlTypeKind.VarBinary
            && (type.IsMax || (!column.Type.IsMax && type.Length >= column.Type.Length))
            && type.Collation == column.Type.Collation;
        if (widened || type == column.Type)
        {
            if (nullable && !column.IsNullable && table.PrimaryKey?.KeyColumns.Any(k => k.Ordinal == column.Ordinal) == true)
            {
                throw Dependent("object", table.PrimaryKey.Name);
            }

            return;
        }

        foreach (
            var index in table.Indexes.Where(i =>
                i.KeyColumns.Any(k => k.Ordinal == column.Ordinal) || i.IncludedColumns.Contains(column.Ordinal)
            )
        )
        {
            throw Dependent(index.IsConstraint ? "object" : "index", index.Name);
        }

        foreach (var key in table.ForeignKeys.Where(k => k.Columns.Contains(column.Ordinal)))
        {
            throw Dependent("object", key.Name);
        }

        foreach (var check in table.Checks.Where(c => ColumnUses.In(c.Expression, column.Name)))
        {
            throw Dependent("object", check.Name);
        }

        foreach (var computed in table.Columns.Where(c => c.Computed is { } e && ColumnUses.In(e.Expression, column.Name)))
        {
            throw Dependent("column", computed.Name);
        }

        SqlError Dependent(string kind, string name) =>
            new(4922, 16, 9, $"ALTER TABLE ALTER COLUMN {column.Name} failed because one or more objects access this column.")
            {
                Preceding = new SqlError(5074, 16, 1, $"The {kind} '{name}' is dependent on column '{column.Name}'."),
            };
    }

    private static void SetEnforcement(CatalogEditor editor, TableDef table, AlterTableConstraintModificationStatement statement)
    {
        foreach (var name in statement.ConstraintNames.Select(static n => n.Value))
        {
            if (!table.Checks.Any(c => Same(c.Name, name)) && !table.ForeignKeys.Any(k => Same(k.Name, name)))
            {
                throw new SqlError(4917, 16, 0, $"Constraint '{name}' does not exist.");
            }
        }

        var disable = statement.ConstraintEnforcement == ConstraintEnforcement.NoCheck;
        var verify = !disable && statement.ExistingRowsCheckEnforcement == ConstraintEnforcement.Check;
        var changed = table with
        {
            Checks =
            [
                .. table.Checks.Select(c =>
                    Concerns(c.Name) ? c with { IsDisabled = disable, IsNotTrusted = !verify && (c.IsNotTrusted || disable) } : c
                ),
            ],
            ForeignKeys =
            [
                .. table.ForeignKeys.Select(k =>
                    Concerns(k.Name) ? k with { IsDisabled = disable, IsNotTrusted = !verify && (k.IsNotTrusted || disable) } : k
                ),
            ],
        };
        editor.SaveTable(changed);
        if (verify)
        {
            ExistingRows.Check(
                editor,
                changed,
                changed.Checks.Where(c => Concerns(c.Name)),
                changed.ForeignKeys.Where(k => Concerns(k.Name))
            );
        }

        bool Concerns(string name) => statement.All || statement.ConstraintNames.Any(n => Same(n.Value, name));
    }

    private static bool Same(string a, string b) => a.Equals(b, StringComparison.OrdinalIgnoreCase);
}
