// What tasks of the simulated server waited for since its start.
using AxMonitor.Sandbox.SqlEngine.Types;

namespace AxMonitor.Sandbox.AxWorkload.Server;

/// <summary>sys.dm_os_wait_stats.</summary>
internal sealed class WaitArea : IServerArea
{
    public IReadOnlyCollection<string> Views { get; } = ["dm_os_wait_stats"];

    public IReadOnlyList<IReadOnlyDictionary<string, object?>> Rows(string view, IReadOnlyList<SqlValue> arguments, ServerMoment moment)
    {
        // A wait type is a weighted sum of a few totals, so a year of waits costs no more than a year of each total.
        var load = moment.Load;
        var at = moment.At;
        var seconds = load.Total("waits.seconds", static _ => 1, at);
        var activity = load.Total("waits.activity", static l => l.Activity, at);
        var sources = new Dictionary<WaitSource, (double Ms, double Count)>
        {
            [WaitSource.None] = default,
            [WaitSource.Reads] = (load.Total("waits.read_ms", static l => l.ReadsPerSecond * l.ReadLatencyMs, at), load.Total("waits.reads", static l => l.ReadsPerSecond, at)),
            [WaitSource.Writes] = (load.Total("waits.write_ms", static l => l.WritesPerSecond * l.WriteLatencyMs, at), load.Total("waits.writes", static l => l.WritesPerSecond, at)),
            [WaitSource.Log] = (load.Total("waits.log_ms", static l => l.TransactionsPerSecond * l.LogLatencyMs, at), load.Total("waits.transactions", static l => l.TransactionsPerSecond, at)),
            [WaitSource.Processors] = (load.Total("waits.pressure", static l => l.CpuPressure, at), 0),
            [WaitSource.Grants] = (load.Total("waits.grants", static l => l.GrantsWaiting, at), 0),
        };
        return [.. WaitKinds.All.Select(k => Row(k, seconds, activity, sources[k.Source], moment.LockWaits.Ended(k.Name)))];
    }

    private static Dictionary<string, object?> Row(WaitKind kind, double seconds, double activity, (double Ms, double Count) source, (long Tasks, long Ms, long LongestMs) ended)
    {
        var fixedMs = (kind.PerSecond * seconds) + (kind.PerActivity * activity);
        var sourceMs = kind.PerSource * source.Ms;
        var tasks = kind.TasksPerSource is { } perSource
            ? (fixedMs / kind.MeanMs) + (perSource * source.Count)
            : (fixedMs + sourceMs) / kind.MeanMs;
        var ms = (long)(fixedMs + sourceMs) + ended.Ms;
        var count = (long)tasks + ended.Tasks;
        return new()
        {
            ["wait_type"] = kind.Name,
            ["waiting_tasks_count"] = count,
            ["wait_time_ms"] = ms,
            ["max_wait_time_ms"] = count == 0 ? 0L : Math.Max(ended.LongestMs, Math.Min(ms, (long)Math.Ceiling(kind.MeanMs * 9))),
            ["signal_wait_time_ms"] = (long)((fixedMs + sourceMs) * kind.SignalShare) + ended.Tasks,
        };
    }
}
