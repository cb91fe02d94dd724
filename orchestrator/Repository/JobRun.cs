// One row of ops.JobRun: what a run of a collector, of the evaluation or of the delivery did.
namespace AxMonitor.Orchestrator.Repository;

/// <summary>A finished run.</summary>
public sealed record JobRun
{
    public required Guid RunId { get; init; }
    public required string JobName { get; init; }
    public int? InstanceId { get; init; }
    public required DateTime StartedAt { get; init; }
    public required DateTime EndedAt { get; init; }
    public int? SourceMs { get; init; }
    public int? SaveMs { get; init; }
    public int? RowsRead { get; init; }
    public int? RowsSaved { get; init; }

    /// <summary>One of <see cref="RunOutcome"/>.</summary>
    public required string Outcome { get; init; }

    /// <summary>UTC on the watched server.</summary>
    public DateTime? CapturedAt { get; init; }

    /// <summary>Whether a limit left something out.</summary>
    public bool? IsTruncated { get; init; }
    public int? ErrorNumber { get; init; }
    public string? ErrorMessage { get; init; }
}
