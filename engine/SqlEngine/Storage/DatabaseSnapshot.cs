// A whole database at one moment: definitions and rows. What a statement reads.
using System.Collections.Immutable;
using AxMonitor.Engine.Catalog;

namespace AxMonitor.Engine.Storage;

/// <summary>Immutable: catalog plus the data of each table by object id.</summary>
public sealed record DatabaseSnapshot(DatabaseState Catalog, ImmutableDictionary<int, TableData> Tables)
{
    public TableData Data(int objectId) => Tables[objectId];
}
