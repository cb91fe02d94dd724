// What every collect.Save procedure answers.
namespace AxMonitor.Orchestrator.Repository;

/// <summary>Result of handing one snapshot to the repository.</summary>
public sealed record SaveResult
{
    public int SavedRows { get; init; }

    /// <summary>The snapshot had been saved before; nothing changed.</summary>
    public bool WasDuplicate { get; init; }
}
