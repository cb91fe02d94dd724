// The OVER clause: partition, order and frame.
namespace AxMonitor.Engine.Binding;

/// <summary>One item of ORDER BY.</summary>
internal sealed record OrderItem(BoundExpr Expression, bool Descending);

/// <summary>Where a frame starts or ends, relative to the current row.</summary>
internal enum FrameBound
{
    UnboundedPreceding,
    Preceding,
    CurrentRow,
    Following,
    UnboundedFollowing,
}

/// <summary>What a window function looks at. Without ORDER BY the frame is the whole partition.</summary>
internal sealed record WindowFrame(
    IReadOnlyList<BoundExpr> Partition,
    IReadOnlyList<OrderItem> Order,
    bool IsRows,
    FrameBound Start,
    long StartOffset,
    FrameBound End,
    long EndOffset
)
{
    public bool IsWholePartition => Start == FrameBound.UnboundedPreceding && End == FrameBound.UnboundedFollowing;

    /// <summary>Calls with equal partition and order share one sort.</summary>
    public string SortKey =>
        string.Join(',', Partition.Select(p => p.Key))
        + "|"
        + string.Join(',', Order.Select(o => o.Expression.Key + (o.Descending ? "-" : "+")));

    public string Describe() =>
        $"{IsRows},{Start},{StartOffset},{End},{EndOffset},{string.Join(',', Order.Select(o => o.Descending))},{Partition.Count}";
}
