// A session's transaction over all databases and its temp tables: what it reads, what it has changed, how to
// go back.
using System.Collections.Immutable;
using AxMonitor.Engine.Catalog;
using AxMonitor.Engine.Errors;

namespace AxMonitor.Engine.Storage;

/// <summary>
/// Reads see the last committed state plus the transaction's own changes and never wait; the first write to a
/// database takes its writer lock until the transaction ends. Nesting (@@TRANCOUNT) is the caller's affair.
/// Used by one thread at a time.
/// </summary>
public sealed class TransactionSpace : IDisposable
{
    private readonly Dictionary<Database, DatabaseWork> _works = [];
    private ImmutableList<TempEntry> _temp = [];
    private ImmutableList<TempEntry> _tempAtBegin = [];
    private int _tempLevel;

    public TransactionSpace(ServerStorage server, int sessionId)
    {
        Server = server;
        SessionId = sessionId;
        Temp = new Database(
            new DatabaseSnapshot(BuiltIn.NewDatabase("tempdb", 2, server.Now), ImmutableDictionary<int, TableData>.Empty)
        );
    }

    public ServerStorage Server { get; }

    public int SessionId { get; }

    /// <summary>LOCK_TIMEOUT in ms; −1 waits for ever.</summary>
    public int LockTimeoutMs { get; set; } = -1;

    /// <summary>True between Begin and Commit/Rollback.</summary>
    public bool IsActive => TransactionId != 0;

    /// <summary>Unique number of the open transaction, for DMVs and TDS; 0 when none.</summary>
    public long TransactionId { get; private set; }

    /// <summary>When the open transaction began (UTC).</summary>
    public DateTime? BeganAt { get; private set; }

    /// <summary>True when the open transaction has written something to a database.</summary>
    public bool HasWrites => _works.Any(w => !ReferenceEquals(w.Key, Temp) && w.Value.HasChanges);

    /// <summary>Pseudo database (tempdb) that holds this session's temp tables: pass it to View and
    /// OpenForWrite.</summary>
    public Database Temp { get; }

    /// <summary>Depth of procedure calls; temp tables belong to the level that created them. Lowering it
    /// drops those of the deeper levels.</summary>
    public int TempLevel
    {
        get => _tempLevel;
        set
        {
            _tempLevel = value;
            DropDeeperTempTables();
        }
    }

    /// <summary>All temp tables of the session, outermost first.</summary>
    public IEnumerable<TableDef> TempTables => _temp.Select(static e => e.Table);

    public void Begin()
    {
        if (IsActive)
        {
            throw new InvalidOperationException("The transaction space has an open transaction already.");
        }

        TransactionId = Server.NextTransactionId();
        BeganAt = Server.Now;
        _tempAtBegin = _temp;
    }

    public void Commit()
    {
        RequireTransaction();
        foreach (var (database, work) in _works)
        {
            var state = work.Seal();
            if (!ReferenceEquals(state, work.Start))
            {
                database.Publish(state);
            }
        }

        End();
    }

    /// <summary>Undoes everything since Begin, releases locks of the transaction.</summary>
    public void Rollback()
    {
        RequireTransaction();
        _temp = _tempAtBegin;
        End();
        DropDeeperTempTables();
    }

    public Savepoint Mark()
    {
        RequireTransaction();
        var states = new KeyValuePair<Database, DatabaseSnapshot>[_works.Count];
        var i = 0;
        foreach (var (database, work) in _works)
        {
            states[i++] = new(database, work.Seal());
        }

        return new Savepoint(TransactionId, states, _temp);
    }

    public void RollbackTo(Savepoint savepoint)
    {
        RequireTransaction();
        if (savepoint.TransactionId != TransactionId)
        {
            throw new InvalidOperationException("The savepoint belongs to another transaction.");
        }

        foreach (var (database, work) in _works)
        {
            var at = Array.FindIndex(savepoint.States, s => ReferenceEquals(s.Key, database));
            work.Restore(at >= 0 ? savepoint.States[at].Value : work.Start);
        }

        _temp = savepoint.Temp;
        DropDeeperTempTables();
    }

    /// <summary>
    /// Wraps one data-reading or -changing statement: outside a transaction it is a transaction of its own.
    /// Dispose without Complete undoes the statement.
    /// </summary>
    public StatementScope BeginStatement()
    {
        if (IsActive)
        {
            return new StatementScope(this, Mark());
        }

        Begin();
        return new StatementScope(this, null);
    }

    /// <summary>
    /// The state to read now: own changes or last committed. Immutable: take it once at the start of a
    /// statement (after BeginWrite for a statement that writes), and the statement does not see its own
    /// changes.
    /// </summary>
    public DatabaseSnapshot View(Database database) =>
        _works.TryGetValue(database, out var work) ? work.Seal() : database.Committed;

    /// <summary>The catalog alone; unlike <see cref="View"/> it does not disturb a statement that is
    /// writing.</summary>
    public DatabaseState Catalog(Database database) =>
        _works.TryGetValue(database, out var work) ? work.Catalog : database.Committed.Catalog;

    /// <summary>True when the transaction holds the writer lock of the database.</summary>
    public bool IsWriting(Database database) => _works.ContainsKey(database);

    /// <summary>Takes the writer lock of a database (kept to the end of the transaction). Call before reading
    /// what will be changed.</summary>
    /// <exception cref="SqlError">1222 lock time-out, 1205 deadlock.</exception>
    public void BeginWrite(Database database, CancellationToken cancellationToken)
    {
        RequireTransaction();
        if (_works.ContainsKey(database))
        {
            return;
        }

        if (!ReferenceEquals(database, Temp))
        {
            switch (
                Server.Locks.Acquire(
                    SessionId,
                    ownedBySession: false,
                    database.Id,
                    LockTable.WriterResource,
                    LockMode.Exclusive,
                    LockTimeoutMs,
                    cancellationToken
                )
            )
            {
                case LockResult.TimedOut:
                    throw new SqlError(1222, 16, 45, "Lock request time out period exceeded.");
                case LockResult.DeadlockVictim:
                    throw new SqlError(
                        1205,
                        13,
                        51,
                        $"Transaction (Process ID {SessionId}) was deadlocked on lock resources with another process and has been chosen as the deadlock victim. Rerun the transaction."
                    );
                case LockResult.Cancelled:
                    cancellationToken.ThrowIfCancellationRequested();
                    break;
                default:
                    break;
            }
        }

        _works.Add(database, new DatabaseWork(database.Committed));
    }

    /// <summary>The table's data to change; includes this statement's own changes. Requires BeginWrite (not
    /// for temp tables).</summary>
    public TableData OpenForWrite(Database database, int objectId) => Work(database).OpenForWrite(objectId);

    /// <summary>Replaces the catalog; new tables get empty data, dropped ones lose theirs. Requires
    /// BeginWrite.</summary>
    /// <param name="changed">Ids of the objects that differ, when the caller knows: the work then does not
    /// grow with the database.</param>
    public void SetCatalog(Database database, DatabaseState catalog, IReadOnlyCollection<int>? changed = null) =>
        Work(database).SetCatalog(catalog, changed);

    /// <summary>Replaces a table's data (after an ALTER TABLE rebuilt it). Requires BeginWrite.</summary>
    public void SetData(Database database, int objectId, TableData data) => Work(database).SetData(objectId, data);

    /// <summary>Finds a temp table by its name (#x), innermost level first.</summary>
    public TableDef? FindTempTable(string name) => FindTempEntry(name)?.Table;

    /// <summary>Adds a temp table to the current level. The definition's Name is #x, its object id comes from
    /// <see cref="ServerStorage.NextTempObjectId"/>.</summary>
    /// <exception cref="SqlError">2714 when this level has one already.</exception>
    public void CreateTempTable(TableDef table)
    {
        if (FindTempEntry(table.Name) is { } existing && existing.Level == TempLevel)
        {
            throw new SqlError(2714, 16, 6, $"There is already an object named '{table.Name}' in the database.");
        }

        ChangeTemp(_temp.Add(new TempEntry(TempLevel, table)));
    }

    /// <summary>Replaces the definition of a temp table (same object id): ALTER TABLE, CREATE INDEX. Set its
    /// data afterwards.</summary>
    public void ReplaceTempTable(TableDef table)
    {
        var index = _temp.FindIndex(e => e.Table.ObjectId == table.ObjectId);
        ChangeTemp(_temp.SetItem(index, _temp[index] with { Table = table }));
    }

    public void DropTempTable(int objectId) => ChangeTemp(_temp.RemoveAll(e => e.Table.ObjectId == objectId));

    /// <summary>Reset of a pooled connection: rolls back and drops all temp tables.</summary>
    public void Reset()
    {
        if (IsActive)
        {
            Rollback();
        }

        _tempLevel = 0;
        ChangeTemp([]);
        Server.Locks.ReleaseSession(SessionId);
    }

    public void Dispose() => Reset();

    private TempEntry? FindTempEntry(string name)
    {
        for (var i = _temp.Count - 1; i >= 0; i--)
        {
            if (string.Equals(_temp[i].Table.Name, name, StringComparison.OrdinalIgnoreCase))
            {
                return _temp[i];
            }
        }

        return null;
    }

    private void DropDeeperTempTables()
    {
        if (_temp.Count > 0 && _temp.Exists(e => e.Level > _tempLevel))
        {
            ChangeTemp(_temp.RemoveAll(e => e.Level > _tempLevel));
        }
    }

    private void ChangeTemp(ImmutableList<TempEntry> entries)
    {
        _temp = entries;
        var catalog = View(Temp).Catalog with
        {
            ObjectsById = entries.ToImmutableDictionary(static e => e.Table.ObjectId, static CatalogObject (e) => e.Table),
            Version = DatabaseState.NextVersion(),
        };
        if (IsActive)
        {
            Work(Temp).SetCatalog(catalog);
            return;
        }

        var work = new DatabaseWork(Temp.Committed);
        work.SetCatalog(catalog);
        Temp.Publish(work.Seal());
    }

    private DatabaseWork Work(Database database)
    {
        if (_works.TryGetValue(database, out var work))
        {
            return work;
        }

        if (!ReferenceEquals(database, Temp))
        {
            throw new InvalidOperationException($"Database '{database.Name}' is written to without its writer lock.");
        }

        RequireTransaction();
        _works.Add(Temp, work = new DatabaseWork(Temp.Committed));
        return work;
    }

    private void End()
    {
        _works.Clear();
        TransactionId = 0;
        BeganAt = null;
        _tempAtBegin = [];
        Server.Locks.ReleaseTransaction(SessionId);
    }

    private void RequireTransaction()
    {
        if (!IsActive)
        {
            throw new InvalidOperationException("There is no open transaction.");
        }
    }
}
