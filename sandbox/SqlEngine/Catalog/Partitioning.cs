// How the rows of a table or index are partitioned.
namespace AxMonitor.Sandbox.SqlEngine.Catalog;

/// <summary>The scheme (its data space id) and the partitioning column.</summary>
public sealed record Partitioning(int SchemeId, int ColumnOrdinal);
