// Functions that give texts: of a handle, of a session's input, of its cursors.
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.SystemViews;

/// <summary>sys.dm_exec_sql_text, dm_exec_input_buffer, dm_exec_cursors, dm_exec_query_stats,
/// dm_exec_procedure_stats, dm_exec_trigger_stats, dm_exec_function_stats, dm_exec_query_plan,
/// dm_exec_text_query_plan.</summary>
internal static class SqlTextViews
{
    private const string CursorColumns =
        "session_id int, cursor_id int, name nvarchar(256)?, properties nvarchar(256)?, sql_handle varbinary(64)?, statement_start_offset int?, statement_end_offset int?, "
        + "plan_generation_num bigint?, creation_time datetime, is_open bit, is_async_population bit, is_close_on_commit bit, fetch_status int, fetch_buffer_size int, fetch_buffer_start int, ansi_position int, "
        + "worker_time bigint, reads bigint, writes bigint, dormant_duration bigint";

    private const string QueryStatColumns =
        "sql_handle varbinary(64), statement_start_offset int, statement_end_offset int, plan_generation_num bigint?, plan_handle varbinary(64), creation_time datetime?, "
        + "last_execution_time datetime?, execution_count bigint, total_worker_time bigint, last_worker_time bigint, min_worker_time bigint, max_worker_time bigint, total_physical_reads bigint, "
        + "last_physical_reads bigint, min_physical_reads bigint, max_physical_reads bigint, total_logical_writes bigint, last_logical_writes bigint, min_logical_writes bigint, max_logical_writes bigint, "
        + "total_logical_reads bigint, last_logical_reads bigint, min_logical_reads bigint, max_logical_reads bigint, total_clr_time bigint, last_clr_time bigint, min_clr_time bigint, max_clr_time bigint, "
        + "total_elapsed_time bigint, last_elapsed_time bigint, min_elapsed_time bigint, max_elapsed_time bigint, query_hash binary(8)?, query_plan_hash binary(8)?, total_rows bigint?, last_rows bigint?, "
        + "min_rows bigint?, max_rows bigint?, statement_sql_handle varbinary(64)?, statement_context_id bigint?, total_dop bigint?, last_dop bigint?, min_dop bigint?, max_dop bigint?, total_grant_kb bigint?, "
        + "last_grant_kb bigint?, min_grant_kb bigint?, max_grant_kb bigint?, total_used_grant_kb bigint?, last_used_grant_kb bigint?, min_used_grant_kb bigint?, max_used_grant_kb bigint?, "
        + "total_ideal_grant_kb bigint?, last_ideal_grant_kb bigint?, min_ideal_grant_kb bigint?, max_ideal_grant_kb bigint?, total_reserved_threads bigint?, last_reserved_threads bigint?, "
        + "min_reserved_threads bigint?, max_reserved_threads bigint?, total_used_threads bigint?, last_used_threads bigint?, min_used_threads bigint?, max_used_threads bigint?, "
        + "total_columnstore_segment_reads bigint?, last_columnstore_segment_reads bigint?, min_columnstore_segment_reads bigint?, max_columnstore_segment_reads bigint?, "
        + "total_columnstore_segment_skips bigint?, last_columnstore_segment_skips bigint?, min_columnstore_segment_skips bigint?, max_columnstore_segment_skips bigint?, total_spills bigint?, last_spills bigint?, "
        + "min_spills bigint?, max_spills bigint?";

    private const string ModuleStatColumns =
        "database_id int, object_id int, type char(2)?, type_desc nvarchar(60)?, sql_handle varbinary(64), plan_handle varbinary(64), cached_time datetime?, last_execution_time datetime?, "
        + "execution_count bigint, total_worker_time bigint, last_worker_time bigint, min_worker_time bigint, max_worker_time bigint, total_physical_reads bigint, last_physical_reads bigint, "
        + "min_physical_reads bigint, max_physical_reads bigint, total_logical_writes bigint, last_logical_writes bigint, min_logical_writes bigint, max_logical_writes bigint, total_logical_reads bigint, "
        + "last_logical_reads bigint, min_logical_reads bigint, max_logical_reads bigint, total_elapsed_time bigint, last_elapsed_time bigint, min_elapsed_time bigint, max_elapsed_time bigint";

    private const string SpillColumns = ", total_spills bigint?, last_spills bigint?, min_spills bigint?, max_spills bigint?";

    public static IEnumerable<SystemView> All =>
        [
            SystemView.Function(
                "dm_exec_sql_text",
                "varbinary(64)",
                "dbid smallint?, objectid int?, number smallint?, encrypted bit, text nvarchar(max)?",
                static (c, a) => SqlText(c, a[0])
            ),
            SystemView.Function(
                "dm_exec_input_buffer",
                "smallint, int",
                "event_type nvarchar(256), parameters smallint, event_info nvarchar(max)?",
                static (c, a) => InputBuffer(c, a[0])
            ),
            SystemView.Function("dm_exec_cursors", "int", CursorColumns, null),
            SystemView.Server("dm_exec_query_stats", QueryStatColumns, null),
            SystemView.Server("dm_exec_procedure_stats", ModuleStatColumns + SpillColumns, null),
            SystemView.Server("dm_exec_trigger_stats", ModuleStatColumns + SpillColumns, null),
            SystemView.Server("dm_exec_function_stats", ModuleStatColumns, null),
            SystemView.Function(
                "dm_exec_query_plan",
                "varbinary(64)",
                "dbid smallint?, objectid int?, number smallint?, encrypted bit, query_plan xml?",
                null
            ),
            SystemView.Function(
                "dm_exec_text_query_plan",
                "varbinary(64), int, int",
                "dbid smallint?, objectid int?, number smallint?, encrypted bit, query_plan nvarchar(max)?",
                null
            ),
        ];

    private static IEnumerable<object?[]> SqlText(ISystemViewContext context, SqlValue handle)
    {
        if (handle.IsNull)
        {
            yield break;
        }

        var bytes = handle.AsBytes();
        foreach (var session in context.Sessions)
        {
            if (SessionViews.SqlHandle(session).AsSpan().SequenceEqual(bytes))
            {
                yield return [null, null, null, false, session.Text];
                yield break;
            }
        }
    }

    private static IEnumerable<object?[]> InputBuffer(ISystemViewContext context, SqlValue sessionId) =>
        sessionId.IsNull
            ? []
            : context
                .Sessions.Where(s => s.SessionId == sessionId.AsInt64())
                .Select(static s => (object?[])["Language Event", 0, s.Text]);
}
