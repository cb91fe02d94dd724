// Has the repository maintain itself once an hour: partitions for the days to come, purge of old data, sizes.
// What is due is the repository's knowledge; a call with nothing to do costs next to nothing.
using AxMonitor.Orchestrator.Leases;
using AxMonitor.Orchestrator.Observe;
using AxMonitor.Orchestrator.Repository;
using AxMonitor.Orchestrator.Runs;
using AxMonitor.Orchestrator.Signals;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Orchestrator.Maintain;

/// <summary>Calls ops.RunMaintenance.</summary>
public sealed class Maintainer(
    IOperations operations,
    ILeases leases,
    RunRecorder recorder,
    RunMetrics metrics,
    TimeProvider time,
    ILogger<Maintainer> logger
) : BackgroundService
{
    private const string Job = "maintain:Repository";
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    // One that stands by looks often, so that it takes over before the partitions made ahead run out.
    private static readonly TimeSpan StandByInterval = TimeSpan.FromMinutes(5);

    /// <summary>Maintains once, if it is this process's turn. Returns when to come again.</summary>
    public async Task<TimeSpan> MaintainAsync(CancellationToken cancel)
    {
        var start = time.GetTimestamp();
        var run = new JobRun
        {
            RunId = Guid.NewGuid(),
            JobName = Job,
            StartedAt = time.GetUtcNow().UtcDateTime,
            EndedAt = default,
            Outcome = RunOutcome.Ok,
        };
        try
        {
            if (!await leases.IsHeldAsync("maintain", cancel))
            {
                return StandByInterval;
            }

            var result = await operations.RunMaintenanceAsync(cancel);
            var elapsed = time.GetElapsedTime(start);
            metrics.Run(Job, "", RunOutcome.Ok, elapsed, 0);
            recorder.Record(
                run with
                {
                    EndedAt = time.GetUtcNow().UtcDateTime,
                    SaveMs = (int)elapsed.TotalMilliseconds,
                    ErrorMessage = result.WaitsFor,
                }
            );
            Log.Maintained(
                logger,
                run.RunId,
                result.MadePartitions,
                result.EmptiedPartitions,
                result.DeletedRows,
                result.MergedPartitions,
                result.WaitsFor ?? "nothing",
                (long)elapsed.TotalMilliseconds
            );
        }
        catch (Exception e) when (!cancel.IsCancellationRequested)
        {
            var sql = e as SqlException;
            var outcome = sql is not null && TransientErrors.IsTimeout(sql) ? RunOutcome.Timeout : RunOutcome.Failed;
            metrics.Run(Job, "", outcome, time.GetElapsedTime(start), 0);
            recorder.Record(
                run with
                {
                    EndedAt = time.GetUtcNow().UtcDateTime,
                    Outcome = outcome,
                    ErrorNumber = sql?.Number,
                    ErrorMessage = e.Message,
                }
            );
            Log.MaintainFailed(logger, run.RunId, sql?.Number, e);
        }

        return Interval;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var pulse = new Pulse(time);
        while (!stoppingToken.IsCancellationRequested)
        {
            await pulse.WaitAsync(await MaintainAsync(stoppingToken), stoppingToken);
        }
    }
}
