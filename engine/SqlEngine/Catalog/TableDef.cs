// A table's definition. Also used for temp tables, table variables, table types and multi-statement
// functions' results.
using System.Collections.Immutable;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Catalog;

/// <summary>Columns, indexes and constraints of a table. Its rows are the storage stage's.</summary>
public sealed record TableDef : CatalogObject
{
    public override string TypeCode => "U";

    public ImmutableArray<ColumnDef> Columns { get; init; } = [];

    public ImmutableArray<IndexDef> Indexes { get; init; } = [];

    public ImmutableArray<CheckDef> Checks { get; init; } = [];

    public ImmutableArray<ForeignKeyDef> ForeignKeys { get; init; } = [];

    /// <summary>How the heap or clustered index is partitioned; null when it is not.</summary>
    public Partitioning? Partitioning { get; init; }

    /// <summary>Has no effect here, but is told in sys.tables.</summary>
    public LockEscalationMethod LockEscalation { get; init; }

    /// <summary>Highest column id ever used.</summary>
    public int MaxColumnId { get; init; }

    public IndexDef? ClusteredIndex => Indexes.FirstOrDefault(static i => i.IsClustered);

    public IndexDef? PrimaryKey => Indexes.FirstOrDefault(static i => i.IsPrimaryKey);

    public ColumnDef? IdentityColumn => Columns.FirstOrDefault(static c => c.Identity is not null);

    /// <summary>Finds a column by name, case-insensitively.</summary>
    public ColumnDef? FindColumn(string name)
    {
        foreach (var column in Columns)
        {
            if (string.Equals(column.Name, name, StringComparison.OrdinalIgnoreCase))
            {
                return column;
            }
        }

        return null;
    }

    /// <summary>Names and object ids of all constraints.</summary>
    public IEnumerable<(string Name, int ObjectId)> Constraints()
    {
        foreach (var index in Indexes)
        {
            if (index.IsConstraint)
            {
                yield return (index.Name, index.ConstraintObjectId);
            }
        }

        foreach (var check in Checks)
        {
            yield return (check.Name, check.ObjectId);
        }

        foreach (var key in ForeignKeys)
        {
            yield return (key.Name, key.ObjectId);
        }

        foreach (var column in Columns)
        {
            if (column.Default is { } value)
            {
                yield return (value.Name, value.ObjectId);
            }
        }
    }

    /// <summary>How an index is partitioned; 0 and 1 are the table itself.</summary>
    public Partitioning? PartitioningOf(int indexId) => indexId <= 1 ? Partitioning : IndexById(indexId)?.Partitioning;

    public IndexDef? FindIndex(string name) =>
        Indexes.FirstOrDefault(i => string.Equals(i.Name, name, StringComparison.OrdinalIgnoreCase));

    public IndexDef? IndexById(int indexId) => Indexes.FirstOrDefault(i => i.IndexId == indexId);
}
