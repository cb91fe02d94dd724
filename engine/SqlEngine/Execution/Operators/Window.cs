// Window functions: rows are read, sorted by partition and order, and each call is computed partition by
// partition.
using AxMonitor.Engine.Binding;
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Functions;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Execution.Operators;

/// <summary>One window function of a step.</summary>
internal sealed record WindowCall(string Name, Eval[] Arguments, Func<IAccumulator>? Create, WindowFrame Frame, Eval? OrderValue);

/// <summary>Adds a row with the results of window functions; rows come out in partition and order.</summary>
internal sealed class Window(Operator source, int slot, SortKey[] partition, SortKey[] order, WindowCall[] calls)
    : Operator([.. source.Slots, slot])
{
    public override Cursor Open(Frame frame)
    {
        SortKey[] keys = [.. partition, .. order];
        var rows = new RowBuffer(source.Slots, source is TableScan ? source.Estimate(frame) : 0);
        var keyValues = KeySort.Read(frame, source, keys, rows);
        var sorted = KeySort.Order(rows.Count, keyValues, keys);

        // The results of all rows lie together, those of one call one behind the other. A row gets an array
        // of its
        // own only when it is shown.
        var results = new SqlValue[calls.Length][];
        for (var i = 0; i < results.Length; i++)
        {
            results[i] = new SqlValue[sorted.Length];
        }

        var run = new WindowRun(frame, rows, sorted, keyValues, keys, partition.Length, results);
        for (var start = 0; start < sorted.Length;)
        {
            var end = run.EndOf(start, partition.Length);
            for (var c = 0; c < calls.Length; c++)
            {
                run.Compute(calls[c], c, start, end);
            }

            start = end;
        }

        return new WindowCursor(frame, slot, rows, sorted, results);
    }

    public override double Estimate(Frame frame) => source.Estimate(frame);

    public override double Cost(Frame frame) => source.Cost(frame) + source.Estimate(frame);

    public override string Describe() => $"window({calls.Length}, {source.Describe()})";

    private sealed class WindowCursor(Frame frame, int slot, RowBuffer rows, int[] order, SqlValue[][] results) : Cursor
    {
        private int _at;

        public override bool Next()
        {
            if (_at >= order.Length)
            {
                return false;
            }

            rows.Load(order[_at], frame);
            var row = new SqlValue[results.Length];
            for (var i = 0; i < row.Length; i++)
            {
                row[i] = results[i][_at];
            }

            frame.Rows[slot] = row;
            _at++;
            return true;
        }
    }
}

/// <summary>The sorted rows of a window step and the computation of each function over one
/// partition.</summary>
internal sealed class WindowRun(
    Frame frame,
    RowBuffer rows,
    int[] sorted,
    SqlValue[] keyValues,
    SortKey[] keys,
    int partitionKeys,
    SqlValue[][] results
)
{
    /// <summary>First position after <paramref name="start"/> whose first <paramref name="width"/> keys
    /// differ.</summary>
    public int EndOf(int start, int width)
    {
        var at = start + 1;
        while (at < sorted.Length && SameKeys(start, at, width))
        {
            at++;
        }

        return at;
    }

    public void Compute(WindowCall call, int column, int start, int end)
    {
        frame.Cancellation.ThrowIfCancellationRequested();
        switch (call.Name)
        {
            case "ROW_NUMBER":
                for (var i = start; i < end; i++)
                {
                    results[column][i] = SqlValue.FromInt64(i - start + 1);
                }

                break;
            case "RANK":
            case "DENSE_RANK":
            case "PERCENT_RANK":
            case "CUME_DIST":
                Rank(call.Name, column, start, end);
                break;
            case "NTILE":
                Tiles(call, column, start, end);
                break;
            case "LAG":
            case "LEAD":
                Shift(call, column, start, end);
                break;
            case "PERCENTILE_CONT":
            case "PERCENTILE_DISC":
                Percentile(call, column, start, end);
                break;
            case "FIRST_VALUE":
            case "LAST_VALUE":
                Edge(call, column, start, end);
                break;
            default:
                Aggregate(call, column, start, end);
                break;
        }
    }

    private bool SameKeys(int a, int b, int width)
    {
        var x = sorted[a] * keys.Length;
        var y = sorted[b] * keys.Length;
        for (var i = 0; i < width; i++)
        {
            if (!keys[i].Comparer.EqualsNullsEqual(keyValues[x + i], keyValues[y + i]))
            {
                return false;
            }
        }

        return true;
    }

    private int PeersEnd(int at, int end) => keys.Length == partitionKeys ? end : Math.Min(end, EndOf(at, keys.Length));

    private SqlValue ValueAt(Eval eval, int position)
    {
        rows.Load(sorted[position], frame);
        return eval(frame);
    }

    private void Rank(string name, int column, int start, int end)
    {
        long dense = 0;
        var count = end - start;
        for (var peers = start; peers < end;)
        {
            var peersEnd = PeersEnd(peers, end);
            dense++;
            var value = name switch
            {
                "RANK" => SqlValue.FromInt64(peers - start + 1),
                "DENSE_RANK" => SqlValue.FromInt64(dense),
                "PERCENT_RANK" => SqlValue.FromDouble(count <= 1 ? 0 : (peers - start) / (double)(count - 1)),
                _ => SqlValue.FromDouble((peersEnd - start) / (double)count),
            };
            for (; peers < peersEnd; peers++)
            {
                results[column][peers] = value;
            }
        }
    }

    private void Tiles(WindowCall call, int column, int start, int end)
    {
        var argument = ValueAt(call.Arguments[0], start);
        if (argument.IsNull || argument.Bits <= 0)
        {
            throw new SqlError(5311, 16, 1, "Invalid parameter to NTILE: the number of buckets must be a positive integer.");
        }

        var tiles = argument.Bits;
        long count = end - start;
        var small = count / tiles;
        var large = count % tiles;
        for (var i = start; i < end; i++)
        {
            long n = i - start;
            var tile = n < large * (small + 1) ? n / (small + 1) : large + ((n - (large * (small + 1))) / Math.Max(1, small));
            results[column][i] = SqlValue.FromInt64(tile + 1);
        }
    }

    private void Shift(WindowCall call, int column, int start, int end)
    {
        var direction = call.Name == "LAG" ? -1 : 1;
        for (var i = start; i < end; i++)
        {
            var offset = ValueAt(call.Arguments[1], i);
            if (offset.IsNull || offset.Bits < 0)
            {
                throw new SqlError(8730, 16, 1, "Offset parameter for Lag and Lead functions cannot be a negative value.");
            }

            var target = i + (direction * offset.Bits);
            results[column][i] =
                target >= start && target < end ? ValueAt(call.Arguments[0], (int)target) : ValueAt(call.Arguments[2], i);
        }
    }

    private void Percentile(WindowCall call, int column, int start, int end)
    {
        var sample = new List<SqlValue>();
        for (var i = start; i < end; i++)
        {
            var value = ValueAt(call.OrderValue!, i);
            if (!value.IsNull)
            {
                sample.Add(value);
            }
        }

        var fraction = ValueAt(call.Arguments[0], start);
        if (fraction.IsNull || fraction.AsDouble() is < 0 or > 1)
        {
            throw new SqlError(
                10757,
                16,
                1,
                $"The function '{call.Name}' may not be used with a percentile value outside of 0 and 1."
            );
        }

        var result = SqlValue.Null;
        if (sample.Count > 0 && call.Name == "PERCENTILE_DISC")
        {
            result = sample[Math.Max(0, (int)Math.Ceiling(fraction.AsDouble() * sample.Count) - 1)];
        }
        else if (sample.Count > 0)
        {
            var position = fraction.AsDouble() * (sample.Count - 1);
            var lower = (int)Math.Floor(position);
            var upper = (int)Math.Ceiling(position);
            var low = sample[lower].AsDouble();
            result = SqlValue.FromDouble(low + ((position - lower) * (sample[upper].AsDouble() - low)));
        }

        for (var i = start; i < end; i++)
        {
            results[column][i] = result;
        }
    }

    /// <summary>First (inclusive) and last (exclusive) position of the frame of a row, cut to the
    /// partition.</summary>
    private (int From, int To) FrameOf(WindowFrame window, int at, int peersStart, int peersEnd, int start, int end)
    {
        var from = window.Start switch
        {
            FrameBound.UnboundedPreceding => start,
            FrameBound.Preceding => at - window.StartOffset,
            FrameBound.Following => at + window.StartOffset,
            _ => window.IsRows ? at : peersStart,
        };
        var to = window.End switch
        {
            FrameBound.UnboundedFollowing => end,
            FrameBound.Preceding => at - window.EndOffset + 1,
            FrameBound.Following => at + window.EndOffset + 1,
            _ => window.IsRows ? at + 1 : peersEnd,
        };
        return ((int)Math.Clamp(from, start, end), (int)Math.Clamp(to, start, end));
    }

    private void Edge(WindowCall call, int column, int start, int end)
    {
        for (var peers = start; peers < end;)
        {
            var peersEnd = PeersEnd(peers, end);
            for (var i = peers; i < peersEnd; i++)
            {
                var (from, to) = FrameOf(call.Frame, i, peers, peersEnd, start, end);
                results[column][i] =
                    from >= to ? SqlValue.Null : ValueAt(call.Arguments[0], call.Name == "FIRST_VALUE" ? from : to - 1);
            }

            peers = peersEnd;
        }
    }

    private void Aggregate(WindowCall call, int column, int start, int end)
    {
        if (call.Frame.Start == FrameBound.UnboundedPreceding)
        {
            GrowingAggregate(call, column, start, end);
            return;
        }

        for (var peers = start; peers < end;)
        {
            var peersEnd = PeersEnd(peers, end);
            for (var i = peers; i < peersEnd; i++)
            {
                var (from, to) = FrameOf(call.Frame, i, peers, peersEnd, start, end);
                var accumulator = New(call);
                for (var k = from; k < to; k++)
                {
                    accumulator.Add(Argument(call, k));
                }

                results[column][i] = Result(accumulator);
            }

            peers = peersEnd;
        }
    }

    /// <summary>Frames that begin with the partition only ever grow: one pass.</summary>
    private void GrowingAggregate(WindowCall call, int column, int start, int end)
    {
        var accumulator = New(call);
        var added = start;
        for (var peers = start; peers < end;)
        {
            var peersEnd = call.Frame.IsWholePartition ? end : PeersEnd(peers, end);
            var last = -1;
            var value = SqlValue.Null;
            for (var i = peers; i < peersEnd; i++)
            {
                var (_, to) = FrameOf(call.Frame, i, peers, peersEnd, start, end);
                while (added < to)
                {
                    accumulator.Add(Argument(call, added++));
                }

                if (to != last)
                {
                    value = Result(accumulator);
                    last = to;
                }

                results[column][i] = value;
            }

            peers = peersEnd;
        }
    }

    private static IAccumulator New(WindowCall call) =>
        QuerySettings.Current.NullsArithmeticErrors ? new LenientAccumulator(call.Create!()) : call.Create!();

    private SqlValue Result(IAccumulator accumulator)
    {
        var result = accumulator.Result;
        if (accumulator is LenientAccumulator { Warning: not StatementWarning.None and var met })
        {
            frame.Context.Warn(met);
        }

        return result;
    }

    private SqlValue Argument(WindowCall call, int position)
    {
        var value = call.Arguments.Length == 0 ? SqlValue.FromInt64(1) : ValueAt(call.Arguments[0], position);
        if (value.IsNull)
        {
            frame.Context.Warn(StatementWarning.NullEliminated);
        }

        return value;
    }
}
