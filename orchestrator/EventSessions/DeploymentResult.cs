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
