// Joins by opening the right side for every row of the left one: applies, index look-ups, and joins without
// an equality.
using AxMonitor.Engine.Binding;

namespace AxMonitor.Engine.Execution.Operators;

/// <summary>Inner and left joins. The right side may refer to the left row.</summary>
internal sealed class NestedLoop(JoinKind kind, Operator left, Operator right, Test? condition)
    : Operator([.. left.Slots, .. right.Slots])
{
    /// <summary>The look-ups come in the order of their index: each costs little more than going
    /// on.</summary>
    public bool IsInOrder { get; init; }

    public override Cursor Open(Frame frame) => new LoopCursor(frame, kind, left.Open(frame), right, condition);

    public override double Estimate(Frame frame) => left.Estimate(frame) * Math.Max(1, right.Estimate(frame));

    public override double Cost(Frame frame) =>
        left.Cost(frame) + (left.Estimate(frame) * (IsInOrder ? 1 : right.Cost(frame) * 2));

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
                    return true;
                }

                _inner = null;
                if (!_matched && kind == JoinKind.Left)
                {
                    foreach (var slot in right.Slots)
                    {
                        frame.Rows[slot] = Frame.NullRow;
                    }

                    return true;
                }
            }
        }
    }
}

/// <summary>Rows of an operator that depends on no outer row, read once per statement and replayed at every
/// open.</summary>
internal sealed class Materialise(Operator source, int cache) : Operator(source.Slots)
{
    public override Cursor Open(Frame frame) =>
        new BufferCursor(frame, (RowBuffer)(frame.Cache[cache] ??= RowBuffer.Read(source, frame)));

    public override double Estimate(Frame frame) => source.Estimate(frame);

    public override double Cost(Frame frame) => source.Estimate(frame);

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

/// <summary>Several plans for the same rows. Which one runs is decided when it is first opened, from the
/// sizes of the tables at that moment.</summary>
internal sealed class ChoosePlan(Operator[] plans, int cache) : Operator(plans[0].Slots)
{
    public override Cursor Open(Frame frame) => Chosen(frame).Open(frame);

    public override double Estimate(Frame frame) => plans.Min(p => p.Estimate(frame));

    public override double Cost(Frame frame) => Chosen(frame).Cost(frame);

    public override string Describe() => $"choose({string.Join(" | ", plans.Select(p => p.Describe()))})";

    private Operator Chosen(Frame frame) => (Operator)(frame.Cache[cache] ??= plans.MinBy(p => p.Cost(frame))!);
}
