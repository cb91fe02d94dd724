// Has the repository evaluate its alert rules: at least every few seconds, and as soon as an instance's runs
// have ended. Several signals while an evaluation runs lead to one more.
using AxMonitor.Orchestrator.Configuration;
using AxMonitor.Orchestrator.Observe;
using AxMonitor.Orchestrator.Repository;
using AxMonitor.Orchestrator.Signals;

namespace AxMonitor.Orchestrator.Jobs;

/// <summary>Calls alert.Evaluate.</summary>
public sealed class Evaluator(
    IAlerting alerting,
    JobFrame frame,
    OrchestratorOptions options,
    Wakeups wakeups,
    RepeatLimit limit,
    ILogger<Evaluator> logger
) : BackgroundService
{
    private static readonly TimeSpan LongestSettling = TimeSpan.FromSeconds(2);

    /// <summary>Evaluates once, if it is this process's turn.</summary>
    public Task EvaluateAsync(CancellationToken cancel) =>
        frame.RunAsync(
            "evaluate",
            "alert:Evaluate",
            async run =>
            {
                var result = await alerting.EvaluateAsync(cancel);
                run.RowsSaved = result.NotificationCount;
                if (result.NotificationCount > 0)
                {
                    wakeups.Deliver.Set();
                    wakeups.Post.Set();
                }

                Report(run, result);
            },
            (run, error) =>
            {
                if (limit.IsDue($"evaluate/{run.ErrorNumber}/{error.GetType().Name}", out var leftOut))
                {
                    Log.EvaluateFailed(
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
            await wakeups.SettleAsync(LongestSettling, stoppingToken);
            await EvaluateAsync(stoppingToken);
            await wakeups.Evaluate.WaitAsync(options.Intervals.Evaluate, stoppingToken);
        }
    }

    private void Report(RunningJob run, EvaluationResult result)
    {
        if (result.OpenedCount + result.ResolvedCount + result.NotificationCount == 0)
        {
            Log.EvaluatedNothingNew(logger, run.RunId, run.ElapsedMs);
            return;
        }

        Log.Evaluated(
            logger,
            run.RunId,
            result.OpenedCount,
            result.ResolvedCount,
            result.OpenCount,
            result.NotificationCount,
            run.ElapsedMs
        );
    }
}
