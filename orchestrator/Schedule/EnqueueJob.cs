// All that Quartz ever runs: it puts a due collector into the work queue.
using AxMonitor.Orchestrator.Repository;
using Quartz;

namespace AxMonitor.Orchestrator.Schedule;

/// <summary>Puts a collector into the queue.</summary>
public sealed class EnqueueJob : IJob
{
    internal const string CollectorKey = "collector";
    internal const string DispatcherKey = "dispatcher";

    public Task Execute(IJobExecutionContext context)
    {
        var dispatcher = (CollectorDispatcher)context.MergedJobDataMap[DispatcherKey]!;
        dispatcher.Enqueue((ScheduledCollector)context.MergedJobDataMap[CollectorKey]!);
        return Task.CompletedTask;
    }
}
