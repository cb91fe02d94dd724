// A watched server of a few sessions and events, told row by row: what the collectors read from DMVs and event files.

using AxMonitor.Sandbox.SqlEngine.Programs;
using AxMonitor.Sandbox.SqlEngine.SystemViews;
using AxMonitor.Sandbox.SqlEngine.Types;

namespace AxMonitor.Database.Tests;

internal sealed class WatchedServer : IServerStateProvider
{
    private static readonly byte[] SessionAddress = [1, 2, 3, 4, 5, 6, 7, 8];
    private readonly Dictionary<string, List<Dictionary<string, object?>>> _views = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<int, string> _cursorTexts = [];
    private readonly Dictionary<int, string> _buffers = [];
    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);

    /// <summary>Events in the order they were written: file, offset of their block, name, XML.</summary>
    public List<(string File, long Offset, string Name, string Xml)> Events { get; } = [];

    /// <summary>What the event session collects; without deadlocks they are read from system_health.</summary>
    public string[] SessionEvents { get; set; } = ["blocked_process_report", "xml_deadlock_report"];

    /// <summary>The bookmarked file is gone: reading from a bookmark raises 25718.</summary>
    public bool HasLostItsFile { get; set; }

    /// <summary>There is no file at all.</summary>
    public bool HasNoFile { get; set; }

    public void AddSession(int sessionId, string status, int openTransactions = 0, string? context = null, string? text = null, string? buffer = null, string? cursor = null, bool isRequest = false)
    {
        DateTime now = DateTime.Now;
        byte[] handle = [2, .. BitConverter.GetBytes(sessionId)];
        if (text is not null)
        {
            _texts[Convert.ToHexString(handle)] = text;
        }

        Add("dm_exec_sessions", new()
        {
            ["session_id"] = (short)sessionId, ["login_time"] = new DateTime(2026, 1, 1, 8, 0, 0), ["host_name"] = "AOS01", ["program_name"] = "Microsoft Dynamics AX", ["host_process_id"] = 42,
            ["login_name"] = @"CORP\svc", ["status"] = isRequest ? "running" : status, ["is_user_process"] = true, ["open_transaction_count"] = openTransactions, ["transaction_isolation_level"] = (short)2,
            ["last_request_start_time"] = now.AddSeconds(-40), ["last_request_end_time"] = now.AddSeconds(-30), ["database_id"] = (short)1,
            ["context_info"] = context is null ? null : System.Text.Encoding.ASCII.GetBytes(context.PadRight(128, '\0')),
        });
        Add("dm_exec_connections", new() { ["session_id"] = sessionId, ["most_recent_sql_handle"] = handle, ["client_net_address"] = "10.0.0.7", ["connect_time"] = now });
        if (isRequest)
        {
            Add("dm_exec_requests", new() { ["session_id"] = (short)sessionId, ["request_id"] = 0, ["status"] = status, ["command"] = "UPDATE", ["sql_handle"] = handle, ["statement_start_offset"] = 0, ["statement_end_offset"] = -1, ["start_time"] = now });
        }

        if (openTransactions > 0)
        {
            Add("dm_tran_session_transactions", new() { ["session_id"] = sessionId, ["transaction_id"] = 7000L + sessionId });
            Add("dm_tran_active_transactions", new() { ["transaction_id"] = 7000L + sessionId, ["name"] = "user_transaction", ["transaction_begin_time"] = now.AddSeconds(-35) });
            Add("dm_tran_database_transactions", new() { ["transaction_id"] = 7000L + sessionId, ["database_id"] = 1, ["database_transaction_log_bytes_used"] = 1234L });
        }

        if (buffer is not null)
        {
            _buffers[sessionId] = buffer;
        }

        if (cursor is not null)
        {
            _cursorTexts[sessionId] = cursor;
        }
    }

    public void AddWait(int sessionId, int blockingSessionId, long waitMs, string resource, string waitType = "LCK_M_X") =>
        Add("dm_os_waiting_tasks", new()
        {
            ["session_id"] = (short)sessionId, ["blocking_session_id"] = (short)blockingSessionId, ["wait_duration_ms"] = waitMs, ["wait_type"] = waitType, ["resource_description"] = resource,
        });

    public IEnumerable<IReadOnlyDictionary<string, object?>> Rows(string viewName, IReadOnlyList<SqlValue> arguments, IReadOnlyList<SqlType> argumentTypes) => viewName switch
    {
        "dm_exec_sql_text" => Text(arguments[0]),
        "dm_exec_input_buffer" when _buffers.TryGetValue(SessionId(arguments[0]), out string? buffer) => [new Dictionary<string, object?> { ["event_type"] = "Language Event", ["event_info"] = buffer }],
        "dm_exec_cursors" when _cursorTexts.ContainsKey(SessionId(arguments[0])) => [new Dictionary<string, object?> { ["session_id"] = SessionId(arguments[0]), ["cursor_id"] = 1, ["is_open"] = true, ["sql_handle"] = CursorHandle(SessionId(arguments[0])) }],
        "dm_xe_sessions" => [new Dictionary<string, object?> { ["address"] = SessionAddress, ["name"] = "AxMonitor_Blocking" }],
        "dm_xe_session_targets" => [new Dictionary<string, object?> { ["event_session_address"] = SessionAddress, ["target_name"] = "event_file", ["target_data"] = @"<EventFileTarget><File name=""C:\Log\AxMonitor_Blocking_v1_0_2.xel""/></EventFileTarget>" }],
        "dm_xe_session_events" => SessionEvents.Select(name => new Dictionary<string, object?> { ["event_session_address"] = SessionAddress, ["event_name"] = name }),
        "fn_xe_file_target_read_file" => Read(arguments),
        _ => _views.GetValueOrDefault(viewName, []),
    };

    private static int SessionId(SqlValue value) => value.IsNull ? throw new SqlError(50000, 16, 1, "The function was asked for no session.") : (int)value.AsInt64();

    private static byte[] CursorHandle(int sessionId) => [3, .. BitConverter.GetBytes(sessionId)];

    private IEnumerable<IReadOnlyDictionary<string, object?>> Text(SqlValue handle)
    {
        if (handle.IsNull)
        {
            return [];
        }

        byte[] bytes = handle.AsBytes();
        string? text = bytes[0] == 3 ? _cursorTexts.GetValueOrDefault(BitConverter.ToInt32(bytes, 1)) : _texts.GetValueOrDefault(Convert.ToHexString(bytes));
        return text is null ? [] : [new Dictionary<string, object?> { ["text"] = text, ["encrypted"] = false }];
    }

    private IEnumerable<IReadOnlyDictionary<string, object?>> Read(IReadOnlyList<SqlValue> arguments)
    {
        string? session = arguments[0].AsString() switch
        {
            @"C:\Log\AxMonitor_Blocking*.xel" => "AxMonitor_Blocking",
            "system_health*.xel" => "system_health",
            _ => throw new SqlError(50000, 16, 1, $"Unexpected path {arguments[0].AsString()}."),
        };

        bool hasBookmark = !arguments[2].IsNull;
        if (HasNoFile || (HasLostItsFile && hasBookmark))
        {
            throw new SqlError(25718, 16, 3, "The log file name is invalid.");
        }

        int from = hasBookmark ? Events.FindLastIndex(e => e.File == arguments[2].AsString() && e.Offset == arguments[3].AsInt64()) + 1 : 0;
        return Events.Skip(from).Where(e => e.File.Contains(session, StringComparison.Ordinal)).Select(e => new Dictionary<string, object?>
        {
            ["object_name"] = e.Name, ["event_data"] = e.Xml, ["file_name"] = e.File, ["file_offset"] = e.Offset, ["module_guid"] = Guid.Empty, ["package_guid"] = Guid.Empty,
        });
    }

    /// <summary>Adds a row to any view.</summary>
    public void Add(string view, Dictionary<string, object?> row)
    {
        if (!_views.TryGetValue(view, out List<Dictionary<string, object?>>? rows))
        {
            _views[view] = rows = [];
        }

        rows.Add(row);
    }
}
