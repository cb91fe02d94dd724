// Joins by opening the right side for every row of the left one: applies, index look-ups, and joins without an equality.
using AxMonitor.Sandbox.SqlEngine.Binding;
using AxMonitor.Sandbox.SqlEngine.Types;

namespace AxMonitor.Sandbox.SqlEngine.Execution.Operators;

/// <summary>Inner, left, semi and anti joins. The right side may refer to the left row.</summary>
internal sealed class NestedLoop(JoinKind kind, Operator left, Operator right, Test? condition) : Operator(kind is JoinKind.Semi or JoinKind.Anti ? left.Slots : [.. left.Slots, .. right.Slots])
{
    public override Cursor Open(Frame frame) => new LoopCursor(frame, kind, left.Open(frame), right, condition);

    public override double Estimate(Frame frame) => left.Estimate(frame) * (kind is JoinKind.Semi or JoinKind.Anti ? 0.5 : Math.Max(1, right.Estimate(frame)));

    public override string Describe() => $"loop {kind}({left.Describe()}, {right.Describe()})";

    private sealed class LoopCursor(Frame frame, JoinKind kind, Cursor left, Operator right, Test? condition) : Cursor
    {
        private Cursor? _inner;
        private bool _matched;

        public override bool Next()
        {
            while (true)
            {
                if (_inner is null)
                {
                    if (!left.Next())
                    {
                        return false;
                    }

                    _inner = right.Open(frame);
                    _matched = false;
                }

                while (_inner.Next())
                {
                    frame.Step();
                    if (condition is not null && condition(frame) != 1)
                    {
                        continue;
                    }

                    _matched = true;
                    if (kind is JoinKind.Inner or JoinKind.Left)
                    {
                        return true;
                    }

                    break;
                }

                _inner = null;
                if (kind == JoinKind.Semi && _matched)
                {
                    return true;
                }

                if (!_matched && kind is JoinKind.Left or JoinKind.Anti && !_matched)
                {
                    if (kind == JoinKind.Left)
                    {
                        foreach (int slot in right.Slots)
                        {
                            frame.Rows[slot] = Frame.NullRow;
                        }
                    }

                    return true;
                }
            }
        }
    }
}

/// <summary>Rows of an operator that depends on no outer row, read once per statement and replayed at every open.</summary>
internal sealed class Materialise(Operator source, int cache) : Operator(source.Slots)
{
    public override Cursor Open(Frame frame) => new BufferCursor(frame, (RowBuffer)(frame.Cache[cache] ??= RowBuffer.Read(source, frame)));

    public override double Estimate(Frame frame) => source.Estimate(frame);

    public override string Describe() => $"materialise({source.Describe()})";
}

/// <summary>Replays a buffer.</summary>
internal sealed class BufferCursor(Frame frame, RowBuffer rows) : Cursor
{
    private int _at;

    public override bool Next()
    {
        if (_at >= rows.Count)
        {
            return false;
        }

        rows.Load(_at++, frame);
        return true;
    }
}

/// <summary>Two plans for the same join; which one runs is decided when it is opened, from the sizes of that moment.</summary>
internal sealed class ChooseJoin(Operator hash, Operator loop, Operator left, Operator right) : Operator(hash.Slots)
{
    public override Cursor Open(Frame frame)
    {
        double outer = left.Estimate(frame);
        return outer * 6 <= right.Estimate(frame) + outer ? loop.Open(frame) : hash.Open(frame);
    }

    public override double Estimate(Frame frame) => hash.Estimate(frame);

    public override string Describe() => $"choose({hash.Describe()} | {loop.Describe()})";
}
