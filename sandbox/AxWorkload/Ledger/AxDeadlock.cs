// A deadlock as the simulator itself knows it.
namespace AxMonitor.Sandbox.AxWorkload.Ledger;

/// <param name="At">UTC time of the event.</param>
/// <param name="SessionIds">SQL sessions of the circle.</param>
/// <param name="VictimSessionId">The one that was rolled back.</param>
public sealed record AxDeadlock(DateTime At, IReadOnlyList<int> SessionIds, int VictimSessionId);
