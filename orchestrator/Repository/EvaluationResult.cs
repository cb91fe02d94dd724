// What alert.Evaluate answers.
namespace AxMonitor.Orchestrator.Repository;

/// <summary>Result of one evaluation of the alert rules.</summary>
public sealed record EvaluationResult
{
    public int OpenedCount { get; init; }
    public int ResolvedCount { get; init; }
    public int OpenCount { get; init; }
    public int NotificationCount { get; init; }
}
