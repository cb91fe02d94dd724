// One simulated SQL Server instance: its databases, logins and sessions. Everything a client does goes
// through a Session opened here.
using System.Collections.Concurrent;
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Programs.Modules;
using AxMonitor.Engine.Storage;
using AxMonitor.Engine.SystemViews;

namespace AxMonitor.Engine.Programs;

/// <summary>An in-process SQL Server stand-in. Thread-safe.</summary>
public sealed class ServerInstance : IDisposable
{
    // Session ids below 51 belong to the server itself on a real instance.
    private const short FirstSessionId = 51;
    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<short, Session> _sessions = new();
    private IReadOnlyList<IServerStateProvider> _providers = [];

    public ServerInstance(EngineOptions options)
    {
        Options = options;
        Storage = new ServerStorage(options.Time);
        StartedAt = UtcNow;
        var login = options.AdministratorLogin;
        Storage.UpdateSecurity(security => AdministratorSetup.Apply(security, login, options.AdministratorPassword));
    }

    public EngineOptions Options { get; }

    /// <summary>Databases, logins and locks.</summary>
    public ServerStorage Storage { get; }

    /// <summary>UTC.</summary>
    public DateTime StartedAt { get; private set; }

    /// <summary>Whoever adds rows to the DMVs.</summary>
    public IReadOnlyList<IServerStateProvider> StateProviders => Volatile.Read(ref _providers);

    internal ModuleCompiler Modules { get; } = new();

    internal ForeignKeyIndex ForeignKeys { get; } = new();

    internal DateTime UtcNow => DateTime.SpecifyKind(Options.Time.GetUtcNow().UtcDateTime, DateTimeKind.Unspecified);

    /// <summary>Adds a source of DMV rows, such as the simulated workload.</summary>
    public void AddStateProvider(IServerStateProvider provider)
    {
        lock (_gate)
        {
            Volatile.Write(ref _providers, [.. _providers, provider]);
        }
    }

    /// <summary>Checks the login and opens a session.</summary>
    /// <exception cref="SqlError">18456 login failed, 4060 database not available.</exception>
    public Session OpenSession(LoginRequest login)
    {
        var principal = Storage.Security.Find(login.UserName);
        if (
            principal is not { Type: 'S', IsDisabled: false }
            || principal.Password.Length == 0
            || !string.Equals(principal.Password, login.Password, StringComparison.Ordinal)
        )
        {
            throw ProgramErrors.LoginFailed(login.UserName);
        }

        return Open(login, principal.DefaultDatabase);
    }

    /// <summary>Opens a session of the administrator without a password, for code in the same
    /// process.</summary>
    public Session OpenAdministratorSession(string database, string programName = "") =>
        Open(
            new LoginRequest(
                Options.AdministratorLogin,
                "",
                database,
                Environment.MachineName,
                programName,
                Environment.ProcessId
            ),
            database
        );

    /// <summary>Stops and starts at once: all sessions end, tempdb is new, event sessions run again that
    /// start with the server. Databases and logins stay.</summary>
    public void Restart()
    {
        lock (_gate)
        {
            foreach (var session in _sessions.Values)
            {
                session.Kill();
            }

            StartedAt = UtcNow;
            Storage.Restart();
        }
    }

    public void Dispose()
    {
        foreach (var session in _sessions.Values)
        {
            session.Kill();
        }
    }

    internal IReadOnlyList<SessionInfo> SessionInfos()
    {
        var waits = new Dictionary<int, LockInfo>();
        var writers = new HashSet<int>();
        foreach (var item in Storage.Locks.All())
        {
            if (!item.IsGranted)
            {
                waits[item.SessionId] = item;
            }
            else if (item.IsWriterLock)
            {
                writers.Add(item.SessionId);
            }
        }

        return
        [
            .. _sessions
                .Values.OrderBy(static s => s.SessionId)
                .Select(s => s.Info(waits.GetValueOrDefault(s.SessionId), writers.Contains(s.SessionId))),
        ];
    }

    internal bool KillSession(short id)
    {
        if (!_sessions.TryGetValue(id, out var session))
        {
            return false;
        }

        session.Kill();
        return true;
    }

    internal bool IsInUse(string database) =>
        _sessions.Values.Any(s => string.Equals(s.DatabaseName, database, StringComparison.OrdinalIgnoreCase));

    internal void Forget(Session session) => _sessions.TryRemove(session.SessionId, out _);

    private Session Open(LoginRequest login, string defaultDatabase)
    {
        var name = string.IsNullOrEmpty(login.Database) ? defaultDatabase : login.Database;
        var database = Storage.FindDatabase(name) ?? throw ProgramErrors.CannotOpenDatabase(name);
        lock (_gate)
        {
            var id = FirstSessionId;
            while (_sessions.ContainsKey(id))
            {
                id++;
            }

            var session = new Session(this, id, login, database);
            if (!session.Identity.MayEnter(database))
            {
                session.Dispose();
                throw ProgramErrors.CannotOpenDatabase(database.Name);
            }

            _sessions[id] = session;
            return session;
        }
    }
}
