// UNION, EXCEPT, INTERSECT, recursion, and FOR XML / FOR JSON: operators whose output is a new row in a slot
// of their own.
using AxMonitor.Engine.Binding;
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Execution.Operators;

/// <summary>An operator together with the values it outputs.</summary>
internal sealed record Projected(Operator Source, Eval[] Values)
{
    public SqlValue[] Row(Frame frame)
    {
        var row = new SqlValue[Values.Length];
        for (var i = 0; i < row.Length; i++)
        {
            row[i] = Values[i](frame);
        }

        return row;
    }
}

/// <summary>Rows of the left side, then of the right side.</summary>
internal sealed class UnionAll(int slot, Projected left, Projected right) : Operator([slot])
{
    public override Cursor Open(Frame frame) => new UnionCursor(frame, slot, left, right);

    public override double Estimate(Frame frame) => left.Source.Estimate(frame) + right.Source.Estimate(frame);

    public override string Describe() => $"union all({left.Source.Describe()}, {right.Source.Describe()})";

    private sealed class UnionCursor(Frame frame, int slot, Projected left, Projected right) : Cursor
    {
        private Cursor _cursor = left.Source.Open(frame);
        private Projected _side = left;

        public override bool Next()
        {
            while (!_cursor.Next())
            {
                if (ReferenceEquals(_side, right))
                {
                    return false;
                }

                _side = right;
                _cursor = right.Source.Open(frame);
            }

            frame.Rows[slot] = _side.Row(frame);
            return true;
        }
    }
}

/// <summary>UNION, EXCEPT and INTERSECT without duplicates.</summary>
internal sealed class HashSetOperation(
    SetOperation operation,
    int slot,
    Projected left,
    Projected right,
    IValueComparer[] comparers
) : Operator([slot])
{
    public override Cursor Open(Frame frame)
    {
        var result = new List<SqlValue[]>();
        var seen = new HashIndex(comparers);
        var others = new HashIndex(comparers);
        if (operation != SetOperation.Union)
        {
            Read(frame, right, row => Add(others, row));
        }

        Read(
            frame,
            left,
            row =>
            {
                var isInOther = operation != SetOperation.Union && others.Find(row, others.Hash(row)) >= 0;
                if ((operation == SetOperation.Union || isInOther == (operation == SetOperation.Intersect)) && Add(seen, row))
                {
                    result.Add(row);
                }
            }
        );
        if (operation == SetOperation.Union)
        {
            Read(
                frame,
                right,
                row =>
                {
                    if (Add(seen, row))
                    {
                        result.Add(row);
                    }
                }
            );
        }

        return new ListCursor(frame, slot, result);
    }

    public override string Describe() => $"{operation}({left.Source.Describe()}, {right.Source.Describe()})";

    private static bool Add(HashIndex index, SqlValue[] row)
    {
        var hash = index.Hash(row);
        if (index.Find(row, hash) >= 0)
        {
            return false;
        }

        index.Add(row, hash);
        return true;
    }

    private static void Read(Frame frame, Projected side, Action<SqlValue[]> take)
    {
        var cursor = side.Source.Open(frame);
        while (cursor.Next())
        {
            take(side.Row(frame));
        }
    }
}

/// <summary>A recursive CTE: the anchor's rows, then round after round what the recursive part makes of the
/// last round's rows.</summary>
internal sealed class Recursion(int slot, Projected anchor, Projected recursive, int workCache, int maxRecursion)
    : Operator([slot])
{
    public override Cursor Open(Frame frame) => new RecursionCursor(frame, slot, anchor, recursive, workCache, maxRecursion);

    public override string Describe() => $"recursion({anchor.Source.Describe()}, {recursive.Source.Describe()})";

    private sealed class RecursionCursor(
        Frame frame,
        int slot,
        Projected anchor,
        Projected recursive,
        int workCache,
        int maxRecursion
    ) : Cursor
    {
        private List<SqlValue[]> _round = [];
        private int _at;
        private int _depth;
        private bool _started;

        public override bool Next()
        {
            if (!_started)
            {
                _started = true;
                Read(anchor);
            }

            if (_at >= _round.Count)
            {
                if (_round.Count == 0)
                {
                    return false;
                }

                frame.Cache[workCache] = _round;
                _round = [];
                _at = 0;
                Read(recursive);
                if (_round.Count == 0)
                {
                    return false;
                }

                if (++_depth > maxRecursion && maxRecursion > 0)
                {
                    throw new SqlError(
                        530,
                        16,
                        1,
                        $"The statement terminated. The maximum recursion {maxRecursion} has been exhausted before statement completion."
                    );
                }
            }

            frame.Rows[slot] = _round[_at++];
            return true;
        }

        private void Read(Projected part)
        {
            var cursor = part.Source.Open(frame);
            while (cursor.Next())
            {
                frame.Step();
                _round.Add(part.Row(frame));
            }
        }
    }
}

/// <summary>FOR XML, FOR JSON: all rows become one value.</summary>
internal sealed class Serialise(int slot, Projected source, Func<IEnumerable<SqlValue[]>, SqlValue> serialise) : Operator([slot])
{
    /// <summary>The statement's own result, whose rows SET ROWCOUNT limits.</summary>
    public bool IsOutermost { get; init; }

    public override Cursor Open(Frame frame) =>
        new ListCursor(
            frame,
            slot,
            [
                [serialise(Rows(frame))],
            ]
        );

    public override double Estimate(Frame frame) => 1;

    public override string Describe() => $"serialise({source.Source.Describe()})";

    private IEnumerable<SqlValue[]> Rows(Frame frame)
    {
        var limit = IsOutermost ? frame.Context.RowLimit : long.MaxValue;
        var cursor = source.Source.Open(frame);
        for (long count = 0; count < limit && cursor.Next(); count++)
        {
            yield return source.Row(frame);
        }
    }
}
