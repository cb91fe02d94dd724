// The leaves of plans that are not stored tables: nothing, VALUES, row functions, the work table of a
// recursion.
using AxMonitor.Engine.Binding;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Execution.Operators;

/// <summary>SELECT without FROM: one row of nothing.</summary>
internal sealed class SingleRow() : Operator([])
{
    public override Cursor Open(Frame frame) => new Once();

    public override double Estimate(Frame frame) => 1;

    public override string Describe() => "one row";

    private sealed class Once : Cursor
    {
        private bool _done;

        public override bool Next() => !_done && (_done = true);
    }
}

/// <summary>VALUES (…), (…).</summary>
internal sealed class ValuesSource(int slot, Eval[][] rows) : Operator([slot])
{
    public override Cursor Open(Frame frame) => new ValuesCursor(frame, slot, rows);

    public override double Estimate(Frame frame) => rows.Length;

    public override string Describe() => $"values({rows.Length})";

    private sealed class ValuesCursor(Frame frame, int slot, Eval[][] rows) : Cursor
    {
        private int _at;

        public override bool Next()
        {
            if (_at >= rows.Length)
            {
                return false;
            }

            var source = rows[_at++];
            var row = new SqlValue[source.Length];
            for (var i = 0; i < row.Length; i++)
            {
                row[i] = source[i](frame);
            }

            frame.Rows[slot] = row;
            return true;
        }
    }
}

/// <summary>A function that yields rows for its arguments.</summary>
internal sealed class RowSource(
    int slot,
    string name,
    Eval[] arguments,
    Func<IExecutionContext, SqlValue[], IEnumerable<SqlValue[]>> rows
) : Operator([slot])
{
    public override Cursor Open(Frame frame)
    {
        var values = new SqlValue[arguments.Length];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = arguments[i](frame);
        }

        return new RowsCursor(frame, slot, rows(frame.Context, values).GetEnumerator());
    }

    public override string Describe() => $"rows({name})";

    private sealed class RowsCursor(Frame frame, int slot, IEnumerator<SqlValue[]> rows) : Cursor
    {
        public override bool Next()
        {
            frame.Step();
            if (!rows.MoveNext())
            {
                rows.Dispose();
                return false;
            }

            frame.Rows[slot] = rows.Current;
            return true;
        }
    }
}

/// <summary>The rows of the previous round of a recursive CTE, left in the cache by its operator.</summary>
internal sealed class WorkTable(int slot, int cache) : Operator([slot])
{
    public override Cursor Open(Frame frame) => new ListCursor(frame, slot, (List<SqlValue[]>)frame.Cache[cache]!);

    public override string Describe() => "work table";
}

/// <summary>Yields the rows of a list.</summary>
internal sealed class ListCursor(Frame frame, int slot, List<SqlValue[]> rows) : Cursor
{
    private int _at;

    public override bool Next()
    {
        if (_at >= rows.Count)
        {
            return false;
        }

        frame.Rows[slot] = rows[_at++];
        return true;
    }
}
