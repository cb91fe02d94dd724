// Changes of the AX database that belong together: collected while the simulation moves on, written later in
// one transaction.
using AxMonitor.Engine.Types;
using AxMonitor.Sandbox.AxWorkload.Installation.Schema;

namespace AxMonitor.Sandbox.AxWorkload.Installation;

/// <summary>New, changed and removed rows. Not thread-safe.</summary>
internal sealed class AxChanges
{
    private readonly Dictionary<AxTable, OfTable> _tables = [];

    public IReadOnlyDictionary<AxTable, OfTable> Tables => _tables;

    /// <summary>Number of new rows so far.</summary>
    public int AddedRows { get; private set; }

    /// <summary>Adds a row that is new.</summary>
    public void Add(AxTable table, AxRow row)
    {
        Of(table).Added.Add(row.Values);
        AddedRows++;
    }

    /// <summary>Adds a row or replaces the one with its key. Of several under one identity the last
    /// counts.</summary>
    public void Put(AxTable table, long identity, AxRow row) => Of(table).Put[identity] = row.Values;

    /// <summary>Removes the row with this key, of a table with a key of one column.</summary>
    public void Remove(AxTable table, long key)
    {
        var changes = Of(table);
        changes.Put.Remove(key);
        changes.Removed.Add(key);
    }

    /// <summary>Removes rows from the beginning of a table for as long as a condition holds.</summary>
    public void RemoveFirst(AxTable table, Func<SqlValue[], bool> condition) => Of(table).RemoveFirst = condition;

    /// <summary>All changes so far; after it there are none.</summary>
    public AxChanges Take()
    {
        var taken = new AxChanges();
        foreach (var (table, changes) in _tables)
        {
            taken._tables.Add(table, changes);
        }

        _tables.Clear();
        AddedRows = 0;
        return taken;
    }

    private OfTable Of(AxTable table)
    {
        if (!_tables.TryGetValue(table, out var changes))
        {
            _tables.Add(table, changes = new OfTable());
        }

        return changes;
    }

    /// <summary>Changes of one table.</summary>
    public sealed class OfTable
    {
        public List<SqlValue[]> Added { get; } = [];

        public Dictionary<long, SqlValue[]> Put { get; } = [];

        public HashSet<long> Removed { get; } = [];

        public Func<SqlValue[], bool>? RemoveFirst { get; set; }
    }
}
