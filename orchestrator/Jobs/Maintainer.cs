// Has the repository maintain itself once an hour: partitions for the days to come, purge of old data, sizes.
// What is due is the repository's knowledge; a call with nothing to do costs next to nothing.
using AxMonitor.Orchestrator.Observe;
using AxMonitor.Orchestrator.Repository;

namespace AxMonitor.Orchestrator.Jobs;

/// <summary>Calls ops.RunMaintenance.</summary>
public sealed class Maintainer(
    IOperations operations,
    JobFrame frame,
    Health health,
    TimeProvider time,
    ILogger<Maintainer> logger
) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    // One that stands by looks often, so that it takes over before the partitions made ahead run out.
    private static readonly TimeSpan StandByInterval = TimeSpan.FromMinutes(5);

    /// <summary>Maintains once, if it is this process's turn. Returns when to come again.</summary>
    public async Task<TimeSpan> MaintainAsync(CancellationToken cancel)
    {
        var isOurs = await frame.RunAsync(
            "maintain",
            "maintain:Repository",
            async run =>
            {
                var result = await operations.RunMaintenanceAsync(cancel);
                run.Remark = result.WaitsFor;
                Log.Maintained(
                    logger,
                    run.RunId,
                    result.MadePartitions,
                    result.EmptiedPartitions,
                    result.DeletedRows,
                    result.MergedPartitions,
                    result.WaitsFor ?? "nothing",
                    run.ElapsedMs
                );
            },
            (run, error) => Log.MaintainFailed(logger, run.RunId, run.ErrorNumber, error),
            cancel
        );
        return isOurs ? Interval : StandByInterval;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var pause = await MaintainAsync(stoppingToken);
            health.Beat("maintain", Interval);
            await Task.Delay(pause, time, stoppingToken);
        }
    }
}
