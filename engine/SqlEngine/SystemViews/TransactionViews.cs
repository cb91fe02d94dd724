// DMVs of transactions and locks.
using System.Buffers.Binary;
using System.Globalization;
using AxMonitor.Engine.Storage;

namespace AxMonitor.Engine.SystemViews;

/// <summary>sys.dm_tran_session_transactions, dm_tran_active_transactions, dm_tran_database_transactions,
/// dm_tran_locks.</summary>
internal static class TransactionViews
{
    private const string DatabaseTransactionColumns =
        "transaction_id bigint, database_id int, database_transaction_begin_time datetime?, database_transaction_type int, database_transaction_state int, "
        + "database_transaction_status int, database_transaction_status2 int, database_transaction_log_record_count bigint, database_transaction_replicate_record_count int, "
        + "database_transaction_log_bytes_used bigint, database_transaction_log_bytes_reserved bigint, database_transaction_log_bytes_used_system int, database_transaction_log_bytes_reserved_system int, "
        + "database_transaction_begin_lsn numeric(25,0)?, database_transaction_last_lsn numeric(25,0)?, database_transaction_most_recent_savepoint_lsn numeric(25,0)?, "
        + "database_transaction_commit_lsn numeric(25,0)?, database_transaction_last_rollback_lsn numeric(25,0)?, database_transaction_next_undo_lsn numeric(25,0)?";

    private const string LockColumns =
        "resource_type nvarchar(60), resource_subtype nvarchar(60), resource_database_id int, resource_description nvarchar(256), resource_associated_entity_id bigint?, "
        + "resource_lock_partition int, request_mode nvarchar(60), request_type nvarchar(60), request_status nvarchar(60), request_reference_count smallint, request_lifetime int, request_session_id int, "
        + "request_exec_context_id int, request_request_id int, request_owner_type nvarchar(60), request_owner_id bigint?, request_owner_guid uniqueidentifier?, request_owner_lockspace_id nvarchar(32), lock_owner_address varbinary(8)";

    public static IEnumerable<SystemView> All =>
        [
            SystemView.Server(
                "dm_tran_session_transactions",
                "session_id int, transaction_id bigint, transaction_descriptor binary(8), enlist_count int, is_user_transaction bit, is_local bit, is_enlisted bit, is_bound bit, open_transaction_count int",
                static (c, _) =>
                    Open(c)
                        .Select(static s =>
                            (object?[])
                                [
                                    s.SessionId,
                                    s.TransactionId,
                                    Descriptor(s.TransactionId),
                                    0,
                                    true,
                                    true,
                                    false,
                                    false,
                                    s.OpenTransactionCount,
                                ]
                        )
            ),
            SystemView.Server(
                "dm_tran_active_transactions",
                "transaction_id bigint, name nvarchar(32), transaction_begin_time datetime, transaction_type int, transaction_uow uniqueidentifier?, transaction_state int, transaction_status int, "
                    + "transaction_status2 int, dtc_state int, dtc_status int, dtc_isolation_level int, filestream_transaction_id varbinary(128)?",
                static (c, _) =>
                    Open(c)
                        .Select(static s =>
                            (object?[])
                                [
                                    s.TransactionId,
                                    "user_transaction",
                                    s.TransactionBeganAt,
                                    s.TransactionHasWrites ? 1 : 2,
                                    null,
                                    2,
                                    0,
                                    258,
                                    0,
                                    0,
                                    -1,
                                    null,
                                ]
                        )
            ),
            SystemView.Server(
                "dm_tran_database_transactions",
                DatabaseTransactionColumns,
                static (c, _) =>
                    Open(c)
                        .Select(static s =>
                            (object?[])
                                [
                                    s.TransactionId,
                                    s.DatabaseId,
                                    s.TransactionHasWrites ? s.TransactionBeganAt : null,
                                    1,
                                    s.TransactionHasWrites ? 4 : 3,
                                    0,
                                    256,
                                    s.TransactionHasWrites ? 1 : 0,
                                    0,
                                    s.TransactionHasWrites ? 1024 : 0,
                                    0,
                                    0,
                                    0,
                                    null,
                                    null,
                                    null,
                                    null,
                                    null,
                                    null,
                                ]
                        )
            ),
            SystemView.Server(
                "dm_tran_locks",
                LockColumns,
                static (c, _) =>
                    c
                        .Server.Locks.All()
                        .Select(static l =>
                            (object?[])
                                [
                                    l.IsWriterLock ? "DATABASE" : "APPLICATION",
                                    "",
                                    l.DatabaseId,
                                    ResourceDescription(l),
                                    0,
                                    0,
                                    ModeCode(l.Mode),
                                    "LOCK",
                                    l.IsGranted ? "GRANT" : "WAIT",
                                    1,
                                    0,
                                    l.SessionId,
                                    0,
                                    0,
                                    l.OwnedBySession ? "SESSION" : "TRANSACTION",
                                    null,
                                    null,
                                    "",
                                    new byte[8],
                                ]
                        )
            ),
        ];

    public static string ModeCode(LockMode mode) =>
        mode switch
        {
            LockMode.IntentShared => "IS",
            LockMode.Shared => "S",
            LockMode.Update => "U",
            LockMode.IntentExclusive => "IX",
            _ => "X",
        };

    /// <summary>Resource as sys.dm_exec_requests.wait_resource names it.</summary>
    public static string WaitResource(LockInfo info) =>
        info.IsWriterLock
            ? string.Create(CultureInfo.InvariantCulture, $"DATABASE: {info.DatabaseId}:0 ")
            : string.Create(CultureInfo.InvariantCulture, $"APPLICATION: {info.DatabaseId}:{ResourceDescription(info)}");

    /// <summary>Resource as waits and locks describe it.</summary>
    public static string ResourceDescription(LockInfo info) =>
        info.IsWriterLock
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"databaselock subresource=FULL dbid={info.DatabaseId} id=lock{info.DatabaseId:x} mode=X"
            )
            : string.Create(
                CultureInfo.InvariantCulture,
                $"0:[{(info.Resource.Length > 32 ? info.Resource[..32] : info.Resource)}]:({(uint)string.GetHashCode(info.Resource, StringComparison.Ordinal):x8})"
            );

    private static IEnumerable<SessionInfo> Open(ISystemViewContext context) =>
        context.Sessions.Where(static s => s.TransactionId != 0);

    private static byte[] Descriptor(long id)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, id);
        return bytes;
    }
}
