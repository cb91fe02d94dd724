// What one transaction has done to one database so far: a chain of immutable states plus the tables being
// written right now.
using System.Collections.Immutable;
using AxMonitor.Engine.Catalog;

namespace AxMonitor.Engine.Storage;

/// <summary>A transaction's private version of a database.</summary>
internal sealed class DatabaseWork
{
    private readonly Dictionary<int, TableData> _writing = [];
    private DatabaseSnapshot _current;

    public DatabaseWork(DatabaseSnapshot start)
    {
        Start = start;
        _current = start;
    }

    /// <summary>The committed state this work began with.</summary>
    public DatabaseSnapshot Start { get; }

    public DatabaseState Catalog => _current.Catalog;

    public bool HasChanges => !ReferenceEquals(Seal(), Start);

    /// <summary>All changes so far as an immutable state. Tables being written stay writable and copy what
    /// the state shares with them.</summary>
    public DatabaseSnapshot Seal()
    {
        ImmutableDictionary<int, TableData>.Builder? tables = null;
        foreach (var (objectId, data) in _writing)
        {
            if (_current.Tables[objectId].Version != data.Version)
            {
                (tables ??= _current.Tables.ToBuilder())[objectId] = data.Snapshot();
            }
        }

        if (tables is not null)
        {
            _current = _current with { Tables = tables.ToImmutable() };
        }

        return _current;
    }

    public TableData OpenForWrite(int objectId)
    {
        if (!_writing.TryGetValue(objectId, out var data))
        {
            _writing.Add(objectId, data = _current.Tables[objectId].Snapshot());
        }

        if (data.Definition.Partitioning is { } partitioning)
        {
            data.Align(_current.Catalog.PartitionFunctionOf(partitioning));
        }

        return data;
    }

    /// <summary>Goes back to a sealed state.</summary>
    public void Restore(DatabaseSnapshot state)
    {
        _writing.Clear();
        _current = state;
    }

    /// <summary>Takes a changed catalog; new tables get empty data, dropped ones lose theirs.</summary>
    /// <param name="changed">Ids of the objects that differ; null when any may.</param>
    public void SetCatalog(DatabaseState catalog, IReadOnlyCollection<int>? changed = null)
    {
        var current = Seal();
        if (changed is not null)
        {
            _current = new DatabaseSnapshot(catalog, changed.Aggregate(current.Tables, (all, id) => Follow(all, catalog, id)));
            return;
        }

        if (ReferenceEquals(catalog.ObjectsById, current.Catalog.ObjectsById))
        {
            _current = current with { Catalog = catalog };
            return;
        }

        var tables = current.Tables.ToBuilder();
        foreach (var objectId in CatalogVisits.Counted(current.Tables.Keys))
        {
            if (catalog.FindObject(objectId) is not TableDef)
            {
                tables.Remove(objectId);
                _writing.Remove(objectId);
            }
        }

        foreach (var table in catalog.Tables)
        {
            if (!tables.ContainsKey(table.ObjectId))
            {
                tables[table.ObjectId] = new TableData(table);
            }
        }

        _current = new DatabaseSnapshot(catalog, tables.ToImmutable());
    }

    private ImmutableDictionary<int, TableData> Follow(
        ImmutableDictionary<int, TableData> tables,
        DatabaseState catalog,
        int objectId
    )
    {
        if (catalog.FindObject(objectId) is TableDef table)
        {
            return tables.ContainsKey(objectId) ? tables : tables.Add(objectId, new TableData(table));
        }

        _writing.Remove(objectId);
        return tables.Remove(objectId);
    }

    public void SetData(int objectId, TableData data)
    {
        var current = Seal();
        _writing.Remove(objectId);
        _current = current with { Tables = current.Tables.SetItem(objectId, data) };
    }
}
