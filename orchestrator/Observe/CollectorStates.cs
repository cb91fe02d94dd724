// How the collectors stand, as the schedule told last: for /health, which lists those that do not collect,
// and for /metrics, where each state is a gauge.
using System.Diagnostics.Metrics;
using AxMonitor.Orchestrator.Repository;

namespace AxMonitor.Orchestrator.Observe;

/// <summary>The collectors' states in this process.</summary>
public sealed class CollectorStates
{
    private static readonly string[] Names = ["starting", "collecting", "slowed", "off", "failing", "waiting"];
    private volatile IReadOnlyList<ScheduledCollector> _schedule = [];

    public CollectorStates(RunMetrics metrics) =>
        metrics.Meter.CreateObservableGauge("axmonitor.collectors", Count, "{collector}", "Collectors by instance and state.");

    /// <summary>Takes over what the repository says.</summary>
    public void Update(IReadOnlyList<ScheduledCollector> schedule) => _schedule = schedule;

    /// <summary>Collectors per state.</summary>
    public IReadOnlyDictionary<string, int> Totals =>
        _schedule.GroupBy(c => c.State, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal);

    /// <summary>The instances that are watched.</summary>
    public IReadOnlyList<string> InstanceNames =>
        [.. _schedule.Select(c => c.InstanceName).Distinct(StringComparer.OrdinalIgnoreCase)];

    /// <summary>Those that are not simply collecting, with their reasons.</summary>
    public IReadOnlyList<object> Others =>
        [
            .. _schedule
                .Where(c => c.State is not ("collecting" or "starting"))
                .Select(c => new
                {
                    instance = c.InstanceName,
                    collector = c.CollectorName,
                    state = c.State,
                    reason = c.Reason,
                }),
        ];

    private IEnumerable<Measurement<int>> Count()
    {
        foreach (var instance in _schedule.GroupBy(c => c.InstanceName, StringComparer.Ordinal))
        {
            foreach (var state in Names)
            {
                yield return new Measurement<int>(
                    instance.Count(c => string.Equals(c.State, state, StringComparison.Ordinal)),
                    new("watched_instance", instance.Key),
                    new("state", state)
                );
            }
        }
    }
}
