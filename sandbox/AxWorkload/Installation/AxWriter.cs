// Writes rows into the AX database as the AOS would, straight into the engine's storage: weeks of history must be there within seconds.
// Changes are collected and become visible together, in one transaction.
using AxMonitor.Sandbox.AxWorkload.Installation.Schema;
using AxMonitor.Sandbox.SqlEngine.Programs;
using AxMonitor.Sandbox.SqlEngine.Storage;
using AxMonitor.Sandbox.SqlEngine.Types;

namespace AxMonitor.Sandbox.AxWorkload.Installation;

/// <summary>Collects changes and commits them. Not thread-safe.</summary>
internal sealed class AxWriter : IDisposable
{
    // Sessions below 51 belong to the server itself: this one never shows among the users' sessions.
    private const int SystemSessionId = 45;
    private const int ClusteredIndexId = 1;

    private readonly Database _database;
    private readonly TransactionSpace _space;
    private readonly Dictionary<AxTable, Pending> _pending = [];

    public AxWriter(ServerInstance engine, string databaseName)
    {
        _database = engine.Storage.FindDatabase(databaseName) ?? throw new ArgumentException($"There is no database '{databaseName}'.", nameof(databaseName));
        _space = new TransactionSpace(engine.Storage, SystemSessionId);
    }

    /// <summary>Adds a row that is new.</summary>
    public void Add(AxTable table, AxRow row) => Of(table).Added.Add(row.Values);

    /// <summary>Adds a row or replaces the one with its key. Of several under one identity the last counts.</summary>
    public void Put(AxTable table, long identity, AxRow row) => Of(table).Put[identity] = row.Values;

    /// <summary>Removes rows from the beginning of a table for as long as a condition holds.</summary>
    public void RemoveFirst(AxTable table, Func<SqlValue[], bool> condition) => Of(table).Remove = condition;

    /// <summary>Makes all changes visible at once.</summary>
    public void Commit()
    {
        if (_pending.Count == 0)
        {
            return;
        }

        _space.Begin();
        try
        {
            _space.BeginWrite(_database, CancellationToken.None);
            foreach (var (table, pending) in _pending)
            {
                Apply(pending);
            }

            _space.Commit();
        }
        catch
        {
            _space.Rollback();
            throw;
        }
        finally
        {
            _pending.Clear();
        }
    }

    public void Dispose() => _space.Dispose();

    private Pending Of(AxTable table)
    {
        if (!_pending.TryGetValue(table, out var pending))
        {
            var definition = _database.Committed.Catalog.Tables.First(t => string.Equals(t.Name, table.Name, StringComparison.OrdinalIgnoreCase));
            _pending.Add(table, pending = new Pending(definition.ObjectId, table.Key.Split(", ").Select(table.Ordinal).ToArray()));
        }

        return pending;
    }

    private void Apply(Pending pending)
    {
        var data = _space.OpenForWrite(_database, pending.ObjectId);
        if (pending.Remove is { } condition)
        {
            var removed = new List<SqlValue[]>();
            for (var cursor = data.Scan(); cursor.MoveNext() && condition(cursor.Current);)
            {
                removed.Add(cursor.Current);
            }

            removed.ForEach(row => data.Delete(row));
        }

        foreach (var row in pending.Added)
        {
            data.Insert(row);
        }

        var (olds, news) = (new List<SqlValue[]>(), new List<SqlValue[]>());
        foreach (var row in pending.Put.Values)
        {
            if (data.Find(ClusteredIndexId, pending.Key.Select(k => row[k]).ToArray()) is { } old)
            {
                olds.Add(old);
                news.Add(row);
            }
            else
            {
                data.Insert(row);
            }
        }

        if (olds.Count > 0)
        {
            data.Update(olds, news);
        }
    }

    private sealed class Pending(int objectId, int[] key)
    {
        public int ObjectId { get; } = objectId;

        public int[] Key { get; } = key;

        public List<SqlValue[]> Added { get; } = [];

        public Dictionary<long, SqlValue[]> Put { get; } = [];

        public Func<SqlValue[], bool>? Remove { get; set; }
    }
}
