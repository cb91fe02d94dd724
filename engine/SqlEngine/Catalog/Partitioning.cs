// How the rows of a table or index are partitioned.
namespace AxMonitor.Engine.Catalog;

/// <summary>The scheme (its data space id) and the partitioning column.</summary>
public sealed record Partitioning(int SchemeId, int ColumnOrdinal);
