// Between the runs of a collector one cheap question, asked every few seconds: is there anything to see? If
// so the collector runs now instead of with its next turn, and again at growing distances until its own turns
// are as close.
using System.Collections.Concurrent;
using AxMonitor.Orchestrator.Collect;
using AxMonitor.Orchestrator.Configuration;
using AxMonitor.Orchestrator.Leases;
using AxMonitor.Orchestrator.Observe;
using AxMonitor.Orchestrator.Repository;

namespace AxMonitor.Orchestrator.Schedule;

/// <summary>Wakes collectors that have a glance, a batch in Collectors/Glances.</summary>
public sealed class GlanceWatch(
    OrchestratorOptions options,
    CollectorCatalog catalog,
    IWatchedSource source,
    IWakesCollectors runs,
    ILeases leases,
    InstanceReach reach,
    RepeatLimit limit,
    Health health,
    TimeProvider time,
    ILogger<GlanceWatch> logger
) : BackgroundService
{
    /// <summary>For connecting and for the answer.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(1);

    /// <summary>After a glance that failed.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, Standing> _standings = new(StringComparer.OrdinalIgnoreCase);
    private volatile IReadOnlyList<(ScheduledCollector Collector, string Text)> _watched = [];

    /// <summary>Looks from now on for these collectors, as far as they have a glance.</summary>
    public void Apply(IEnumerable<ScheduledCollector> collectors) =>
        _watched =
        [
            .. collectors
                // One that costs the server too much already is not asked for more.
                .Where(collector => collector.State is not ("slowed" or "off"))
                .Select(collector => (collector, text: catalog.Glance(collector.CollectorName)))
                .Where(watched => watched.text is not null)
                .Select(watched => (watched.collector, watched.text!)),
        ];

    /// <summary>Looks once on every instance; returns when all have answered.</summary>
    public Task LookAsync(CancellationToken cancel) =>
        Task.WhenAll(_watched.Select(watched => LookAsync(watched.Collector, watched.Text, cancel)));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var every = options.Intervals.Glance;
        while (!stoppingToken.IsCancellationRequested)
        {
            health.Beat("glance", every + Timeout);
            await LookAsync(stoppingToken);
            await Task.Delay(every, time, stoppingToken);
        }
    }

    private async Task LookAsync(ScheduledCollector collector, string text, CancellationToken cancel)
    {
        var standing = _standings.GetOrAdd(collector.Key, _ => new Standing());
        if (
            standing.NotBefore > time.GetUtcNow()
            || !options.Current().Instances.TryGetValue(collector.ConnectionName, out var connectionString)
            || !await leases.IsHeldAsync($"collect:{collector.InstanceId}", cancel)
            || !reach.MayGoOn(collector)
        )
        {
            return;
        }

        try
        {
            using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            timeout.CancelAfter(Timeout);
            await using var reading = await source.ReadAsync(connectionString, text, [], Timeout, timeout.Token);
            Saw(collector, standing, reading.Header.Any(column => column is { Name: "IsWorth", Value: true }));
        }
        catch (Exception e) when (!cancel.IsCancellationRequested)
        {
            // The collector's own turns go on, and say what is wrong with the instance.
            standing.NotBefore = time.GetUtcNow() + Pause;
            if (limit.IsDue($"glance/{collector.InstanceId}", out _))
            {
                Log.GlanceFailed(logger, collector.CollectorName, collector.InstanceName, e.Message);
            }
        }
    }

    private void Saw(ScheduledCollector collector, Standing standing, bool isWorth)
    {
        var now = time.GetUtcNow();
        if (!isWorth)
        {
            standing.Since = null;
            return;
        }

        standing.Since ??= now;
        var lasts = now - standing.Since.Value;
        var interval = TimeSpan.FromMilliseconds(collector.IntervalMs);
        if (lasts >= interval || (lasts > TimeSpan.Zero && now - standing.WokenAt < lasts / 2))
        {
            return;
        }

        standing.WokenAt = now;
        runs.Wake(collector);
    }

    private sealed class Standing
    {
        public DateTimeOffset? Since { get; set; }

        public DateTimeOffset WokenAt { get; set; }

        public DateTimeOffset NotBefore { get; set; }
    }
}
