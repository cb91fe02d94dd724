// API server cursors: sp_cursoropen, sp_cursorfetch, sp_cursor, sp_cursorclose and their kin, as drivers call
// them
// by number. What is one query becomes a cursor of the kind that was asked for, where such a one can be made
// of it;
// anything else gets a static, read-only one. The client is told which it got.
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Execution;
using AxMonitor.Engine.Programs;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Tds.Rpc;

/// <summary>The cursors of one connection.</summary>
internal sealed partial class ApiCursors(ITdsSession session)
{
    private const int Keyset = 0x1;
    private const int Dynamic = 0x2;
    private const int ForwardOnly = 0x4;
    private const int Static = 0x8;
    private const int FastForward = 0x10;
    private const int AutoFetch = 0x2000;
    private const int ReadOnly = 0x1;
    private const int AllowDirect = 0x2000;
    private const int FirstHandle = 180150003;

    private readonly Dictionary<int, ApiCursor> _cursors = [];
    private readonly Dictionary<int, PreparedStatement> _prepared = [];
    private int _lastHandle = FirstHandle - 2;
    private int _lastPrepared;

    public void Reset()
    {
        _cursors.Clear();
        _prepared.Clear();
    }

    /// <summary>Answers a call; null when the procedure is none of these.</summary>
    public int? Run(string procedure, List<SqlParameter> p, IResultSink sink, CancellationToken cancellationToken)
    {
        switch (procedure)
        {
            case "sp_cursoropen":
                // @cursor, @stmt, @scrollopt, @ccopt, @rowcount, @paramdef, …
                return Open(p, 0, 2, new PreparedStatement(Text(p, 5), Text(p, 1)), 6, sink, cancellationToken);
            case "sp_cursorprepare":
                // @handle, @params, @stmt, @options, @scrollopt, @ccopt
                _prepared[++_lastPrepared] = new PreparedStatement(Text(p, 1), Text(p, 2));
                Set(p, 0, _lastPrepared);
                return 0;
            case "sp_cursorexecute":
                // @handle, @cursor, @scrollopt, @ccopt, @rowcount, …
                return Open(p, 1, 2, Prepared(p), 5, sink, cancellationToken);
            case "sp_cursorprepexec":
                // @handle, @cursor, @params, @stmt, @scrollopt, @ccopt, @rowcount, …
                var statement = new PreparedStatement(Text(p, 2), Text(p, 3));
                _prepared[++_lastPrepared] = statement;
                Set(p, 0, _lastPrepared);
                return Open(p, 1, 4, statement, 7, sink, cancellationToken);
            case "sp_cursorunprepare":
                Prepared(p);
                _prepared.Remove(Number(p, 0, 0));
                return 0;
            case "sp_cursorfetch":
                return Fetch(p, sink);
            case "sp_cursoroption":
                return Option(p, sink);
            case "sp_cursorclose":
                return Close(p);
            case "sp_cursor":
                return Change(Find(p, procedure), p, sink, cancellationToken);
            default:
                return null;
        }
    }

    private int Open(
        List<SqlParameter> p,
        int cursorAt,
        int scrollAt,
        PreparedStatement statement,
        int firstArgument,
        IResultSink sink,
        CancellationToken cancellationToken
    )
    {
        var asked = Number(p, scrollAt, Static);
        var concurrency = Number(p, scrollAt + 1, ReadOnly);
        var arguments = p.Count > firstArgument ? p.GetRange(firstArgument, p.Count - firstArgument) : [];
        var results = new CursorRows(sink);
        if (Declaration(asked, concurrency) is { } options && session.IsQuery(statement.Sql))
        {
            return OpenLive(p, cursorAt, scrollAt, statement, options, arguments, results, sink, cancellationToken);
        }

        session.ExecuteSql(statement.Sql, statement.Declarations, arguments, results, cancellationToken);
        if (results.HasFailed)
        {
            Set(p, cursorAt, 0);
            return 16945;
        }

        if (results.Sets.Count != 1)
        {
            if (results.Sets.Count > 1 && (concurrency & AllowDirect) == 0)
            {
                throw new SqlError(
                    16937,
                    16,
                    1,
                    "A server cursor is not allowed on a remote stored procedure or stored procedure with more than one SELECT statement. Use a default result set or client cursor."
                );
            }

            results.Forward();
            Set(p, cursorAt, 0);
            return 0;
        }

        var forward = asked & (ForwardOnly | FastForward);
        var scroll = forward == 0 ? Static : forward;
        var (columns, rows) = results.Sets[0];
        return Opened(new ApiCursor(columns, rows, scroll), p, cursorAt, scrollAt, sink);
    }

    private int Opened(ApiCursor cursor, List<SqlParameter> p, int cursorAt, int scrollAt, IResultSink sink)
    {
        var fetches = Number(p, scrollAt, Static) & AutoFetch;
        var wanted = Number(p, scrollAt + 2, 1);
        _lastHandle += 2;
        _cursors[_lastHandle] = cursor;
        Set(p, cursorAt, _lastHandle);
        Set(p, scrollAt, cursor.Scroll | fetches);
        Set(p, scrollAt + 1, cursor.Concurrency);
        Set(p, scrollAt + 2, cursor.Count);
        Send(cursor, fetches != 0 ? cursor.Fetch(CursorFetch.Next, 0, Math.Max(wanted, 1), sink) : [], sink);
        return 0;
    }

    private int Fetch(List<SqlParameter> p, IResultSink sink)
    {
        var cursor = Find(p, "sp_cursorfetch");
        var how = (CursorFetch)Number(p, 1, (int)CursorFetch.Next) & ~CursorFetch.SkipConcurrencyUpdate;
        if (how == CursorFetch.Info)
        {
            Set(p, 2, cursor.At);
            Set(p, 3, cursor.Count);
            return 0;
        }

        var isForward = how is CursorFetch.Next or CursorFetch.Refresh;
        if (!isForward && (cursor.Scroll == FastForward || (cursor.Live is not null && cursor.Scroll == ForwardOnly)))
        {
            throw new SqlError(
                16911,
                16,
                1,
                $"fetch: The fetch type {how.ToString().ToLowerInvariant()} cannot be used with forward only cursors."
            );
        }

        if (how == CursorFetch.Absolute && cursor.Live?.Kind == CursorKind.Dynamic)
        {
            throw new SqlError(16925, 16, 1, "fetch: The fetch type absolute cannot be used with dynamic cursors.");
        }

        Send(cursor, cursor.Fetch(how, Number(p, 2, 0), Number(p, 3, 20), sink), sink);
        return 0;
    }

    private int Option(List<SqlParameter> p, IResultSink sink)
    {
        const int name = 2,
            scroll = 4,
            concurrency = 5,
            count = 6;
        var cursor = Find(p, "sp_cursoroption");
        var value = Number(p, 1, 0) switch
        {
            scroll => cursor.Scroll,
            concurrency => cursor.Concurrency,
            count => cursor.Count,
            _ => (int?)null,
        };
        if (value is { } answer)
        {
            sink.Columns([new ResultColumn("", SqlType.Int, false)]);
            sink.Row([SqlValue.FromInt64(answer)]);
            sink.StatementDone(1, inProcedure: true, wasSelect: true);
        }

        if (cursor.Live is not null && Number(p, 1, 0) == name && Text(p, 2) is { Length: > 0 } further)
        {
            session.NameCursor(cursor.Name, further);
        }

        // Whether long texts come as pointers does not matter to rows that are kept.
        return 0;
    }

    private int Close(List<SqlParameter> p)
    {
        const int all = -1;
        if (Number(p, 0, 0) == all)
        {
            foreach (var open in _cursors.Values)
            {
                session.CloseCursor(open.Name);
            }

            _cursors.Clear();
            return 0;
        }

        session.CloseCursor(Find(p, "sp_cursorclose").Name);
        _cursors.Remove(Number(p, 0, 0));
        return 0;
    }

    private static void Send(ApiCursor cursor, IEnumerable<SqlValue[]> rows, IResultSink sink)
    {
        sink.Columns(cursor.Columns);
        var count = 0;
        foreach (var row in rows)
        {
            sink.Row(row);
            count++;
        }

        sink.StatementDone(count, inProcedure: true, wasSelect: true);
    }

    private ApiCursor Find(List<SqlParameter> p, string procedure) =>
        _cursors.TryGetValue(Number(p, 0, 0), out var cursor)
            ? cursor
            : throw new SqlError(
                16909,
                16,
                1,
                $"{procedure}: The cursor identifier value provided ({Number(p, 0, 0):x}) is not valid."
            );

    private PreparedStatement Prepared(List<SqlParameter> p) =>
        _prepared.TryGetValue(Number(p, 0, 0), out var statement)
            ? statement
            : throw new SqlError(8179, 16, 2, $"Could not find prepared statement with handle {Number(p, 0, 0)}.");

    private static int Number(List<SqlParameter> p, int at, int other) =>
        at < p.Count && p[at].Type.IsInteger && !p[at].Value.IsNull ? (int)p[at].Value.AsInt64() : other;

    private static string Text(List<SqlParameter> p, int at) =>
        at < p.Count && p[at].Type.IsCharacter && !p[at].Value.IsNull ? p[at].Value.AsString() : "";

    private static void Set(List<SqlParameter> p, int at, int value)
    {
        if (at < p.Count)
        {
            p[at] = new SqlParameter
            {
                Name = p[at].Name,
                Type = SqlType.Int,
                IsOutput = p[at].IsOutput,
                Value = SqlValue.FromInt64(value),
            };
        }
    }
}
