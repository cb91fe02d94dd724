// What tasks of the simulated server waited for since its start.
using AxMonitor.Engine.Types;

namespace AxMonitor.Sandbox.AxWorkload.Server;

/// <summary>sys.dm_os_wait_stats.</summary>
internal sealed class WaitArea : IServerArea
{
    public IReadOnlyCollection<string> Views { get; } = ["dm_os_wait_stats"];

    public IReadOnlyList<IReadOnlyDictionary<string, object?>> Rows(
        string view,
        IReadOnlyList<SqlValue> arguments,
        ServerMoment moment
    ) =>
        [
            .. Kinds(moment)
                .Select(k => new Dictionary<string, object?>
                {
                    ["wait_type"] = k.Name,
                    ["waiting_tasks_count"] = k.Tasks,
                    ["wait_time_ms"] = k.Ms,
                    ["max_wait_time_ms"] = k.LongestMs,
                    ["signal_wait_time_ms"] = k.SignalMs,
                }),
        ];

    /// <summary>All lock waits that have ended.</summary>
    public static (long Tasks, long Ms) LockWaits(ServerMoment moment)
    {
        var locks = Kinds(moment).Where(k => k.Name.StartsWith("LCK_M_", StringComparison.Ordinal)).ToArray();
        return (locks.Sum(k => k.Tasks), locks.Sum(k => k.Ms));
    }

    // A wait type is a weighted sum of a few totals, so a year of waits costs no more than a year of each
    // total.
    private static IEnumerable<(string Name, long Tasks, long Ms, long LongestMs, long SignalMs)> Kinds(ServerMoment moment)
    {
        var seconds = moment.Sum("waits.seconds", static _ => 1);
        var activity = moment.Sum("waits.activity", static l => l.Activity);
        var sources = new Dictionary<WaitSource, (double Ms, double Count)>
        {
            [WaitSource.None] = default,
            [WaitSource.Reads] = (
                moment.Sum("waits.read_ms", static l => l.ReadsPerSecond * l.ReadLatencyMs),
                moment.Sum("waits.reads", static l => l.ReadsPerSecond)
            ),
            [WaitSource.Writes] = (
                moment.Sum("waits.write_ms", static l => l.WritesPerSecond * l.WriteLatencyMs),
                moment.Sum("waits.writes", static l => l.WritesPerSecond)
            ),
            [WaitSource.Log] = (
                moment.Sum("waits.log_ms", static l => l.TransactionsPerSecond * l.LogLatencyMs),
                moment.Sum("waits.transactions", static l => l.TransactionsPerSecond)
            ),
            [WaitSource.Processors] = (moment.Sum("waits.pressure", static l => l.CpuPressure), 0),
            [WaitSource.Grants] = (moment.Sum("waits.grants", static l => l.GrantsWaiting), 0),
        };
        return WaitKinds.All.Select(k => Kind(k, seconds, activity, sources[k.Source], moment.LockWaits.Ended(k.Name)));
    }

    private static (string Name, long Tasks, long Ms, long LongestMs, long SignalMs) Kind(
        WaitKind kind,
        double seconds,
        double activity,
        (double Ms, double Count) source,
        (long Tasks, long Ms, long LongestMs) ended
    )
    {
        var fixedMs = (kind.PerSecond * seconds) + (kind.PerActivity * activity);
        var sourceMs = kind.PerSource * source.Ms;
        var tasks = kind.TasksPerSource is { } perSource
            ? (fixedMs / kind.MeanMs) + (perSource * source.Count)
            : (fixedMs + sourceMs) / kind.MeanMs;
        var ms = (long)(fixedMs + sourceMs) + ended.Ms;
        var count = (long)tasks + ended.Tasks;
        var longest = count == 0 ? 0L : Math.Max(ended.LongestMs, Math.Min(ms, (long)Math.Ceiling(kind.MeanMs * 9)));
        return (kind.Name, count, ms, longest, (long)((fixedMs + sourceMs) * kind.SignalShare) + ended.Tasks);
    }
}
