// An incident of the server as a whole: no session takes a special part, the load changes (see ServerLoad).
using AxMonitor.Sandbox.AxWorkload.Installation;
using AxMonitor.Sandbox.AxWorkload.State;

namespace AxMonitor.Sandbox.AxWorkload.Scenarios;

/// <summary>io-stall, cpu-saturation, tempdb-growth, plan-regression.</summary>
internal sealed class ServerWide : IncidentScenario
{
    public override IReadOnlyList<SqlSessionSlot> Participants => [];

    public override IEnumerable<SqlSessionState> At(DateTime onset, DateTime at) => [];
}
