// What every SQL session does at an instant: the everyday load, over it the slow queries, over these the
// incidents.
using AxMonitor.Sandbox.AxWorkload.Events;
using AxMonitor.Sandbox.AxWorkload.Load;
using AxMonitor.Sandbox.AxWorkload.Scenarios;

namespace AxMonitor.Sandbox.AxWorkload.State;

/// <summary>Composes snapshots. Not thread-safe: the installation's lock protects it.</summary>
internal sealed class SessionStates(EverydayLoad load, QueryEventLog queries, IncidentBook incidents, AxLife life)
{
    /// <summary>The sessions at an instant to which the life of the installation has been advanced.</summary>
    public AxSnapshot At(DateTime at)
    {
        var active = incidents.ActiveAt(at);
        var busy = active.SelectMany(a => a.Scenario.Participants).Select(p => p.SessionId).ToHashSet();
        var sessions = load.At(at).Where(s => !busy.Contains(s.SessionId)).ToDictionary(s => s.SessionId);
        foreach (var state in queries.Running(at).Where(s => sessions.ContainsKey(s.SessionId)))
        {
            sessions[state.SessionId] = state;
        }

        foreach (var (scenario, onset) in active)
        {
            foreach (var state in scenario.At(onset, at).Where(s => !life.Servers.IsDown(s.Slot.Server)))
            {
                sessions[state.SessionId] = state;
            }
        }

        return new AxSnapshot(at, sessions.Values.OrderBy(s => s.SessionId).ToArray());
    }
}
