// What ops.AcquireLease answers.
namespace AxMonitor.Orchestrator.Repository;

/// <summary>Whether the lease is held by the asking process, and until when by whoever holds it.</summary>
public sealed record LeaseGrant
{
    public bool IsHeld { get; init; }
    public DateTime ExpiresAt { get; init; }
}
