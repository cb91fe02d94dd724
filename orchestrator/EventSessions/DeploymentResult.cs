// What `axmonitor deploy xe` did, or would do, on an instance; also the shape of its JSON.
namespace AxMonitor.Orchestrator.EventSessions;

/// <summary>Everything about one instance.</summary>
/// <param name="MissingGrants">T-SQL that an administrator has to run first; a dry run goes on
/// without.</param>
public sealed record DeploymentResult(
    string Instance,
    bool IsDryRun,
    IReadOnlyList<EventSessionChange> Sessions,
    ThresholdChange Threshold,
    IReadOnlyList<string> MissingGrants
);

/// <summary>An event session: created, recreated, altered or unchanged; whether it had to be started; and the
/// T-SQL of it.</summary>
public sealed record EventSessionChange(string EventSession, string Action, bool IsStarted, string Statements);

/// <summary>The option before and after, and the T-SQL of it; none when it stays.</summary>
/// <param name="Refusal">Why the value cannot be set.</param>
public sealed record ThresholdChange(int OldSeconds, int NewSeconds, string Statements, string? Refusal);
