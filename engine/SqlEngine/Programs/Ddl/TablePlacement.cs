// Where a table and its indexes are put: ON scheme(column), ON [PRIMARY], or nothing, which for an index of a
// partitioned table means aligned with it.
using AxMonitor.Engine.Catalog;
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Types;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Programs.Ddl;

/// <summary>Collects the ON clauses of one definition and applies them when all columns and indexes are
/// known.</summary>
internal sealed class TablePlacement(DatabaseState catalog, bool mayBePartitioned)
{
    private readonly Dictionary<string, FileGroupOrPartitionScheme?> _indexes = new(StringComparer.OrdinalIgnoreCase);
    private FileGroupOrPartitionScheme? _table;

    public void Table(FileGroupOrPartitionScheme? place) => _table = place;

    public void Index(string name, FileGroupOrPartitionScheme? place) => _indexes[name] = place;

    /// <summary>The definition with its new indexes placed.</summary>
    public TableDef Apply(TableDef table)
    {
        var clustered = table.ClusteredIndex is { } c && _indexes.TryGetValue(c.Name, out var given) ? given : null;
        table = (clustered ?? _table) is { } place
            ? table with
            {
                Partitioning = Resolve(place, table, clustered is null ? null : table.ClusteredIndex),
            }
            : table;
        foreach (var (name, on) in _indexes)
        {
            var index = table.FindIndex(name)!;
            var partitioning = index.IsClustered || on is null ? table.Partitioning : Resolve(on, table, index);
            if (index.IsUnique && partitioning is not null && !index.KeyColumns.Any(k => k.Ordinal == partitioning.ColumnOrdinal))
            {
                throw Failed(
                    index,
                    new SqlError(
                        1908,
                        16,
                        1,
                        $"Column '{table.Columns[partitioning.ColumnOrdinal].Name}' is partitioning column of the index '{name}'. Partition columns for a unique index must be a subset of the index key."
                    )
                );
            }

            if (!index.IsClustered && index.Partitioning != partitioning)
            {
                table = table with { Indexes = table.Indexes.Replace(index, index with { Partitioning = partitioning }) };
            }
        }

        return table;
    }

    private static SqlError Failed(IndexDef? index, SqlError error) =>
        index?.IsConstraint == true ? CatalogErrors.ConstraintFailed(error) : error;

    private Partitioning? Resolve(FileGroupOrPartitionScheme place, TableDef table, IndexDef? index)
    {
        var name = place.Name.Value;
        if (place.PartitionSchemeColumns.Count == 0)
        {
            return catalog.FindPartitionScheme(name) is null
                ? null
                : throw Failed(
                    index,
                    new SqlError(
                        2726,
                        16,
                        1,
                        $"Partition function '{FunctionOf(name).Name}' uses 1 columns which does not match with the number of partition columns used to partition the table or index."
                    )
                );
        }

        if (!mayBePartitioned || catalog.FindPartitionScheme(name) is not { } scheme)
        {
            throw Failed(index, PartitionDdl.Invalid("partition scheme", name));
        }

        var function = FunctionOf(name);
        if (place.PartitionSchemeColumns.Count > 1)
        {
            throw Failed(
                index,
                new SqlError(
                    2726,
                    16,
                    1,
                    $"Partition function '{function.Name}' uses 1 columns which does not match with the number of partition columns used to partition the table or index."
                )
            );
        }

        var columnName = place.PartitionSchemeColumns[0].Value;
        var column = table.FindColumn(columnName) ?? throw Failed(index, CatalogErrors.NoColumn(columnName));
        if (column.Computed is { IsPersisted: false })
        {
            throw Failed(
                index,
                new SqlError(
                    7724,
                    16,
                    1,
                    $"Computed column cannot be used as a partition key if it is not persisted. Partition key column '{column.Name}' in table '{table.Name}' is not persisted."
                )
            );
        }

        if (column.Type with { Collation = null } != function.Type with { Collation = null })
        {
            throw Failed(
                index,
                new SqlError(
                    7726,
                    16,
                    1,
                    $"Partition column '{column.Name}' has data type {TypeRules.Format(column.Type)} which is different from the partition function '{function.Name}' parameter data type {TypeRules.Format(function.Type)}."
                )
            );
        }

        return
            column.Type.IsCharacter
            && (column.Type.Collation ?? Collation.Default) != (function.Type.Collation ?? Collation.Default)
            ? throw Failed(
                index,
                new SqlError(
                    7727,
                    16,
                    1,
                    $"Collation of partition column '{column.Name}' does not match collation of corresponding parameter in partition function '{function.Name}'."
                )
            )
            : new Partitioning(scheme.DataSpaceId, column.Ordinal);
    }

    private PartitionFunctionDef FunctionOf(string scheme) =>
        catalog.PartitionFunctions.First(f => f.FunctionId == catalog.FindPartitionScheme(scheme)!.FunctionId);
}
