// DMVs of sessions, requests, connections and waits: the engine's real sessions first, then what the state
// providers add.
using System.Buffers.Binary;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;

namespace AxMonitor.Engine.SystemViews;

/// <summary>sys.dm_exec_sessions, dm_exec_requests, dm_exec_connections, dm_os_waiting_tasks.</summary>
internal static class SessionViews
{
    private const string SetOptions =
        "text_size int, language nvarchar(128)?, date_format nvarchar(3)?, date_first smallint, quoted_identifier bit, arithabort bit, ansi_null_dflt_on bit, ansi_defaults bit, "
        + "ansi_warnings bit, ansi_padding bit, ansi_nulls bit, concat_null_yields_null bit, transaction_isolation_level smallint, lock_timeout int, deadlock_priority int, row_count bigint, prev_error int, ";

    private const string SessionColumns =
        "session_id smallint, login_time datetime, host_name nvarchar(128)?, program_name nvarchar(128)?, host_process_id int?, client_version int?, client_interface_name nvarchar(32)?, "
        + "security_id varbinary(85), login_name nvarchar(128), nt_domain nvarchar(128)?, nt_user_name nvarchar(128)?, status nvarchar(30), context_info varbinary(128)?, cpu_time int, memory_usage int, "
        + "total_scheduled_time int, total_elapsed_time int, endpoint_id int, last_request_start_time datetime, last_request_end_time datetime?, reads bigint, writes bigint, logical_reads bigint, is_user_process bit, "
        + SetOptions
        + "original_security_id varbinary(85), original_login_name nvarchar(128), last_successful_logon datetime?, last_unsuccessful_logon datetime?, unsuccessful_logons bigint?, group_id int, "
        + "database_id smallint, authenticating_database_id int?, open_transaction_count int";

    private const string RequestColumns =
        "session_id smallint, request_id int, start_time datetime, status nvarchar(30), command nvarchar(32), sql_handle varbinary(64)?, statement_start_offset int?, "
        + "statement_end_offset int?, plan_handle varbinary(64)?, database_id smallint, user_id int, connection_id uniqueidentifier?, blocking_session_id smallint?, wait_type nvarchar(60)?, wait_time int, "
        + "last_wait_type nvarchar(60), wait_resource nvarchar(256), open_transaction_count int, open_resultset_count int, transaction_id bigint, context_info varbinary(128)?, percent_complete real, "
        + "estimated_completion_time bigint, cpu_time int, total_elapsed_time int, scheduler_id int?, task_address varbinary(8)?, reads bigint, writes bigint, logical_reads bigint, "
        + SetOptions
        + "nest_level int, granted_query_memory int, executing_managed_code bit, group_id int, query_hash binary(8)?, query_plan_hash binary(8)?, statement_sql_handle varbinary(64)?, statement_context_id bigint?, "
        + "dop int?, parallel_worker_count int?, external_script_request_id uniqueidentifier?";

    private const string ConnectionColumns =
        "session_id int?, most_recent_session_id int?, connect_time datetime, net_transport nvarchar(40), protocol_type nvarchar(40)?, protocol_version int?, endpoint_id int?, "
        + "encrypt_option nvarchar(40), auth_scheme nvarchar(40), node_affinity smallint, num_reads int?, num_writes int?, last_read datetime?, last_write datetime?, net_packet_size int?, "
        + "client_net_address nvarchar(48)?, client_tcp_port int?, local_net_address nvarchar(48)?, local_tcp_port int?, connection_id uniqueidentifier, parent_connection_id uniqueidentifier?, "
        + "most_recent_sql_handle varbinary(64)?";

    private const string WaitColumns =
        "waiting_task_address varbinary(8), session_id smallint?, exec_context_id int?, wait_duration_ms bigint?, wait_type nvarchar(60)?, resource_address varbinary(8)?, "
        + "blocking_task_address varbinary(8)?, blocking_session_id smallint?, blocking_exec_context_id int?, resource_description nvarchar(3072)?";

    public static IEnumerable<SystemView> All =>
        [
            SystemView.Server(
                "dm_exec_sessions",
                SessionColumns,
                static (c, _) => Visible(c).Select(s => Session(s, c)),
                permission: null
            ),
            SystemView.Server("dm_exec_requests", RequestColumns, static (c, _) => Requests(c), permission: null),
            SystemView.Server("dm_exec_connections", ConnectionColumns, static (c, _) => c.Sessions.Select(Connection)),
            SystemView.Server("dm_os_waiting_tasks", WaitColumns, static (c, _) => Waits(c)),
        ];

    /// <summary>Handle of the text a real session runs or ran last.</summary>
    public static byte[] SqlHandle(SessionInfo session)
    {
        var handle = new byte[20];
        handle[0] = 2;
        BinaryPrimitives.WriteInt16BigEndian(handle.AsSpan(4), session.SessionId);
        SHA256.HashData(Encoding.Unicode.GetBytes(session.Text)).AsSpan(0, 12).CopyTo(handle.AsSpan(8));
        return handle;
    }

    // Without VIEW SERVER STATE one sees oneself.
    private static IEnumerable<SessionInfo> Visible(ISystemViewContext context) =>
        SystemCatalog.CanSeeServerState(context)
            ? context.Sessions
            : context.Sessions.Where(s => s.SessionId == context.SessionId);

    // What a session waits for is known to the lock table.
    private static IEnumerable<object?[]> Requests(ISystemViewContext context)
    {
        var waits = context.Server.Locks.All().Where(static l => !l.IsGranted).ToLookup(static l => l.SessionId);
        foreach (var session in Visible(context).Where(static s => s.RequestStartedAt is not null))
        {
            var wait = waits[session.SessionId].FirstOrDefault();
            yield return Request(
                wait is null || session.WaitType is not null
                    ? session
                    : session with
                    {
                        BlockingSessionId = (short)wait.Blockers.FirstOrDefault(),
                        WaitType = "LCK_M_" + TransactionViews.ModeCode(wait.Mode),
                        WaitMs = (int)Stopwatch.GetElapsedTime(wait.WaitingSince).TotalMilliseconds,
                        WaitResource = TransactionViews.WaitResource(wait),
                    },
                context
            );
        }
    }

    private static byte[] Sid(ISystemViewContext context, string login) => context.Server.Security.Find(login)?.Sid ?? [1];

    private static object?[] Options(SessionInfo s) =>
        [
            s.TextSize,
            s.Settings.Language.Name,
            s.Settings.DateFormat,
            s.DateFirst,
            s.Settings.QuotedIdentifier,
            s.Settings.ArithAbort,
            s.AnsiNullDefaultOn,
            false,
            s.Settings.AnsiWarnings,
            s.Settings.AnsiPadding,
            s.Settings.AnsiNulls,
            s.Settings.ConcatNullYieldsNull,
            s.IsolationLevel,
            s.LockTimeoutMs,
            s.DeadlockPriority,
            s.RowCount,
            0,
        ];

    private static object?[] Session(SessionInfo s, ISystemViewContext c) =>
        [
            s.SessionId,
            s.LoginTime,
            s.HostName,
            s.ProgramName,
            s.HostProcessId,
            7,
            s.ClientInterface,
            Sid(c, s.LoginName),
            s.LoginName,
            null,
            null,
            s.RequestStartedAt is null ? "sleeping" : "running",
            s.ContextInfo,
            0,
            2,
            0,
            0,
            4,
            s.LastRequestStartedAt,
            s.LastRequestEndedAt,
            0,
            0,
            0,
            true,
            .. Options(s),
            Sid(c, s.LoginName),
            s.LoginName,
            null,
            null,
            null,
            2,
            s.DatabaseId,
            1,
            s.OpenTransactionCount,
        ];

    private static object?[] Request(SessionInfo s, ISystemViewContext c)
    {
        var elapsed = (c.Server.Time.GetUtcNow().UtcDateTime - s.RequestStartedAt!.Value).TotalMilliseconds;
        return
        [
            s.SessionId,
            0,
            s.RequestStartedAt,
            s.WaitType is null ? "running" : "suspended",
            s.Command,
            SqlHandle(s),
            0,
            -1,
            null,
            s.DatabaseId,
            1,
            ConnectionId(s),
            s.BlockingSessionId,
            s.WaitType,
            s.WaitMs,
            s.WaitType ?? "MISCELLANEOUS",
            s.WaitResource ?? "",
            s.OpenTransactionCount,
            1,
            s.TransactionId,
            s.ContextInfo,
            0.0,
            0,
            0,
            (int)Math.Clamp(elapsed, 0, int.MaxValue),
            0,
            TaskAddress(s.SessionId),
            0,
            0,
            0,
            .. Options(s),
            0,
            0,
            false,
            2,
            null,
            null,
            null,
            null,
            1,
            null,
            null,
        ];
    }

    private static object?[] Connection(SessionInfo s) =>
        [
            (int)s.SessionId,
            (int)s.SessionId,
            s.LoginTime,
            s.ClientAddress is "<local machine>" or "" ? "Shared memory" : "TCP",
            "TSQL",
            1946157060,
            4,
            "FALSE",
            "SQL",
            0,
            0,
            0,
            s.LastRequestStartedAt,
            s.LastRequestEndedAt,
            4096,
            s.ClientAddress,
            null,
            null,
            null,
            ConnectionId(s),
            null,
            SqlHandle(s),
        ];

    private static IEnumerable<object?[]> Waits(ISystemViewContext context)
    {
        foreach (var wait in context.Server.Locks.All().Where(static l => !l.IsGranted))
        {
            foreach (var blocker in wait.Blockers)
            {
                yield return
                [
                    TaskAddress(wait.SessionId),
                    wait.SessionId,
                    0,
                    (long)Stopwatch.GetElapsedTime(wait.WaitingSince).TotalMilliseconds,
                    "LCK_M_" + TransactionViews.ModeCode(wait.Mode),
                    null,
                    TaskAddress(blocker),
                    blocker,
                    0,
                    TransactionViews.ResourceDescription(wait),
                ];
            }
        }
    }

    private static byte[] TaskAddress(int sessionId)
    {
        var address = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(address, 0x0000000A_0000_0000L + (sessionId * 0x100L));
        return address;
    }

    private static Guid ConnectionId(SessionInfo s) => new(s.SessionId, 0, 0, BitConverter.GetBytes(s.LoginTime.Ticks));
}
