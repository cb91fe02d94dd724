// A temp table and where it belongs.
using AxMonitor.Engine.Catalog;

namespace AxMonitor.Engine.Storage;

/// <summary>A temp table and the procedure level that created it.</summary>
internal sealed record TempEntry(int Level, TableDef Table);
