// Has the repository sum up what the collectors have saved: once a minute, by one process for all. What a
// round did not get to is left to the next.
using AxMonitor.Orchestrator.Observe;
using AxMonitor.Orchestrator.Repository;

namespace AxMonitor.Orchestrator.Jobs;

/// <summary>Calls ops.FoldRollups.</summary>
public sealed class RollupFolder(
    IOperations operations,
    JobFrame frame,
    Health health,
    RepeatLimit limit,
    TimeProvider time,
    ILogger<RollupFolder> logger
) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    /// <summary>Folds once, if it is this process's turn.</summary>
    public Task FoldAsync(CancellationToken cancel) =>
        frame.RunAsync(
            "rollup",
            "rollup:Fold",
            async run =>
            {
                var result = await operations.FoldRollupsAsync(cancel);
                run.RowsSaved = (int)Math.Min(result.FoldedBuckets, int.MaxValue);
                if (result.RefusedBuckets > 0)
                {
                    run.Remark =
                        $"{result.RefusedBuckets} buckets got values when their detail had been purged already; their rollups stay as they are.";
                    Log.FoldRefused(logger, run.RunId, result.RefusedBuckets);
                }

                Log.Folded(logger, run.RunId, result.FoldedBuckets, result.LeftBuckets, run.ElapsedMs);
            },
            (run, error) =>
            {
                if (limit.IsDue($"rollup/{run.ErrorNumber}/{error.GetType().Name}", out var leftOut))
                {
                    Log.FoldFailed(logger, run.RunId, run.ErrorNumber, error.Message, leftOut, RepeatLimit.Unexpected(error));
                }
            },
            cancel
        );

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await FoldAsync(stoppingToken);
            health.Beat("rollup", Interval);
            await Task.Delay(Interval, time, stoppingToken);
        }
    }
}
