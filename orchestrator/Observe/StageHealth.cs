// One stage's part of /health.
namespace AxMonitor.Orchestrator.Observe;

/// <summary>How a stage is doing.</summary>
/// <param name="LastSuccessAt">Null when it has never succeeded.</param>
/// <param name="LastError">Null since its last success.</param>
public sealed record StageHealth(DateTimeOffset? LastSuccessAt, string? LastError);
