// One occurrence of an incident.
namespace AxMonitor.Sandbox.AxWorkload.Scenarios;

/// <param name="Name">Scenario.</param>
/// <param name="StartsAt">UTC.</param>
/// <param name="EndsAt">UTC; null while the end is open.</param>
/// <param name="Parameters">Its settings.</param>
internal sealed record ScenarioWindow(string Name, DateTime StartsAt, DateTime? EndsAt, AxScenarioParameters Parameters)
{
    public bool Contains(DateTime at) => at >= StartsAt && (EndsAt is null || at < EndsAt);
}
