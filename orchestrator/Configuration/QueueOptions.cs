// How much is collected at the same time.
using System.ComponentModel.DataAnnotations;

namespace AxMonitor.Orchestrator.Configuration;

/// <summary>Limits of the work queue.</summary>
public sealed record QueueOptions
{
    /// <summary>Collector runs at the same time beyond the one that each instance may always have.</summary>
    [Range(1, 256)]
    public int MaxParallel { get; init; } = 8;

    /// <summary>Collector runs at the same time on one instance.</summary>
    [Range(1, 32)]
    public int MaxParallelPerInstance { get; init; } = 2;

    /// <summary>Runs that may wait; more are skipped and counted.</summary>
    [Range(1, 100_000)]
    public int Capacity { get; init; } = 500;
}
