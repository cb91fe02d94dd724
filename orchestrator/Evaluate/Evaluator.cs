// Has the repository evaluate its alert rules: at least every few seconds, and as soon as an instance's runs
// have ended. Several signals while an evaluation runs lead to one more.
using AxMonitor.Orchestrator.Configuration;
using AxMonitor.Orchestrator.Leases;
using AxMonitor.Orchestrator.Observe;
using AxMonitor.Orchestrator.Repository;
using AxMonitor.Orchestrator.Runs;
using AxMonitor.Orchestrator.Signals;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Orchestrator.Evaluate;

/// <summary>Calls alert.Evaluate.</summary>
public sealed class Evaluator(
    IAlerting alerting,
    ILeases leases,
    OrchestratorOptions options,
    RunRecorder recorder,
    RunMetrics metrics,
    Health health,
    Wakeups wakeups,
    TimeProvider time,
    ILogger<Evaluator> logger
) : BackgroundService
{
    private const string Job = "alert:Evaluate";
    private static readonly TimeSpan LongestSettling = TimeSpan.FromSeconds(2);

    /// <summary>Evaluates once, if it is this process's turn.</summary>
    public async Task EvaluateAsync(CancellationToken cancel)
    {
        if (!await leases.IsHeldAsync("evaluate", cancel))
        {
            health.StandsBy("evaluate");
            return;
        }

        var runId = Guid.NewGuid();
        var startedAt = time.GetUtcNow().UtcDateTime;
        var start = time.GetTimestamp();
        JobRun Row(string outcome) =>
            new()
            {
                RunId = runId,
                JobName = Job,
                StartedAt = startedAt,
                EndedAt = time.GetUtcNow().UtcDateTime,
                Outcome = outcome,
            };

        try
        {
            var result = await alerting.EvaluateAsync(cancel);
            var elapsed = time.GetElapsedTime(start);
            if (result.NotificationCount > 0)
            {
                wakeups.Deliver.Set();
            }

            health.Succeeded("evaluate");
            metrics.Run(Job, "", RunOutcome.Ok, elapsed, 0);
            recorder.Record(
                Row(RunOutcome.Ok) with
                {
                    SaveMs = (int)elapsed.TotalMilliseconds,
                    RowsSaved = result.NotificationCount,
                }
            );
            if (result.OpenedCount + result.ResolvedCount + result.NotificationCount > 0)
            {
                Log.Evaluated(
                    logger,
                    runId,
                    result.OpenedCount,
                    result.ResolvedCount,
                    result.OpenCount,
                    result.NotificationCount,
                    (long)elapsed.TotalMilliseconds
                );
            }
            else
            {
                Log.EvaluatedNothingNew(logger, runId, (long)elapsed.TotalMilliseconds);
            }
        }
        catch (Exception e) when (!cancel.IsCancellationRequested)
        {
            var sql = e as SqlException;
            var outcome = sql is not null && TransientErrors.IsTimeout(sql) ? RunOutcome.Timeout : RunOutcome.Failed;
            metrics.Run(Job, "", outcome, time.GetElapsedTime(start), 0);
            recorder.Record(Row(outcome) with { ErrorNumber = sql?.Number, ErrorMessage = e.Message });
            health.Failed("evaluate", e.Message);
            Log.EvaluateFailed(logger, runId, sql?.Number, e);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await wakeups.SettleAsync(LongestSettling, stoppingToken);
            await EvaluateAsync(stoppingToken);
            await wakeups.Evaluate.WaitAsync(options.EvaluateInterval, stoppingToken);
        }
    }
}
