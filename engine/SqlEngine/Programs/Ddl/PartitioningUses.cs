// Which partition schemes a column decides about: such a column can neither be dropped nor get another type.
using AxMonitor.Engine.Catalog;

namespace AxMonitor.Engine.Programs.Ddl;

/// <summary>Finds the schemes by which a table and its indexes are partitioned on a column.</summary>
internal static class PartitioningUses
{
    /// <summary>Names of the schemes.</summary>
    public static IEnumerable<string> Of(DatabaseState catalog, TableDef table, int ordinal) =>
        table
            .Indexes.Select(static i => i.Partitioning)
            .Prepend(table.Partitioning)
            .OfType<Partitioning>()
            .Where(p => p.ColumnOrdinal == ordinal)
            .Select(p => catalog.PartitionSchemes.First(s => s.DataSpaceId == p.SchemeId).Name)
            .Distinct();
}
