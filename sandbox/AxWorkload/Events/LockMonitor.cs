// The lock monitor of the simulated server: it reports tasks that are blocked beyond the threshold, finds the
// deadlock of each incident that has one, and counts lock waits that have ended.
using AxMonitor.Sandbox.AxWorkload.Ledger;
using AxMonitor.Sandbox.AxWorkload.Scenarios;
using AxMonitor.Sandbox.AxWorkload.Server;
using AxMonitor.Sandbox.AxWorkload.State;

namespace AxMonitor.Sandbox.AxWorkload.Events;

/// <summary>Blocked-process reports, deadlocks and ended lock waits. Not thread-safe: the installation's lock
/// protects it.</summary>
/// <param name="incidents">What can block.</param>
/// <param name="reports">Writes a sweep as events.</param>
/// <param name="deadlockReports">Writes a deadlock as an event.</param>
/// <param name="events">The event files.</param>
/// <param name="queries">Notes the victim's statement as failed.</param>
/// <param name="ledger">Notes each deadlock.</param>
/// <param name="sessionsAt">Advances the life of the installation to the first time and returns the sessions
/// at the second.</param>
internal sealed class LockMonitor(
    IncidentBook incidents,
    BlockedProcessReports reports,
    DeadlockReports deadlockReports,
    EventFiles events,
    QueryEventLog queries,
    AxLedger ledger,
    Func<DateTime, DateTime, AxSnapshot> sessionsAt
)
{
    private readonly HashSet<(string Name, DateTime Onset)> _deadlocked = [];
    private int _deadlocksBeforeRestart;
    private DateTime _serverStartedAt;
    private DateTime _followedTo;
    private long _sweeps;

    /// <summary>Seconds a task must be blocked before events report it; 0 switches reports off.</summary>
    public required int ThresholdSeconds { get; init; }

    /// <summary>UTC begin of the simulation. Deadlocks of incidents before it belong to no event
    /// file.</summary>
    public required DateTime Origin
    {
        get;
        init => field = _serverStartedAt = value;
    }

    /// <summary>Deadlocks since the server's start.</summary>
    public int Deadlocks => _deadlocked.Count - _deadlocksBeforeRestart;

    /// <summary>Lock waits of incidents that have ended since the server's start.</summary>
    public LockWaitLedger EndedWaits { get; private set; } = new();

    /// <summary>The server restarts: sweeps, waits and deadlocks are counted from here.</summary>
    public void ServerRestarted(DateTime at)
    {
        _serverStartedAt = at;
        _sweeps = 0;
        EndedWaits = new LockWaitLedger();
        _deadlocksBeforeRestart = _deadlocked.Count;
    }

    /// <summary>Writes the sweeps and deadlocks that are due. The lock monitor sweeps at fixed times whether
    /// or not anybody reads.</summary>
    public void Advance(DateTime now)
    {
        if (ThresholdSeconds > 0)
        {
            var threshold = TimeSpan.FromSeconds(ThresholdSeconds);
            for (var due = (long)((now - _serverStartedAt) / threshold); _sweeps < due; _sweeps++)
            {
                Sweep(_serverStartedAt + ((_sweeps + 1) * threshold), threshold);
            }
        }

        AppendDeadlocks(now);
    }

    /// <summary>Counts the lock waits that ended by now. The life of the installation has been advanced to
    /// now.</summary>
    public void CountEndedWaits(DateTime now)
    {
        EndedWaits.Advance(now, incidents.HasParticipantsBetween(_followedTo, now), incidents.WaitsAt);
        _followedTo = now;
    }

    // Everyday blocks are shorter than any threshold, so sweeps outside of incidents find nothing.
    private void Sweep(DateTime at, TimeSpan threshold)
    {
        if (incidents.Timeline.ActiveAt(at).Any(incidents.HasParticipants))
        {
            AppendDeadlocks(at);
            events.Append(SimulatedEventSession.Blocking, reports.Sweep(sessionsAt(at, at), threshold, _sweeps + 1));
        }
    }

    // Each run of a scenario has its deadlock once; what the report shows is the state just before the victim
    // was chosen.
    private void AppendDeadlocks(DateTime until)
    {
        foreach (var window in incidents.Timeline.Windows)
        {
            var scenario = incidents.Scenario(window);
            if (
                window.StartsAt + scenario.DeadlockAfter is { } at
                && at <= until
                && at >= Origin
                && window.Contains(at)
                && _deadlocked.Add((window.Name, window.StartsAt))
            )
            {
                var before = sessionsAt(at, at - TimeSpan.FromMilliseconds(1));
                events.Append(SimulatedEventSession.Blocking, [deadlockReports.Report(before, at, scenario.Participants)]);
                queries.AddVictim(before.Find(scenario.Participants[^1].SessionId)!, at);
                var sessions = scenario.Participants.Select(p => p.SessionId).ToArray();
                ledger.Add(new AxDeadlock(at, sessions, sessions[^1]));
            }
        }
    }
}
