// Has the repository learn what is usual for each series, once a local day, and hold the series against it
// every five minutes, when another five minutes of values have been summed up.
using AxMonitor.Orchestrator.Observe;
using AxMonitor.Orchestrator.Repository;

namespace AxMonitor.Orchestrator.Jobs;

/// <summary>Calls ops.BuildBaselines.</summary>
public sealed class BaselineBuilder(
    IOperations operations,
    JobFrame frame,
    Health health,
    RepeatLimit limit,
    TimeProvider time,
    ILogger<BaselineBuilder> logger
) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);

    /// <summary>Builds once, if it is this process's turn.</summary>
    public Task BuildAsync(CancellationToken cancel) =>
        frame.RunAsync(
            "baselines",
            "baselines:Build",
            async run =>
            {
                var result = await operations.BuildBaselinesAsync(cancel);
                run.RowsSaved = result.BuiltSeries;
                Log.BaselinesBuilt(
                    logger,
                    run.RunId,
                    result.BuiltSeries,
                    result.LeftSeries,
                    result.Anomalies,
                    run.ElapsedMs
                );
            },
            (run, error) =>
            {
                if (limit.IsDue($"baselines/{run.ErrorNumber}/{error.GetType().Name}", out var leftOut))
                {
                    Log.BaselinesFailed(
                        logger,
                        run.RunId,
                        run.ErrorNumber,
                        error.Message,
                        leftOut,
                        RepeatLimit.Unexpected(error)
                    );
                }
            },
            cancel
        );

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await BuildAsync(stoppingToken);
            health.Beat("baselines", Interval);
            await Task.Delay(Interval, time, stoppingToken);
        }
    }
}
