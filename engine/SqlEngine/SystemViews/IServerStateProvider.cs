// The seam between the engine's DMVs and whoever simulates a server's state: the workload fills rows, the
// views keep the documented shape.
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.SystemViews;

/// <summary>Supplies rows of server-scoped DMVs and functions beyond what the engine knows of its own
/// sessions.</summary>
public interface IServerStateProvider
{
    /// <summary>
    /// Extra rows for a view or function, e.g. "dm_exec_sessions", "dm_os_waiting_tasks", "dm_exec_sql_text"
    /// (arguments: the handle), "fn_xe_file_target_read_file" (path, mdpath, initial file, offset). Views and
    /// functions whose rows belong to a database, such as "query_store_plan" or "dm_db_stats_properties",
    /// come with its database_id as the last argument. Each row is a map from documented column name to a CLR
    /// value (int, long, string, byte[], DateTime, Guid, bool, null …); columns left out are NULL or the
    /// type's default where NOT NULL.
    /// </summary>
    /// <exception cref="SqlError">An error the real function would raise (25718, 25722
    /// …).</exception>
    IEnumerable<IReadOnlyDictionary<string, object?>> Rows(
        string viewName,
        IReadOnlyList<SqlValue> arguments,
        IReadOnlyList<SqlType> argumentTypes
    );
}
