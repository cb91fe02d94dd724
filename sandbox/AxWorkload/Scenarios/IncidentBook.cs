// All incidents of one installation: when each begins and ends, which sessions take part, and what these
// sessions do at an instant.
using AxMonitor.Sandbox.AxWorkload.Ledger;
using AxMonitor.Sandbox.AxWorkload.Server;
using AxMonitor.Sandbox.AxWorkload.State;

namespace AxMonitor.Sandbox.AxWorkload.Scenarios;

/// <summary>The incidents and their scenarios. Not thread-safe: the installation's lock protects
/// it.</summary>
internal sealed class IncidentBook
{
    private Func<string, IncidentScenario>? _make;
    private Dictionary<string, IncidentScenario> _scenarios = new(StringComparer.Ordinal);

    /// <summary>Begin and end of each incident.</summary>
    public ScenarioTimeline Timeline { get; } = new();

    /// <summary>The same incidents by their strength, as the load of the server needs them.</summary>
    public IncidentTimetable Strengths { get; } = new();

    /// <summary>Gives the scenarios their tables and sessions.</summary>
    /// <param name="make">Makes the scenario of a name.</param>
    public void UseScenarios(Func<string, IncidentScenario> make)
    {
        _make = make;
        MakeScenarios();
    }

    /// <summary>Adds an incident that is planned or begins now.</summary>
    public void Add(ScenarioWindow window)
    {
        Timeline.Add(window);
        Strengths.Begin(window.Name, window.StartsAt);
        if (window.EndsAt is { } end)
        {
            Strengths.End(window.Name, end);
        }
    }

    /// <summary>Ends an incident; nothing happens when none of that name lasts.</summary>
    public void End(string name, DateTime at)
    {
        if (Timeline.End(name, at) is not null)
        {
            Strengths.End(name, at);
        }
    }

    /// <summary>Ends every incident in which SQL sessions take part, since a restart of the server ends
    /// these.</summary>
    public void ConnectionsLost(DateTime at)
    {
        foreach (var window in Timeline.ActiveAt(at).Where(HasParticipants).ToArray())
        {
            End(window.Name, at);
        }
    }

    /// <summary>Gives the scenarios sessions of the new connections.</summary>
    public void Reconnected() => MakeScenarios();

    /// <summary>The scenario of an incident.</summary>
    public IncidentScenario Scenario(ScenarioWindow window) => _scenarios[window.Name];

    /// <summary>Incidents that are on at an instant, with the time each began.</summary>
    public IReadOnlyList<(IncidentScenario Scenario, DateTime Onset)> ActiveAt(DateTime at) =>
        [.. Timeline.ActiveAt(at).Select(w => (Scenario(w), w.StartsAt))];

    /// <summary>Sessions that wait in an incident. Everyday waits are shorter than the time between two
    /// readings; they are part of the load's rates (WaitKinds).</summary>
    public IEnumerable<SqlSessionState> WaitsAt(DateTime at) =>
        ActiveAt(at).SelectMany(i => i.Scenario.At(i.Onset, at)).Where(s => s.Wait is not null);

    /// <summary>Whether SQL sessions take part in the incident.</summary>
    public bool HasParticipants(ScenarioWindow window) => Scenario(window).Participants.Count > 0;

    /// <summary>Whether an incident with participants lasts at some time after <paramref name="from"/> and
    /// before <paramref name="to"/>.</summary>
    public bool HasParticipantsBetween(DateTime from, DateTime to) =>
        Timeline.Windows.Any(w => HasParticipants(w) && w.StartsAt < to && (w.EndsAt is null || w.EndsAt > from));

    /// <summary>All incidents so far and to come.</summary>
    public AxScenarioRun[] Runs() => [.. Timeline.Windows.Select(w => new AxScenarioRun(w.Name, w.StartsAt, w.EndsAt))];

    private void MakeScenarios()
    {
        var make = _make ?? throw new InvalidOperationException("The installation is not attached to an engine.");
        _scenarios = AxWorkloadScenarios.Names.ToDictionary(n => n, make, StringComparer.Ordinal);
    }
}
