// All databases of an instance, its logins and its lock table.
using System.Collections.Immutable;
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Storage;

/// <summary>What an instance stores. Thread-safe.</summary>
public sealed class ServerStorage
{
    private readonly Lock _gate = new();
    private ImmutableArray<Database> _databases = [];
    private ServerSecurity _security;
    private long _lastTransactionId = 1000;
    private int _lastTempObjectId = -1_000_000_000;

    public ServerStorage(TimeProvider time)
    {
        Time = time;
        _security = BuiltIn.NewSecurity(Now);
        foreach (var name in (string[])["master", "tempdb", "model", "msdb"])
        {
            CreateDatabase(name);
        }
    }

    public TimeProvider Time { get; }

    public LockTable Locks { get; } = new();

    /// <summary>Definitions made by CREATE EVENT SESSION.</summary>
    public EventSessionStore EventSessions { get; } = new();

    /// <summary>What sp_configure changes.</summary>
    public ServerSettings Settings { get; } = new();

    /// <summary>By id: 1 master, 2 tempdb, 3 model, 4 msdb, then user databases.</summary>
    public IReadOnlyList<Database> Databases => _databases;

    public ServerSecurity Security => Volatile.Read(ref _security);

    internal DateTime Now => Time.GetUtcNow().UtcDateTime;

    public Database? FindDatabase(string name) =>
        _databases.FirstOrDefault(d => string.Equals(d.Name, name, StringComparison.OrdinalIgnoreCase));

    public Database? FindDatabase(int id) => _databases.FirstOrDefault(d => d.Id == id);

    /// <exception cref="SqlError">1801 exists already.</exception>
    public Database CreateDatabase(string name, string ownerLogin = "sa", Collation? collation = null)
    {
        lock (_gate)
        {
            if (FindDatabase(name) is not null)
            {
                throw new SqlError(1801, 16, 3, $"Database '{name}' already exists. Choose a different database name.");
            }

            var state = BuiltIn.NewDatabase(name, FreeId(), Now);
            var owner = state.FindPrincipal("dbo")! with { LoginName = ownerLogin, Sid = Security.Find(ownerLogin)?.Sid ?? [1] };
            var database = new Database(
                new DatabaseSnapshot(
                    state with
                    {
                        Principals = state.Principals.SetItem("dbo", owner),
                        Collation = collation is null || collation == Collation.OfServer ? Collation.OfServer : collation,
                    },
                    ImmutableDictionary<int, TableData>.Empty
                )
            );
            _databases = [.. _databases.Add(database).OrderBy(static d => d.Id)];
            return database;
        }
    }

    /// <summary>Adds a database from an image, or lays it over the one of that name, as RESTORE does WITH
    /// REPLACE.</summary>
    public Database Restore(DatabaseImage image, string name)
    {
        lock (_gate)
        {
            var old = FindDatabase(name);
            var database = image.ToDatabase(name, old?.Id ?? FreeId());
            _databases = [.. _databases.RemoveAll(d => d == old).Add(database).OrderBy(static d => d.Id)];
            return database;
        }
    }

    /// <exception cref="SqlError">3701 does not exist, 3708 system database.</exception>
    public void DropDatabase(string name)
    {
        lock (_gate)
        {
            var database =
                FindDatabase(name)
                ?? throw CatalogErrors.CannotDrop("database", name, 1);
            if (database.Id <= 4)
            {
                throw new SqlError(3708, 16, 4, $"Cannot drop the database '{name}' because it is a system database.");
            }

            _databases = _databases.Remove(database);
        }
    }

    /// <summary>What a restart of the server does to what it stores: tempdb is made anew, and event sessions
    /// are as they start.</summary>
    internal void Restart()
    {
        FindDatabase("tempdb")!
            .Publish(new DatabaseSnapshot(BuiltIn.NewDatabase("tempdb", 2, Now), ImmutableDictionary<int, TableData>.Empty));
        EventSessions.Restart(Now);
    }

    /// <summary>Changes logins or server permissions.</summary>
    public void UpdateSecurity(Func<ServerSecurity, ServerSecurity> change)
    {
        lock (_gate)
        {
            Volatile.Write(ref _security, change(_security));
        }
    }

    /// <summary>Object ids of temp tables are negative and unique in the instance.</summary>
    public int NextTempObjectId() => Interlocked.Decrement(ref _lastTempObjectId);

    private int FreeId()
    {
        var id = 1;
        while (FindDatabase(id) is not null)
        {
            id++;
        }

        return id;
    }

    internal long NextTransactionId() => Interlocked.Increment(ref _lastTransactionId);
}
