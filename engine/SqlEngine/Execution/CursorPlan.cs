// The query of a T-SQL cursor: its rows together with the base rows they come from, so that a row can be read
// again when its tables have changed.
using AxMonitor.Engine.Binding;
using AxMonitor.Engine.Catalog;
using AxMonitor.Engine.Storage;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Execution;

/// <summary>A base table of a cursor: the frame slot of its rows, and a unique index to find them
/// by.</summary>
internal sealed record CursorSource(NamedTable Table, int Slot, IndexDef? UniqueIndex);

/// <summary>A row of a cursor and the base row of each source.</summary>
internal sealed record CursorRow(SqlValue[] Values, SqlValue[][] Bases);

/// <summary>A compiled cursor query.</summary>
internal sealed class CursorPlan(
    Operator plan,
    Eval[] values,
    IReadOnlyList<ResultColumn> columns,
    IReadOnlyList<CursorSource> sources,
    FrameSize size
)
{
    public IReadOnlyList<ResultColumn> Columns => columns;

    /// <summary>The base tables; empty when the query's rows cannot be led back to them.</summary>
    public IReadOnlyList<CursorSource> Sources => sources;

    /// <summary>The rows come in the order of an index, or in none that was asked for.</summary>
    public bool IsOrderedByIndex { get; init; }

    public List<CursorRow> Rows(IExecutionContext context, long limit)
    {
        var frame = size.NewFrame(context);
        var rows = new List<CursorRow>();
        var cursor = plan.Open(frame);
        while (rows.Count < limit && cursor.Next())
        {
            rows.Add(new CursorRow(Values(frame), [.. sources.Select(s => frame.Rows[s.Slot])]));
        }

        return rows;
    }

    /// <summary>The row as its tables have it now; null when one of its base rows is gone.</summary>
    public CursorRow? Reread(IExecutionContext context, CursorRow row)
    {
        var frame = size.NewFrame(context);
        var bases = new SqlValue[sources.Count][];
        for (var i = 0; i < bases.Length; i++)
        {
            if (Current(context.Read(sources[i].Table), sources[i], row.Bases[i]) is not { } found)
            {
                return null;
            }

            frame.Rows[sources[i].Slot] = bases[i] = found;
        }

        return new CursorRow(Values(frame), bases);
    }

    /// <summary>The present version of a base row: by its unique key, or, in a heap, by its place.</summary>
    public static SqlValue[]? Current(TableData data, CursorSource source, SqlValue[] row)
    {
        if (ReferenceEquals(row, Frame.NullRow))
        {
            return row;
        }

        if (source.UniqueIndex is { } index)
        {
            return data.Find(index.IndexId, [.. index.KeyColumns.Select(k => row[k.Ordinal])]);
        }

        for (var cursor = data.Scan(); cursor.MoveNext();)
        {
            if (cursor.Current[^1].Bits == row[^1].Bits)
            {
                return cursor.Current;
            }
        }

        return null;
    }

    private SqlValue[] Values(Frame frame)
    {
        var row = new SqlValue[values.Length];
        for (var i = 0; i < row.Length; i++)
        {
            row[i] = values[i](frame);
        }

        return row;
    }
}

/// <summary>WHERE CURRENT OF: the one base row on which the cursor stands.</summary>
internal sealed class CurrentRow(NamedTable table, int slot, string cursor, bool isGlobal, IReadOnlyCollection<string> columns)
    : Operator([slot])
{
    public override Cursor Open(Frame frame) => new Once(frame, this);

    public override double Estimate(Frame frame) => 1;

    public override string Describe() => $"current of {cursor}";

    private sealed class Once(Frame frame, CurrentRow source) : Cursor
    {
        private bool _done;

        public override bool Next()
        {
            if (_done)
            {
                return false;
            }

            _done = true;
            frame.Rows[source.Slots[0]] = frame.Context.CurrentOf(source.Table, source.Name, source.IsGlobal, source.Columns);
            return true;
        }
    }

    private NamedTable Table => table;

    private string Name => cursor;

    private bool IsGlobal => isGlobal;

    private IReadOnlyCollection<string> Columns => columns;
}
