// Extended Events: running sessions, their targets, definitions, and the reader of event files. All rows come from state providers.
namespace AxMonitor.Sandbox.SqlEngine.SystemViews;

/// <summary>sys.dm_xe_sessions, dm_xe_session_targets, dm_xe_session_events, server_event_sessions, fn_xe_file_target_read_file.</summary>
internal static class EventViews
{
    public static IEnumerable<SystemView> All =>
    [
        SystemView.Server(
            "dm_xe_sessions",
            "address varbinary(8), name nvarchar(256), pending_buffers int, total_regular_buffers int, regular_buffer_size bigint, total_large_buffers int, large_buffer_size bigint, total_buffer_size bigint, "
            + "buffer_policy_flags int, buffer_policy_desc nvarchar(256), flags int, flag_desc nvarchar(256), dropped_event_count int, dropped_buffer_count int, blocked_event_fire_time int, create_time datetime, "
            + "largest_event_dropped_size int, session_source nvarchar(256)",
            null),
        SystemView.Server(
            "dm_xe_session_targets",
            "event_session_address varbinary(8), target_name nvarchar(60), target_package_guid uniqueidentifier, execution_count bigint, execution_duration_ms bigint, target_data nvarchar(max)?",
            null),
        SystemView.Server(
            "dm_xe_session_events",
            "event_session_address varbinary(8), event_name nvarchar(60), event_package_guid uniqueidentifier, event_predicate nvarchar(3072)?",
            null),
        SystemView.Server(
            "server_event_sessions",
            "event_session_id int, name sysname, event_retention_mode nchar(1)?, event_retention_mode_desc sysname?, max_dispatch_latency int?, max_memory int?, max_event_size int?, memory_partition_mode nchar(1)?, "
            + "memory_partition_mode_desc sysname?, track_causality bit?, startup_state bit?",
            null),
        SystemView.Function(
            "fn_xe_file_target_read_file",
            "nvarchar(260), nvarchar(260), nvarchar(260), bigint",
            "module_guid uniqueidentifier, package_guid uniqueidentifier, object_name nvarchar(60), event_data nvarchar(max), file_name nvarchar(260), file_offset bigint",
            null),
    ];
}
