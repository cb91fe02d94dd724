// Does the long work that is queued in ops.Job, one job at a time. Any orchestrator may: a job is claimed
// under a lease, which is prolonged while it runs; when its runner is gone another begins it again.
using AxMonitor.Orchestrator.Observe;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Orchestrator.Jobs.Long;

/// <summary>Runs queued jobs.</summary>
public sealed class JobRunner(
    JobQueue queue,
    IEnumerable<ILongWork> kinds,
    Health health,
    RepeatLimit limit,
    TimeProvider time,
    ILogger<JobRunner> logger
) : BackgroundService
{
    private const int FirstOwnError = 50001;
    private const int LastOwnError = 50999;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);
    private readonly IReadOnlyDictionary<string, ILongWork> _kinds = kinds.ToDictionary(k => k.Kind, StringComparer.Ordinal);

    /// <summary>Does the next job; returns whether there was one.</summary>
    public async Task<bool> RunNextAsync(CancellationToken cancel)
    {
        if (await queue.ClaimAsync(cancel) is not { } job)
        {
            return false;
        }

        Log.LongJobBegun(logger, job.JobId, job.KindName, job.QueuedBy, job.AttemptCount);
        using var span = RunTraces.LongJob(job.KindName, job.JobId);
        var began = time.GetTimestamp();
        var (state, result) = await WorkAsync(job, cancel);
        span.End(state ?? "elsewhere");
        if (state is { } ended)
        {
            // Also where the service stops: the job is given back.
            await queue.CompleteAsync(job, ended, result, CancellationToken.None);
            Log.LongJobEnded(logger, job.JobId, ended, (long)time.GetElapsedTime(began).TotalMilliseconds, result.Text);
        }

        return true;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var wasBusy = false;
            try
            {
                wasBusy = await RunNextAsync(stoppingToken);
                health.Succeeded("jobs");
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                health.Failed("jobs", e.Message);
                if (limit.IsDue($"jobs/{e.GetType().Name}", out var leftOut))
                {
                    Log.LongJobsFailed(logger, e.Message, leftOut, RepeatLimit.Unexpected(e));
                }
            }

            health.Beat("jobs", Interval);
            if (!wasBusy)
            {
                await Task.Delay(Interval, time, stoppingToken);
            }
        }
    }

    /// <summary>Works and keeps the lease; the state is null where another process has the job now.</summary>
    private async Task<(string? State, WorkResult Result)> WorkAsync(ClaimedJob job, CancellationToken stopping)
    {
        var progress = new WorkProgress();
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var work = StartAsync(job, progress, ends.Token);
        var standing = new JobStanding { IsHeld = true };
        while (await Task.WhenAny(work, Task.Delay(Beat, time, stopping)) != work && !stopping.IsCancellationRequested)
        {
            health.Beat("jobs", Interval);
            try
            {
                standing = await queue.SaveProgressAsync(job, progress, stopping);
            }
            catch (SqlException e)
            {
                // The lease holds for a while, and the next word may get through.
                if (limit.IsDue("jobs/progress", out var leftOut))
                {
                    Log.LongJobsFailed(logger, e.Message, leftOut, null);
                }
            }

            if (!standing.IsHeld || standing.IsCancelled)
            {
                await ends.CancelAsync();
            }
        }

        try
        {
            var result = await work;
            await queue.SaveProgressAsync(job, progress, CancellationToken.None);
            return ("done", result);
        }
        catch (Exception) when (!standing.IsHeld)
        {
            return (null, new WorkResult(""));
        }
        catch (Exception) when (standing.IsCancelled)
        {
            return ("cancelled", new WorkResult("Cancelled on request."));
        }
        catch (Exception) when (stopping.IsCancellationRequested)
        {
            return ("queued", new WorkResult(""));
        }
        catch (WorkRefusedException e)
        {
            return ("failed", new WorkResult(e.Message));
        }
        catch (SqlException e)
        {
            return ("failed", new WorkResult(e.Number is >= FirstOwnError and <= LastOwnError ? e.Message : $"Error {e.Number}: {e.Message}"));
        }
        catch (Exception e)
        {
            Log.LongJobsFailed(logger, e.Message, 0, e);
            return ("failed", new WorkResult(e.Message));
        }
    }

    private async Task<WorkResult> StartAsync(ClaimedJob job, WorkProgress progress, CancellationToken cancel)
    {
        await Task.Yield();
        return _kinds.TryGetValue(job.KindName, out var kind)
            ? await kind.RunAsync(job, progress, cancel)
            : throw new WorkRefusedException($"This version of AxMonitor does not know jobs of kind {job.KindName}.");
    }
}
