// ORDER BY: all rows are kept, or only the best n when a TOP stands above.
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Execution.Operators;

/// <summary>One sort key.</summary>
internal sealed record SortKey(Eval Value, IValueComparer Comparer, bool Descending);

/// <summary>Sorts stably; NULLs come first ascending.</summary>
internal sealed class Sort(Operator source, SortKey[] keys, Eval? limit) : Operator(source.Slots)
{
    public override Cursor Open(Frame frame)
    {
        var limitRows = long.MaxValue;
        if (limit is not null && limit(frame) is { IsNull: false, Bits: >= 0 and < 10000 } n)
        {
            limitRows = n.Bits;
        }

        if (limitRows is > 0 and < 2000)
        {
            var best = new RowBuffer(source.Slots);
            return new BufferOrderCursor(frame, best, Best(frame, source.Open(frame), best, (int)limitRows));
        }

        var rows = new RowBuffer(source.Slots, source is TableScan ? source.Estimate(frame) : 0);
        var values = KeySort.Read(frame, source, keys, rows);
        return new BufferOrderCursor(frame, rows, KeySort.Order(rows.Count, values, keys));
    }

    public override double Estimate(Frame frame) => source.Estimate(frame);

    public override double Cost(Frame frame) => source.Cost(frame) + source.Estimate(frame);

    public override string Describe() => $"sort({source.Describe()})";

    /// <summary>Keeps the first n in a sorted list; most rows fail the one comparison with the worst of
    /// them.</summary>
    private int[] Best(Frame frame, Cursor cursor, RowBuffer rows, int limitRows)
    {
        var values = new SqlValue[(limitRows + 1) * keys.Length];
        var comparer = new RowOrder(values, keys);
        var order = new List<int>(limitRows + 1);
        var free = 0;
        var rowOf = new int[limitRows + 1];
        while (cursor.Next())
        {
            for (var i = 0; i < keys.Length; i++)
            {
                values[(free * keys.Length) + i] = keys[i].Value(frame);
            }

            if (order.Count == limitRows && comparer.CompareKeys(free, order[^1]) >= 0)
            {
                continue;
            }

            var at = order.Count;
            while (at > 0 && comparer.CompareKeys(free, order[at - 1]) < 0)
            {
                at--;
            }

            rowOf[free] = rows.Count;
            rows.Add(frame);
            order.Insert(at, free);
            if (order.Count > limitRows)
            {
                free = order[^1];
                order.RemoveAt(limitRows);
            }
            else
            {
                free = order.Count;
            }
        }

        return [.. order.Select(o => rowOf[o])];
    }
}

/// <summary>Replays a buffer in a given order.</summary>
internal sealed class BufferOrderCursor(Frame frame, RowBuffer rows, int[] order) : Cursor
{
    private int _at;

    public override bool Next()
    {
        if (_at >= order.Length)
        {
            return false;
        }

        rows.Load(order[_at++], frame);
        return true;
    }
}
