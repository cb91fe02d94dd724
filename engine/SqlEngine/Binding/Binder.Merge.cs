// Binding of MERGE.
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

    // A table, or a common table expression whose columns are those of one table.
    private (BoundTarget Table, BoundScan Scan, BoundFrom Rows) MergeTarget(
        MergeSpecification merge,
        string alias,
        NameScope names
    )
    {
        if (merge.Target is NamedTableReference { SchemaObject.Identifiers: [var name] } && _ctes?.Find(name.Value) is { } cte)
        {
            var rows = CteSource(cte, alias, names, merge.Target);
            var found = OnlyScan(rows, names.Sources[^1], merge.Target);
            return (Target(found.Table, merge.Target), found, rows);
        }

        var table = Target(merge.Target);
        var scan = Stored(table.Table, alias, [], alias, names, merge.Target);
        return (table, scan, scan);
    }

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
                var ordinals = InsertColumns(
                    target,
                    [.. insert.Columns.Select(c => (c.MultiPartIdentifier.Identifiers[^1].Value, (TSqlFragment)c))],
                    insert
                );
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
