// Planning of single sources: which index to seek, when to build a hash index on the fly, what to push into
// derived tables.
using AxMonitor.Engine.Binding;
using AxMonitor.Engine.Catalog;
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Execution;
using AxMonitor.Engine.Execution.Operators;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Planning;

internal sealed partial class Planner
{
    private Operator PlanUnit(BoundFrom from, List<BoundExpr> conditions, bool isStable)
    {
        switch (from)
        {
            case BoundScan scan:
                return PlanScan(scan, conditions);
            case BoundRows rows:
                return Restrict(
                    new RowSource(
                        rows.Slot,
                        rows.Name,
                        Compiler.Values([.. rows.Arguments, .. Key(rows, conditions)]),
                        rows.Rows
                    ),
                    from,
                    conditions,
                    isStable
                );
            case BoundValues values:
                return Restrict(
                    new ValuesSource(values.Slot, [.. values.RowList.Select(Compiler.Values)]),
                    from,
                    conditions,
                    false
                );
            case BoundWorkTable work:
                return Restrict(new WorkTable(work.Slot, _workCaches[work.WorkSlot]), from, conditions, false);
            case BoundDerived derived:
                return PlanDerived(derived, conditions, isStable);
            case BoundJoin { Kind: JoinKind.Inner } join:
                return PlanFrom(join, conditions);
            case BoundJoin join:
                return PlanOuterJoin(join, conditions);
            default:
                throw SqlError.Unsupported(from.GetType().Name);
        }
    }

    /// <summary>What the key of a source equals, where that is known before its first row.</summary>
    private static IEnumerable<BoundExpr> Key(BoundRows rows, List<BoundExpr> conditions) =>
        rows.KeyOrdinal is { } ordinal
            ? conditions
                .OfType<BoundComparison>()
                .Where(static c => c.Op == CompareOp.Equal)
                .SelectMany(static c => new[] { (c.Left, c.Right), (c.Right, c.Left) })
                .Where(c => IsColumn(c.Item1, rows.Slot, ordinal) && References(c.Item2).Count == 0)
                .Select(static c => c.Item2)
                .Where(static value => !value.Contains(e => e.Query is not null))
                .Take(1)
            : [];

    private Operator PlanDerived(BoundDerived derived, List<BoundExpr> conditions, bool isStable)
    {
        var pushed = new List<BoundExpr>();
        var rest = new List<BoundExpr>();
        foreach (var condition in conditions)
        {
            if (PushDown(derived.Query, condition) is { } inner)
            {
                pushed.Add(inner);
            }
            else
            {
                rest.Add(condition);
            }
        }

        var plan = Plan(derived.Query, pushed);
        if (derived.Computed.Count > 0)
        {
            plan = new Compute(plan, derived.Slot, Compiler.Values(derived.Computed.Select(i => derived.Query.Projection[i])));
        }

        var pushedStable = pushed.TrueForAll(c => References(c).IsSubsetOf(WithSubquerySlots(c, derived.Slots())));
        return Restrict(plan, derived, rest, isStable && pushedStable);
    }

    /// <summary>
    /// A condition on the output of a block that may as well stand in its WHERE: on grouping keys, or on
    /// columns by which all its windows partition. Null when it must stay outside.
    /// </summary>
    private static BoundExpr? PushDown(BoundQuery query, BoundExpr condition)
    {
        if (query is not BoundSelect { Distinct: false, IsLimited: false } select || condition.Contains(e => e.Query is not null))
        {
            return null;
        }

        var own = new HashSet<int>();
        query.CollectSlots(own);
        var possible = true;
        var inner = condition.Rewrite(e =>
        {
            if (e is not BoundColumn column || !own.Contains(column.Slot))
            {
                return null;
            }

            if (select.Grouping is { } grouping)
            {
                if (
                    column.Slot == grouping.Slot
                    && column.Ordinal < grouping.Keys.Count
                    && grouping.Sets.Count == 0
                    && select.Windows.Count == 0
                    && grouping.Keys.Count > 0
                )
                {
                    return grouping.Keys[column.Ordinal];
                }

                possible = false;
                return column;
            }

            possible &= select.Windows.TrueForAll(w =>
                w.Slot != column.Slot && w.Calls[0].Window.Partition.Any(p => p.Key == column.Key)
            );
            return column;
        });
        return possible ? inner : null;
    }

    /// <summary>Filters a source. When an outer row decides by equality, a source that does not depend on it
    /// is hashed once.</summary>
    private Operator Restrict(Operator source, BoundFrom from, List<BoundExpr> conditions, bool isStable)
    {
        if (conditions.Count == 0)
        {
            return source;
        }

        var slots = from.Slots();
        if (isStable && Correlated(conditions, slots) is { Count: > 0 } equalities)
        {
            var inside = conditions.Where(c => References(c).IsSubsetOf(slots) && !c.Contains(e => e.Query is not null)).ToList();
            var filtered = inside.Count == 0 ? source : new Filter(source, Compiler.All(inside)!);
            return Spool(filtered, conditions, inside, equalities);
        }

        return new Filter(source, Compiler.All(conditions)!);
    }

    private HashSpool Spool(
        Operator source,
        List<BoundExpr> conditions,
        List<BoundExpr> inside,
        List<(BoundExpr Condition, BoundExpr Probe, BoundExpr Key)> equalities
    )
    {
        var residual = conditions
            .Where(c => !inside.Contains(c) && !equalities.Exists(e => ReferenceEquals(e.Condition, c)))
            .ToList();
        return new HashSpool(
            source,
            Compiler.Values(equalities.Select(e => e.Key)),
            Compiler.Values(equalities.Select(e => e.Probe)),
            [.. equalities.Select(e => Comparisons.For(e.Key.Type))],
            NewCache(),
            Compiler.All(residual)
        );
    }

    /// <summary>Equalities between the source's own columns and rows outside of it.</summary>
    private static List<(BoundExpr Condition, BoundExpr Probe, BoundExpr Key)> Correlated(
        List<BoundExpr> conditions,
        HashSet<int> slots
    )
    {
        var result = new List<(BoundExpr, BoundExpr, BoundExpr)>();
        foreach (var condition in conditions)
        {
            if (Equality(condition, slots) is { } equality && References(equality.Left).Count > 0)
            {
                result.Add((condition, equality.Left, equality.Right));
            }
        }

        return result;
    }

    private Operator PlanScan(BoundScan scan, List<BoundExpr> conditions)
    {
        if (FindSeek(scan, conditions) is { } seek)
        {
            return new IndexSeek(
                scan.Table,
                scan.Slot,
                NewCache(),
                seek.Keys,
                WantedPartitions(scan, conditions, seek.Index),
                Compiler.All(seek.Rest),
                seek.Keys.Prefix.Length > 0 ? 0.1 : 0.3
            );
        }

        var slots = scan.Slots();
        if (Correlated(conditions, slots) is { Count: > 0 } equalities)
        {
            var inside = conditions.Where(c => References(c).IsSubsetOf(slots) && !c.Contains(e => e.Query is not null)).ToList();
            var source = new TableScan(
                scan.Table,
                scan.Slot,
                NewCache(),
                WantedPartitions(scan, inside),
                Compiler.All(inside),
                Selectivity(inside)
            );
            return Spool(source, conditions, inside, equalities);
        }

        return new TableScan(
            scan.Table,
            scan.Slot,
            NewCache(),
            WantedPartitions(scan, conditions),
            Compiler.All(conditions),
            Selectivity(conditions)
        );
    }

    /// <summary>The ends that conditions set to the partitioning column of a table; null without any, and
    /// where it leads the index that is sought.</summary>
    private PartitionKeys? WantedPartitions(BoundScan scan, List<BoundExpr> conditions, IndexDef? index = null)
    {
        if (
            scan.Table.Definition.Partitioning is not { } partitioning
            || index?.KeyColumns[0].Ordinal == partitioning.ColumnOrdinal
        )
        {
            return null;
        }

        var equal = SeekValue(scan, partitioning.ColumnOrdinal, conditions, CompareOp.Equal);
        var low =
            equal
            ?? SeekValue(scan, partitioning.ColumnOrdinal, conditions, CompareOp.GreaterOrEqual)
            ?? SeekValue(scan, partitioning.ColumnOrdinal, conditions, CompareOp.Greater);
        var high =
            equal
            ?? SeekValue(scan, partitioning.ColumnOrdinal, conditions, CompareOp.LessOrEqual)
            ?? SeekValue(scan, partitioning.ColumnOrdinal, conditions, CompareOp.Less);
        return low is null && high is null
            ? null
            : new PartitionKeys(
                low is { } l ? Compiler.Value(l.Value) : null,
                low?.Op != CompareOp.Greater,
                high is { } h ? Compiler.Value(h.Value) : null,
                high?.Op != CompareOp.Less
            );
    }

    private static double Selectivity(List<BoundExpr> conditions)
    {
        double result = 1;
        foreach (var condition in conditions)
        {
            result *= condition is BoundComparison { Op: CompareOp.Equal } ? 0.1 : 0.4;
        }

        return result;
    }

    private sealed record FoundSeek(SeekKeys Keys, List<BoundExpr> Rest, IndexDef Index)
    {
        /// <summary>What the prefix of the key equals.</summary>
        public List<BoundExpr> Values { get; init; } = [];
    }

    /// <summary>The best index for a set of conditions, or null when none helps.</summary>
    private FoundSeek? FindSeek(BoundScan scan, List<BoundExpr> conditions)
    {
        FoundSeek? best = null;
        double bestScore = 0;
        foreach (var index in scan.Table.Definition.Indexes)
        {
            if (
                index.IsDisabled
                || (
                    index.Filter is { } filter
                    && !FilterImplication.IsImplied(filter, scan.Table.Definition, scan.Slot, conditions)
                )
                || TrySeek(scan, index, conditions) is not { } found
            )
            {
                continue;
            }

            double score =
                (found.Keys.Prefix.Length * 10)
                + (found.Keys.IsUnique ? 1000 : 0)
                + (found.Keys.Low is null ? 0 : 3)
                + (found.Keys.High is null ? 0 : 3)
                + (index.IsClustered ? 1 : 0)
                + (index.Filter is null ? 0 : 5);
            if (score > bestScore)
            {
                best = found;
                bestScore = score;
            }
        }

        return best;
    }

    private FoundSeek? TrySeek(BoundScan scan, IndexDef index, List<BoundExpr> conditions)
    {
        var prefix = new List<Eval>();
        var values = new List<BoundExpr>();
        var rest = new List<BoundExpr>(conditions);
        Eval? low = null;
        Eval? high = null;
        var lowInclusive = false;
        var highInclusive = false;
        foreach (var key in index.KeyColumns)
        {
            if (SeekValue(scan, key.Ordinal, rest, CompareOp.Equal) is { } equal)
            {
                prefix.Add(Compiler.Value(equal.Value));
                values.Add(equal.Value);
                rest.Remove(equal.Condition);
                continue;
            }

            if (
                (
                    SeekValue(scan, key.Ordinal, rest, CompareOp.GreaterOrEqual)
                    ?? SeekValue(scan, key.Ordinal, rest, CompareOp.Greater)
                ) is
                { } from
            )
            {
                low = Compiler.Value(from.Value);
                lowInclusive = from.Op == CompareOp.GreaterOrEqual;
                rest.Remove(from.Condition);
            }

            if (
                (
                    SeekValue(scan, key.Ordinal, rest, CompareOp.LessOrEqual)
                    ?? SeekValue(scan, key.Ordinal, rest, CompareOp.Less)
                ) is
                { } to
            )
            {
                high = Compiler.Value(to.Value);
                highInclusive = to.Op == CompareOp.LessOrEqual;
                rest.Remove(to.Condition);
            }

            break;
        }

        // All of a filtered index is still few rows, unless each row of another source asks for them.
        if (
            prefix.Count == 0
            && low is null
            && high is null
            && (index.Filter is null || Correlated(conditions, scan.Slots()).Count > 0)
        )
        {
            return null;
        }

        var isUnique = index.IsUnique && prefix.Count == index.KeyColumns.Length;
        return new FoundSeek(
            new SeekKeys(index.IndexId, [.. prefix], low, lowInclusive, high, highInclusive, isUnique),
            rest,
            index
        )
        {
            Values = values,
        };
    }

    /// <summary>Whether look-ups by a unique key come in its order, because the rows they are made for do:
    /// these are
    /// read in the order of a clustered index whose columns are the first values of the key, each alone or
    /// with a
    /// constant added.</summary>
    private bool ComesInOrder(Operator outer, BoundFrom inner, List<BoundExpr> conditions)
    {
        if (
            outer is not TableScan scan
            || scan.Definition.ClusteredIndex is not { } clustered
            || inner is not BoundScan sought
            || FindSeek(sought, conditions) is not { Keys.IsUnique: true } seek
        )
        {
            return false;
        }

        for (var i = 0; i < seek.Values.Count; i++)
        {
            if (
                i >= clustered.KeyColumns.Length
                || clustered.KeyColumns[i].IsDescending != seek.Index.KeyColumns[i].IsDescending
                || !Follows(seek.Values[i], scan.Slots[0], clustered.KeyColumns[i].Ordinal)
            )
            {
                return false;
            }
        }

        return true;
    }

    // The column itself, or the column and a constant: their order is the same.
    private static bool Follows(BoundExpr value, int slot, int ordinal) =>
        IsColumn(value, slot, ordinal)
        || (
            value is BoundBinary { Name: "Add" or "Subtract", Type.IsInteger: true } sum
            && IsColumn(sum.Children[0], slot, ordinal)
            && IsConstant(sum.Children[1])
        );

    private static bool IsConstant(BoundExpr value) =>
        value is BoundConstant || (value is BoundConvert convert && IsConstant(convert.Operand));

    private static (BoundExpr Condition, BoundExpr Value, CompareOp Op)? SeekValue(
        BoundScan scan,
        int ordinal,
        List<BoundExpr> conditions,
        CompareOp op
    )
    {
        foreach (var condition in conditions)
        {
            if (condition is not BoundComparison comparison)
            {
                continue;
            }

            if (comparison.Op == op && IsColumn(comparison.Left, scan.Slot, ordinal) && IsOutside(comparison.Right, scan))
            {
                return (condition, comparison.Right, op);
            }

            if (
                BoundComparison.Flip(comparison.Op) == op
                && IsColumn(comparison.Right, scan.Slot, ordinal)
                && IsOutside(comparison.Left, scan)
            )
            {
                return (condition, comparison.Left, op);
            }
        }

        return null;
    }

    private static bool IsOutside(BoundExpr value, BoundScan scan) =>
        !References(value).Contains(scan.Slot) && !value.Contains(e => e.Query is not null);

    /// <summary>True for the column itself, or the column under a conversion that changes no value and no
    /// order.</summary>
    private static bool IsColumn(BoundExpr e, int slot, int ordinal)
    {
        while (
            e is BoundConvert convert
            && (convert.IsIdentity || Widens(convert.Operand.Type, convert.Type))
            && Equals(convert.Type.Collation, convert.Operand.Type.Collation)
        )
        {
            e = convert.Operand;
        }

        return e is BoundColumn column && column.Slot == slot && column.Ordinal == ordinal;
    }

    private static bool Widens(SqlType from, SqlType to) =>
        (from.IsInteger && to.IsInteger && from.Kind <= to.Kind && from.Kind != SqlTypeKind.Bit)
        || (
            from.Kind is SqlTypeKind.VarChar or SqlTypeKind.NVarChar
            && to.Kind is SqlTypeKind.VarChar or SqlTypeKind.NVarChar
            && (to.IsMax || (!from.IsMax && to.Length >= from.Length))
            && (to.IsUnicode || !from.IsUnicode)
        )
        || (from.Kind == SqlTypeKind.VarBinary && to.Kind == SqlTypeKind.VarBinary && (to.IsMax || to.Length >= from.Length))
        || (from.Kind == SqlTypeKind.DateTime2 && to.Kind == SqlTypeKind.DateTime2 && to.Scale >= from.Scale);

    /// <summary>TOP over one table in the order of an index: the index is walked and the sort falls away.
    /// Null when that does not apply.</summary>
    private Operator? OrderedAccess(BoundSelect select, List<BoundExpr> conditions)
    {
        if (
            select.From is not BoundScan scan
            || select.OrderBy.Count == 0
            || !select.IsLimited
            || !select.IsPlainButLimited
            || select.TopPercent
        )
        {
            return null;
        }

        // An index that finds the rows beats one that merely has them in order.
        var seekLength = FindSeek(scan, conditions)?.Keys.Prefix.Length ?? 0;
        var isCorrelated = Correlated(conditions, scan.Slots()).Count > 0;
        foreach (var index in scan.Table.Definition.Indexes)
        {
            if (index.IsDisabled || index.Filter is not null)
            {
                continue;
            }

            var equal = 0;
            var rest = new List<BoundExpr>(conditions);
            var prefix = new List<Eval>();
            while (
                equal < index.KeyColumns.Length
                && SeekValue(scan, index.KeyColumns[equal].Ordinal, rest, CompareOp.Equal) is { } found
            )
            {
                prefix.Add(Compiler.Value(found.Value));
                rest.Remove(found.Condition);
                equal++;
            }

            // A range on the column that the order begins with is where the walk starts and ends.
            var from = equal < index.KeyColumns.Length ? Bound(scan, index, equal, rest, isLow: true) : null;
            var to = equal < index.KeyColumns.Length ? Bound(scan, index, equal, rest, isLow: false) : null;
            if (
                equal >= seekLength
                && (equal > 0 || from is not null || to is not null || !isCorrelated)
                && Follows(select.OrderBy, index, equal, scan) is { } backward
            )
            {
                return new OrderedSeek(
                    scan.Table,
                    scan.Slot,
                    NewCache(),
                    new SeekKeys(
                        index.IndexId,
                        [.. prefix],
                        from is { } low ? Compiler.Value(low.Value) : null,
                        from?.Op == CompareOp.GreaterOrEqual,
                        to is { } high ? Compiler.Value(high.Value) : null,
                        to?.Op == CompareOp.LessOrEqual,
                        IsUnique: false
                    ),
                    WantedPartitions(scan, conditions, index),
                    backward,
                    Compiler.All(rest)
                );
            }
        }

        return null;
    }

    // The condition that bounds the key column at a place from one side; it is taken off the rest.
    private static (BoundExpr Condition, BoundExpr Value, CompareOp Op)? Bound(
        BoundScan scan,
        IndexDef index,
        int at,
        List<BoundExpr> rest,
        bool isLow
    )
    {
        var ordinal = index.KeyColumns[at].Ordinal;
        var found =
            SeekValue(scan, ordinal, rest, isLow ? CompareOp.GreaterOrEqual : CompareOp.LessOrEqual)
            ?? SeekValue(scan, ordinal, rest, isLow ? CompareOp.Greater : CompareOp.Less);
        if (found is { } bound)
        {
            rest.Remove(bound.Condition);
        }

        return found;
    }

    /// <summary>Whether the index, after its equal prefix, runs in the wanted order: false forward, true
    /// backward, null not at all.</summary>
    private static bool? Follows(List<OrderItem> order, IndexDef index, int equal, BoundScan scan)
    {
        bool? backward = null;
        var at = equal;
        foreach (var item in order)
        {
            // What is equal in all rows orders nothing.
            if (
                item.Expression is BoundColumn same
                && same.Slot == scan.Slot
                && index.KeyColumns.Take(equal).Any(k => k.Ordinal == same.Ordinal)
            )
            {
                continue;
            }

            if (at >= index.KeyColumns.Length)
            {
                return index.IsUnique ? backward : null;
            }

            var key = index.KeyColumns[at++];
            if (item.Expression is not BoundColumn column || column.Slot != scan.Slot || column.Ordinal != key.Ordinal)
            {
                return null;
            }

            var reversed = item.Descending != key.IsDescending;
            if (backward is { } known && known != reversed)
            {
                return null;
            }

            backward = reversed;
        }

        return backward;
    }
}
