// Bound queries: SELECT blocks, set operations, recursive CTEs. Mutable while they are bound and planned, by
// one thread.
using AxMonitor.Engine.Catalog;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Binding;

/// <summary>How a query is used, as far as that changes how it is bound.</summary>
internal sealed record QueryUse
{
    /// <summary>In an expression, derived table, view or CTE: ORDER BY then needs TOP.</summary>
    public bool IsNested { get; init; }

    /// <summary>SELECT … INTO: the select list may make an identity column.</summary>
    public bool IsInto { get; init; }

    /// <summary>The select list does not matter.</summary>
    public bool IsExists { get; init; }

    /// <summary>Top-level SELECT that may assign variables.</summary>
    public List<VariableAssignment>? Assignments { get; init; }
}

/// <summary>SELECT @x = value: the variable and the ordinal of its value in the projection.</summary>
internal sealed record VariableAssignment(int VariableSlot, int Ordinal);

/// <summary>An output column of a query.</summary>
internal sealed record OutputColumn(string Name, SqlType Type, bool IsNullable, bool IsIdentity = false, bool IsJson = false)
{
    /// <summary>The table that the column comes from, as FROM names it; null for an expression.</summary>
    public string? Source { get; init; }

    /// <summary>The column that IDENTITY (…) makes in SELECT … INTO.</summary>
    public IdentityDef? NewIdentity { get; init; }
}

/// <summary>Any query expression.</summary>
internal abstract class BoundQuery
{
    public List<OutputColumn> Columns { get; set; } = [];

    /// <summary>The output values, valid whenever the running query stands on a row.</summary>
    public List<BoundExpr> Projection { get; set; } = [];

    public List<OrderItem> OrderBy { get; set; } = [];

    public BoundExpr? Top { get; set; }

    public bool TopPercent { get; set; }

    public bool TopWithTies { get; set; }

    public BoundExpr? Offset { get; set; }

    public BoundExpr? Fetch { get; set; }

    public bool IsLimited => Top is not null || Offset is not null;

    public virtual void Rewrite(Func<BoundExpr, BoundExpr?> replace)
    {
        OrderBy = [.. OrderBy.Select(o => o with { Expression = o.Expression.Rewrite(replace) })];
        Top = Top?.Rewrite(replace);
        Offset = Offset?.Rewrite(replace);
        Fetch = Fetch?.Rewrite(replace);
        Projection = [.. Projection.Select(p => p.Rewrite(replace))];
    }

    public virtual void Visit(Action<BoundExpr> visit)
    {
        foreach (var o in OrderBy)
        {
            o.Expression.Visit(visit);
        }

        Top?.Visit(visit);
        Offset?.Visit(visit);
        Fetch?.Visit(visit);
        foreach (var p in Projection)
        {
            p.Visit(visit);
        }
    }

    /// <summary>True when the query gives the same rows however often it is opened within one
    /// statement.</summary>
    public bool IsStable => OuterSlots().Count == 0;

    /// <summary>All frame slots that the query itself fills.</summary>
    public abstract void CollectSlots(HashSet<int> slots);

    /// <summary>Slots used but not filled: non-empty for a correlated query.</summary>
    public HashSet<int> OuterSlots()
    {
        var own = new HashSet<int>();
        CollectSlots(own);
        var outer = new HashSet<int>();
        Visit(e =>
        {
            e.Query?.CollectSlots(own);
            if (e is BoundColumn c)
            {
                outer.Add(c.Slot);
            }
        });
        outer.ExceptWith(own);
        return outer;
    }
}

/// <summary>The grouping of a SELECT block. Its row: the keys, then a bit mask of the keys that are rolled
/// up, then the aggregates.</summary>
internal sealed class BoundGrouping
{
    public required int Slot { get; init; }

    public List<BoundExpr> Keys { get; set; } = [];

    public List<BoundAggregateCall> Aggregates { get; set; } = [];

    /// <summary>For ROLLUP, CUBE and GROUPING SETS: which keys each set groups by. Empty for a plain GROUP
    /// BY.</summary>
    public List<bool[]> Sets { get; set; } = [];
}

/// <summary>Window calls that share partition and order; their results are the columns of one more
/// row.</summary>
internal sealed class BoundWindowStep
{
    public required int Slot { get; init; }

    public List<BoundWindowCall> Calls { get; set; } = [];
}

/// <summary>SELECT … FROM … WHERE … GROUP BY … HAVING.</summary>
internal sealed class BoundSelect : BoundQuery
{
    public BoundFrom? From { get; set; }

    public BoundExpr? Where { get; set; }

    public BoundGrouping? Grouping { get; set; }

    public BoundExpr? Having { get; set; }

    public List<BoundWindowStep> Windows { get; } = [];

    /// <summary>With DISTINCT: the slot of the distinct row, made from <see cref="DistinctValues"/>; the
    /// projection then refers to it.</summary>
    public int DistinctSlot { get; set; } = -1;

    public List<BoundExpr> DistinctValues { get; set; } = [];

    public bool Distinct => DistinctSlot >= 0;

    /// <summary>Rows pass one to one from FROM through WHERE: the block may be merged into the query around
    /// it.</summary>
    public bool IsPlain => IsPlainButLimited && !IsLimited;

    public bool IsPlainButLimited => Grouping is null && Windows.Count == 0 && !Distinct;

    public override void Rewrite(Func<BoundExpr, BoundExpr?> replace)
    {
        base.Rewrite(replace);
        From?.Rewrite(replace);
        Where = Where?.Rewrite(replace);
        Having = Having?.Rewrite(replace);
        if (Grouping is { } g)
        {
            g.Keys = [.. g.Keys.Select(k => k.Rewrite(replace))];
            g.Aggregates =
            [
                .. g.Aggregates.Select(a => (BoundAggregateCall)a.With([.. a.Children.Select(c => c.Rewrite(replace))])),
            ];
        }

        foreach (var w in Windows)
        {
            w.Calls = [.. w.Calls.Select(c => (BoundWindowCall)c.With([.. c.Children.Select(x => x.Rewrite(replace))]))];
        }

        DistinctValues = [.. DistinctValues.Select(p => p.Rewrite(replace))];
    }

    public override void Visit(Action<BoundExpr> visit)
    {
        base.Visit(visit);
        From?.Visit(visit);
        Where?.Visit(visit);
        Having?.Visit(visit);
        foreach (var e in Grouping?.Keys ?? [])
        {
            e.Visit(visit);
        }

        foreach (var e in Grouping?.Aggregates ?? [])
        {
            e.Visit(visit);
        }

        foreach (var c in Windows.SelectMany(w => w.Calls))
        {
            c.Visit(visit);
        }

        foreach (var p in DistinctValues)
        {
            p.Visit(visit);
        }
    }

    public override void CollectSlots(HashSet<int> slots)
    {
        if (Distinct)
        {
            slots.Add(DistinctSlot);
        }

        From?.CollectSlots(slots);
        if (Grouping is { } g)
        {
            slots.Add(g.Slot);
        }

        slots.UnionWith(Windows.Select(w => w.Slot));
    }
}

/// <summary>Which set operation.</summary>
internal enum SetOperation
{
    UnionAll,
    Union,
    Except,
    Intersect,
}

/// <summary>UNION, EXCEPT, INTERSECT. Both sides are converted to the common types; ORDER BY refers to
/// <see cref="Slot"/>.</summary>
internal sealed class BoundSetQuery : BoundQuery
{
    public required SetOperation Operation { get; init; }

    public required BoundQuery Left { get; init; }

    public required BoundQuery Right { get; init; }

    /// <summary>The frame slot that holds the output row for ORDER BY.</summary>
    public required int Slot { get; init; }

    public required IReadOnlyList<Func<SqlValue, SqlValue>> ConvertLeft { get; init; }

    public required IReadOnlyList<Func<SqlValue, SqlValue>> ConvertRight { get; init; }

    public override void Rewrite(Func<BoundExpr, BoundExpr?> replace)
    {
        base.Rewrite(replace);
        Left.Rewrite(replace);
        Right.Rewrite(replace);
    }

    public override void Visit(Action<BoundExpr> visit)
    {
        base.Visit(visit);
        Left.Visit(visit);
        Right.Visit(visit);
    }

    public override void CollectSlots(HashSet<int> slots)
    {
        slots.Add(Slot);
        Left.CollectSlots(slots);
        Right.CollectSlots(slots);
    }
}

/// <summary>WITH c AS (anchor UNION ALL recursive part that refers to c).</summary>
internal sealed class BoundRecursiveQuery : BoundQuery
{
    public required BoundQuery Anchor { get; init; }

    public BoundQuery? Recursive { get; set; }

    /// <summary>Identifies the rows of the previous round, which the recursive part reads.</summary>
    public required int WorkSlot { get; init; }

    /// <summary>The frame slot of the output row.</summary>
    public required int Slot { get; init; }

    public int MaxRecursion { get; set; } = 100;

    public IReadOnlyList<Func<SqlValue, SqlValue>> ConvertRecursive { get; set; } = [];

    public override void Rewrite(Func<BoundExpr, BoundExpr?> replace)
    {
        base.Rewrite(replace);
        Anchor.Rewrite(replace);
        Recursive?.Rewrite(replace);
    }

    public override void Visit(Action<BoundExpr> visit)
    {
        base.Visit(visit);
        Anchor.Visit(visit);
        Recursive?.Visit(visit);
    }

    public override void CollectSlots(HashSet<int> slots)
    {
        slots.Add(WorkSlot);
        slots.Add(Slot);
        Anchor.CollectSlots(slots);
        Recursive?.CollectSlots(slots);
    }
}

/// <summary>SELECT … FOR XML or FOR JSON: one row with one value.</summary>
internal sealed class BoundSerializedQuery : BoundQuery
{
    public required BoundQuery Inner { get; init; }

    public required int Slot { get; init; }

    public required Func<IEnumerable<SqlValue[]>, SqlValue> Serialize { get; init; }

    public override void Rewrite(Func<BoundExpr, BoundExpr?> replace)
    {
        base.Rewrite(replace);
        Inner.Rewrite(replace);
    }

    public override void Visit(Action<BoundExpr> visit)
    {
        base.Visit(visit);
        Inner.Visit(visit);
    }

    public override void CollectSlots(HashSet<int> slots)
    {
        slots.Add(Slot);
        Inner.CollectSlots(slots);
    }
}
