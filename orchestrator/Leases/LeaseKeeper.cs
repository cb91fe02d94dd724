// Holds this process's leases: takes one when it is first wanted, renews all of them at a third of their
// duration, and tries again for those that others hold, so that a dead process is replaced within a minute.
using System.Collections.Concurrent;
using AxMonitor.Orchestrator.Configuration;
using AxMonitor.Orchestrator.Observe;
using AxMonitor.Orchestrator.Repository;

namespace AxMonitor.Orchestrator.Leases;

/// <summary>Decides which of several processes does a job.</summary>
public sealed class LeaseKeeper(
    IOperations operations,
    OrchestratorOptions options,
    Health health,
    RepeatLimit limit,
    TimeProvider time,
    ILogger<LeaseKeeper> logger
) : BackgroundService, ILeases
{
    private readonly ConcurrentDictionary<string, LeaseState> _leases = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether this process holds the lease; the first question for a lease tries to take
    /// it.</summary>
    public async ValueTask<bool> IsHeldAsync(string leaseName, CancellationToken cancel)
    {
        var lease = _leases.GetOrAdd(leaseName, _ => new LeaseState());
        if (!lease.WasTried && !IsAlive(lease))
        {
            await RenewAsync(leaseName, lease, cancel);
        }

        return IsAlive(lease);
    }

    /// <summary>Renews what is wanted; one round.</summary>
    public async Task RenewAllAsync(CancellationToken cancel)
    {
        foreach (var (name, lease) in _leases)
        {
            await RenewAsync(name, lease, cancel);
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        foreach (var (name, lease) in _leases)
        {
            if (!IsAlive(lease))
            {
                continue;
            }

            try
            {
                await operations.ReleaseLeaseAsync(name, options.Owner, cancellationToken);
                lease.HeldSince = null;
            }
            catch (Exception e)
            {
                // It expires by itself; only the successor has to wait that long.
                Log.LeaseFailed(logger, name, e.Message, 0, RepeatLimit.Unexpected(e));
                return;
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Intervals.Lease / 3, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            health.Beat("leases", options.Intervals.Lease);
            await RenewAllAsync(stoppingToken);
        }
    }

    private async Task RenewAsync(string name, LeaseState lease, CancellationToken cancel)
    {
        await lease.Gate.WaitAsync(cancel);
        try
        {
            // Counted from before the call, so that we never believe in a lease longer than the repository
            // does.
            var asked = time.GetTimestamp();
            var wasAlive = IsAlive(lease);
            var grant = await operations.AcquireLeaseAsync(name, options.Owner, options.Intervals.Lease, cancel);
            lease.HeldSince = grant.IsHeld ? asked : null;
            lease.WasTried = true;
            if (grant.IsHeld != wasAlive)
            {
                Announce(name, grant.IsHeld);
            }
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancel.IsCancellationRequested)
        {
            lease.WasTried = false;
            if (limit.IsDue("lease/" + e.GetType().Name, out var leftOut))
            {
                Log.LeaseFailed(logger, name, e.Message, leftOut, RepeatLimit.Unexpected(e));
            }
        }
        finally
        {
            lease.Gate.Release();
        }
    }

    private void Announce(string name, bool isHeld)
    {
        if (isHeld)
        {
            Log.LeaseTaken(logger, name, options.Owner);
        }
        else
        {
            Log.LeaseLost(logger, name);
        }
    }

    private bool IsAlive(LeaseState lease) =>
        lease.HeldSince is { } since && time.GetElapsedTime(since) < options.Intervals.Lease;

    private sealed class LeaseState
    {
        private long _heldSince = -1;

        public SemaphoreSlim Gate { get; } = new(1, 1);

        /// <summary>Set when the repository has answered; until then every question asks it again.</summary>
        public volatile bool WasTried;

        public long? HeldSince
        {
            get => Interlocked.Read(ref _heldSince) is >= 0 and var since ? since : null;
            set => Interlocked.Exchange(ref _heldSince, value ?? -1);
        }
    }
}
