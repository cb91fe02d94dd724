// Keeps the scheduler's entries equal to ops.GetSchedule: reads it at start and every half minute, and when
// it cannot be read goes on with the one it knows.
using AxMonitor.Orchestrator.Configuration;
using AxMonitor.Orchestrator.Observe;
using AxMonitor.Orchestrator.Repository;

namespace AxMonitor.Orchestrator.Schedule;

/// <summary>The schedule of the collectors.</summary>
public sealed class CollectorSchedule(
    IOperations operations,
    IScheduler scheduler,
    CollectorDispatcher dispatcher,
    GlanceWatch glances,
    OrchestratorOptions options,
    Health health,
    CollectorStates states,
    RepeatLimit limit,
    TimeProvider time,
    ILogger<CollectorSchedule> logger
) : BackgroundService
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private readonly Dictionary<string, ScheduledCollector> _known = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Makes the scheduler's entries those of the given schedule.</summary>
    public void Apply(IReadOnlyList<ScheduledCollector> all)
    {
        states.Update(all);

        // What lacks something it needs is not run; the instance's checks say when that has changed.
        var wanted = all.Where(c => c.IsDue).ToList();
        glances.Apply(wanted);
        var added = wanted.Where(c => !_known.ContainsKey(c.Key)).ToList();
        var changed = wanted.Where(c => _known.TryGetValue(c.Key, out var known) && !known.RunsLike(c)).ToList();
        var removed = _known.Keys.Except(wanted.Select(c => c.Key), StringComparer.OrdinalIgnoreCase).ToList();
        foreach (var collector in added.Concat(changed))
        {
            if (!options.Instances.ContainsKey(collector.ConnectionName))
            {
                Log.NoConnectionString(logger, collector.InstanceName, collector.ConnectionName);
            }

            var interval = TimeSpan.FromMilliseconds(Math.Max(100, collector.IntervalMs));
            scheduler.Set(collector.Key, FirstRun(collector, interval), interval, () => dispatcher.Enqueue(collector));
            _known[collector.Key] = collector;
        }

        foreach (var key in removed)
        {
            scheduler.Remove(key);
            _known.Remove(key);
        }

        if (added.Count + changed.Count + removed.Count > 0)
        {
            var instances = wanted.Select(c => c.InstanceId).Distinct().Count();
            Log.ScheduleLoaded(logger, wanted.Count, instances, added.Count, changed.Count, removed.Count);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var pause = FirstPause;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var all = await operations.GetScheduleAsync(stoppingToken);
                Apply(all);
                dispatcher.Expect(all.Where(c => c.IsDue), options.Channels.Keys);
                health.Succeeded("schedule");
                pause = FirstPause;
                await Task.Delay(options.Intervals.ScheduleRefresh, time, stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                health.Failed("schedule", e.Message);
                if (limit.IsDue("schedule/" + e.GetType().Name, out _))
                {
                    Log.ScheduleFailed(logger, pause.TotalSeconds, e.Message, RepeatLimit.Unexpected(e));
                }

                await Task.Delay(pause, time, stoppingToken);
                pause = pause * 2 < options.Intervals.ScheduleRefresh ? pause * 2 : options.Intervals.ScheduleRefresh;
            }
        }
    }

    /// <summary>From now on, or from the time the repository names, but never later than an interval from
    /// now.</summary>
    private DateTimeOffset FirstRun(ScheduledCollector collector, TimeSpan interval)
    {
        var now = time.GetUtcNow();
        var wanted = collector.NextRunAt is { } next ? new DateTimeOffset(DateTime.SpecifyKind(next, DateTimeKind.Utc)) : now;
        return wanted < now ? now
            : wanted > now + interval ? now + interval
            : wanted;
    }
}
