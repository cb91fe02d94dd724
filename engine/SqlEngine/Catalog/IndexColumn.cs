// One key column of an index.
namespace AxMonitor.Engine.Catalog;

/// <summary>A key column: slot in the row, direction.</summary>
public readonly record struct IndexColumn(int Ordinal, bool IsDescending = false);
