// Binding of INSERT, UPDATE and DELETE.
using AxMonitor.Engine.Catalog;
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Types;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Binding;

internal sealed partial class Binder
{
    /// <param name="insert">The statement.</param>
    /// <param name="nested">Compiles a change that is the source.</param>
    public BoundInsert Insert(InsertSpecification insert, NestedChanges? nested)
    {
        var (target, ordinals) = InsertTarget(insert);
        BoundQuery? query = null;
        var rows = new List<IReadOnlyList<BoundExpr?>>();
        switch (insert.InsertSource)
        {
            case ValuesInsertSource { IsDefaultValues: true }:
                ordinals = [];
                rows.Add([]);
                break;
            case ValuesInsertSource values:
                foreach (var row in values.RowValues)
                {
                    RequireNoIdentity(insert, target, ordinals, row.ColumnValues.Count);
                    CheckValueCount(row.ColumnValues.Count, ordinals.Count, insert.Columns.Count > 0, row);
                    rows.Add([
                        .. row.ColumnValues.Select(
                            (v, i) => v is DefaultLiteral ? null : AssignmentValue(Scalar(v, null), target, ordinals[i])
                        ),
                    ]);
                }

                break;
            case SelectInsertSource source:
                query = InsertQuery(source, nested);
                RequireNoIdentity(insert, target, ordinals, query.Columns.Count);
                CheckSelectCount(query.Columns.Count, ordinals.Count, insert.Columns.Count > 0, source);
                rows.Add([.. query.Projection.Select((p, i) => AssignmentValue(p, target, ordinals[i]))]);
                break;
            default:
                throw BindErrors.Unsupported($"INSERT from {insert.InsertSource.GetType().Name} here", insert);
        }

        return new BoundInsert
        {
            Target = target,
            Ordinals = ordinals,
            Query = query,
            Rows = rows,
            Top = insert.TopRowFilter is null ? null : Convert(Scalar(insert.TopRowFilter.Expression, null), SqlType.BigInt),
            TakesChange = insert.InsertSource is SelectInsertSource { Select: QuerySpecification select } && TakesChange(select),
            Output = Output(insert, target, null, -1),
        };
    }

    private (BoundTarget Target, List<int> Ordinals) InsertTarget(InsertSpecification insert)
    {
        if (insert.Target is NamedTableReference { SchemaObject: var name } && IsQuery(name))
        {
            return InsertThrough(insert);
        }

        var target = Target(insert.Target, TriggerEvents.Insert);
        var ordinals = InsertColumns(
            target,
            [.. insert.Columns.Select(c => (c.MultiPartIdentifier.Identifiers[^1].Value, (TSqlFragment)c))],
            insert
        );
        Written(target.Table, ordinals.Select(o => target.Definition.Columns[o].Name));
        return (target, ordinals);
    }

    // A common table expression, or a view without an INSTEAD OF INSERT trigger.
    private bool IsQuery(SchemaObjectName name) =>
        (name.Identifiers is [var single] && _ctes?.Find(single.Value) is not null)
        || (Scope.FindTable(name) is NamedView view && !view.InsteadOf.HasFlag(TriggerEvents.Insert));

    private void Written(NamedSource source, IEnumerable<string> columns)
    {
        if (Scope.ColumnWrites(source) is { } write)
        {
            foreach (var column in columns)
            {
                write(column);
            }
        }
    }

    /// <summary>A target for rows that come from outside (INSERT … EXEC, bulk load).</summary>
    public BoundInsertColumns InsertRows(
        TableReference table,
        IReadOnlyList<string> columns,
        IReadOnlyList<SqlType> sourceTypes,
        bool keepIdentity
    )
    {
        var target = Target(table, TriggerEvents.Insert);
        var ordinals = InsertColumns(target, [.. columns.Select(c => (c, (TSqlFragment)table))], table, keepIdentity);
        if (ordinals.Count != sourceTypes.Count)
        {
            throw BindErrors.Make(213, 7, "Column name or number of supplied values does not match table definition.", table);
        }

        return new BoundInsertColumns(
            target,
            ordinals,
            [.. ordinals.Select((o, i) => AssignmentConverter(sourceTypes[i], target.Definition.Columns[o].Type))]
        );
    }

    private static Func<SqlValue, SqlValue> AssignmentConverter(SqlType from, SqlType to) =>
        from == to ? Conversions.Identity : Conversions.ForAssignment(from, to);

    private static BoundExpr AssignmentValue(BoundExpr value, BoundTarget target, int ordinal) =>
        ConvertForAssignment(value, target.Definition.Columns[ordinal].Type);

    private BoundTarget Target(TableReference reference, TriggerEvents change = TriggerEvents.None)
    {
        switch (reference)
        {
            case VariableTableReference variable:
                return Target(
                    Scope.FindTableVariable(variable.Variable.Name)
                        ?? throw BindErrors.UndeclaredTable(variable.Variable.Name, variable),
                    reference
                );
            case NamedTableReference named:
                var text = string.Join('.', named.SchemaObject.Identifiers.Select(i => i.Value));
                return Scope.FindTable(named.SchemaObject) switch
                {
                    NamedTable table => Target(table, reference),
                    NamedView { Target: { } view, InsteadOf: var taken }
                        when change != TriggerEvents.None && taken.HasFlag(change) => Target(view, reference),
                    null => throw BindErrors.InvalidObject(text, named),
                    _ => throw BindErrors.Unsupported($"INSERT into '{text}', which is no table", named),
                };
            default:
                throw BindErrors.Unsupported($"{reference.GetType().Name} as a target", reference);
        }
    }

    /// <summary>A table whose rows a cascade changes.</summary>
    public BoundTarget CascadeTarget(NamedTable table) => Target(table, new NamedTableReference());

    public NamedTable TruncateTarget(TruncateTableStatement truncate)
    {
        var text = string.Join('.', truncate.TableName.Identifiers.Select(i => i.Value));
        var found = Scope.FindTable(truncate.TableName);
        var isSynonym =
            found is NamedTable { Home: TableHome.Database, Definition.Name: var own }
            && !own.Equals(truncate.TableName.BaseIdentifier.Value, StringComparison.OrdinalIgnoreCase);
        if (found is NamedView or RowFunction || isSynonym)
        {
            throw BindErrors.Make(4708, 2, $"Cannot truncate table '{text}' because it is not a table.", truncate);
        }

        return found as NamedTable
            ?? throw BindErrors.Make(
                4701,
                1,
                $"Cannot find the object \"{text}\" because it does not exist or you do not have permissions.",
                truncate
            );
    }

    /// <summary>PARTITIONS (n, m TO k): first and last partition of each range, as int.</summary>
    public IReadOnlyList<(BoundExpr From, BoundExpr? To)> TruncatedPartitions(TruncateTableStatement truncate) =>
        [
            .. truncate.PartitionRanges.Select(r =>
                (Convert(Scalar(r.From, null), SqlType.Int), r.To is null ? null : Convert(Scalar(r.To, null), SqlType.Int))
            ),
        ];

    private BoundTarget Target(NamedTable table, TSqlFragment at)
    {
        if (table.IsReadOnly)
        {
            throw table.Name[0] != '@'
                ? BindErrors.Make(286, 1, "The logical tables INSERTED and DELETED cannot be updated.", at)
                : BindErrors.Make(
                    10700,
                    1,
                    $"The table-valued parameter \"{table.Name}\" is READONLY and cannot be modified.",
                    at
                );
        }

        var slot = Context.NewSlot();
        var definition = table.Definition;
        var names = new NameScope(null);
        names.Sources.Add(PseudoTable(definition.Name, definition, slot, false));
        return new BoundTarget
        {
            Table = table,
            NewSlot = slot,
            Computed =
            [
                .. definition.Columns.Select(c =>
                    c.Computed is null ? null : ConvertForAssignment(Scalar(c.Computed.Expression, names), c.Type)
                ),
            ],
            Defaults =
            [
                .. definition.Columns.Select(c =>
                    c.Default is null ? null : ConvertForAssignment(Scalar(c.Default.Expression, null), c.Type)
                ),
            ],
            Checks = [.. definition.Checks.Where(c => !c.IsDisabled).Select(c => (c, Predicate(c.Expression, names)))],
        };
    }

    private static NamedColumns PseudoTable(string alias, TableDef definition, int slot, bool nullable) =>
        new()
        {
            Alias = alias,
            Columns =
            [
                .. definition.Columns.Select(c => new BoundColumn(slot, c.Ordinal, c.Name, c.Type, nullable || c.IsNullable)
                {
                    IsIdentity = c.Identity is not null,
                }),
            ],
        };

    private static List<int> InsertColumns(
        BoundTarget target,
        IReadOnlyList<(string Name, TSqlFragment At)> listed,
        TSqlFragment at,
        bool keepIdentity = false
    )
    {
        var definition = target.Definition;
        if (listed.Count == 0)
        {
            return
            [
                .. definition.Columns.Where(c => (c.Identity is null || keepIdentity) && !c.IsReadOnly).Select(c => c.Ordinal),
            ];
        }

        var ordinals = new List<int>();
        foreach (var (name, where) in listed)
        {
            var column = definition.FindColumn(name) ?? throw BindErrors.InvalidColumn(name, where);
            if (column.Computed is not null)
            {
                throw ComputedNotModifiable(column.Name, where);
            }

            if (column.IsRowVersion)
            {
                throw BindErrors.Make(
                    273,
                    1,
                    "Cannot insert an explicit value into a timestamp column. Use INSERT with a column list to exclude the timestamp column, or insert a DEFAULT into the timestamp column.",
                    where
                );
            }

            if (ordinals.Contains(column.Ordinal))
            {
                throw DuplicateTarget(column.Name, where);
            }

            ordinals.Add(column.Ordinal);
        }

        return ordinals;
    }

    private static SqlError ComputedNotModifiable(string column, TSqlFragment at) =>
        BindErrors.Make(
            271,
            1,
            $"The column \"{column}\" cannot be modified because it is either a computed column or is the result of a UNION operator.",
            at
        );

    private static SqlError DuplicateTarget(string column, TSqlFragment at) =>
        BindErrors.Make(
            264,
            1,
            $"The column name '{column}' is specified more than once in the SET clause or column list of an INSERT. A column cannot be assigned more than one value in the same clause. Modify the clause to make sure that a column is updated only once. If this statement updates or inserts columns into a view, column aliasing can conceal the duplication in your code.",
            at
        );

    public BoundChange Update(UpdateSpecification update)
    {
        var (query, names, source) = FindRows(update, update.FromClause, update.WhereClause, update.TopRowFilter);
        if (TakenView(source, TriggerEvents.Update) is { } view)
        {
            return ViewChange(update, query, names, source, view, update.SetClauses);
        }

        var columns = new List<BoundColumn>();
        foreach (var clause in update.SetClauses)
        {
            if (clause is FunctionCallSetClause mutator)
            {
                columns.Add(MutatedColumn(mutator, source));
            }
            else if (clause is not AssignmentSetClause set)
            {
                throw BindErrors.Unsupported(clause.GetType().Name, clause);
            }
            else if (set.Column is not null)
            {
                columns.Add(SetColumn(set.Column, source));
            }
        }

        var scan = ChangedScan(query.From!, source, columns, update);
        var target = WithChecks(Target(scan.Table, update.Target), OwnRows(query.From!, source), scan, source, update);
        var assignments = SetClauses(update.SetClauses, target, scan, names, source);
        Written(source.View ?? (NamedSource)target.Table, columns.Select(static c => c.Name));
        var deletedSlot = Context.NewSlot();
        return new BoundChange
        {
            Target = target,
            Query = query,
            RowSlot = scan.Slot,
            Assignments = assignments,
            DeletedSlot = deletedSlot,
            Output = Output(update, target, names, deletedSlot),
        };
    }

    public BoundChange Delete(DeleteSpecification delete)
    {
        var (query, names, source) = FindRows(delete, delete.FromClause, delete.WhereClause, delete.TopRowFilter);
        if (TakenView(source, TriggerEvents.Delete) is { } view)
        {
            return ViewChange(delete, query, names, source, view, null);
        }

        var scan = ChangedScan(query.From!, source, [], delete);
        var target = Target(scan.Table, delete.Target);
        var deletedSlot = Context.NewSlot();
        return new BoundChange
        {
            Target = target,
            Query = query,
            RowSlot = scan.Slot,
            DeletedSlot = deletedSlot,
            Output = Output(delete, target, names, deletedSlot),
        };
    }

    private static NamedTable? TakenView(NamedColumns source, TriggerEvents change) =>
        source.View is { Target: { } target, InsteadOf: var taken } && taken.HasFlag(change) ? target : null;

    // UPDATE or DELETE of a view whose INSTEAD OF trigger takes it: the rows are those of the view.
    private BoundChange ViewChange(
        UpdateDeleteSpecificationBase statement,
        BoundSelect query,
        NameScope names,
        NamedColumns source,
        NamedTable view,
        IList<SetClause>? set
    )
    {
        var target = Target(view, statement.Target);
        var deletedSlot = Context.NewSlot();
        return new BoundChange
        {
            Target = target,
            Query = query,
            RowSlot = -1,
            ViewRow = source.Columns,
            Assignments = set is null ? null : SetClauses(set, target, null, names, source),
            DeletedSlot = deletedSlot,
            Output = Output(statement, target, names, deletedSlot),
        };
    }

    /// <summary>Binds FROM and WHERE of an UPDATE or DELETE and finds the source that its target
    /// names.</summary>
    private (BoundSelect Query, NameScope Names, NamedColumns Source) FindRows(
        UpdateDeleteSpecificationBase statement,
        FromClause? fromClause,
        WhereClause? where,
        TopRowFilter? top
    )
    {
        var names = new NameScope(null);
        var from = fromClause is null ? null : From(fromClause.TableReferences, names, null);
        var source = from is null ? null : FindTargetSource(statement.Target, names);
        if (source is null)
        {
            var own = Source(statement.Target, names, null);
            from = from is null ? own : new BoundJoin(JoinKind.Inner, from, own, null, false);
            source = names.Sources[^1];
        }

        var query = new BoundSelect
        {
            From = from,
            Where = where?.SearchCondition is null ? null : At(Place.Where, () => Predicate(where.SearchCondition, names)),
        };
        if (top is not null)
        {
            BindTop(query, top, null);
        }

        return (query, names, source);
    }

    private static NamedColumns? FindTargetSource(TableReference target, NameScope names)
    {
        if (target is VariableTableReference variable)
        {
            return names.Sources.Find(s =>
                string.Equals(s.TableName, variable.Variable.Name, StringComparison.OrdinalIgnoreCase)
            );
        }

        var parts = ((NamedTableReference)target).SchemaObject.Identifiers;
        var name = parts[^1].Value;
        var aliased =
            parts.Count == 1
                ? names.Sources.Find(s =>
                    s.Qualifiers.Count == 0 && string.Equals(s.Alias, name, StringComparison.OrdinalIgnoreCase)
                )
                : null;
        if (aliased is not null)
        {
            return aliased;
        }

        var same = names.Sources.FindAll(s => string.Equals(s.TableName, name, StringComparison.OrdinalIgnoreCase));
        if (same.FindAll(static s => string.Equals(s.Alias, s.TableName, StringComparison.OrdinalIgnoreCase)) is [var bare])
        {
            return bare;
        }

        var distinct = same.Select(static s => s.Scan?.Table.Name).Distinct(StringComparer.OrdinalIgnoreCase).Count();
        return same.Count > 1 && distinct == 1
            ? throw new SqlError(8154, 15, 1, $"The table '{name}' is ambiguous.") { Line = target.StartLine }
            : same.FirstOrDefault();
    }

    private static BoundColumn SetColumn(ColumnReferenceExpression reference, NamedColumns source)
    {
        var name = reference.MultiPartIdentifier.Identifiers[^1].Value;
        return source.Columns.FirstOrDefault(c => string.Equals(c.Name, name, StringComparison.OrdinalIgnoreCase))
            ?? throw BindErrors.InvalidColumn(name, reference);
    }

    private static BoundScan? FindScan(BoundFrom from, int slot) =>
        from switch
        {
            BoundScan scan => scan.Slot == slot ? scan : null,
            BoundJoin join => FindScan(join.Left, slot) ?? FindScan(join.Right, slot),
            BoundDerived { Query: BoundSelect { From: { } inner, Grouping: null, Distinct: false } } => FindScan(inner, slot),
            _ => null,
        };

    private static BoundFrom OwnRows(BoundFrom from, NamedColumns source) => source.Derived ?? (BoundFrom?)source.Scan ?? from;

    private List<BoundAssignment> SetClauses(
        IList<SetClause> clauses,
        BoundTarget target,
        BoundScan? scan,
        NameScope names,
        NamedColumns source
    )
    {
        var assignments = new List<BoundAssignment>();
        foreach (var clause in clauses)
        {
            if (clause is FunctionCallSetClause mutator)
            {
                assignments.Add(Mutation(mutator, target, names, source, assignments));
                continue;
            }

            var set = (AssignmentSetClause)clause;
            var value = set.NewValue is DefaultLiteral ? null : At(Place.Set, () => Scalar(set.NewValue, names));
            var ordinal = -1;
            BoundExpr? columnValue = null;
            if (set.Column is not null)
            {
                var column = SetColumn(set.Column, source);
                ordinal = scan is null ? source.Columns.ToList().IndexOf(column) : column.Ordinal;
                var definition = target.Definition.Columns[ordinal];
                CheckSettable(definition, assignments, set);
                columnValue = value is null
                    ? target.Defaults[ordinal] ?? new BoundConstant(SqlValue.Null, definition.Type)
                    : ConvertForAssignment(Compound(set.AssignmentKind, column, value, set), definition.Type);
            }

            var variableSlot = -1;
            BoundExpr? variableValue = null;
            if (set.Variable is not null)
            {
                var variable =
                    Scope.FindVariable(set.Variable.Name) ?? throw BindErrors.UndeclaredVariable(set.Variable.Name, set);
                variableSlot = variable.Slot;
                variableValue = columnValue is not null
                    ? Convert(columnValue, variable.Type)
                    : Convert(
                        Compound(
                            set.AssignmentKind,
                            new BoundVariable(variable.Slot, set.Variable.Name, variable.Type),
                            value!,
                            set
                        ),
                        variable.Type
                    );
            }

            assignments.Add(new BoundAssignment(ordinal, variableSlot, columnValue, variableValue));
        }

        return assignments;
    }

    private static void CheckSettable(ColumnDef definition, List<BoundAssignment> before, TSqlFragment at)
    {
        if (definition.Identity is not null)
        {
            throw BindErrors.Make(8102, 1, $"Cannot update identity column '{definition.Name}'.", at);
        }

        if (definition.Computed is not null)
        {
            throw ComputedNotModifiable(definition.Name, at);
        }

        if (definition.IsRowVersion)
        {
            throw BindErrors.Make(272, 1, "Cannot update a timestamp column.", at);
        }

        if (before.Exists(a => a.Ordinal == definition.Ordinal))
        {
            throw DuplicateTarget(definition.Name, at);
        }
    }
}
