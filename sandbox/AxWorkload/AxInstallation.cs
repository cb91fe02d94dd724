// The simulated AX 2012 R3 installation: attach it to an engine, and the engine's DMVs, event files and AX
// database show an installation at work.
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
public sealed partial class AxInstallation : IServerStateProvider, IDisposable
{
    private const string LogFolder = @"C:\Program Files\Microsoft SQL Server\MSSQL13.MSSQLSERVER\MSSQL\Log";

    // Views read one after another in a batch should show the same instant, as far as a real server does; the
    // model moves in steps this long.
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(200);

    // The life of the installation moves at multiples of this, whoever asks and whenever, so that views do
    // not depend on how often they are read. The tables of AX are brought up to date as often: they are real
    // tables of the engine, so nobody tells when they are read.
    private static readonly TimeSpan LifeStep = TimeSpan.FromSeconds(5);

    // So much of the past is written at once when the installation begins with a history.
    private static readonly TimeSpan PastStep = TimeSpan.FromHours(12);

    private readonly AxInstallationOptions _options;
    private readonly Lock _gate = new();
    private readonly Lock _writing = new();
    private readonly DateTime _startedAt;
    private DateTime _serverStartedAt;
    private ServerInstance? _engine;
    private readonly AxTopology _topology;
    private readonly ScenarioTimeline _timeline = new();
    private readonly AxLife _life;
    private readonly EventFiles _events;
    private readonly QueryEventLog _queries;
    private readonly IncidentTimetable _incidents = new();
    private readonly ServerLoad _server;
    private readonly AxIndexes _indexes = new();
    private LockWaitLedger _lockWaits = new();
    private DateTime _engineStartedAt;
    private int _deadlocksBefore;
    private readonly Dictionary<string, IServerArea> _areas;
    private readonly HashSet<(string Name, DateTime Onset)> _deadlocked = [];
    private Dictionary<string, IncidentScenario> _scenarios = new(StringComparer.Ordinal);
    private Func<Dictionary<string, IncidentScenario>>? _makeScenarios;
    private EverydayLoad? _load;
    private AxWriter? _writer;
    private ITimer? _timer;
    private DmvRows? _rows;
    private BlockedProcessReports? _reports;
    private DeadlockReports? _deadlocks;
    private AxSnapshot? _latest;
    private DateTime _followedTo;
    private long _sweeps;
    private int _modelStoreDatabaseId;
    private EngineClient? _client;
    private BackupLife? _backups;

    public AxInstallation(AxInstallationOptions options)
    {
        _options = options;
        _startedAt = Now;
        _serverStartedAt = _startedAt;
        _topology = new AxTopology(options.Seed, _startedAt, options.LoadFactor);
        _events = new EventFiles(LogFolder, options.EventFileBytes, options.EventFilesKept, _startedAt);
        _server = new ServerLoad(options.Seed, _incidents, options.Time.LocalTimeZone, _startedAt, options.LoadFactor);
        _areas = Areas(new PlanCache(), _indexes)
            .SelectMany(a => a.Views.Select(v => (View: v, Area: a)))
            .ToDictionary(p => p.View, p => p.Area, StringComparer.Ordinal);
        Ledger = new AxLedger(ScenarioRuns);
        _queries = new QueryEventLog(_topology, _server, options.Seed, options.DatabaseName, _events, Ledger, _startedAt);
        foreach (
            var (entry, at) in options.Timetable.SelectMany(e => e.Begins(_startedAt).Select(at => (e, at))).OrderBy(e => e.at)
        )
        {
            Add(new ScenarioWindow(entry.Name, at, at + entry.Parameters.Duration, entry.Parameters));
        }

        var origin =
            new DateTime(_startedAt.Ticks - (_startedAt.Ticks % TimeSpan.TicksPerHour), DateTimeKind.Utc) - options.History;
        _life = new AxLife(_topology, options.Seed, origin, options.History + options.KeepsMore, _timeline, Ledger);
    }

    /// <summary>Name of the AX business database.</summary>
    public string DatabaseName => _options.DatabaseName;

    /// <summary>What really happened, to compare with what a monitor found.</summary>
    public AxLedger Ledger { get; }

    private DateTime Now => _options.Time.GetUtcNow().UtcDateTime;

    /// <summary>Makes the AX database in the engine and begins to fill the engine's DMVs.</summary>
    public void Attach(ServerInstance engine)
    {
        var client = new EngineClient(engine);
        AxDatabase.Create(client, DatabaseName, _options.Collation);
        var tables = client
            .Execute(
                DatabaseName,
                """
                SELECT CONVERT(int, DB_ID()), t.name, t.object_id, p.hobt_id
                FROM sys.tables AS t
                INNER JOIN sys.partitions AS p ON p.object_id = t.object_id
                WHERE p.index_id <= 1;
                """
            )
            .Select(r => new LockableTable((int)r[0].AsInt64(), r[1].AsString(), (int)r[2].AsInt64(), r[3].AsInt64()))
            .ToDictionary(t => t.Name, StringComparer.OrdinalIgnoreCase);
        var modelStoreId = client
            .Execute("master", $"SELECT CONVERT(int, DB_ID(N'{AxDatabase.ModelStoreName(DatabaseName)}'));")[0][0]
            .AsInt64();
        lock (_gate)
        {
            _modelStoreDatabaseId = (int)modelStoreId;
            var databaseId = tables["INVENTSUM"].DatabaseId;
            _indexes.Read(client, DatabaseName);
            _load = new EverydayLoad(_topology, _options.Seed, _life, name => tables[name], _options.BackgroundBlocking);
            _rows = new DmvRows(databaseId, _options.Time);
            _reports = new BlockedProcessReports(databaseId, DatabaseName, _options.Time);
            _deadlocks = new DeadlockReports(DatabaseName, _reports);
            _makeScenarios = () =>
                AxWorkloadScenarios.Names.ToDictionary(n => n, n => Scenario(n, name => tables[name]), StringComparer.Ordinal);
            _scenarios = _makeScenarios();
            _engine = engine;
            if (_options.CapturedEventsFolder is { } folder)
            {
                _events.Append(SimulatedEventSession.Blocking, CapturedEvents.Load(folder));
            }
        }

        lock (_writing)
        {
            _writer = new AxWriter(engine, DatabaseName);
            _writer.Commit(AxDatabase.FixedRows(_topology));
            for (var at = _life.Now + PastStep; at < _startedAt; at += PastStep)
            {
                _life.Advance(at, isPast: true);
                _writer.Commit(_life.TakeChanges());
            }

            client.Execute("msdb", BackupLife.TableScript);
            _backups = new BackupLife(DatabaseName, AxDatabase.ModelStoreName(DatabaseName), _options.Time.LocalTimeZone);
            _client = client;
            _timer = _options.Time.CreateTimer(_ => MoveBatchOn(), null, LifeStep, LifeStep);
        }

        MoveBatchOn();
        _engineStartedAt = engine.StartedAt;
        engine.AddStateProvider(this);
    }

    /// <summary>Stops what happens by itself. Dispose it before the engine.</summary>
    public void Dispose()
    {
        lock (_writing)
        {
            _timer?.Dispose();
            _writer?.Dispose();
            _writer = null;
        }
    }

    /// <summary>Brings the AX tables to the present. It happens by itself every five seconds of the
    /// installation's clock.</summary>
    public void MoveBatchOn() => AdvanceTo(Now);

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
                Advance(at);
                changes = _life.TakeChanges();
            }

            // Not under the lock of the views: a session that holds the writer lock of the AX database may
            // read them.
            _writer?.Commit(changes);
            if (_writer is not null && _backups?.Advance(at) is { Length: > 0 } backups)
            {
                _client!.Execute("msdb", backups);
            }
        }
    }

    /// <summary>Starts a new event file, as a restart of the event session does.</summary>
    public void RollEventFileOver()
    {
        lock (_gate)
        {
            Advance(Now);
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
            var rows = _rows ?? throw new InvalidOperationException("The installation is not attached to an engine.");
            if (_areas.TryGetValue(viewName, out var area))
            {
                var sessions = Latest();
                return area.Rows(
                    viewName,
                    arguments,
                    new ServerMoment(sessions.At, sessions, _server, rows.DatabaseId, DatabaseName)
                    {
                        StartedAt = _engineStartedAt,
                        LockWaits = _lockWaits,
                        Deadlocks = _deadlocked.Count - _deadlocksBefore,
                        ModelStoreDatabaseId = _modelStoreDatabaseId,
                    }
                );
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
                "dm_exec_sql_text" => DmvRows.SqlText(arguments[0].IsNull ? null : arguments[0].AsBytes(), rows.DatabaseId)
                    is { } text
                    ? [text]
                    : [],
                "fn_xe_file_target_read_file" => Events(arguments),
                _ => EventSessionRows.Of(viewName, CurrentEventFile, rows.Local(_serverStartedAt)),
            };
        }
    }

    // One line an area, in alphabetical order.
    private static IServerArea[] Areas(PlanCache plans, AxIndexes indexes) =>
        [
            new CounterArea(),
            new CpuArea(),
            new FileArea(),
            new IndexArea(plans, indexes),
            new MemoryArea(),
            new QueryArea(plans),
            new QueryStoreArea(plans),
            new ServerArea(),
            new SizeArea(),
            new TempDbArea(),
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
                Advance(now);
                _latest = At(now);
            }

            return _latest;
        }
    }

    private static DateTime Floor(DateTime at) => new(at.Ticks - (at.Ticks % LifeStep.Ticks), DateTimeKind.Utc);

    private AxSnapshot At(DateTime at)
    {
        var active = _timeline.ActiveAt(at).Select(w => (Scenario: _scenarios[w.Name], Onset: w.StartsAt)).ToArray();
        var busy = active.SelectMany(a => a.Scenario.Participants).Select(p => p.SessionId).ToHashSet();
        var sessions = _load!.At(at).Where(s => !busy.Contains(s.SessionId)).ToDictionary(s => s.SessionId);
        foreach (var state in _queries.Running(at).Where(s => sessions.ContainsKey(s.SessionId)))
        {
            sessions[state.SessionId] = state;
        }

        foreach (var (scenario, onset) in active)
        {
            foreach (var state in scenario.At(onset, at).Where(s => !_life.Servers.IsDown(s.Slot.Server)))
            {
                sessions[state.SessionId] = state;
            }
        }

        return new AxSnapshot(at, sessions.Values.OrderBy(s => s.SessionId).ToArray());
    }

    // Everyday waits are shorter than any two readings lie apart; they are part of the load's rates
    // (WaitKinds).
    private IEnumerable<SqlSessionState> IncidentWaits(DateTime at) =>
        _timeline.ActiveAt(at).SelectMany(w => _scenarios[w.Name].At(w.StartsAt, at)).Where(s => s.Wait is not null);

    private bool HasParticipants(ScenarioWindow window) => _scenarios[window.Name].Participants.Count > 0;

    private string CurrentEventFile(SimulatedEventSession session)
    {
        Advance(Now);
        return _events.CurrentName(session);
    }

    private IEnumerable<IReadOnlyDictionary<string, object?>> Events(IReadOnlyList<SqlValue> arguments)
    {
        Advance(Now);
        return _events.Read(arguments);
    }

    // The lock monitor sweeps at fixed times whether or not anybody reads, so the sweeps that are due are
    // written on the way.
    private void Advance(DateTime now)
    {
        if (_load is not null && _reports is not null && _options.BlockedProcessThresholdSeconds > 0)
        {
            var threshold = TimeSpan.FromSeconds(_options.BlockedProcessThresholdSeconds);
            for (var due = (long)((now - _serverStartedAt) / threshold); _sweeps < due; _sweeps++)
            {
                // Everyday blocks are shorter than any threshold, so sweeps outside of incidents find
                // nothing.
                var at = _serverStartedAt + ((_sweeps + 1) * threshold);
                if (_timeline.ActiveAt(at).Any(HasParticipants))
                {
                    _life.Advance(Floor(at));
                    AppendDeadlocks(at);
                    _events.Append(SimulatedEventSession.Blocking, _reports.Sweep(At(at), threshold, _sweeps + 1));
                }
            }
        }

        AppendDeadlocks(now);
        _life.Advance(Floor(now));
        _queries.Advance(now, _life.Servers.IsDown);
        if (_load is not null)
        {
            _lockWaits.Advance(
                now,
                _timeline.Windows.Any(w =>
                    HasParticipants(w) && w.StartsAt < now && (w.EndsAt is null || w.EndsAt > _followedTo)
                ),
                IncidentWaits
            );
            _followedTo = now;
        }
    }

    // Each run of a scenario meets its deadlock once; what the report shows is the state just before the
    // victim was chosen.
    private void AppendDeadlocks(DateTime until)
    {
        if (_deadlocks is null)
        {
            return;
        }

        foreach (var window in _timeline.Windows)
        {
            var scenario = _scenarios[window.Name];
            if (
                window.StartsAt + scenario.DeadlockAfter is { } at
                && at <= until
                && at >= _startedAt
                && window.Contains(at)
                && _deadlocked.Add((window.Name, window.StartsAt))
            )
            {
                _life.Advance(Floor(at));
                var before = At(at - TimeSpan.FromMilliseconds(1));
                _events.Append(SimulatedEventSession.Blocking, [_deadlocks.Report(before, at, scenario.Participants)]);
                _queries.AddVictim(before.Find(scenario.Participants[^1].SessionId)!, at);
                var sessions = scenario.Participants.Select(p => p.SessionId).ToArray();
                Ledger.Add(new AxDeadlock(at, sessions, sessions[^1]));
            }
        }
    }
}
