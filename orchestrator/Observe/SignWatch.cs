// Asks the repository every twenty seconds who has collected, evaluated and delivered lately. A lease says
// who may; only traces say who does. What nobody does is logged, and makes /health fail.
using AxMonitor.Orchestrator.Repository;

namespace AxMonitor.Orchestrator.Observe;

/// <summary>Watches over the work, whoever does it.</summary>
public sealed class SignWatch(
    IAlerting alerting,
    Health health,
    RepeatLimit limit,
    TimeProvider time,
    ILogger<SignWatch> logger
) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(20);

    // A service that starts finds the traces of the one before it.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(90);

    /// <summary>Asks once.</summary>
    public async Task LookAsync(CancellationToken cancel)
    {
        try
        {
            var signs = await alerting.GetSignsOfLifeAsync(cancel);
            health.Saw(signs);
            if (health.Since(at: null) < Grace)
            {
                return;
            }

            foreach (var sign in signs.Where(s => s.IsSilent))
            {
                if (limit.IsDue("sign/" + sign.Job, out _))
                {
                    Log.NobodyWorks(logger, sign.Job, sign.Reason);
                }
            }
        }
        catch (Exception) when (!cancel.IsCancellationRequested)
        {
            // The repository is away: the schedule's stage says so.
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            health.Beat("signs", Interval);
            await LookAsync(stoppingToken);
            await Task.Delay(Interval, time, stoppingToken);
        }
    }
}
