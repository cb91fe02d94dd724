// Turns a due trigger into an item of the work queue, and a skip into a counted, logged, recorded fact.
using AxMonitor.Orchestrator.Collect;
using AxMonitor.Orchestrator.Jobs;
using AxMonitor.Orchestrator.Observe;
using AxMonitor.Orchestrator.Queue;
using AxMonitor.Orchestrator.Repository;

namespace AxMonitor.Orchestrator.Schedule;

/// <summary>From the schedule to the queue.</summary>
public sealed class CollectorDispatcher(
    WorkQueue queue,
    CollectorRunner runner,
    RunRecorder recorder,
    RunMetrics metrics,
    InstanceReach reach,
    RepeatLimit limit,
    TimeProvider time,
    ILogger<CollectorDispatcher> logger
) : IWakesCollectors
{
    /// <summary>Lets the counters of what is going to run exist.</summary>
    public void Expect(IEnumerable<ScheduledCollector> collectors, IEnumerable<string> channels)
    {
        metrics.Expect(channels);
        foreach (var collector in collectors)
        {
            metrics.Expect("collect:" + collector.CollectorName, collector.InstanceName);
        }
    }

    /// <summary>Enqueues a due run; returns at once.</summary>
    public void Enqueue(ScheduledCollector collector)
    {
        if (!reach.MayStart(collector))
        {
            runner.LeaveOut(collector);
            return;
        }

        var dueAt = time.GetUtcNow();
        queue.TryEnqueue(Run(collector, dueAt, reason => Skipped(collector, dueAt, reason)));
    }

    /// <inheritdoc />
    public void Wake(ScheduledCollector collector)
    {
        if (reach.MayGoOn(collector))
        {
            // Skipped because it runs or waits already: that is what was wanted.
            queue.TryEnqueue(Run(collector, time.GetUtcNow(), _ => { }));
        }
    }

    private WorkItem Run(ScheduledCollector collector, DateTimeOffset dueAt, Action<SkipReason> skipped) =>
        new()
        {
            Lane = collector.InstanceName,
            Key = collector.Key,
            StartBefore = dueAt.AddMilliseconds(collector.IntervalMs),
            RunAsync = cancel =>
            {
                metrics.QueueWait(collector.InstanceName, time.GetUtcNow() - dueAt);
                return runner.RunAsync(collector, cancel);
            },
            OnSkipped = skipped,
        };

    private void Skipped(ScheduledCollector collector, DateTimeOffset dueAt, SkipReason reason)
    {
        var job = "collect:" + collector.CollectorName;
        metrics.Skipped(job, collector.InstanceName, reason.ToString());
        if (reason == SkipReason.Stopping)
        {
            return;
        }

        if (limit.IsDue($"skip/{collector.InstanceId}/{reason}", out var leftOut))
        {
            Log.CollectSkipped(logger, collector.CollectorName, collector.InstanceName, reason.ToString(), leftOut);
        }

        recorder.Record(
            new JobRun
            {
                RunId = Guid.NewGuid(),
                JobName = job,
                InstanceId = collector.InstanceId,
                StartedAt = dueAt.UtcDateTime,
                EndedAt = time.GetUtcNow().UtcDateTime,
                Outcome = RunOutcome.Skipped,
                ErrorMessage = reason.ToString(),
            }
        );
    }
}
