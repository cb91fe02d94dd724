// What stands in FROM, bound: each leaf fills one frame slot with its current row.
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Binding;

/// <summary>A part of a FROM clause.</summary>
internal abstract class BoundFrom
{
    public abstract void Rewrite(Func<BoundExpr, BoundExpr?> replace);

    public abstract void Visit(Action<BoundExpr> visit);

    public abstract void CollectSlots(HashSet<int> slots);

    public HashSet<int> Slots()
    {
        var slots = new HashSet<int>();
        CollectSlots(slots);
        return slots;
    }
}

/// <summary>A leaf of FROM: fills <see cref="Slot"/>.</summary>
internal abstract class BoundLeaf(int slot, int width) : BoundFrom
{
    public int Slot { get; } = slot;

    /// <summary>How many values its row has (for rows of NULLs in outer joins).</summary>
    public int Width { get; } = width;

    public override void Rewrite(Func<BoundExpr, BoundExpr?> replace) { }

    public override void Visit(Action<BoundExpr> visit) { }

    public override void CollectSlots(HashSet<int> slots) => slots.Add(Slot);
}

/// <summary>A stored table.</summary>
internal sealed class BoundScan(NamedTable table, int slot, int width) : BoundLeaf(slot, width)
{
    public NamedTable Table { get; } = table;
}

/// <summary>A function that yields rows: system views, multi-statement functions, OPENJSON, nodes()
/// ….</summary>
internal sealed class BoundRows(
    int slot,
    int width,
    string name,
    IReadOnlyList<BoundExpr> arguments,
    Func<IExecutionContext, SqlValue[], IEnumerable<SqlValue[]>> rows,
    int? keyOrdinal = null
) : BoundLeaf(slot, width)
{
    public string Name { get; } = name;

    public int? KeyOrdinal { get; } = keyOrdinal;

    public IReadOnlyList<BoundExpr> Arguments { get; private set; } = arguments;

    public Func<IExecutionContext, SqlValue[], IEnumerable<SqlValue[]>> Rows { get; } = rows;

    public override void Rewrite(Func<BoundExpr, BoundExpr?> replace) =>
        Arguments = [.. Arguments.Select(a => a.Rewrite(replace))];

    public override void Visit(Action<BoundExpr> visit)
    {
        foreach (var a in Arguments)
        {
            a.Visit(visit);
        }
    }
}

/// <summary>VALUES (…), (…).</summary>
internal sealed class BoundValues(int slot, int width, IReadOnlyList<IReadOnlyList<BoundExpr>> rows) : BoundLeaf(slot, width)
{
    public IReadOnlyList<IReadOnlyList<BoundExpr>> RowList { get; private set; } = rows;

    public override void Rewrite(Func<BoundExpr, BoundExpr?> replace) =>
        RowList = [.. RowList.Select(r => (IReadOnlyList<BoundExpr>)[.. r.Select(v => v.Rewrite(replace))])];

    public override void Visit(Action<BoundExpr> visit)
    {
        foreach (var v in RowList.SelectMany(r => r))
        {
            v.Visit(visit);
        }
    }
}

/// <summary>A reference to a recursive CTE from inside itself: the rows of the previous round.</summary>
internal sealed class BoundWorkTable(int slot, int width, int workSlot) : BoundLeaf(slot, width)
{
    public int WorkSlot { get; } = workSlot;

    /// <summary>Shows up as a reference to the recursion's work slot, so that nothing that reads it counts as
    /// independent of outer rows.</summary>
    public override void Visit(Action<BoundExpr> visit) => visit(new BoundColumn(WorkSlot, 0, "", SqlType.Int, true));
}

/// <summary>
/// A derived table, view or CTE. Columns that merely pass through keep the slots of the query inside;
/// <see cref="BoundLeaf.Slot"/> holds the row of its computed columns (<see cref="Computed"/>: ordinals in
/// the query's projection), or of all of them when the query builds its rows itself.
/// </summary>
internal sealed class BoundDerived(int slot, BoundQuery query, IReadOnlyList<int> computed) : BoundLeaf(slot, computed.Count)
{
    public BoundQuery Query { get; } = query;

    public IReadOnlyList<int> Computed { get; } = computed;

    /// <summary>A view WITH CHECK OPTION.</summary>
    public bool HasCheckOption { get; set; }

    public override void Rewrite(Func<BoundExpr, BoundExpr?> replace) => Query.Rewrite(replace);

    public override void Visit(Action<BoundExpr> visit) => Query.Visit(visit);

    public override void CollectSlots(HashSet<int> slots)
    {
        base.CollectSlots(slots);
        Query.CollectSlots(slots);
    }
}

/// <summary>Kinds of join; RIGHT is bound as LEFT with its sides exchanged.</summary>
internal enum JoinKind
{
    Inner,
    Left,
    Full,
}

/// <summary>A join or, when the right side refers to the left one, an apply.</summary>
internal sealed class BoundJoin(JoinKind kind, BoundFrom left, BoundFrom right, BoundExpr? on, bool isApply) : BoundFrom
{
    public JoinKind Kind { get; } = kind;

    public BoundFrom Left { get; } = left;

    public BoundFrom Right { get; } = right;

    public BoundExpr? On { get; private set; } = on;

    public bool IsApply { get; } = isApply;

    public override void Rewrite(Func<BoundExpr, BoundExpr?> replace)
    {
        Left.Rewrite(replace);
        Right.Rewrite(replace);
        On = On?.Rewrite(replace);
    }

    public override void Visit(Action<BoundExpr> visit)
    {
        Left.Visit(visit);
        Right.Visit(visit);
        On?.Visit(visit);
    }

    public override void CollectSlots(HashSet<int> slots)
    {
        Left.CollectSlots(slots);
        Right.CollectSlots(slots);
    }
}
