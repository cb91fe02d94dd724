// Writes ops.JobRun. Rows that cannot be written wait in memory, in order and within a bound, until the
// repository answers again; what exceeds the bound is dropped, oldest first, and counted.
using AxMonitor.Orchestrator.Observe;
using AxMonitor.Orchestrator.Repository;
using AxMonitor.Orchestrator.Signals;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Orchestrator.Jobs;

/// <summary>The run log's way into the repository.</summary>
public sealed class RunRecorder(
    IOperations operations,
    RunMetrics metrics,
    Health health,
    TimeProvider time,
    ILogger<RunRecorder> logger,
    int capacity = 1000
) : BackgroundService
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);
    private readonly Lock _gate = new();
    private readonly Queue<JobRun> _waiting = new();
    private readonly Pulse _news = new(time);
    private long _dropped;
    private long? _saidAt;

    /// <summary>Rows that have been given up.</summary>
    public long DroppedCount => Interlocked.Read(ref _dropped);

    /// <summary>Rows that wait.</summary>
    public int WaitingCount
    {
        get
        {
            lock (_gate)
            {
                return _waiting.Count;
            }
        }
    }

    /// <summary>Hands a row over; never waits.</summary>
    public void Record(JobRun run)
    {
        long dropped = 0;
        lock (_gate)
        {
            _waiting.Enqueue(run);
            if (_waiting.Count > capacity)
            {
                _waiting.Dequeue();
                dropped = ++_dropped;
            }
        }

        if (dropped > 0)
        {
            metrics.RunRowDropped();
            if (dropped % 100 == 1)
            {
                Log.RunLogDropped(logger, dropped);
            }
        }

        _news.Set();
    }

    /// <summary>Writes what waits; returns false when the repository refused.</summary>
    public async Task<bool> FlushAsync(CancellationToken cancel)
    {
        while (Next() is { } run)
        {
            try
            {
                await operations.SaveJobRunAsync(run, cancel);
            }
            catch (SqlException e) when (TransientErrors.IsRefusal(e))
            {
                // The repository answers, and will not have this row: the rows behind it must not wait for
                // it.
                metrics.RunRowDropped();
                Interlocked.Increment(ref _dropped);
                Log.RunLogRefused(logger, run.RunId, run.JobName, e.Number, e);
            }
            catch (Exception e) when (!cancel.IsCancellationRequested)
            {
                if (_saidAt is not { } said || time.GetElapsedTime(said) > TimeSpan.FromMinutes(1))
                {
                    _saidAt = time.GetTimestamp();
                    Log.RunLogFailed(logger, WaitingCount, e.Message, RepeatLimit.Unexpected(e));
                }

                return false;
            }

            Remove(run);
        }

        return true;
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        using var brief = new CancellationTokenSource(TimeSpan.FromSeconds(3), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(brief.Token, cancellationToken);
        try
        {
            await FlushAsync(either.Token);
        }
        catch (OperationCanceledException)
        {
            Log.RunLogDropped(logger, DroppedCount + WaitingCount);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var pause = TimeSpan.FromSeconds(1);
        while (!stoppingToken.IsCancellationRequested)
        {
            health.Beat("run log", LongestPause);
            await _news.WaitAsync(TimeSpan.FromSeconds(30), stoppingToken);
            if (await FlushAsync(stoppingToken))
            {
                pause = TimeSpan.FromSeconds(1);
                continue;
            }

            await Task.Delay(pause, time, stoppingToken);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            _news.Set();
        }
    }

    private JobRun? Next()
    {
        lock (_gate)
        {
            return _waiting.TryPeek(out var run) ? run : null;
        }
    }

    private void Remove(JobRun run)
    {
        lock (_gate)
        {
            // The row may have been dropped to make room while it was being written.
            if (_waiting.TryPeek(out var first) && ReferenceEquals(first, run))
            {
                _waiting.Dequeue();
            }
        }
    }
}
