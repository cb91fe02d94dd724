// Planning of FROM and WHERE: inner joins are flattened into a group of units and a pool of conditions; each
// condition is applied as soon as the slots it reads are filled. Order follows the text, except that
// connected units are preferred.
using AxMonitor.Engine.Binding;
using AxMonitor.Engine.Execution;
using AxMonitor.Engine.Execution.Operators;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Planning;

internal sealed partial class Planner
{
    /// <summary>A member of a join group: a source, or (without source) values computed from the slots of
    /// others.</summary>
    private sealed class Unit
    {
        public BoundFrom? From { get; init; }

        public int ComputeSlot { get; init; } = -1;

        public IReadOnlyList<BoundExpr> Computed { get; init; } = [];

        public required HashSet<int> Slots { get; init; }

        /// <summary>Slots of other units of the group that must be filled before this one is
        /// opened.</summary>
        public HashSet<int> Needs { get; set; } = [];

        /// <summary>Depends on no slot outside itself.</summary>
        public bool IsStable { get; set; }
    }

    private Operator PlanFrom(BoundFrom? from, List<BoundExpr> conjuncts)
    {
        if (from is null)
        {
            return conjuncts.Count == 0 ? new SingleRow() : new StartupFilter(new SingleRow(), Compiler.All(conjuncts)!);
        }

        var units = new List<Unit>();
        var pool = new List<BoundExpr>(conjuncts);
        Flatten(from, units, pool);
        var group = new HashSet<int>(units.SelectMany(u => u.Slots));
        foreach (var unit in units)
        {
            var references = UnitReferences(unit);
            references.ExceptWith(unit.Slots);
            unit.IsStable = references.Count == 0;
            references.IntersectWith(group);
            unit.Needs = references;
        }

        var conditions = pool.Select(c => new Condition(c, [.. References(c).Where(group.Contains)]))
            .OrderBy(c => c.HasSubquery)
            .ToList();
        var startup = conditions.Where(c => c.Slots.Count == 0).ToList();
        conditions.RemoveAll(c => c.Slots.Count == 0);
        var plan = PlanOrders(units, conditions);
        return startup.Count == 0 ? plan : new StartupFilter(plan, Compiler.All([.. startup.Select(c => c.Expression)])!);
    }

    /// <summary>
    /// Plans the group once for each table it may begin with, as long as that stays a handful of plans: sizes
    /// are known only when the statement runs, and a join that begins with ten rows of a temporary table must
    /// not scan a million of another.
    /// </summary>
    private Operator PlanOrders(List<Unit> units, List<Condition> conditions)
    {
        var starts = units.Where(u => u.From is BoundScan && u.Needs.Count == 0).ToList();
        if (starts.Count < 2 || starts.Count > 5 || _orderDepth > 1)
        {
            return JoinUnits(units, [.. conditions], null);
        }

        _orderDepth++;
        try
        {
            Operator[] plans =
            [
                .. starts.Select(s => JoinUnits(units, [.. conditions], s)),
                JoinUnits(units, [.. conditions], null),
            ];
            return new ChoosePlan(plans, NewCache());
        }
        finally
        {
            _orderDepth--;
        }
    }

    private int _orderDepth;

    private sealed class Condition(BoundExpr expression, HashSet<int> slots)
    {
        public BoundExpr Expression { get; } = expression;

        public HashSet<int> Slots { get; } = slots;

        public bool HasSubquery { get; } = expression.Contains(e => e.Query is not null || e is BoundUserCall);
    }

    private void Flatten(BoundFrom from, List<Unit> units, List<BoundExpr> pool)
    {
        switch (from)
        {
            case BoundJoin { Kind: JoinKind.Inner } join:
                Flatten(join.Left, units, pool);
                Flatten(join.Right, units, pool);
                pool.AddRange(Conjuncts(join.On));
                break;
            case BoundDerived { Query: BoundSelect { IsPlain: true } select } derived:
                if (select.From is not null)
                {
                    Flatten(select.From, units, pool);
                }

                pool.AddRange(Conjuncts(select.Where));
                if (derived.Computed.Count > 0)
                {
                    units.Add(
                        new Unit
                        {
                            ComputeSlot = derived.Slot,
                            Slots = [derived.Slot],
                            Computed = [.. derived.Computed.Select(i => select.Projection[i])],
                        }
                    );
                }

                break;
            default:
                units.Add(new Unit { From = from, Slots = from.Slots() });
                break;
        }
    }

    private static HashSet<int> UnitReferences(Unit unit)
    {
        var slots = new HashSet<int>();
        void Visit(BoundExpr e)
        {
            if (e is BoundColumn column)
            {
                slots.Add(column.Slot);
            }
            else
            {
                // The slots that a subquery fills itself are no references; they are taken out again below.
                e.Query?.CollectSlots(unit.Slots);
            }
        }

        unit.From?.Visit(Visit);
        foreach (var e in unit.Computed)
        {
            e.Visit(Visit);
        }

        return slots;
    }

    private Operator JoinUnits(List<Unit> units, List<Condition> conditions, Unit? start)
    {
        Operator? plan = null;
        var available = new HashSet<int>();
        var pending = new List<Unit>(units);
        while (pending.Count > 0)
        {
            var unit = plan is null && start is not null ? start : NextUnit(pending, conditions, available);
            pending.Remove(unit);
            if (unit.From is null)
            {
                plan = new Compute(plan ?? new SingleRow(), unit.ComputeSlot, Compiler.Values(unit.Computed));
                available.UnionWith(unit.Slots);
            }
            else
            {
                plan = AddUnit(plan, unit, conditions, available);
            }

            var ready = conditions.Where(c => c.Slots.IsSubsetOf(available)).ToList();
            conditions.RemoveAll(ready.Contains);
            if (ready.Count > 0)
            {
                plan = new Filter(plan, Compiler.All([.. ready.Select(c => c.Expression)])!);
            }
        }

        return plan ?? new SingleRow();
    }

    private Unit NextUnit(List<Unit> pending, List<Condition> conditions, HashSet<int> available)
    {
        var possible = pending.Where(u => u.Needs.IsSubsetOf(available)).ToList();
        if (possible.Count == 0)
        {
            return pending[0];
        }

        // Computed values come as soon as a condition or an apply wants them, else last.
        var computed = possible.Find(u =>
            u.From is null
            && (conditions.Exists(c => c.Slots.Overlaps(u.Slots)) || pending.Exists(p => p.Needs.Overlaps(u.Slots)))
        );
        if (computed is not null)
        {
            return computed;
        }

        var sources = possible.Where(u => u.From is not null).ToList();
        if (sources.Count == 0)
        {
            return possible[0];
        }

        if (available.Count == 0)
        {
            return sources.Find(u =>
                    u.From is BoundScan && FindSeek((BoundScan)u.From, Own(u, conditions)) is { Keys.IsUnique: true }
                ) ?? sources[0];
        }

        return sources.Find(u =>
                u.Needs.Count > 0
                || conditions.Exists(c =>
                    c.Slots.Overlaps(u.Slots)
                    && c.Slots.Overlaps(available)
                    && c.Slots.All(s => u.Slots.Contains(s) || available.Contains(s))
                )
            ) ?? sources[0];
    }

    private static List<BoundExpr> Own(Unit unit, List<Condition> conditions) =>
        [.. conditions.Where(c => c.Slots.IsSubsetOf(unit.Slots)).Select(c => c.Expression)];

    private Operator AddUnit(Operator? plan, Unit unit, List<Condition> conditions, HashSet<int> available)
    {
        var own = Own(unit, conditions);
        var reachable = new HashSet<int>(available.Concat(unit.Slots));
        var joint = conditions
            .Where(c => !c.Slots.IsSubsetOf(unit.Slots) && c.Slots.Overlaps(unit.Slots) && c.Slots.IsSubsetOf(reachable))
            .Select(c => c.Expression)
            .ToList();
        conditions.RemoveAll(c => own.Contains(c.Expression) || joint.Contains(c.Expression));
        Operator result;
        if (plan is null)
        {
            result = PlanUnit(unit.From!, own, unit.IsStable);
        }
        else if (unit.Needs.Count > 0)
        {
            result = new NestedLoop(JoinKind.Inner, plan, Reopened(() => PlanUnit(unit.From!, [.. own, .. joint], false)), null);
        }
        else
        {
            result = MakeJoin(JoinKind.Inner, plan, unit.From!, unit.Slots, unit.IsStable, own, joint);
        }

        available.UnionWith(unit.Slots);
        return result;
    }

    /// <summary>Joins a unit to what is there: by hash, by look-ups in an index, or pair by pair.</summary>
    private Operator MakeJoin(
        JoinKind kind,
        Operator left,
        BoundFrom right,
        HashSet<int> rightSlots,
        bool isStable,
        List<BoundExpr> own,
        List<BoundExpr> joint
    )
    {
        isStable &= own.TrueForAll(c => References(c).IsSubsetOf(WithSubquerySlots(c, rightSlots)));
        var equalities = new List<(BoundExpr Left, BoundExpr Right)>();
        var residual = new List<BoundExpr>();
        foreach (var condition in joint)
        {
            if (Equality(condition, rightSlots) is { } equality)
            {
                equalities.Add(equality);
            }
            else
            {
                residual.Add(condition);
            }
        }

        var rightPlan = PlanFrom(right, own);
        var loopRight =
            kind != JoinKind.Full
            && right is BoundScan or BoundDerived { Query: BoundSelect { IsPlain: true } }
            && joint.Count > 0
                ? Reopened(() => PlanFrom(right, [.. own, .. joint]))
                : null;
        NestedLoop? loop = null;
        if (loopRight is IndexSeek seek && ComesInOrder(left, right, [.. own, .. joint]))
        {
            seek.PlaceCache = NewCache();
            loop = new NestedLoop(kind, left, loopRight, null) { IsInOrder = true };
        }
        else if (loopRight is not null && StartsWithSeek(loopRight))
        {
            loop = new NestedLoop(kind, left, loopRight, null);
        }

        if (equalities.Count > 0)
        {
            var keys = new HashJoinKeys(
                Compiler.Values(equalities.Select(e => e.Left)),
                Compiler.Values(equalities.Select(e => e.Right)),
                [.. equalities.Select(e => Comparisons.For(e.Left.Type))],
                Compiler.All(residual)
            );
            var hash = new HashJoin(kind, left, rightPlan, keys, isStable && _reopened > 0 ? NewCache() : -1);
            return loop is null ? hash : new ChoosePlan([hash, loop], NewCache());
        }

        if (kind == JoinKind.Full)
        {
            return new FullLoop(left, rightPlan, Compiler.All(residual));
        }

        return loop
            ?? new NestedLoop(kind, left, isStable ? new Materialise(rightPlan, NewCache()) : rightPlan, Compiler.All(residual));
    }

    private static HashSet<int> WithSubquerySlots(BoundExpr condition, HashSet<int> slots)
    {
        var all = new HashSet<int>(slots);
        condition.Visit(e => e.Query?.CollectSlots(all));
        return all;
    }

    /// <summary>A condition of the form (left slots only) = (right slots only), oriented.</summary>
    private static (BoundExpr Left, BoundExpr Right)? Equality(BoundExpr condition, HashSet<int> rightSlots)
    {
        if (condition is not BoundComparison { Op: CompareOp.Equal } comparison || comparison.Contains(e => e.Query is not null))
        {
            return null;
        }

        var l = References(comparison.Left);
        var r = References(comparison.Right);
        if (r.Count > 0 && r.IsSubsetOf(rightSlots) && !l.Overlaps(rightSlots))
        {
            return (comparison.Left, comparison.Right);
        }

        return l.Count > 0 && l.IsSubsetOf(rightSlots) && !r.Overlaps(rightSlots) ? (comparison.Right, comparison.Left) : null;
    }

    private static bool StartsWithSeek(Operator plan) =>
        plan switch
        {
            IndexSeek seek => seek.Keys.Prefix.Length > 0,
            Compute compute => StartsWithSeek(compute.Source),
            Filter filter => StartsWithSeek(filter.Source),
            _ => false,
        };

    /// <summary>Plans LEFT and FULL joins and outer applies; conditions on the preserved side go below the
    /// join.</summary>
    private Operator PlanOuterJoin(BoundJoin join, List<BoundExpr> conditions)
    {
        var leftSlots = join.Left.Slots();
        var rightSlots = join.Right.Slots();
        var below = new List<BoundExpr>();
        var above = new List<BoundExpr>();
        foreach (var condition in conditions)
        {
            (join.Kind == JoinKind.Left && !References(condition).Overlaps(rightSlots) ? below : above).Add(condition);
        }

        var left = PlanFrom(join.Left, below);
        Operator plan;
        if (join.IsApply)
        {
            plan = new NestedLoop(JoinKind.Left, left, Reopened(() => PlanFrom(join.Right, Conjuncts(join.On))), null);
        }
        else
        {
            var own = new List<BoundExpr>();
            var joint = new List<BoundExpr>();
            foreach (var condition in Conjuncts(join.On))
            {
                var references = References(condition);
                (
                    join.Kind == JoinKind.Left && references.Overlaps(rightSlots) && !references.Overlaps(leftSlots) ? own : joint
                ).Add(condition);
            }

            var unit = new Unit { From = join.Right, Slots = rightSlots };
            var outside = UnitReferences(unit);
            outside.ExceptWith(unit.Slots);
            plan = MakeJoin(join.Kind, left, join.Right, rightSlots, outside.Count == 0, own, joint);
        }

        return above.Count == 0 ? plan : new Filter(plan, Compiler.All(above)!);
    }
}
