// What ops.RunMaintenance answers.
namespace AxMonitor.Orchestrator.Repository;

/// <summary>Result of one maintenance of the repository.</summary>
public sealed record MaintenanceResult
{
    /// <summary>Partitions made for days to come.</summary>
    public int MadePartitions { get; init; }

    /// <summary>Partitions of old days that held rows.</summary>
    public int EmptiedPartitions { get; init; }

    /// <summary>Rows deleted in batches.</summary>
    public long DeletedRows { get; init; }

    /// <summary>Boundaries of old days taken away.</summary>
    public int MergedPartitions { get; init; }

    /// <summary>Why something was left to the next call; null when all was done.</summary>
    public string? WaitsFor { get; init; }
}
