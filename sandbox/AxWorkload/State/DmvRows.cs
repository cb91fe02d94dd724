// Turns a snapshot into the rows of each DMV. One place per view; what a row does not name is NULL or the
// documented default.
using System.Globalization;
using System.Text;
using AxMonitor.Sandbox.AxWorkload.Installation;
using AxMonitor.Sandbox.AxWorkload.Server;

namespace AxMonitor.Sandbox.AxWorkload.State;

/// <summary>DMV rows of the simulated sessions.</summary>
internal sealed class DmvRows(int databaseId, TimeProvider time)
{
    public int DatabaseId => databaseId;

    private static readonly Dictionary<string, SqlStatement> ByHandle = AxStatements
        .All.Concat(QueryCatalogue.All.Select(p => p.Statement))
        .Distinct()
        .ToDictionary(s => Convert.ToHexString(s.Handle));

    public static Dictionary<string, object?>? SqlText(byte[]? handle, int databaseId) =>
        handle is not null && ByHandle.TryGetValue(Convert.ToHexString(handle), out var statement)
            ? new()
            {
                ["dbid"] = (short)databaseId,
                ["objectid"] = null,
                ["number"] = null,
                ["encrypted"] = false,
                ["text"] = statement.Text,
            }
            : null;

    public IEnumerable<IReadOnlyDictionary<string, object?>> Sessions(AxSnapshot snapshot) =>
        snapshot.Sessions.Select(s => new Dictionary<string, object?>
        {
            ["session_id"] = (short)s.SessionId,
            ["login_time"] = Local(s.Slot.LoginAt),
            ["host_name"] = s.Slot.Server.HostName,
            ["program_name"] = AxTopology.ProgramName,
            ["host_process_id"] = s.Slot.Server.ProcessId,
            ["client_version"] = 7,
            ["client_interface_name"] = "ODBC",
            ["security_id"] = Encoding.ASCII.GetBytes("svc-aos"),
            ["login_name"] = AxTopology.LoginName,
            ["nt_domain"] = "CONTOSO",
            ["nt_user_name"] = "svc-aos",
            ["status"] = s.IsRunning ? "running" : "sleeping",
            ["context_info"] = ContextInfo(s),
            ["cpu_time"] = 900 + (s.SessionId % 700),
            ["memory_usage"] = 4,
            ["total_scheduled_time"] = 1_000,
            ["total_elapsed_time"] = 9_000,
            ["endpoint_id"] = 4,
            ["last_request_start_time"] = Local(s.LastRequestStartedAt),
            ["last_request_end_time"] = Local(s.LastRequestEndedAt),
            ["reads"] = 120L,
            ["writes"] = 12L,
            ["logical_reads"] = 40_000L,
            ["is_user_process"] = true,
            ["text_size"] = int.MaxValue,
            ["language"] = "us_english",
            ["date_format"] = "mdy",
            ["date_first"] = (short)7,
            ["quoted_identifier"] = true,
            ["arithabort"] = false,
            ["ansi_null_dflt_on"] = true,
            ["ansi_defaults"] = false,
            ["ansi_warnings"] = true,
            ["ansi_padding"] = true,
            ["ansi_nulls"] = true,
            ["concat_null_yields_null"] = true,
            ["transaction_isolation_level"] = (short)2,
            ["lock_timeout"] = -1,
            ["deadlock_priority"] = 0,
            ["row_count"] = 1L,
            ["prev_error"] = 0,
            ["original_security_id"] = Encoding.ASCII.GetBytes("svc-aos"),
            ["original_login_name"] = AxTopology.LoginName,
            ["database_id"] = (short)databaseId,
            ["authenticating_database_id"] = 1,
            ["open_transaction_count"] = s.TransactionBeganAt is null ? 0 : 1,
        });

    public IEnumerable<IReadOnlyDictionary<string, object?>> Requests(AxSnapshot snapshot) =>
        snapshot
            .Sessions.Where(s => s.IsRunning)
            .Select(s => new Dictionary<string, object?>
            {
                ["session_id"] = (short)s.SessionId,
                ["request_id"] = 0,
                ["start_time"] = Local(s.RequestStartedAt!.Value),
                ["status"] = s.Wait is null ? "running" : "suspended",
                ["command"] = s.Statement.Command,
                ["sql_handle"] = s.Statement.Handle,
                ["statement_start_offset"] = 0,
                ["statement_end_offset"] = -1,
                ["plan_handle"] = s.Statement.Handle,
                ["database_id"] = (short)databaseId,
                ["user_id"] = 1,
                ["connection_id"] = ConnectionId(s),
                ["blocking_session_id"] = (short)(s.Wait?.BlockerSessionId ?? 0),
                ["wait_type"] = s.Wait?.WaitType,
                ["wait_time"] = s.Wait is { } w ? WaitMs(snapshot, w) : 0,
                ["last_wait_type"] = s.Wait?.WaitType ?? "MISCELLANEOUS",
                ["wait_resource"] = s.Wait?.Resource.WaitResource ?? "",
                ["open_transaction_count"] = s.TransactionBeganAt is null ? 0 : 1,
                ["open_resultset_count"] = 1,
                ["transaction_id"] = s.TransactionId,
                ["context_info"] = ContextInfo(s),
                ["cpu_time"] = 2,
                ["total_elapsed_time"] = (int)(snapshot.At - s.RequestStartedAt!.Value).TotalMilliseconds,
                ["scheduler_id"] = s.SessionId % 8,
                ["reads"] = 0L,
                ["writes"] = 0L,
                ["logical_reads"] = 18L,
                ["transaction_isolation_level"] = (short)2,
                ["lock_timeout"] = -1,
                ["row_count"] = 0L,
                ["nest_level"] = 0,
                ["granted_query_memory"] = 0,
                ["executing_managed_code"] = false,
                ["group_id"] = 2,
                ["query_hash"] = s.Statement.Hash,
                ["query_plan_hash"] = s.Statement.Hash,
                ["dop"] = 1,
            });

    public IEnumerable<IReadOnlyDictionary<string, object?>> Connections(AxSnapshot snapshot) =>
        snapshot.Sessions.Select(s => new Dictionary<string, object?>
        {
            ["session_id"] = s.SessionId,
            ["most_recent_session_id"] = s.SessionId,
            ["connect_time"] = Local(s.Slot.LoginAt),
            ["net_transport"] = "TCP",
            ["protocol_type"] = "TSQL",
            ["protocol_version"] = 1946157060,
            ["endpoint_id"] = 4,
            ["encrypt_option"] = "FALSE",
            ["auth_scheme"] = "KERBEROS",
            ["node_affinity"] = (short)0,
            ["num_reads"] = 5_000,
            ["num_writes"] = 5_000,
            ["last_read"] = Local(s.LastRequestStartedAt),
            ["last_write"] = Local(s.LastRequestEndedAt),
            ["net_packet_size"] = 8192,
            ["client_net_address"] = s.Slot.Server.Address,
            ["client_tcp_port"] = s.Slot.ClientPort,
            ["local_net_address"] = "10.20.0.5",
            ["local_tcp_port"] = 1433,
            ["connection_id"] = ConnectionId(s),
            ["most_recent_sql_handle"] = s.Statement.Handle,
        });

    public IEnumerable<IReadOnlyDictionary<string, object?>> WaitingTasks(AxSnapshot snapshot) =>
        snapshot.Blocked.Select(s => new Dictionary<string, object?>
        {
            ["waiting_task_address"] = Address(s.SessionId),
            ["session_id"] = (short)s.SessionId,
            ["exec_context_id"] = 0,
            ["wait_duration_ms"] = (long)WaitMs(snapshot, s.Wait!),
            ["wait_type"] = s.Wait!.WaitType,
            ["resource_address"] = Address(100_000 + s.SessionId),
            ["blocking_task_address"] = snapshot.Find(s.Wait.BlockerSessionId) is { IsRunning: true }
                ? Address(s.Wait.BlockerSessionId)
                : null,
            ["blocking_session_id"] = (short)s.Wait.BlockerSessionId,
            ["blocking_exec_context_id"] = snapshot.Find(s.Wait.BlockerSessionId) is { IsRunning: true } ? 0 : null,
            ["resource_description"] = s.Wait.Resource.Description("X"),
        });

    public IEnumerable<IReadOnlyDictionary<string, object?>> SessionTransactions(AxSnapshot snapshot) =>
        InTransaction(snapshot)
            .Select(s => new Dictionary<string, object?>
            {
                ["session_id"] = s.SessionId,
                ["transaction_id"] = s.TransactionId,
                ["transaction_descriptor"] = BitConverter.GetBytes(s.TransactionId),
                ["enlist_count"] = s.IsRunning ? 1 : 0,
                ["is_user_transaction"] = true,
                ["is_local"] = true,
                ["is_enlisted"] = false,
                ["is_bound"] = false,
                ["open_transaction_count"] = 1,
            });

    public IEnumerable<IReadOnlyDictionary<string, object?>> ActiveTransactions(AxSnapshot snapshot) =>
        InTransaction(snapshot)
            .Select(s => new Dictionary<string, object?>
            {
                ["transaction_id"] = s.TransactionId,
                ["name"] = "user_transaction",
                ["transaction_begin_time"] = Local(s.TransactionBeganAt!.Value),
                ["transaction_type"] = 1,
                ["transaction_state"] = 2,
                ["transaction_status"] = 0,
                ["transaction_status2"] = 258,
                ["dtc_state"] = 0,
                ["dtc_status"] = 0,
                ["dtc_isolation_level"] = -1,
            });

    public IEnumerable<IReadOnlyDictionary<string, object?>> DatabaseTransactions(AxSnapshot snapshot) =>
        InTransaction(snapshot)
            .Select(s => new Dictionary<string, object?>
            {
                ["transaction_id"] = s.TransactionId,
                ["database_id"] = databaseId,
                ["database_transaction_begin_time"] = Local(s.TransactionBeganAt!.Value),
                ["database_transaction_type"] = 1,
                ["database_transaction_state"] = 4,
                ["database_transaction_status"] = 0,
                ["database_transaction_status2"] = 258,
                ["database_transaction_log_record_count"] = 1 + (s.LogBytesUsed / 200),
                ["database_transaction_log_bytes_used"] = s.LogBytesUsed,
                ["database_transaction_log_bytes_reserved"] = s.LogBytesUsed * 2,
            });

    /// <summary>sys.dm_exec_cursors(session); 0 asks for all sessions.</summary>
    public IEnumerable<IReadOnlyDictionary<string, object?>> Cursors(AxSnapshot snapshot, int sessionId) =>
        snapshot
            .Sessions.Where(s => s.CursorStatement is not null && (sessionId == 0 || s.SessionId == sessionId))
            .Select(s => new Dictionary<string, object?>
            {
                ["session_id"] = s.SessionId,
                ["cursor_id"] = 180_150_003,
                ["name"] = null,
                ["properties"] = "API | Fast_Forward | Read Only | Global (0)",
                ["sql_handle"] = s.CursorStatement!.Handle,
                ["statement_start_offset"] = 0,
                ["statement_end_offset"] = -1,
                ["plan_generation_num"] = 1L,
                ["creation_time"] = Local(s.LastRequestStartedAt),
                ["is_open"] = true,
                ["is_async_population"] = false,
                ["is_close_on_commit"] = false,
                ["fetch_status"] = 0,
                ["fetch_buffer_size"] = 20,
                ["fetch_buffer_start"] = 0,
                ["ansi_position"] = 0L,
                ["worker_time"] = 300L,
                ["reads"] = 12L,
                ["writes"] = 0L,
                ["dormant_duration"] = 0L,
            });

    /// <summary>sys.dm_exec_input_buffer(session, request).</summary>
    public static IEnumerable<IReadOnlyDictionary<string, object?>> InputBuffer(AxSnapshot snapshot, int sessionId) =>
        snapshot.Find(sessionId) is { } s
            ?
            [
                new Dictionary<string, object?>
                {
                    ["event_type"] = "RPC Event",
                    ["parameters"] = (short)0,
                    ["event_info"] = s.Statement.Text,
                },
            ]
            : [];

    private static IEnumerable<SqlSessionState> InTransaction(AxSnapshot snapshot) =>
        snapshot.Sessions.Where(s => s.TransactionBeganAt is not null);

    private static int WaitMs(AxSnapshot snapshot, LockWait wait) =>
        (int)Math.Max(0, (snapshot.At - wait.BeganAt).TotalMilliseconds);

    // AX writes a blank, the user, a blank and its session number as single-byte text; the rest of the 128
    // bytes is zero.
    internal static byte[] ContextInfo(SqlSessionState s)
    {
        var bytes = new byte[128];
        if (s.User is { } user)
        {
            Encoding
                .ASCII.GetBytes($" {user.UserId} {user.AxSessionId.ToString(CultureInfo.InvariantCulture)} ")
                .CopyTo(bytes, 0);
        }

        return bytes;
    }

    private static byte[] Address(int n)
    {
        var bytes = new byte[8];
        BitConverter.GetBytes(0x0000_01A4_0000_0000L + (n * 0x1000L)).CopyTo(bytes, 0);
        Array.Reverse(bytes);
        return bytes;
    }

    private static Guid ConnectionId(SqlSessionState s) => new(s.SessionId, 1, 2, [3, 4, 5, 6, 7, 8, 9, 10]);

    // DMVs speak the server's local time.
    internal DateTime Local(DateTime utc) =>
        DateTime.SpecifyKind(TimeZoneInfo.ConvertTimeFromUtc(utc, time.LocalTimeZone), DateTimeKind.Unspecified);
}
