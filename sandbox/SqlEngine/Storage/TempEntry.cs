// A temp table and where it belongs.
using AxMonitor.Sandbox.SqlEngine.Catalog;

namespace AxMonitor.Sandbox.SqlEngine.Storage;

/// <summary>A temp table and the procedure level that created it.</summary>
internal sealed record TempEntry(int Level, TableDef Table);
