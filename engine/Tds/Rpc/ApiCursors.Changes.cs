// Cursors that see changes, and the changes that clients make through them by sp_cursor.
using System.Globalization;
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Execution;
using AxMonitor.Engine.Programs;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Tds.Rpc;

internal sealed partial class ApiCursors
{
    private const int ScrollLocks = 0x2;
    private const int Optimistic = 0x4;
    private const int OptimisticByValue = 0x8;

    // What sp_cursor does; two of them may come together with ways to say which rows.
    private const int Update = 0x1;
    private const int Delete = 0x2;
    private const int Insert = 0x4;
    private const int Refresh = 0x8;
    private const int Lock = 0x10;
    private const int SetPosition = 0x20;
    private const int Absolute = 0x40;

    /// <summary>The options of DECLARE CURSOR for what a client asks; null for what a kept result serves as
    /// well.</summary>
    private static string? Declaration(int scroll, int concurrency)
    {
        var changes =
            (concurrency & ReadOnly) != 0 ? "READ_ONLY"
            : (concurrency & ScrollLocks) != 0 ? "SCROLL_LOCKS"
            : "OPTIMISTIC";
        return (scroll & (Keyset | Dynamic | ForwardOnly | Static | FastForward)) switch
        {
            Keyset => $"KEYSET SCROLL {changes}",
            Dynamic => $"DYNAMIC SCROLL {changes}",
            ForwardOnly when changes != "READ_ONLY" => $"DYNAMIC FORWARD_ONLY {changes}",
            _ => null,
        };
    }

    private int OpenLive(
        List<SqlParameter> p,
        int cursorAt,
        int scrollAt,
        PreparedStatement statement,
        string options,
        List<SqlParameter> arguments,
        CursorRows results,
        IResultSink sink,
        CancellationToken cancellationToken
    )
    {
        var (asked, concurrency) = (Number(p, scrollAt, Static), Number(p, scrollAt + 1, ReadOnly));
        var name = string.Create(CultureInfo.InvariantCulture, $"api_cursor_{_lastHandle + 2:X16}");
        session.ExecuteSql(
            $"DECLARE [{name}] CURSOR GLOBAL {options} FOR {statement.Sql.TrimEnd().TrimEnd(';')}\n; OPEN GLOBAL [{name}];",
            statement.Declarations,
            arguments,
            results,
            cancellationToken
        );
        if (results.HasFailed || session.FindCursor(name) is not { } live)
        {
            session.CloseCursor(name);
            Set(p, cursorAt, 0);
            return 16945;
        }

        var scroll = live.Kind switch
        {
            CursorKind.Static => Static,
            CursorKind.Keyset => Keyset,
            _ => (asked & ForwardOnly) != 0 ? ForwardOnly : Dynamic,
        };
        var allowed = concurrency & (ScrollLocks | Optimistic | OptimisticByValue);
        var isReadOnly = live.Kind == CursorKind.Static || (concurrency & ReadOnly) != 0;
        return Opened(
            new ApiCursor(live, name, scroll, isReadOnly ? ReadOnly : allowed == 0 ? Optimistic : allowed),
            p,
            cursorAt,
            scrollAt,
            sink
        );
    }

    // @cursor, @optype, @rownum, @table, then the values: each named like its column, or as texts of SET or
    // VALUES.
    private int Change(ApiCursor cursor, List<SqlParameter> p, IResultSink sink, CancellationToken cancellationToken)
    {
        if (cursor.Concurrency == ReadOnly || cursor.Live is not { } live)
        {
            throw new SqlError(16929, 16, 1, "The cursor is READ ONLY.");
        }

        var what = Number(p, 1, 0) & ~(SetPosition | Absolute);
        var row = Number(p, 2, 0);
        var values = p.Count > 4 ? p.GetRange(4, p.Count - 4) : [];
        var named = values.Where(v => v.Name.Length > 1 && (v.Name != "@value" || live.HasColumn("value"))).ToList();
        var target = live.Target(Text(p, 3), named.Select(static v => v.Name[1..]));
        switch (what)
        {
            case Update when values.Count > 0:
                Each(live, row, () => Run($"UPDATE {target} SET {Assignments(named, values)} WHERE CURRENT OF GLOBAL [{cursor.Name}];"));
                return 0;
            case Delete:
                Each(live, row, () => Run($"DELETE {target} WHERE CURRENT OF GLOBAL [{cursor.Name}];"));
                return 0;
            case Insert:
                Run(
                    named.Count > 0
                        ? $"INSERT {target} ({string.Join(", ", named.Select(static v => Quoted(v.Name)))}) VALUES ({string.Join(", ", named.Select(static v => v.Name))});"
                    : values.Count > 0 ? $"INSERT {target} {string.Join(" ", values.Select(static v => v.Value.AsString()))};"
                    : $"INSERT {target} DEFAULT VALUES;"
                );
                return 0;
            case Refresh:
                live.Refresh(sink);
                return 0;
            case Lock:
                // No row is ever locked alone.
                return 0;
            default:
                throw new SqlError(16902, 16, 1, "sp_cursor: The value of the parameter 'optype' is invalid.");
        }

        void Run(string sql) =>
            session.ExecuteSql(
                sql,
                string.Join(", ", named.Select(static v => $"{v.Name} {TypeRules.Format(v.Type)}")),
                named,
                sink,
                cancellationToken
            );
    }

    // Row 0 stands for all rows of the last fetch.
    private static void Each(ServerCursor live, int row, Action change)
    {
        var last = row == 0 ? Math.Max(1, live.BlockSize) : row;
        for (var i = row == 0 ? 1 : row; i <= last; i++)
        {
            live.Stand(i);
            change();
        }
    }

    private static string Assignments(List<SqlParameter> named, List<SqlParameter> values)
    {
        if (named.Count > 0)
        {
            return string.Join(", ", named.Select(static v => $"{Quoted(v.Name)} = {v.Name}"));
        }

        var text = string.Join(", ", values.Select(static v => v.Value.AsString().Trim()));
        return text.StartsWith("SET ", StringComparison.OrdinalIgnoreCase) ? text[4..] : text;
    }

    private static string Quoted(string parameter) => $"[{parameter[1..].Replace("]", "]]", StringComparison.Ordinal)}]";
}
