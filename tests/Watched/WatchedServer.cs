// A watched server of a few sessions and events, told row by row: what the collectors read from DMVs and
// event files.

using System.Collections.Concurrent;
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.SystemViews;
using AxMonitor.Engine.Types;

namespace AxMonitor.Tests.Watched;

internal sealed class WatchedServer : IServerStateProvider
{
    private readonly Dictionary<string, List<Dictionary<string, object?>>> _views = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<int, string> _cursorTexts = [];
    private readonly Dictionary<int, string> _buffers = [];
    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);
    private readonly object _waiting = new();
    private bool _goesOn;

    /// <summary>Rows that were read of each view and function, since the last <c>Clear</c>.</summary>
    public ConcurrentDictionary<string, long> RowsRead { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>How many events one reading of files gets before it is kept waiting, as by a server that is
    /// too slow for more of them, until <see cref="GoOn"/>; null without such a limit.</summary>
    public int? EventsBeforeWaiting { get; set; }

    /// <summary>How many more events can be read until the file is deleted under the reader (25717), once.
    /// </summary>
    public int? EventsUntilDeleted { get; set; }

    /// <summary>Events in the order they were written: file, offset of their block, name, XML.</summary>
    public List<(string File, long Offset, string Name, string Xml)> Events { get; } = [];

    /// <summary>The event sessions that run: name, the file being written, the events it collects.</summary>
    public List<(string Name, string File, string[] Events)> EventSessions { get; } =
    [
        ("AxMonitor_Blocking", @"C:\Log\AxMonitor_Blocking_v1_0_2.xel", ["blocked_process_report", "xml_deadlock_report"]),
        ("AxMonitor_Errors", @"C:\Log\AxMonitor_Errors_v1_0_2.xel", ["error_reported", "attention"]),
        ("AxMonitor_LongQueries", @"C:\Log\AxMonitor_LongQueries_v1_0_2.xel", ["rpc_completed", "sql_batch_completed"]),
        ("system_health", @"C:\Log\system_health_0_1.xel", ["xml_deadlock_report", "error_reported"]),
    ];

    /// <summary>Lets readings that are kept waiting come to their end.</summary>
    public void GoOn()
    {
        lock (_waiting)
        {
            _goesOn = true;
            Monitor.PulseAll(_waiting);
        }
    }

    public void AddSession(
        int sessionId,
        string status,
        int openTransactions = 0,
        string? context = null,
        string? text = null,
        string? buffer = null,
        string? cursor = null,
        bool isRequest = false,
        int transactionSeconds = 35,
        int requestMs = 0,
        int blockedBy = 0,
        DateTime? requestBegan = null
    )
    {
        var now = DateTime.Now;
        byte[] handle = [2, .. BitConverter.GetBytes(sessionId)];
        if (text is not null)
        {
            _texts[Convert.ToHexString(handle)] = text;
        }

        Add(
            "dm_exec_sessions",
            new()
            {
                ["session_id"] = (short)sessionId,
                ["login_time"] = new DateTime(2026, 1, 1, 8, 0, 0),
                ["host_name"] = "AOS01",
                ["program_name"] = "Microsoft Dynamics AX",
                ["host_process_id"] = 42,
                ["login_name"] = @"CORP\svc",
                ["status"] = isRequest ? "running" : status,
                ["is_user_process"] = true,
                ["open_transaction_count"] = openTransactions,
                ["transaction_isolation_level"] = (short)2,
                ["last_request_start_time"] = now.AddSeconds(-40),
                ["last_request_end_time"] = now.AddSeconds(-30),
                ["database_id"] = (short)1,
                ["context_info"] = context is null ? null : System.Text.Encoding.Latin1.GetBytes(context.PadRight(128, '\0')),
            }
        );
        Add(
            "dm_exec_connections",
            new()
            {
                ["session_id"] = sessionId,
                ["most_recent_sql_handle"] = handle,
                ["client_net_address"] = "10.0.0.7",
                ["connect_time"] = now,
            }
        );
        if (isRequest)
        {
            Add(
                "dm_exec_requests",
                new()
                {
                    ["session_id"] = (short)sessionId,
                    ["request_id"] = 0,
                    ["blocking_session_id"] = (short)blockedBy,
                    ["status"] = status,
                    ["command"] = "UPDATE",
                    ["sql_handle"] = handle,
                    ["statement_start_offset"] = 0,
                    ["statement_end_offset"] = -1,
                    ["start_time"] = requestBegan ?? now.AddMilliseconds(-requestMs),
                    ["total_elapsed_time"] = requestMs,
                    ["cpu_time"] = requestMs / 2,
                    ["logical_reads"] = 77L,
                }
            );
        }

        if (openTransactions > 0)
        {
            Add("dm_tran_session_transactions", new() { ["session_id"] = sessionId, ["transaction_id"] = 7000L + sessionId });
            Add(
                "dm_tran_active_transactions",
                new()
                {
                    ["transaction_id"] = 7000L + sessionId,
                    ["name"] = "user_transaction",
                    ["transaction_begin_time"] = now.AddSeconds(-transactionSeconds),
                }
            );
            Add(
                "dm_tran_database_transactions",
                new()
                {
                    ["transaction_id"] = 7000L + sessionId,
                    ["database_id"] = 1,
                    ["database_transaction_log_bytes_used"] = 1234L,
                }
            );
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

    /// <summary>A row of a view or function.</summary>
    public void Add(string view, Dictionary<string, object?> row)
    {
        if (!_views.TryGetValue(view, out var rows))
        {
            _views[view] = rows = [];
        }

        rows.Add(row);
    }

    /// <summary>The rows of a view, to be changed.</summary>
    public IReadOnlyList<Dictionary<string, object?>> Of(string view) => _views[view];

    /// <summary>The text behind a handle.</summary>
    public void AddText(byte[] handle, string text) => _texts[Convert.ToHexString(handle)] = text;

    /// <summary>Pages of tempdb that a session has allocated, and given back.</summary>
    public void AddTempDb(int sessionId, long allocated, long given) =>
        Add(
            "dm_db_session_space_usage",
            new()
            {
                ["session_id"] = (short)sessionId,
                ["database_id"] = (short)2,
                ["user_objects_alloc_page_count"] = allocated,
                ["user_objects_dealloc_page_count"] = given,
                ["internal_objects_alloc_page_count"] = 0L,
                ["internal_objects_dealloc_page_count"] = 0L,
                ["user_objects_deferred_dealloc_page_count"] = 0L,
            }
        );

    public void AddWait(int sessionId, int blockingSessionId, long waitMs, string resource, string waitType = "LCK_M_X") =>
        Add(
            "dm_os_waiting_tasks",
            new()
            {
                ["session_id"] = (short)sessionId,
                ["blocking_session_id"] = (short)blockingSessionId,
                ["wait_duration_ms"] = waitMs,
                ["wait_type"] = waitType,
                ["resource_description"] = resource,
            }
        );

    public IEnumerable<IReadOnlyDictionary<string, object?>> Rows(
        string viewName,
        IReadOnlyList<SqlValue> arguments,
        IReadOnlyList<SqlType> argumentTypes
    ) => Counted(viewName, Told(viewName, arguments));

    private IEnumerable<IReadOnlyDictionary<string, object?>> Counted(
        string viewName,
        IEnumerable<IReadOnlyDictionary<string, object?>> rows
    )
    {
        foreach (var row in rows)
        {
            RowsRead.AddOrUpdate(viewName, 1, (_, count) => count + 1);
            yield return row;
        }
    }

    private IEnumerable<IReadOnlyDictionary<string, object?>> Told(string viewName, IReadOnlyList<SqlValue> arguments) =>
        viewName switch
        {
            "dm_exec_sql_text" => Text(arguments[0]),
            "dm_exec_input_buffer" when _buffers.TryGetValue(SessionId(arguments[0]), out var buffer) =>
            [
                new Dictionary<string, object?> { ["event_type"] = "Language Event", ["event_info"] = buffer },
            ],
            "dm_exec_cursors" when _cursorTexts.ContainsKey(SessionId(arguments[0])) =>
            [
                new Dictionary<string, object?>
                {
                    ["session_id"] = SessionId(arguments[0]),
                    ["cursor_id"] = 1,
                    ["is_open"] = true,
                    ["sql_handle"] = CursorHandle(SessionId(arguments[0])),
                },
            ],
            "dm_xe_sessions" => EventSessions.Select(
                (session, i) =>
                    new Dictionary<string, object?>
                    {
                        ["address"] = Address(i),
                        ["name"] = session.Name,
                        ["create_time"] = new DateTime(2026, 1, 1),
                        ["dropped_event_count"] = 7,
                    }
            ),
            "dm_xe_session_targets" => EventSessions.Select(
                (session, i) =>
                    new Dictionary<string, object?>
                    {
                        ["event_session_address"] = Address(i),
                        ["target_name"] = "event_file",
                        ["target_data"] = $@"<EventFileTarget><File name=""{session.File}""/></EventFileTarget>",
                    }
            ),
            "dm_xe_session_events" => EventSessions.SelectMany(
                (session, i) =>
                    session.Events.Select(name => new Dictionary<string, object?>
                    {
                        ["event_session_address"] = Address(i),
                        ["event_name"] = name,
                    })
            ),
            "fn_xe_file_target_read_file" => Read(arguments),
            _ => _views.GetValueOrDefault(viewName, []),
        };

    private static int SessionId(SqlValue value) =>
        value.IsNull ? throw new SqlError(50000, 16, 1, "The function was asked for no session.") : (int)value.AsInt64();

    private static byte[] CursorHandle(int sessionId) => [3, .. BitConverter.GetBytes(sessionId)];

    private IEnumerable<IReadOnlyDictionary<string, object?>> Text(SqlValue handle)
    {
        if (handle.IsNull)
        {
            return [];
        }

        var bytes = handle.AsBytes();
        var text =
            bytes[0] == 3
                ? _cursorTexts.GetValueOrDefault(BitConverter.ToInt32(bytes, 1))
                : _texts.GetValueOrDefault(Convert.ToHexString(bytes));
        return text is null ? [] : [new Dictionary<string, object?> { ["text"] = text, ["encrypted"] = false }];
    }

    // As the server does: the path may hold a star; 25718 when no such file is there, 25722 when the
    // bookmarked file has no such block.
    private IEnumerable<IReadOnlyDictionary<string, object?>> Read(IReadOnlyList<SqlValue> arguments)
    {
        var path = arguments[0].AsString().Split('*');
        var events = Events
            .Where(e =>
                e.File.StartsWith(path[0], StringComparison.OrdinalIgnoreCase)
                && e.File.EndsWith(path[^1], StringComparison.OrdinalIgnoreCase)
            )
            .ToList();
        var from = 0;
        if (events.Count == 0 || (!arguments[2].IsNull && !events.Exists(e => e.File == arguments[2].AsString())))
        {
            throw new SqlError(25718, 16, 3, "The log file name is invalid.");
        }

        if (!arguments[2].IsNull)
        {
            from = events.FindLastIndex(e => e.File == arguments[2].AsString() && e.Offset == arguments[3].AsInt64()) + 1;
            if (from == 0)
            {
                throw new SqlError(25722, 16, 1, "The offset is invalid for log file.");
            }
        }

        return events
            .Skip(from)
            .Select((e, count) =>
            {
                PassEvent(count);
                return new Dictionary<string, object?>
                {
                    ["object_name"] = e.Name,
                    ["event_data"] = e.Xml,
                    ["file_name"] = e.File,
                    ["file_offset"] = e.Offset,
                    ["module_guid"] = Guid.Empty,
                    ["package_guid"] = Guid.Empty,
                };
            });
    }

    private void PassEvent(int count)
    {
        if (EventsUntilDeleted is { } left)
        {
            EventsUntilDeleted = left == 0 ? null : left - 1;
            if (left == 0)
            {
                throw new SqlError(25717, 16, 1, "The operating system returned error 2 while reading from the file.");
            }
        }

        lock (_waiting)
        {
            while (count >= EventsBeforeWaiting && !_goesOn)
            {
                Monitor.Wait(_waiting);
            }
        }
    }

    private static byte[] Address(int session) => [1, 2, 3, 4, 5, 6, 7, (byte)session];
}
