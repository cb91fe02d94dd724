// One line of ops.GetCollectorStatus: whether a collector is collecting, and if not, why and what to do.
namespace AxMonitor.Orchestrator.Repository;

/// <summary>How a collector stands on an instance.</summary>
public sealed record CollectorStatus
{
    public string InstanceName { get; init; } = "";
    public string CollectorName { get; init; } = "";

    /// <summary>disabled, starting, waiting, collecting, slowed, off or failing.</summary>
    public string State { get; init; } = "";
    public bool IsCollecting { get; init; }

    /// <summary>"collecting", or "not collecting, because …".</summary>
    public string Standing { get; init; } = "";
    public string? Remedy { get; init; }

    /// <summary>What it could use and does not find.</summary>
    public string? Missing { get; init; }
    public DateTime? Since { get; init; }
    public DateTime? LastSuccessAt { get; init; }
    public long? DataAgeMs { get; init; }
    public int IntervalMs { get; init; }
    public int EffectiveIntervalMs { get; init; }
    public int BudgetMs { get; init; }
    public int? LastSourceMs { get; init; }
    public DateTime? TruncatedAt { get; init; }
}
