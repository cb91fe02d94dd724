// What can be made to happen to the installation: incidents by name, and a restart of the watched server.
using AxMonitor.Sandbox.AxWorkload.Installation;
using AxMonitor.Sandbox.AxWorkload.Ledger;
using AxMonitor.Sandbox.AxWorkload.Scenarios;
using AxMonitor.Sandbox.AxWorkload.Server;

namespace AxMonitor.Sandbox.AxWorkload;

/// <content>Incidents and restarts.</content>
public sealed partial class AxInstallation
{
    /// <summary>Begins an incident now. Calling it again while it lasts changes nothing.</summary>
    /// <param name="name">One of <see cref="AxWorkloadScenarios.Names"/>.</param>
    /// <param name="parameters">Its settings; null for the usual ones.</param>
    /// <exception cref="ArgumentException">No scenario has this name; the message lists those there
    /// are.</exception>
    public void StartScenario(string name, AxScenarioParameters? parameters = null)
    {
        if (!AxWorkloadScenarios.Names.Contains(name, StringComparer.Ordinal))
        {
            throw new ArgumentException(
                $"Scenario '{name}' is unknown. Known scenarios: {string.Join(", ", AxWorkloadScenarios.Names)}.",
                nameof(name)
            );
        }

        lock (_gate)
        {
            var now = Now;
            Advance(now);
            if (_timeline.At(name, now) is null)
            {
                Add(new ScenarioWindow(name, now, now + parameters?.Duration, parameters ?? new AxScenarioParameters()));
            }

            _latest = null;
        }

        MoveBatchOn();
    }

    /// <summary>Ends an incident: locks are released, who waited goes on.</summary>
    public void StopScenario(string name)
    {
        lock (_gate)
        {
            var now = Now;
            Advance(now);
            if (_timeline.End(name, now) is not null)
            {
                _incidents.End(name, now);
            }

            _latest = null;
        }

        MoveBatchOn();
    }

    /// <summary>UTC time at which a running scenario began; null when it does not run.</summary>
    public DateTime? OnsetAt(string name)
    {
        lock (_gate)
        {
            return _timeline.At(name, Now)?.StartsAt;
        }
    }

    /// <summary>How strong an incident of the whole server is at an instant: 0 not at all, 1 in full
    /// force.</summary>
    public double Strength(string name, DateTime at)
    {
        lock (_gate)
        {
            return _incidents.Strength(name, at);
        }
    }

    /// <summary>
    /// Restarts the watched server: its connections end, running tasks fail, transactions and with them
    /// incidents of blocking are gone, all counters begin anew, event sessions write new files, and the AOS
    /// connect again under session ids that others had before.
    /// </summary>
    public void RestartServer()
    {
        var engine = _engine ?? throw new InvalidOperationException("The installation is not attached to an engine.");
        lock (_gate)
        {
            var now = Now;
            Advance(now);
            foreach (var window in _timeline.ActiveAt(now).Where(HasParticipants).ToArray())
            {
                _timeline.End(window.Name, now);
                _incidents.End(window.Name, now);
            }

            _life.Batch.ConnectionsLost(now);
            _topology.Reconnect(now);
            _scenarios = _makeScenarios!();
            _serverStartedAt = now;
            _sweeps = 0;
            _lockWaits = new LockWaitLedger();
            _server.Restart(now);
            _events.RollOver();
            _deadlocksBefore = _deadlocked.Count;
            _latest = null;
        }

        engine.Restart();
        lock (_gate)
        {
            _engineStartedAt = engine.StartedAt;
        }

        MoveBatchOn();
    }

    private IncidentScenario Scenario(string name, Func<string, LockableTable> table) =>
        name switch
        {
            AxWorkloadScenarios.BlockingStorm => new BlockingStorm(_topology, table, _options.Seed),
            AxWorkloadScenarios.NumberSequenceBlock => new NumberSequenceBlock(_topology, table),
            AxWorkloadScenarios.Deadlock => new OppositeOrder(_topology, table),
            _ => new ServerWide(),
        };

    private void Add(ScenarioWindow window)
    {
        _timeline.Add(window);
        _incidents.Begin(window.Name, window.StartsAt);
        if (window.EndsAt is { } end)
        {
            _incidents.End(window.Name, end);
        }
    }

    private AxScenarioRun[] ScenarioRuns()
    {
        lock (_gate)
        {
            return _timeline.Windows.Select(w => new AxScenarioRun(w.Name, w.StartsAt, w.EndsAt)).ToArray();
        }
    }
}
