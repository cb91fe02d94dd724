// What the stages need of leases: whether it is this process's turn.
namespace AxMonitor.Orchestrator.Leases;

public interface ILeases
{
    /// <summary>Whether this process holds the lease.</summary>
    ValueTask<bool> IsHeldAsync(string leaseName, CancellationToken cancel);
}
