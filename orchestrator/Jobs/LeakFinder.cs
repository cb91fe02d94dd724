// Has the repository make the daily values of the days that have ended, and look for leaks among them. Asked
// every ten minutes, so that a past that a collector brings counts at once; most calls find nothing to do.
using AxMonitor.Orchestrator.Observe;
using AxMonitor.Orchestrator.Repository;

namespace AxMonitor.Orchestrator.Jobs;

/// <summary>Calls ops.FindLeaks.</summary>
public sealed class LeakFinder(
    IOperations operations,
    JobFrame frame,
    Health health,
    RepeatLimit limit,
    TimeProvider time,
    ILogger<LeakFinder> logger
) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);

    /// <summary>Looks once, if it is this process's turn.</summary>
    public Task FindAsync(CancellationToken cancel) =>
        frame.RunAsync(
            "leaks",
            "leaks:Find",
            async run =>
            {
                var result = await operations.FindLeaksAsync(cancel);
                run.RowsSaved = result.FilledDays;
                Log.LeaksSought(logger, run.RunId, result.FilledDays, result.TestedSeries, result.OpenLeaks, run.ElapsedMs);
            },
            (run, error) =>
            {
                if (limit.IsDue($"leaks/{run.ErrorNumber}/{error.GetType().Name}", out var leftOut))
                {
                    Log.LeaksFailed(logger, run.RunId, run.ErrorNumber, error.Message, leftOut, RepeatLimit.Unexpected(error));
                }
            },
            cancel
        );

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await FindAsync(stoppingToken);
            health.Beat("leaks", Interval);
            await Task.Delay(Interval, time, stoppingToken);
        }
    }
}
