// The DMVs and event functions of the simulated server, each answered by the area it belongs to.
using AxMonitor.Engine.Types;
using AxMonitor.Sandbox.AxWorkload.Events;
using AxMonitor.Sandbox.AxWorkload.State;

namespace AxMonitor.Sandbox.AxWorkload.Server;

/// <summary>Rows of a view at one moment. Not thread-safe: the installation's lock protects it.</summary>
/// <param name="rows">The views of sessions.</param>
/// <param name="events">The event files.</param>
/// <param name="indexes">Indexes of the AX database.</param>
/// <param name="moment">What the server does now. It lasts for a fraction of a second, so that views read one
/// after another show the same instant.</param>
/// <param name="advanceEvents">Brings the event files to the present.</param>
internal sealed class ServerViews(
    DmvRows rows,
    EventFiles events,
    AxIndexes indexes,
    Func<ServerMoment> moment,
    Action advanceEvents
)
{
    private readonly Dictionary<string, IServerArea> _areas = Areas(new PlanCache(), indexes)
        .SelectMany(a => a.Views.Select(v => (View: v, Area: a)))
        .ToDictionary(p => p.View, p => p.Area, StringComparer.Ordinal);

    /// <summary>The rows of a view, complete at return.</summary>
    /// <param name="view">Name without schema.</param>
    /// <param name="arguments">Arguments of a function; none of a view.</param>
    public IEnumerable<IReadOnlyDictionary<string, object?>> Rows(string view, IReadOnlyList<SqlValue> arguments) =>
        _areas.TryGetValue(view, out var area)
            ? area.Rows(view, arguments, moment())
            : view switch
            {
                "dm_exec_sessions" => rows.Sessions(moment().Sessions),
                "dm_exec_requests" => rows.Requests(moment().Sessions),
                "dm_exec_connections" => rows.Connections(moment().Sessions),
                "dm_os_waiting_tasks" => rows.WaitingTasks(moment().Sessions),
                "dm_tran_session_transactions" => rows.SessionTransactions(moment().Sessions),
                "dm_tran_active_transactions" => rows.ActiveTransactions(moment().Sessions),
                "dm_tran_database_transactions" => rows.DatabaseTransactions(moment().Sessions),
                "dm_exec_cursors" => rows.Cursors(moment().Sessions, (int)arguments[0].AsInt64()),
                "dm_exec_input_buffer" => DmvRows.InputBuffer(moment().Sessions, (int)arguments[0].AsInt64()),
                "dm_exec_sql_text" => SqlText(arguments[0]),
                "fn_xe_file_target_read_file" => Events(arguments),
                _ => EventSessionRows.Of(view, CurrentEventFile, rows.Local(moment().Load.StartedAt)),
            };

    // One line an area, in alphabetical order.
    private static IServerArea[] Areas(PlanCache plans, AxIndexes indexes) =>
        [
            new CounterArea(),
            new CpuArea(),
            new FileArea(),
            new IndexArea(plans, indexes),
            new MemoryArea(),
            new QueryArea(plans),
            new QueryStoreArea(plans),
            new ServerArea(),
            new SizeArea(),
            new TempDbArea(),
            new WaitArea(),
        ];

    private IEnumerable<IReadOnlyDictionary<string, object?>> Events(IReadOnlyList<SqlValue> arguments)
    {
        advanceEvents();
        return events.Read(arguments);
    }

    private string CurrentEventFile(SimulatedEventSession session)
    {
        advanceEvents();
        return events.CurrentName(session);
    }

    private IEnumerable<IReadOnlyDictionary<string, object?>> SqlText(SqlValue handle) =>
        DmvRows.SqlText(handle.IsNull ? null : handle.AsBytes(), rows.DatabaseId) is { } text ? [text] : [];
}
