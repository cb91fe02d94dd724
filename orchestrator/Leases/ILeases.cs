// What the stages need of leases: whether it is this process's turn, and if not, why.
namespace AxMonitor.Orchestrator.Leases;

public interface ILeases
{
    /// <summary>What the repository says is wrong with this machine's clock; null when nothing is.</summary>
    string? ClockFault { get; }

    /// <summary>Whether this process holds the lease.</summary>
    ValueTask<bool> IsHeldAsync(string leaseName, CancellationToken cancel);

    /// <summary>Who holds a lease that this process does not hold; null when it does, or nobody is known
    /// to.</summary>
    string? HolderOf(string leaseName);
}
