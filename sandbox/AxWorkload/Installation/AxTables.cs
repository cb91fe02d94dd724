// The installation's tables in the engine: the AX database, the model store and the backup history in msdb.
// They are real tables, so the installation writes what changed instead of answering when they are read.
using AxMonitor.Engine.Programs;
using AxMonitor.Sandbox.AxWorkload.Load;
using AxMonitor.Sandbox.AxWorkload.Server;

namespace AxMonitor.Sandbox.AxWorkload.Installation;

/// <summary>Creates the tables and writes changes into them. Not thread-safe.</summary>
internal sealed class AxTables : IDisposable
{
    private readonly string _databaseName;
    private readonly EngineClient _client;
    private readonly AxWriter _writer;
    private readonly BackupLife _backups;
    private readonly Dictionary<string, LockableTable> _lockable;
    private bool _isDisposed;

    public AxTables(ServerInstance engine, AxInstallationOptions options)
    {
        _databaseName = options.DatabaseName;
        var modelStore = AxDatabase.ModelStoreName(_databaseName);
        _client = new EngineClient(engine);
        AxDatabase.Create(_client, _databaseName, options.Collation);
        _client.Execute("msdb", BackupLife.TableScript);
        _backups = new BackupLife(_databaseName, modelStore, options.OtherDatabases, options.Time.LocalTimeZone);
        _lockable = ReadLockableTables();
        DatabaseId = Table("INVENTSUM").DatabaseId;
        ModelStoreDatabaseId = (int)_client.Execute("master", $"SELECT CONVERT(int, DB_ID(N'{modelStore}'));")[0][0].AsInt64();
        Indexes.Read(_client, _databaseName);
        _writer = new AxWriter(engine, _databaseName);
    }

    /// <summary>database_id of the AX database.</summary>
    public int DatabaseId { get; }

    /// <summary>database_id of the model store.</summary>
    public int ModelStoreDatabaseId { get; }

    /// <summary>Indexes of the AX database.</summary>
    public AxIndexes Indexes { get; } = new();

    /// <summary>A table of the AX database, by its name in any case.</summary>
    public LockableTable Table(string name) => _lockable[name];

    /// <summary>Writes what changed. Nothing happens after <see cref="Dispose"/>.</summary>
    public void Commit(AxChanges changes)
    {
        if (!_isDisposed)
        {
            _writer.Commit(changes);
        }
    }

    /// <summary>Writes the backups that are due by a time.</summary>
    public void AdvanceBackups(DateTime at)
    {
        if (!_isDisposed && _backups.Advance(at) is { Length: > 0 } backups)
        {
            _client.Execute("msdb", backups);
        }
    }

    public void Dispose()
    {
        _isDisposed = true;
        _writer.Dispose();
    }

    private Dictionary<string, LockableTable> ReadLockableTables() =>
        _client
            .Execute(
                _databaseName,
                """
                SELECT CONVERT(int, DB_ID()), t.name, t.object_id, p.hobt_id
                FROM sys.tables AS t
                INNER JOIN sys.partitions AS p ON p.object_id = t.object_id
                WHERE p.index_id <= 1;
                """
            )
            .Select(r => new LockableTable((int)r[0].AsInt64(), r[1].AsString(), (int)r[2].AsInt64(), r[3].AsInt64()))
            .ToDictionary(t => t.Name, StringComparer.OrdinalIgnoreCase);
}
