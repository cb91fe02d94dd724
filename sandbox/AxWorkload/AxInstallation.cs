// The simulated AX 2012 R3 installation: attach it to an engine, and the engine's DMVs, event files and AX database show an installation at work.
using AxMonitor.Sandbox.AxWorkload.Events;
using AxMonitor.Sandbox.AxWorkload.Installation;
using AxMonitor.Sandbox.AxWorkload.Load;
using AxMonitor.Sandbox.AxWorkload.Scenarios;
using AxMonitor.Sandbox.AxWorkload.Server;
using AxMonitor.Sandbox.AxWorkload.State;
using AxMonitor.Sandbox.SqlEngine.Programs;
using AxMonitor.Sandbox.SqlEngine.SystemViews;
using AxMonitor.Sandbox.SqlEngine.Types;

namespace AxMonitor.Sandbox.AxWorkload;

/// <summary>A deterministic AX installation under load. Thread-safe.</summary>
public sealed class AxInstallation : IServerStateProvider, IDisposable
{
    private const string LogFolder = @"C:\Program Files\Microsoft SQL Server\MSSQL13.MSSQLSERVER\MSSQL\Log";

    // Views read one after another in a batch should show the same instant, as far as a real server does; the model moves in steps this long.
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(200);

    // How often the batch tables are brought up to date. AX tables are real tables of the engine, so nobody tells when they are read.
    private static readonly TimeSpan BatchStep = TimeSpan.FromSeconds(5);

    private readonly AxInstallationOptions _options;
    private readonly Lock _gate = new();
    private readonly Lock _batchGate = new();
    private readonly DateTime _startedAt;
    private readonly AxTopology _topology;
    private readonly Dictionary<string, (IncidentScenario Scenario, DateTime Onset)> _active = new(StringComparer.Ordinal);
    private readonly XeFileSet _events;
    private readonly IncidentTimetable _incidents = new();
    private readonly ServerLoad _server;
    private readonly LockWaitLedger _lockWaits = new();
    private readonly Dictionary<string, IServerArea> _areas;
    private readonly HashSet<string> _deadlocked = new(StringComparer.Ordinal);
    private long _deadlockCount;
    private Dictionary<string, IncidentScenario> _scenarios = new(StringComparer.Ordinal);
    private EverydayLoad? _load;
    private EngineClient? _client;
    private BatchLife? _batch;
    private ITimer? _batchTimer;
    private DmvRows? _rows;
    private BlockedProcessReports? _reports;
    private DeadlockReports? _deadlocks;
    private AxSnapshot? _latest;
    private long _sweeps;

    public AxInstallation(AxInstallationOptions options)
    {
        _options = options;
        _startedAt = Now;
        _topology = new AxTopology(options.Seed, _startedAt);
        _events = new XeFileSet(LogFolder, EventSessionRows.FileStem, options.EventFileBytes, options.EventFilesKept, _startedAt);
        _server = new ServerLoad(options.Seed, _incidents, options.Time.LocalTimeZone, _startedAt);
        _areas = Areas().SelectMany(a => a.Views.Select(v => (View: v, Area: a))).ToDictionary(p => p.View, p => p.Area, StringComparer.Ordinal);
    }

    /// <summary>Name of the AX business database.</summary>
    public string DatabaseName => _options.DatabaseName;

    private DateTime Now => _options.Time.GetUtcNow().UtcDateTime;

    /// <summary>Makes the AX database in the engine and begins to fill the engine's DMVs.</summary>
    public void Attach(ServerInstance engine)
    {
        var client = new EngineClient(engine);
        AxDatabase.Create(client, DatabaseName, _options.Collation, _topology, _startedAt);
        var tables = client.Execute(DatabaseName, """
            SELECT CONVERT(int, DB_ID()), t.name, t.object_id, p.hobt_id
            FROM sys.tables AS t
            INNER JOIN sys.partitions AS p ON p.object_id = t.object_id
            WHERE p.index_id <= 1;
            """)
            .Select(r => new LockableTable((int)r[0].AsInt64(), r[1].AsString(), (int)r[2].AsInt64(), r[3].AsInt64()))
            .ToDictionary(t => t.Name, StringComparer.OrdinalIgnoreCase);
        lock (_gate)
        {
            var databaseId = tables["INVENTSUM"].DatabaseId;
            _load = new EverydayLoad(_topology, _options.Seed, tables["NUMBERSEQUENCETABLE"], _options.BackgroundBlocking);
            _rows = new DmvRows(databaseId, _options.Time);
            _reports = new BlockedProcessReports(databaseId, DatabaseName, _options.Time);
            _deadlocks = new DeadlockReports(DatabaseName, _reports);
            _scenarios = new Dictionary<string, IncidentScenario>(StringComparer.Ordinal)
            {
                [AxWorkloadScenarios.BlockingStorm] = new BlockingStorm(_topology, name => tables[name], _options.Seed),
                [AxWorkloadScenarios.NumberSequenceBlock] = new NumberSequenceBlock(_topology, name => tables[name]),
                [AxWorkloadScenarios.Deadlock] = new OppositeOrder(_topology, name => tables[name]),
                [AxWorkloadScenarios.IoStall] = new ServerWide(),
                [AxWorkloadScenarios.CpuSaturation] = new ServerWide(),
                [AxWorkloadScenarios.TempDbGrowth] = new ServerWide(),
                [AxWorkloadScenarios.PlanRegression] = new ServerWide(),
            };
            if (_options.CapturedEventsFolder is { } folder)
            {
                _events.Append(CapturedEvents.Load(folder));
            }
        }

        lock (_batchGate)
        {
            _client = client;
            _batch = new BatchLife(_topology, _options.Seed, _startedAt);
            client.Execute(DatabaseName, _batch.FirstRows());
            _batchTimer = _options.Time.CreateTimer(_ => MoveBatchOn(), null, BatchStep, BatchStep);
        }

        MoveBatchOn();
        engine.AddStateProvider(this);
    }

    /// <summary>Stops what happens by itself. Dispose it before the engine.</summary>
    public void Dispose()
    {
        lock (_batchGate)
        {
            _batchTimer?.Dispose();
            _batch = null;
        }
    }

    /// <summary>Brings the batch tables to the present. It happens by itself every five seconds of the installation's clock.</summary>
    public void MoveBatchOn()
    {
        lock (_batchGate)
        {
            if (_batch?.Advance(Now) is { Length: > 0 } changes)
            {
                _client!.Execute(DatabaseName, changes);
            }
        }
    }

    /// <summary>Begins an incident now. Calling it again while it lasts changes nothing.</summary>
    /// <exception cref="ArgumentException">No scenario has this name; the message lists those there are.</exception>
    public void StartScenario(string name)
    {
        lock (_gate)
        {
            var scenario = _scenarios.TryGetValue(name, out var found)
                ? found
                : throw new ArgumentException($"Scenario '{name}' is unknown. Known scenarios: {string.Join(", ", AxWorkloadScenarios.Names)}.", nameof(name));
            AdvanceEvents(Now);
            _lockWaits.Advance(Now, _active.Count > 0, IncidentWaits);
            _active.TryAdd(name, (scenario, Now));
            _incidents.Begin(name, Now);
            _latest = null;
        }
    }

    /// <summary>Ends an incident: locks are released, who waited goes on.</summary>
    public void StopScenario(string name)
    {
        lock (_gate)
        {
            AdvanceEvents(Now);
            _lockWaits.Advance(Now, _active.Count > 0, IncidentWaits);
            _active.Remove(name);
            _lockWaits.Advance(Now, _active.Count > 0, IncidentWaits);
            _incidents.End(name, Now);
            _deadlocked.Remove(name);
            _latest = null;
        }
    }

    /// <summary>UTC time at which a running scenario began; null when it does not run.</summary>
    public DateTime? OnsetAt(string name)
    {
        lock (_gate)
        {
            return _active.TryGetValue(name, out var running) ? running.Onset : null;
        }
    }

    /// <summary>Starts a new event file, as a restart of the event session does.</summary>
    public void RollEventFileOver()
    {
        lock (_gate)
        {
            AdvanceEvents(Now);
            _events.RollOver();
        }
    }

    /// <inheritdoc/>
    public IEnumerable<IReadOnlyDictionary<string, object?>> Rows(string viewName, IReadOnlyList<SqlValue> arguments, IReadOnlyList<SqlType> argumentTypes)
    {
        lock (_gate)
        {
            var rows = _rows ?? throw new InvalidOperationException("The installation is not attached to an engine.");
            if (_areas.TryGetValue(viewName, out var area))
            {
                var sessions = Latest();
                AdvanceEvents(sessions.At);
                _lockWaits.Advance(sessions.At, _active.Count > 0, IncidentWaits);
                return area.Rows(viewName, arguments, new ServerMoment(sessions.At, sessions, _server, rows.DatabaseId, DatabaseName) { LockWaits = _lockWaits, Deadlocks = _deadlockCount });
            }

            return viewName switch
            {
                "dm_exec_sessions" => rows.Sessions(Latest()),
                "dm_exec_requests" => rows.Requests(Latest()),
                "dm_exec_connections" => rows.Connections(Latest()),
                "dm_os_waiting_tasks" => rows.WaitingTasks(Latest()),
                "dm_tran_session_transactions" => rows.SessionTransactions(Latest()),
                "dm_tran_active_transactions" => rows.ActiveTransactions(Latest()),
                "dm_tran_database_transactions" => rows.DatabaseTransactions(Latest()),
                "dm_exec_cursors" => rows.Cursors(Latest(), (int)arguments[0].AsInt64()),
                "dm_exec_input_buffer" => DmvRows.InputBuffer(Latest(), (int)arguments[0].AsInt64()),
                "dm_exec_sql_text" => DmvRows.SqlText(arguments[0].IsNull ? null : arguments[0].AsBytes(), rows.DatabaseId) is { } text ? [text] : [],
                "fn_xe_file_target_read_file" => Events(arguments),
                _ => EventSessionRows.Of(viewName, CurrentEventFile, _startedAt),
            };
        }
    }

    // One line an area, in alphabetical order.
    private static IServerArea[] Areas() =>
    [
        new CounterArea(),
        new WaitArea(),
    ];

    /// <summary>The state the DMVs show now.</summary>
    internal AxSnapshot Latest()
    {
        var now = Now;
        lock (_gate)
        {
            if (_latest is null || now - _latest.At >= Step || now < _latest.At)
            {
                _latest = At(now);
            }

            return _latest;
        }
    }

    private AxSnapshot At(DateTime at)
    {
        var busy = _active.Values.SelectMany(a => a.Scenario.Participants).Select(p => p.SessionId).ToHashSet();
        var sessions = _load!.At(at).Where(s => !busy.Contains(s.SessionId)).ToDictionary(s => s.SessionId);
        foreach (var (scenario, onset) in _active.Values)
        {
            foreach (var state in scenario.At(onset, at))
            {
                sessions[state.SessionId] = state;
            }
        }

        return new AxSnapshot(at, sessions.Values.OrderBy(s => s.SessionId).ToArray());
    }

    // Everyday waits are shorter than any two readings lie apart; they are part of the load's rates (WaitKinds).
    private IEnumerable<SqlSessionState> IncidentWaits(DateTime at) =>
        _active.Values.Where(a => a.Onset <= at).SelectMany(a => a.Scenario.At(a.Onset, at)).Where(s => s.Wait is not null);

    private string CurrentEventFile()
    {
        AdvanceEvents(Now);
        return _events.CurrentName;
    }

    private IEnumerable<IReadOnlyDictionary<string, object?>> Events(IReadOnlyList<SqlValue> arguments)
    {
        AdvanceEvents(Now);
        var path = arguments[0].IsNull ? "" : arguments[0].AsString();
        if (!_events.Matches(path))
        {
            return [];
        }

        var file = arguments[2].IsNull ? null : arguments[2].AsString();
        return _events.Read(file, arguments[3].IsNull ? null : arguments[3].AsInt64()).Select(e => new Dictionary<string, object?>
        {
            ["module_guid"] = Guid.Empty,
            ["package_guid"] = Guid.Empty,
            ["object_name"] = e.Event.Name,
            ["event_data"] = e.Event.Xml,
            ["file_name"] = e.File,
            ["file_offset"] = e.Offset,
        });
    }

    // The lock monitor sweeps at fixed times whether or not anybody reads, so the sweeps that are due are written before the file is read.
    private void AdvanceEvents(DateTime now)
    {
        if (_options.BlockedProcessThresholdSeconds == 0 || _reports is null)
        {
            AppendDeadlocks(now);
            return;
        }

        var threshold = TimeSpan.FromSeconds(_options.BlockedProcessThresholdSeconds);
        var due = (long)((now - _startedAt) / threshold);
        if (_active.Count == 0)
        {
            // Everyday blocks are shorter than any threshold, so these sweeps find nothing.
            _sweeps = Math.Max(_sweeps, due);
            return;
        }

        for (; _sweeps < due; _sweeps++)
        {
            var at = _startedAt + ((_sweeps + 1) * threshold);
            AppendDeadlocks(at);
            _events.Append(_reports.Sweep(At(at), threshold, _sweeps + 1));
        }

        AppendDeadlocks(now);
    }

    // Each run of a scenario meets its deadlock once; what the report shows is the state just before the victim was chosen.
    private void AppendDeadlocks(DateTime until)
    {
        foreach (var (name, (scenario, onset)) in _active)
        {
            if (_deadlocks is not null && onset + scenario.DeadlockAfter is { } at && at <= until && _deadlocked.Add(name))
            {
                _deadlockCount++;
                _events.Append([_deadlocks.Report(At(at - TimeSpan.FromMilliseconds(1)), at, scenario.Participants)]);
            }
        }
    }
}
