// One database of the server: its last committed state, and the counters and lock that live outside any
// state.
namespace AxMonitor.Engine.Storage;

/// <summary>A database. <see cref="Committed"/> changes only when a transaction commits.</summary>
public sealed class Database
{
    private DatabaseSnapshot _committed;
    private long _rowVersion;

    internal Database(DatabaseSnapshot initial, long lastRowVersion = 2000)
    {
        _committed = initial;
        _rowVersion = lastRowVersion;
    }

    public int Id => _committed.Catalog.Id;

    public string Name => _committed.Catalog.Name;

    /// <summary>The last committed state.</summary>
    public DatabaseSnapshot Committed => Volatile.Read(ref _committed);

    /// <summary>@@DBTS.</summary>
    public long LastRowVersion => Interlocked.Read(ref _rowVersion);

    /// <summary>Next rowversion value; write it big-endian into 8 bytes.</summary>
    public long NextRowVersion() => Interlocked.Increment(ref _rowVersion);

    internal void Publish(DatabaseSnapshot state) => Volatile.Write(ref _committed, state);
}
