// Keeps Quartz's triggers equal to ops.GetSchedule: reads it at start and every half minute, and when it
// cannot be read goes on with the one it knows.
using System.Collections.Specialized;
using AxMonitor.Orchestrator.Configuration;
using AxMonitor.Orchestrator.Observe;
using AxMonitor.Orchestrator.Repository;
using Quartz;
using Quartz.Impl;

namespace AxMonitor.Orchestrator.Schedule;

/// <summary>The schedule of the collectors.</summary>
public sealed class CollectorSchedule(
    IOperations operations,
    CollectorDispatcher dispatcher,
    OrchestratorOptions options,
    Health health,
    CollectorStates states,
    TimeProvider time,
    ILogger<CollectorSchedule> logger
) : BackgroundService
{
    private readonly Dictionary<string, ScheduledCollector> _known = new(StringComparer.OrdinalIgnoreCase);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Each host has a scheduler of its own name, since Quartz keeps one registry per process.
        var factory = new StdSchedulerFactory(
            new NameValueCollection(StringComparer.Ordinal)
            {
                ["quartz.scheduler.instanceName"] = "axmonitor-" + Guid.NewGuid().ToString("N"),
                ["quartz.threadPool.maxConcurrency"] = "2",
            }
        );
        var scheduler = await factory.GetScheduler(stoppingToken);
        await scheduler.Start(stoppingToken);
        try
        {
            var pause = TimeSpan.FromSeconds(1);
            while (!stoppingToken.IsCancellationRequested)
            {
                try
                {
                    await ApplyAsync(scheduler, await operations.GetScheduleAsync(stoppingToken), stoppingToken);
                    health.Succeeded("schedule");
                    pause = TimeSpan.FromSeconds(1);
                    await Task.Delay(options.ScheduleRefresh, time, stoppingToken);
                }
                catch (Exception e) when (!stoppingToken.IsCancellationRequested)
                {
                    health.Failed("schedule", e.Message);
                    Log.ScheduleFailed(logger, pause.TotalSeconds, e);
                    await Task.Delay(pause, time, stoppingToken);
                    pause = pause * 2 < options.ScheduleRefresh ? pause * 2 : options.ScheduleRefresh;
                }
            }
        }
        finally
        {
            await scheduler.Shutdown(waitForJobsToComplete: false, CancellationToken.None);
        }
    }

    private async Task ApplyAsync(IScheduler scheduler, IReadOnlyList<ScheduledCollector> all, CancellationToken cancel)
    {
        states.Update(all);

        // What lacks something it needs is not run; the instance's checks say when that has changed.
        var wanted = all.Where(c => c.IsDue).ToList();
        int added = 0,
            changed = 0,
            removed = 0;
        foreach (var collector in wanted)
        {
            var isKnown = _known.TryGetValue(collector.Key, out var known);
            if (isKnown && known!.RunsLike(collector))
            {
                continue;
            }

            if (isKnown)
            {
                changed++;
            }
            else
            {
                added++;
            }

            if (!options.Instances.ContainsKey(collector.ConnectionName))
            {
                Log.NoConnectionString(logger, collector.InstanceName, collector.ConnectionName);
            }

            await scheduler.ScheduleJob(Job(collector), [Trigger(collector)], replace: true, cancel);
            _known[collector.Key] = collector;
        }

        var wantedKeys = wanted.Select(c => c.Key).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var key in _known.Keys.Where(k => !wantedKeys.Contains(k)).ToList())
        {
            await scheduler.DeleteJob(new JobKey(key), cancel);
            _known.Remove(key);
            removed++;
        }

        if (added + changed + removed > 0)
        {
            var instances = wanted.Select(c => c.InstanceId).Distinct().Count();
            Log.ScheduleLoaded(logger, wanted.Count, instances, added, changed, removed);
        }
    }

    private IJobDetail Job(ScheduledCollector collector) =>
        JobBuilder
            .Create<EnqueueJob>()
            .WithIdentity(collector.Key)
            .SetJobData(new JobDataMap { [EnqueueJob.CollectorKey] = collector, [EnqueueJob.DispatcherKey] = dispatcher })
            .Build();

    /// <summary>From now on, or from the time the repository names, but never later than an interval from
    /// now.</summary>
    private ITrigger Trigger(ScheduledCollector collector) =>
        TriggerBuilder
            .Create()
            .WithIdentity(collector.Key)
            .StartAt(FirstRun(collector))
            .WithSimpleSchedule(s =>
                s.WithInterval(TimeSpan.FromMilliseconds(Math.Max(100, collector.IntervalMs / options.ClockRate)))
                    .RepeatForever()
                    .WithMisfireHandlingInstructionNextWithRemainingCount()
            )
            .Build();

    private DateTimeOffset FirstRun(ScheduledCollector collector)
    {
        var now = time.GetUtcNow();
        var wanted = collector.NextRunAt is { } next ? new DateTimeOffset(DateTime.SpecifyKind(next, DateTimeKind.Utc)) : now;
        var latest = now.AddMilliseconds(collector.IntervalMs);
        var due =
            wanted < now ? now
            : wanted > latest ? latest
            : wanted;

        // Quartz goes by the machine's clock.
        return TimeProvider.System.GetUtcNow() + ((due - now) / options.ClockRate);
    }
}
