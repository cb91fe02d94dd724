// A cursor that a client opened by sp_cursoropen and its kin: the rows of its query, kept, and the place of
// the last fetch.
using AxMonitor.Engine.Execution;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Tds.Rpc;

/// <summary>How sp_cursorfetch moves.</summary>
[Flags]
internal enum CursorFetch
{
    None = 0,
    First = 0x1,
    Next = 0x2,
    Previous = 0x4,
    Last = 0x8,
    Absolute = 0x10,
    Relative = 0x20,
    Refresh = 0x80,
    Info = 0x100,
    PreviousUnadjusted = 0x200,

    /// <summary>Modifies a fetch.</summary>
    SkipConcurrencyUpdate = 0x400,
}

/// <summary>A static, read-only cursor.</summary>
internal sealed class ApiCursor(IReadOnlyList<ResultColumn> columns, List<SqlValue[]> rows, int scroll)
{
    private static readonly SqlValue Fetched = SqlValue.FromInt64(1);
    private int _size;

    /// <summary>The columns of the query, and the hidden one that tells each row's state.</summary>
    public IReadOnlyList<ResultColumn> Columns { get; } =
        [.. columns, new ResultColumn("ROWSTAT", SqlType.Int, false) { IsHidden = true }];

    /// <summary>The kind of cursor it is, as @scrollopt gives it back.</summary>
    public int Scroll { get; } = scroll;

    public int Count => rows.Count;

    /// <summary>The first row of the last fetch, from 1; 0 is before the first.</summary>
    public int At { get; private set; }

    /// <summary>Moves, and gives the rows there.</summary>
    public IEnumerable<SqlValue[]> Fetch(CursorFetch how, int row, int size)
    {
        At = how switch
        {
            CursorFetch.First => 1,
            CursorFetch.Last => Math.Max(1, Count - size + 1),
            CursorFetch.Absolute => row >= 0 ? row : Math.Max(0, Count + row + 1),
            CursorFetch.Relative => At + row,
            CursorFetch.Refresh => At,
            CursorFetch.Previous => At <= 1 ? 0 : Math.Max(1, At - size),
            CursorFetch.PreviousUnadjusted => At - size,
            _ => At == 0 ? 1 : At + Math.Max(_size, At > Count ? 0 : 1),
        };
        At = Math.Clamp(At, 0, Count + 1);
        _size = At == 0 ? 0 : Math.Max(0, Math.Min(size, Count - At + 1));
        return rows.GetRange(Math.Max(At - 1, 0), _size).Select(static r => (SqlValue[])[.. r, Fetched]);
    }
}
