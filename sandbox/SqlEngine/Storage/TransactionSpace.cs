// A session's transaction over all databases and its temp tables: what it reads, what it has changed, how to go back.
using AxMonitor.Sandbox.SqlEngine.Catalog;
using AxMonitor.Sandbox.SqlEngine.Programs;

namespace AxMonitor.Sandbox.SqlEngine.Storage;

/// <summary>A point to go back to (SAVE TRANSACTION, statement start). Valid until the transaction ends.</summary>
public sealed class Savepoint;

/// <summary>
/// Reads see the last committed state plus the transaction's own changes and never wait; the first write to a database takes
/// its writer lock until the transaction ends. Nesting (@@TRANCOUNT) is the caller's affair. Used by one thread at a time.
/// </summary>
public sealed class TransactionSpace : IDisposable
{
    public TransactionSpace(ServerStorage server, int sessionId)
    {
        Server = server;
        SessionId = sessionId;
    }

    public ServerStorage Server { get; }

    public int SessionId { get; }

    /// <summary>LOCK_TIMEOUT in ms; −1 waits for ever.</summary>
    public int LockTimeoutMs { get; set; } = -1;

    /// <summary>True between Begin and Commit/Rollback.</summary>
    public bool IsActive => throw SqlError.Unsupported("transactions");

    /// <summary>Unique number of the open transaction, for DMVs and TDS; 0 when none.</summary>
    public long TransactionId => throw SqlError.Unsupported("transactions");

    /// <summary>When the open transaction began (UTC).</summary>
    public DateTime? BeganAt => throw SqlError.Unsupported("transactions");

    /// <summary>True when the open transaction has written something.</summary>
    public bool HasWrites => throw SqlError.Unsupported("transactions");

    public void Begin() => throw SqlError.Unsupported("transactions");

    public void Commit() => throw SqlError.Unsupported("transactions");

    /// <summary>Undoes everything since Begin, releases locks of the transaction.</summary>
    public void Rollback() => throw SqlError.Unsupported("transactions");

    public Savepoint Mark() => throw SqlError.Unsupported("savepoints");

    public void RollbackTo(Savepoint savepoint) => throw SqlError.Unsupported("savepoints");

    /// <summary>
    /// Wraps one data-reading or -changing statement: outside a transaction it is a transaction of its own. Dispose without Complete undoes the statement.
    /// </summary>
    public StatementScope BeginStatement() => throw SqlError.Unsupported("statements");

    /// <summary>
    /// The state to read now: own changes or last committed. Immutable: take it once at the start of a statement (after BeginWrite for a
    /// statement that writes), and the statement does not see its own changes.
    /// </summary>
    public DatabaseSnapshot View(Database database) => throw SqlError.Unsupported("views of databases");

    /// <summary>Takes the writer lock of a database (kept to the end of the transaction). Call before reading what will be changed.</summary>
    /// <exception cref="SqlError">1222 lock time-out, 1205 deadlock, 3908/3906 read-only.</exception>
    public void BeginWrite(Database database, CancellationToken cancellationToken) => throw SqlError.Unsupported("writes");

    /// <summary>The table's data to change; includes this statement's own changes. Requires BeginWrite (not for temp tables).</summary>
    public TableData OpenForWrite(Database database, int objectId) => throw SqlError.Unsupported("writes");

    /// <summary>Replaces the catalog; new tables get empty data, dropped ones lose theirs. Requires BeginWrite.</summary>
    public void SetCatalog(Database database, DatabaseState catalog) => throw SqlError.Unsupported("DDL");

    /// <summary>Replaces a table's data (after an ALTER TABLE rebuilt it). Requires BeginWrite.</summary>
    public void SetData(Database database, int objectId, TableData data) => throw SqlError.Unsupported("DDL");

    /// <summary>Depth of procedure calls; temp tables belong to the level that created them. Lowering it drops those of the deeper levels.</summary>
    public int TempLevel { get; set; }

    /// <summary>Pseudo database (tempdb) that holds this session's temp tables: pass it to View and OpenForWrite.</summary>
    public Database Temp => throw SqlError.Unsupported("temp tables");

    /// <summary>Finds a temp table by its name (#x), innermost level first.</summary>
    public TableDef? FindTempTable(string name) => throw SqlError.Unsupported("temp tables");

    /// <summary>Adds a temp table to the current level. The definition's Name is #x.</summary>
    /// <exception cref="SqlError">2714 when this level has one already.</exception>
    public void CreateTempTable(TableDef table) => throw SqlError.Unsupported("temp tables");

    public void DropTempTable(int objectId) => throw SqlError.Unsupported("temp tables");

    /// <summary>Reset of a pooled connection: rolls back and drops all temp tables.</summary>
    public void Reset() => throw SqlError.Unsupported("reset");

    public void Dispose()
    {
    }
}

/// <summary>One statement's atomicity.</summary>
public sealed class StatementScope : IDisposable
{
    /// <summary>The statement succeeded; commits it when it ran outside a transaction.</summary>
    public void Complete() => throw SqlError.Unsupported("statements");

    public void Dispose()
    {
    }
}
