// Joins on equal keys: one side is read into a hash table, the other probes it.
using AxMonitor.Engine.Binding;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Execution.Operators;

/// <summary>The keys and the remaining condition of a hash join.</summary>
internal sealed record HashJoinKeys(Eval[] Left, Eval[] Right, IValueComparer[] Comparers, Test? Residual);

/// <summary>Inner, left and full hash join. NULL keys never match.</summary>
/// <param name="kind">Kind of join.</param>
/// <param name="left">The probing side.</param>
/// <param name="right">The side read into the table.</param>
/// <param name="keys">Keys and residual.</param>
/// <param name="cache">Where the table is kept between opens; -1 when it is opened once or depends on outer
/// rows.</param>
internal sealed class HashJoin(JoinKind kind, Operator left, Operator right, HashJoinKeys keys, int cache)
    : Operator([.. left.Slots, .. right.Slots])
{
    public override Cursor Open(Frame frame)
    {
        if (kind == JoinKind.Inner && cache < 0 && left.Estimate(frame) * 2 < right.Estimate(frame))
        {
            return new InnerCursor(frame, right.Open(frame), Build(frame, left, keys.Left), keys.Right, keys.Residual);
        }

        var built =
            cache >= 0 ? (Built)(frame.Cache[cache] ??= Build(frame, right, keys.Right)) : Build(frame, right, keys.Right);
        return kind == JoinKind.Inner
            ? new InnerCursor(frame, left.Open(frame), built, keys.Left, keys.Residual)
            : new OuterCursor(frame, kind, left, right, built, keys);
    }

    public override double Estimate(Frame frame) => Math.Max(left.Estimate(frame), right.Estimate(frame));

    public override double Cost(Frame frame) =>
        left.Cost(frame) + right.Cost(frame) + left.Estimate(frame) + right.Estimate(frame);

    public override string Describe() => $"hash {kind}({left.Describe()}, {right.Describe()})";

    private Built Build(Frame frame, Operator source, Eval[] evals)
    {
        var index = new HashIndex(keys.Comparers);
        var rows = new RowBuffer(source.Slots);
        var nulls = kind == JoinKind.Full ? new RowBuffer(source.Slots) : null;
        var key = new SqlValue[evals.Length];
        var cursor = source.Open(frame);
        while (cursor.Next())
        {
            if (Key(frame, evals, key))
            {
                index.Add(key, index.Hash(key));
                rows.Add(frame);
            }
            else
            {
                nulls?.Add(frame);
            }
        }

        return new Built(index, rows, nulls);
    }

    private static bool Key(Frame frame, Eval[] evals, SqlValue[] key)
    {
        for (var i = 0; i < key.Length; i++)
        {
            key[i] = evals[i](frame);
            if (key[i].IsNull)
            {
                return false;
            }
        }

        return true;
    }

    private sealed record Built(HashIndex Index, RowBuffer Rows, RowBuffer? Nulls);

    private sealed class InnerCursor(Frame frame, Cursor probe, Built built, Eval[] evals, Test? residual) : Cursor
    {
        private readonly SqlValue[] _key = new SqlValue[evals.Length];
        private int _entry = -1;
        private int _hash;

        public override bool Next()
        {
            while (true)
            {
                if (_entry >= 0)
                {
                    _entry = built.Index.FindNext(_entry, _key, _hash);
                }

                while (_entry < 0)
                {
                    if (built.Rows.Count == 0 || !probe.Next())
                    {
                        return false;
                    }

                    if (Key(frame, evals, _key))
                    {
                        _hash = built.Index.Hash(_key);
                        _entry = built.Index.Find(_key, _hash);
                    }
                }

                frame.Step();
                built.Rows.Load(_entry, frame);
                if (residual is null || residual(frame) == 1)
                {
                    return true;
                }
            }
        }
    }

    private sealed class OuterCursor(Frame frame, JoinKind kind, Operator left, Operator right, Built built, HashJoinKeys keys)
        : Cursor
    {
        private readonly Cursor _probe = left.Open(frame);
        private readonly SqlValue[] _key = new SqlValue[keys.Left.Length];
        private readonly bool[]? _used = kind == JoinKind.Full ? new bool[built.Rows.Count] : null;
        private int _entry = -1;
        private int _hash;
        private bool _onRow;
        private bool _matched;
        private int _rest;

        public override bool Next()
        {
            while (true)
            {
                if (!_onRow)
                {
                    if (!_probe.Next())
                    {
                        return kind == JoinKind.Full && Unmatched();
                    }

                    frame.Step();
                    _onRow = true;
                    _matched = false;
                    _entry = -1;
                    if (Key(frame, keys.Left, _key))
                    {
                        _hash = built.Index.Hash(_key);
                        _entry = built.Index.Find(_key, _hash);
                    }
                }
                else if (_entry >= 0)
                {
                    _entry = built.Index.FindNext(_entry, _key, _hash);
                }

                for (; _entry >= 0; _entry = built.Index.FindNext(_entry, _key, _hash))
                {
                    built.Rows.Load(_entry, frame);
                    if (keys.Residual is null || keys.Residual(frame) == 1)
                    {
                        break;
                    }
                }

                if (_entry >= 0)
                {
                    _matched = true;
                    if (_used is not null)
                    {
                        _used[_entry] = true;
                    }

                    return true;
                }

                _onRow = false;
                if (!_matched)
                {
                    Blank(right.Slots);
                    return true;
                }
            }
        }

        /// <summary>FULL: the right rows that found no partner.</summary>
        private bool Unmatched()
        {
            for (; _rest < built.Rows.Count + built.Nulls!.Count; _rest++)
            {
                if (_rest >= built.Rows.Count || !_used![_rest])
                {
                    Blank(left.Slots);
                    if (_rest < built.Rows.Count)
                    {
                        built.Rows.Load(_rest++, frame);
                    }
                    else
                    {
                        built.Nulls.Load(_rest++ - built.Rows.Count, frame);
                    }

                    return true;
                }
            }

            return false;
        }

        private void Blank(int[] slots)
        {
            foreach (var slot in slots)
            {
                frame.Rows[slot] = Frame.NullRow;
            }
        }
    }
}

/// <summary>FULL JOIN without an equality: every pair is tried.</summary>
internal sealed class FullLoop(Operator left, Operator right, Test? condition) : Operator([.. left.Slots, .. right.Slots])
{
    public override Cursor Open(Frame frame)
    {
        var rights = RowBuffer.Read(right, frame);
        var result = new RowBuffer(Slots);
        var used = new bool[rights.Count];
        var cursor = left.Open(frame);
        while (cursor.Next())
        {
            var matched = false;
            for (var i = 0; i < rights.Count; i++)
            {
                frame.Step();
                rights.Load(i, frame);
                if (condition is null || condition(frame) == 1)
                {
                    matched = used[i] = true;
                    result.Add(frame);
                }
            }

            if (!matched)
            {
                Array.ForEach(right.Slots, s => frame.Rows[s] = Frame.NullRow);
                result.Add(frame);
            }
        }

        for (var i = 0; i < rights.Count; i++)
        {
            if (!used[i])
            {
                Array.ForEach(left.Slots, s => frame.Rows[s] = Frame.NullRow);
                rights.Load(i, frame);
                result.Add(frame);
            }
        }

        return new BufferCursor(frame, result);
    }

    public override string Describe() => $"loop Full({left.Describe()}, {right.Describe()})";
}
