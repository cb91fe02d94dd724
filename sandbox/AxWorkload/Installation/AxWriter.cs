// Writes rows into the AX database as the AOS would, straight into the engine's storage: weeks of history
// must be there within seconds.
using AxMonitor.Engine.Programs;
using AxMonitor.Engine.Storage;
using AxMonitor.Engine.Types;
using AxMonitor.Sandbox.AxWorkload.Installation.Schema;

namespace AxMonitor.Sandbox.AxWorkload.Installation;

/// <summary>Commits changes. Not thread-safe.</summary>
internal sealed class AxWriter : IDisposable
{
    // Sessions below 51 belong to the server itself: this one never shows among the users' sessions.
    private const int SystemSessionId = 45;
    private const int ClusteredIndexId = 1;

    private readonly Database _database;
    private readonly TransactionSpace _space;

    public AxWriter(ServerInstance engine, string databaseName)
    {
        _database =
            engine.Storage.FindDatabase(databaseName)
            ?? throw new ArgumentException($"There is no database '{databaseName}'.", nameof(databaseName));
        _space = new TransactionSpace(engine.Storage, SystemSessionId);
    }

    /// <summary>Makes all changes visible at once. Changes of tables that somebody has dropped or altered are
    /// left out.</summary>
    public void Commit(AxChanges changes)
    {
        if (changes.Tables.Count == 0)
        {
            return;
        }

        _space.Begin();
        try
        {
            _space.BeginWrite(_database, CancellationToken.None);
            var catalog = _space.View(_database).Catalog;
            foreach (var (table, ofTable) in changes.Tables)
            {
                var definition = catalog.Tables.FirstOrDefault(t =>
                    t.SchemaName == "dbo" && string.Equals(t.Name, table.Name, StringComparison.OrdinalIgnoreCase)
                );
                if (
                    definition is not null
                    && definition
                        .Columns.Select(c => c.Name)
                        .SequenceEqual(table.Columns.Select(c => c.Name), StringComparer.OrdinalIgnoreCase)
                )
                {
                    Apply(_space.OpenForWrite(_database, definition.ObjectId), table, ofTable);
                }
            }

            _space.Commit();
        }
        catch
        {
            _space.Rollback();
            throw;
        }
    }

    public void Dispose() => _space.Dispose();

    private static void Apply(TableData data, AxTable table, AxChanges.OfTable changes)
    {
        if (changes.RemoveFirst is { } condition)
        {
            var removed = new List<SqlValue[]>();
            for (var cursor = data.Scan(); cursor.MoveNext() && condition(cursor.Current);)
            {
                removed.Add(cursor.Current);
            }

            removed.ForEach(row => data.Delete(row));
        }

        foreach (var key in changes.Removed)
        {
            if (data.Find(ClusteredIndexId, [SqlValue.FromInt64(key)]) is { } row)
            {
                data.Delete(row);
            }
        }

        foreach (var row in changes.Added)
        {
            data.Insert(row);
        }

        Put(data, table, changes.Put.Values);
    }

    private static void Put(TableData data, AxTable table, IEnumerable<SqlValue[]> rows)
    {
        var key = table.Key.Split(", ").Select(table.Ordinal).ToArray();
        var (olds, news) = (new List<SqlValue[]>(), new List<SqlValue[]>());
        foreach (var row in rows)
        {
            if (data.Find(ClusteredIndexId, key.Select(k => row[k]).ToArray()) is { } old)
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
}
