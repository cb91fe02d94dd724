// The simulated AX 2012 R3 installation: attach it to an engine, and the engine's DMVs, event files and AX
// database show an installation at work. This class holds the clock and the locks and advances the parts in
// order; what they do is in their own classes.
using AxMonitor.Engine.Programs;
using AxMonitor.Engine.SystemViews;
using AxMonitor.Engine.Types;
using AxMonitor.Sandbox.AxWorkload.Events;
using AxMonitor.Sandbox.AxWorkload.Installation;
using AxMonitor.Sandbox.AxWorkload.Ledger;
using AxMonitor.Sandbox.AxWorkload.Load;
using AxMonitor.Sandbox.AxWorkload.Scenarios;
using AxMonitor.Sandbox.AxWorkload.Server;
using AxMonitor.Sandbox.AxWorkload.State;

namespace AxMonitor.Sandbox.AxWorkload;

/// <summary>A deterministic AX installation under load. Thread-safe.</summary>
public sealed class AxInstallation : IServerStateProvider, IDisposable
{
    private const string LogFolder = @"C:\Program Files\Microsoft SQL Server\MSSQL13.MSSQLSERVER\MSSQL\Log";

    // Views read one after another in a batch should show the same instant, as far as a real server does; the
    // model moves in steps this long.
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(200);

    // The life of the installation moves at multiples of this, whoever asks and whenever, so that views do
    // not depend on how often they are read. The tables of AX are brought up to date as often: they are real
    // tables of the engine, so nothing is called when they are read.
    private static readonly TimeSpan LifeStep = TimeSpan.FromSeconds(5);

    // So much of the past is written at once when the installation begins with a history.
    private static readonly TimeSpan PastStep = TimeSpan.FromHours(12);

    private readonly AxInstallationOptions _options;

    // _gate protects the model, _writing the tables in the engine. _writing is taken first.
    private readonly Lock _gate = new();
    private readonly Lock _writing = new();
    private readonly DateTime _startedAt;
    private readonly AxTopology _topology;
    private readonly IncidentBook _incidents = new();
    private readonly AxLife _life;
    private readonly EventFiles _events;
    private readonly QueryEventLog _queries;
    private readonly ServerLoad _server;
    private DateTime _engineStartedAt;
    private AttachedParts? _attached;
    private AxSnapshot? _latest;
    private ITimer? _timer;

    public AxInstallation(AxInstallationOptions options)
    {
        _options = options;
        _startedAt = Now;
        _topology = new AxTopology(options.Seed, _startedAt, options.LoadFactor);
        _events = new EventFiles(LogFolder, options.EventFileBytes, options.EventFilesKept, _startedAt);
        _server = new ServerLoad(options.Seed, _incidents.Strengths, options.Time.LocalTimeZone, _startedAt, options.LoadFactor);
        Ledger = new AxLedger(ScenarioRuns);
        _queries = new QueryEventLog(_topology, _server, options.Seed, options.DatabaseName, _events, Ledger, _startedAt);
        foreach (
            var (entry, at) in options.Timetable.SelectMany(e => e.Begins(_startedAt).Select(at => (e, at))).OrderBy(e => e.at)
        )
        {
            _incidents.Add(new ScenarioWindow(entry.Name, at, at + entry.Parameters.Duration, entry.Parameters));
        }

        var origin =
            new DateTime(_startedAt.Ticks - (_startedAt.Ticks % TimeSpan.TicksPerHour), DateTimeKind.Utc) - options.History;
        _life = new AxLife(
            _topology,
            options.Seed,
            origin,
            options.History + options.KeepsMore,
            _incidents.Timeline,
            Ledger
        );
    }

    /// <summary>Name of the AX business database.</summary>
    public string DatabaseName => _options.DatabaseName;

    /// <summary>Called when something failed that happens by itself. The installation goes on with the next
    /// step; without a handler the failure ends the process, as it would be lost otherwise.</summary>
    public Action<Exception>? Failed { get; set; }

    /// <summary>What really happened, to compare with what a monitor found.</summary>
    public AxLedger Ledger { get; }

    private DateTime Now => _options.Time.GetUtcNow().UtcDateTime;

    private AttachedParts Attached =>
        _attached ?? throw new InvalidOperationException("The installation is not attached to an engine.");

    /// <summary>Makes the AX database in the engine and begins to fill the engine's DMVs.</summary>
    public void Attach(ServerInstance engine)
    {
        var tables = new AxTables(engine, _options);
        lock (_gate)
        {
            _attached = Parts(engine, tables);
            _incidents.UseScenarios(name => Scenario(name, tables.Table));
            if (_options.CapturedEventsFolder is { } folder)
            {
                _events.Append(SimulatedEventSession.Blocking, CapturedEvents.Load(folder));
            }
        }

        lock (_writing)
        {
            tables.Commit(AxDatabase.FixedRows(_topology));
            for (var at = _life.Now + PastStep; at < _startedAt; at += PastStep)
            {
                _life.Advance(at, isPast: true);
                tables.Commit(_life.TakeChanges());
            }

            _timer = _options.Time.CreateTimer(_ => AdvanceByTimer(), null, LifeStep, LifeStep);
        }

        Advance();
        _engineStartedAt = engine.StartedAt;
        engine.AddStateProvider(this);
    }

    /// <summary>Stops what happens by itself. Dispose it before the engine.</summary>
    public void Dispose()
    {
        lock (_writing)
        {
            _timer?.Dispose();
            _attached?.Tables.Dispose();
        }
    }

    /// <summary>Brings the AX tables to the present. It happens by itself every five seconds of the
    /// installation's clock.</summary>
    public void Advance() => AdvanceTo(Now);

    /// <summary>Lets everything happen that is due by a time, and brings the AX tables there. An earlier time
    /// than before changes nothing.</summary>
    /// <param name="at">UTC.</param>
    public void AdvanceTo(DateTime at)
    {
        lock (_writing)
        {
            AxChanges changes;
            lock (_gate)
            {
                AdvanceModel(at);
                changes = _life.TakeChanges();
            }

            // Not under the lock of the views: a session that holds the writer lock of the AX database may
            // read them.
            _attached?.Tables.Commit(changes);
            _attached?.Tables.AdvanceBackups(at);
        }
    }

    /// <summary>Starts a new event file, as a restart of the event session does.</summary>
    public void RollEventFileOver()
    {
        lock (_gate)
        {
            AdvanceModel(Now);
            _events.RollOver();
        }
    }

    /// <inheritdoc/>
    public IEnumerable<IReadOnlyDictionary<string, object?>> Rows(
        string viewName,
        IReadOnlyList<SqlValue> arguments,
        IReadOnlyList<SqlType> argumentTypes
    )
    {
        lock (_gate)
        {
            // Complete before the lock is left: rows that are made while they are read would be made beside
            // the timer that changes what they are made of.
            return [.. Attached.Views.Rows(viewName, arguments)];
        }
    }

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

        Change(now =>
        {
            if (_incidents.Timeline.At(name, now) is null)
            {
                _incidents.Add(
                    new ScenarioWindow(name, now, now + parameters?.Duration, parameters ?? new AxScenarioParameters())
                );
            }
        });
        Advance();
    }

    /// <summary>Ends an incident: locks are released, who waited goes on.</summary>
    public void StopScenario(string name)
    {
        Change(now => _incidents.End(name, now));
        Advance();
    }

    /// <summary>UTC time at which a running scenario began; null when it does not run.</summary>
    public DateTime? OnsetAt(string name)
    {
        lock (_gate)
        {
            return _incidents.Timeline.At(name, Now)?.StartsAt;
        }
    }

    /// <summary>How strong an incident of the whole server is at an instant: 0 not at all, 1 in full
    /// force.</summary>
    public double Strength(string name, DateTime at)
    {
        lock (_gate)
        {
            return _incidents.Strengths.Strength(name, at);
        }
    }

    /// <summary>
    /// Restarts the watched server: its connections end, running tasks fail, transactions and with them
    /// incidents of blocking are gone, all counters restart at zero, event sessions write new files, and the
    /// AOS connect again under session ids that others had before.
    /// </summary>
    public void RestartServer()
    {
        var attached = Attached;
        Change(now =>
        {
            _incidents.ConnectionsLost(now);
            _life.Batch.ConnectionsLost(now);
            _topology.Reconnect(now);
            _incidents.Reconnected();
            attached.Locks.ServerRestarted(now);
            _server.Restart(now);
            _events.RollOver();
        });
        attached.Engine.Restart();
        lock (_gate)
        {
            _engineStartedAt = attached.Engine.StartedAt;
        }

        Advance();
    }

    /// <summary>The state the DMVs show now.</summary>
    internal AxSnapshot Latest()
    {
        var now = Now;
        lock (_gate)
        {
            if (_latest is null || now - _latest.At >= Step || now < _latest.At)
            {
                AdvanceModel(now);
                _latest = Attached.Sessions.At(now);
            }

            return _latest;
        }
    }

    private void AdvanceByTimer()
    {
        try
        {
            Advance();
        }
        catch (Exception failure) when (Failed is { } failed)
        {
            failed(failure);
        }
    }

    private static DateTime Floor(DateTime at) => new(at.Ticks - (at.Ticks % LifeStep.Ticks), DateTimeKind.Utc);

    private AttachedParts Parts(ServerInstance engine, AxTables tables)
    {
        var load = new EverydayLoad(_topology, _options.Seed, _life, tables.Table, _options.BackgroundBlocking);
        var sessions = new SessionStates(load, _queries, _incidents, _life);
        var reports = new BlockedProcessReports(tables.DatabaseId, DatabaseName, _options.Time);
        var locks = new LockMonitor(
            _incidents,
            reports,
            new DeadlockReports(DatabaseName, reports),
            _events,
            _queries,
            Ledger,
            (lifeAt, at) =>
            {
                _life.Advance(Floor(lifeAt));
                return sessions.At(at);
            }
        )
        {
            ThresholdSeconds = _options.BlockedProcessThresholdSeconds,
            Origin = _startedAt,
        };
        var views = new ServerViews(
            new DmvRows(tables.DatabaseId, _options.Time),
            _events,
            tables.Indexes,
            () => Moment(tables, locks),
            () => AdvanceModel(Now)
        );
        return new AttachedParts(engine, tables, sessions, locks, views);
    }

    private IncidentScenario Scenario(string name, Func<string, LockableTable> table) =>
        name switch
        {
            AxWorkloadScenarios.BlockingStorm => new BlockingStorm(_topology, table, _options.Seed),
            AxWorkloadScenarios.NumberSequenceBlock => new NumberSequenceBlock(_topology, table),
            AxWorkloadScenarios.Deadlock => new OppositeOrder(_topology, table),
            _ => new ServerWide(),
        };

    private ServerMoment Moment(AxTables tables, LockMonitor locks)
    {
        var sessions = Latest();
        return new ServerMoment(sessions.At, sessions, _server, tables.DatabaseId, DatabaseName)
        {
            StartedAt = _engineStartedAt,
            LockWaits = locks.EndedWaits,
            Deadlocks = locks.Deadlocks,
            ModelStoreDatabaseId = tables.ModelStoreDatabaseId,
        };
    }

    // What changes the incidents or the server happens now: everything due before has happened, and the next
    // reading sees the new state.
    private void Change(Action<DateTime> change)
    {
        lock (_gate)
        {
            var now = Now;
            AdvanceModel(now);
            change(now);
            _latest = null;
        }
    }

    private void AdvanceModel(DateTime now)
    {
        _attached?.Locks.Advance(now);
        _life.Advance(Floor(now));
        _queries.Advance(now, _life.Servers.IsDown);
        _attached?.Locks.CountEndedWaits(now);
    }

    private AxScenarioRun[] ScenarioRuns()
    {
        lock (_gate)
        {
            return _incidents.Runs();
        }
    }
}
