// Operators that work row by row: filter, computed columns, top, distinct.
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Execution.Operators;

/// <summary>Rows for which a condition is true.</summary>
internal sealed class Filter(Operator source, Test condition) : Operator(source.Slots)
{
    public Operator Source => source;

    public override Cursor Open(Frame frame) => new FilterCursor(frame, source.Open(frame), condition);

    public override double Estimate(Frame frame) => Math.Max(1, source.Estimate(frame) * 0.3);

    public override double Cost(Frame frame) => source.Cost(frame);

    public override string Describe() => $"filter({source.Describe()})";

    private sealed class FilterCursor(Frame frame, Cursor source, Test condition) : Cursor
    {
        public override bool Next()
        {
            while (source.Next())
            {
                if (condition(frame) == 1)
                {
                    return true;
                }
            }

            return false;
        }
    }
}

/// <summary>A condition on nothing that the source yields: decided once per open.</summary>
internal sealed class StartupFilter(Operator source, Test condition) : Operator(source.Slots)
{
    public override Cursor Open(Frame frame) => condition(frame) == 1 ? source.Open(frame) : Empty.Instance;

    public override double Estimate(Frame frame) => source.Estimate(frame);

    public override double Cost(Frame frame) => source.Cost(frame);

    public override string Describe() => $"if({source.Describe()})";
}

/// <summary>Adds a row of computed values.</summary>
internal sealed class Compute(Operator source, int slot, Eval[] values) : Operator([.. source.Slots, slot])
{
    public Operator Source => source;

    public override Cursor Open(Frame frame) => new ComputeCursor(frame, source.Open(frame), slot, values);

    public override double Estimate(Frame frame) => source.Estimate(frame);

    public override double Cost(Frame frame) => source.Cost(frame);

    public override string Describe() => $"compute({source.Describe()})";

    private sealed class ComputeCursor(Frame frame, Cursor source, int slot, Eval[] values) : Cursor
    {
        public override bool Next()
        {
            if (!source.Next())
            {
                return false;
            }

            var row = new SqlValue[values.Length];
            for (var i = 0; i < row.Length; i++)
            {
                row[i] = values[i](frame);
            }

            frame.Rows[slot] = row;
            return true;
        }
    }
}

/// <summary>OFFSET, FETCH, TOP (n) [PERCENT] [WITH TIES].</summary>
internal sealed class Top(Operator source, Eval? offset, Eval? count, bool percent, Eval[]? ties, IValueComparer[]? tieComparers)
    : Operator(source.Slots)
{
    /// <summary>How many rows a number that is only known when it runs is taken for.</summary>
    public const double UsualMost = 100;

    /// <summary>Rows at most.</summary>
    public double Most { get; init; } = UsualMost;

    public override Cursor Open(Frame frame)
    {
        var skip = offset is null ? 0 : Limit(offset(frame), isOffset: true);
        if (percent)
        {
            return new PercentCursor(frame, RowBuffer.Read(source, frame), count!(frame).AsDouble());
        }

        var take = count is null ? long.MaxValue : Limit(count(frame), isOffset: false);
        if (take == 0 && offset is not null)
        {
            throw new SqlError(10744, 15, 1, "The number of rows provided for a FETCH clause must be greater then zero.");
        }

        return new TopCursor(frame, take == 0 ? Empty.Instance : source.Open(frame), skip, take, ties, tieComparers);
    }

    public override double Estimate(Frame frame) => Math.Min(source.Estimate(frame), Most);

    public override double Cost(Frame frame) => source.Cost(frame);

    public override string Describe() => $"top({source.Describe()})";

    private static long Limit(SqlValue value, bool isOffset)
    {
        if (value.IsNull)
        {
            throw new SqlError(
                1060,
                15,
                1,
                "The number of rows provided for a TOP or FETCH clauses row count parameter must be an integer."
            );
        }

        if (value.Bits < 0)
        {
            throw isOffset
                ? new SqlError(10742, 15, 1, "The offset specified in a OFFSET clause may not be negative.")
                : new SqlError(127, 15, 1, "A TOP N or FETCH rowcount value may not be negative.");
        }

        return value.Bits;
    }

    private sealed class TopCursor(Frame frame, Cursor source, long skip, long take, Eval[]? ties, IValueComparer[]? comparers)
        : Cursor
    {
        private long _skip = skip;
        private long _given;
        private SqlValue[]? _last;

        public override bool Next()
        {
            for (; _skip > 0; _skip--)
            {
                if (!source.Next())
                {
                    return false;
                }
            }

            if (_given >= take && (ties is null || _last is null))
            {
                return false;
            }

            if (!source.Next())
            {
                return false;
            }

            if (_given >= take)
            {
                return IsTie();
            }

            if (++_given == take && ties is not null)
            {
                _last = [.. ties.Select(t => t(frame))];
            }

            return true;
        }

        private bool IsTie()
        {
            for (var i = 0; i < ties!.Length; i++)
            {
                if (!comparers![i].EqualsNullsEqual(ties[i](frame), _last![i]))
                {
                    _last = null;
                    return false;
                }
            }

            return true;
        }
    }

    private sealed class PercentCursor(Frame frame, RowBuffer rows, double percent) : Cursor
    {
        private readonly long _count = (long)Math.Ceiling(rows.Count * percent / 100.0);
        private int _at;

        public override bool Next()
        {
            if (_at >= _count || _at >= rows.Count)
            {
                return false;
            }

            rows.Load(_at++, frame);
            return true;
        }
    }
}

/// <summary>DISTINCT: the first of equal rows; its slot holds the row of values.</summary>
internal sealed class Distinct(Operator source, int slot, Eval[] values, IValueComparer[] comparers) : Operator([slot])
{
    public override Cursor Open(Frame frame) =>
        new DistinctCursor(frame, source.Open(frame), slot, values, new HashIndex(comparers));

    public override double Estimate(Frame frame) => source.Estimate(frame) * 0.5;

    public override double Cost(Frame frame) => source.Cost(frame);

    public override string Describe() => $"distinct({source.Describe()})";

    private sealed class DistinctCursor(Frame frame, Cursor source, int slot, Eval[] values, HashIndex seen) : Cursor
    {
        private SqlValue[] _row = new SqlValue[values.Length];

        public override bool Next()
        {
            while (source.Next())
            {
                for (var i = 0; i < _row.Length; i++)
                {
                    _row[i] = values[i](frame);
                }

                var hash = seen.Hash(_row);
                if (seen.Find(_row, hash) < 0)
                {
                    seen.Add(_row, hash);
                    frame.Rows[slot] = _row;
                    _row = new SqlValue[values.Length];
                    return true;
                }
            }

            return false;
        }
    }
}
