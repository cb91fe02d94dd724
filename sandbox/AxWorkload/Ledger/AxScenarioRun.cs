// An incident as the simulator itself knows it.
namespace AxMonitor.Sandbox.AxWorkload.Ledger;

/// <param name="Name">Scenario.</param>
/// <param name="StartsAt">UTC.</param>
/// <param name="EndsAt">UTC; null while it lasts.</param>
public sealed record AxScenarioRun(string Name, DateTime StartsAt, DateTime? EndsAt);
