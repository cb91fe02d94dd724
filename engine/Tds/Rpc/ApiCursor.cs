// A cursor that a client opened by sp_cursoropen and its kin, and the place of the last fetch. A static one
// keeps
// the rows of its query; the others are cursors of the engine, which see changes and can be changed through.
using AxMonitor.Engine.Execution;
using AxMonitor.Engine.Programs;
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

/// <summary>An open cursor.</summary>
internal sealed class ApiCursor
{
    private static readonly SqlValue Fetched = SqlValue.FromInt64(1);
    private static readonly SqlValue Missing = SqlValue.FromInt64(2);
    private readonly List<SqlValue[]> _rows = [];
    private readonly int _width;
    private int _size;

    /// <summary>A static, read-only cursor over rows that were read.</summary>
    public ApiCursor(IReadOnlyList<ResultColumn> columns, List<SqlValue[]> rows, int scroll)
        : this(columns, scroll) => _rows = rows;

    /// <summary>A cursor of the engine.</summary>
    public ApiCursor(ServerCursor live, string name, int scroll, int concurrency)
        : this(live.Columns, scroll)
    {
        Live = live;
        Name = name;
        Concurrency = concurrency;
    }

    private ApiCursor(IReadOnlyList<ResultColumn> columns, int scroll)
    {
        _width = columns.Count;
        Columns = [.. columns, new ResultColumn("ROWSTAT", SqlType.Int, false) { IsHidden = true }];
        Scroll = scroll;
    }

    /// <summary>The engine's cursor; null for a static one.</summary>
    public ServerCursor? Live { get; }

    /// <summary>The name of the engine's cursor.</summary>
    public string Name { get; } = "";

    /// <summary>The columns of the query, and the hidden one that tells each row's state.</summary>
    public IReadOnlyList<ResultColumn> Columns { get; }

    /// <summary>The kind of cursor it is, as @scrollopt gives it back.</summary>
    public int Scroll { get; }

    /// <summary>Whether and how it can be changed through, as @ccopt gives it back.</summary>
    public int Concurrency { get; } = 1;

    /// <summary>Rows as a client is told: -1 for a dynamic cursor.</summary>
    public int Count => Live?.KnownCount ?? _rows.Count;

    /// <summary>The first row of the last fetch, from 1; 0 is before the first.</summary>
    public int At { get; private set; }

    private int Rows => Live?.Count ?? _rows.Count;

    /// <summary>Moves, and gives the rows there.</summary>
    public IEnumerable<SqlValue[]> Fetch(CursorFetch how, int row, int size, IResultSink sink)
    {
        var next = At == 0 ? 1 : At + Math.Max(_size, At > Rows ? 0 : 1);
        if (Live is { Kind: CursorKind.Dynamic } dynamic && At > 0)
        {
            // The rows may have moved since the last fetch; the place moves with them.
            (At, next) = how is CursorFetch.Next or CursorFetch.None
                ? (At, dynamic.Follow(next - 1, sink) + 1)
                : (dynamic.Follow(At, sink), next);
        }

        At = how switch
        {
            CursorFetch.First => 1,
            CursorFetch.Last => Math.Max(1, Rows - size + 1),
            CursorFetch.Absolute => row >= 0 ? row : Math.Max(0, Rows + row + 1),
            CursorFetch.Relative => At + row,
            CursorFetch.Refresh => At,
            CursorFetch.Previous => At <= 1 ? 0 : Math.Max(1, At - size),
            CursorFetch.PreviousUnadjusted => At - size,
            _ => next,
        };
        At = Math.Clamp(At, 0, Rows + 1);
        _size = At == 0 ? 0 : Math.Max(0, Math.Min(size, Rows - At + 1));
        IEnumerable<SqlValue[]?> found = Live is null ? _rows.GetRange(Math.Max(At - 1, 0), _size) : Live.Fetch(At, _size, sink);
        return found.Select(r => (SqlValue[])(r is null ? [.. new SqlValue[_width], Missing] : [.. r, Fetched]));
    }
}
