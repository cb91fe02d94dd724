// Binding of MERGE.
using AxMonitor.Engine.Catalog;
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Types;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Binding;

internal sealed partial class Binder
{
    public BoundMerge Merge(MergeSpecification merge)
    {
        var names = new NameScope(null);
        var source = Source(merge.TableReference, names, null);
        var sourceOnly = new NameScope(null);
        sourceOnly.Sources.AddRange(names.Sources);
        var alias =
            merge.TableAlias?.Value
            ?? (merge.Target as NamedTableReference)?.SchemaObject.BaseIdentifier.Value
            ?? ((VariableTableReference)merge.Target).Variable.Name;
        var (table, scan, targetRows) = MergeTarget(merge, alias, names);
        var targetSource = names.Sources[^1];
        var targetOnly = new NameScope(null);
        targetOnly.Sources.Add(targetSource);
        var on = At(Place.On, () => Predicate(merge.SearchCondition, names));
        var bySource = merge.ActionClauses.Any(a => a.Condition == MergeCondition.NotMatchedBySource);
        var deletedSlot = Context.NewSlot();
        var actionSlot = Context.NewSlot();
        RequireClauseOrder(merge);
        var clauses = new List<BoundMergeClause>();
        foreach (var clause in merge.ActionClauses)
        {
            clauses.Add(
                WithoutSequences(
                    (11742, NoMerge),
                    () => MergeClause(clause, table, scan, names, sourceOnly, targetOnly, targetSource)
                )
            );
        }

        _actionSlot = actionSlot;
        var output = Output(merge, table, names, deletedSlot);
        _actionSlot = -1;
        return new BoundMerge
        {
            Target = table,
            Query = new BoundSelect
            {
                From = new BoundJoin(bySource ? JoinKind.Full : JoinKind.Left, source, targetRows, on, false),
            },
            RowSlot = scan.Slot,
            SourceSlots = [.. source.Slots()],
            DeletedSlot = deletedSlot,
            ActionSlot = actionSlot,
            Clauses = clauses,
            Output = output,
        };
    }

    // A table, or a view or common table expression whose columns are those of one table.
    private (BoundTarget Table, BoundScan Scan, BoundFrom Rows) MergeTarget(
        MergeSpecification merge,
        string alias,
        NameScope names
    )
    {
        if (merge.Target is NamedTableReference { SchemaObject: var name } && IsMergeQuery(name))
        {
            var rows =
                name.Identifiers is [var single] && _ctes?.Find(single.Value) is { } cte
                    ? CteSource(cte, alias, names, merge.Target)
                    : Named(Scope.FindTable(name)!, alias, [], (NamedTableReference)merge.Target, names);
            var source = names.Sources[^1];
            var found = ChangedScan(rows, source, MergeColumns(merge, source), merge.Target);
            return (WithChecks(Target(found.Table, merge.Target), rows, found, source, merge.Target), found, rows);
        }

        var table = Target(merge.Target);
        var scan = Stored(table.Table, alias, [], alias, names, merge.Target);
        return (table, scan, scan);
    }

    private static void RequireClauseOrder(MergeSpecification merge)
    {
        foreach (var group in merge.ActionClauses.GroupBy(static c => c.Condition))
        {
            var clauses = group.ToList();
            var when = group.Key switch
            {
                MergeCondition.Matched => "WHEN MATCHED",
                MergeCondition.NotMatchedBySource => "WHEN NOT MATCHED BY SOURCE",
                _ => "WHEN NOT MATCHED",
            };
            if (clauses.FindIndex(static c => c.SearchCondition is null) is >= 0 and var open && open < clauses.Count - 1)
            {
                throw new SqlError(
                    5324,
                    15,
                    1,
                    $"In a MERGE statement, a '{when}' clause with a search condition cannot appear after a '{when}' clause with no search condition."
                )
                {
                    Line = clauses[open + 1].StartLine,
                };
            }

            var twice = clauses.GroupBy(static c => c.Action.GetType()).FirstOrDefault(static g => g.Count() > 1);
            if (twice is not null)
            {
                var action = twice.First().Action switch
                {
                    UpdateMergeAction => "UPDATE",
                    DeleteMergeAction => "DELETE",
                    _ => "INSERT",
                };
                throw new SqlError(
                    10714,
                    15,
                    1,
                    $"An action of type '{action}' cannot appear more than once in a '{when}' clause of a MERGE statement."
                )
                {
                    Line = twice.Last().StartLine,
                };
            }
        }
    }

    // Columns of a view or common table expression may have names of their own.
    private static List<(string Name, TSqlFragment At)> MergedColumns(
        InsertMergeAction insert,
        BoundTarget target,
        NamedColumns source
    ) =>
        source.Scan is not null
            ? [.. insert.Columns.Select(static c => (c.MultiPartIdentifier.Identifiers[^1].Value, (TSqlFragment)c))]
            :
            [
                .. (
                    insert.Columns.Count > 0
                        ? insert.Columns.Select(c => (Column: SetColumn(c, source), At: (TSqlFragment)c))
                        : source.Columns.Where(static c => !c.IsIdentity).Select(c => (Column: c, At: (TSqlFragment)insert))
                ).Select(c => (target.Definition.Columns[c.Column.Ordinal].Name, c.At)),
            ];

    // INSTEAD OF triggers of a view take all actions or none; those that take some are told at run time.
    private bool IsMergeQuery(SchemaObjectName name) =>
        (name.Identifiers is [var single] && _ctes?.Find(single.Value) is not null)
        || Scope.FindTable(name) is NamedView { InsteadOf: TriggerEvents.None };

    private static List<BoundColumn> MergeColumns(MergeSpecification merge, NamedColumns source) =>
        [
            .. merge
                .ActionClauses.Select(static c => c.Action)
                .SelectMany(static a =>
                    a switch
                    {
                        UpdateMergeAction update => update.SetClauses.OfType<AssignmentSetClause>().Select(static s => s.Column),
                        InsertMergeAction insert => insert.Columns,
                        _ => [],
                    }
                )
                .OfType<ColumnReferenceExpression>()
                .Select(c => SetColumn(c, source)),
        ];

    private BoundMergeClause MergeClause(
        MergeActionClause clause,
        BoundTarget target,
        BoundScan scan,
        NameScope all,
        NameScope sourceOnly,
        NameScope targetOnly,
        NamedColumns targetSource
    )
    {
        var (when, names) = clause.Condition switch
        {
            MergeCondition.Matched => (MergeCase.Matched, all),
            MergeCondition.NotMatchedBySource => (MergeCase.NotMatchedBySource, targetOnly),
            _ => (MergeCase.NotMatchedByTarget, sourceOnly),
        };
        var condition = clause.SearchCondition is null ? null : At(Place.Where, () => Predicate(clause.SearchCondition, names));
        switch (clause.Action)
        {
            case UpdateMergeAction update:
                return new BoundMergeClause(
                    when,
                    condition,
                    SetClauses(update.SetClauses, target, scan, names, targetSource),
                    null,
                    null
                );
            case DeleteMergeAction:
                return new BoundMergeClause(when, condition, null, null, null);
            case InsertMergeAction insert:
                var ordinals = InsertColumns(target, MergedColumns(insert, target, targetSource), insert);
                if (insert.Source is { IsDefaultValues: true })
                {
                    return new BoundMergeClause(when, condition, null, [], []);
                }

                var row = insert.Source.RowValues[0].ColumnValues;
                CheckValueCount(row.Count, ordinals.Count, insert.Columns.Count > 0, insert);
                return new BoundMergeClause(
                    when,
                    condition,
                    null,
                    ordinals,
                    [.. row.Select((v, i) => v is DefaultLiteral ? null : AssignmentValue(Scalar(v, names), target, ordinals[i]))]
                );
            default:
                throw BindErrors.Unsupported(clause.Action.GetType().Name, clause);
        }
    }

    private BoundColumn ActionColumn(TSqlFragment at) =>
        _actionSlot < 0
            ? throw BindErrors.Unsupported("$action here", at)
            : new BoundColumn(_actionSlot, 0, "$action", SqlType.NVarChar(10), false);
}
