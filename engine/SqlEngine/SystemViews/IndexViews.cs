// Catalog views of indexes and partitions.
using System.Globalization;
using AxMonitor.Engine.Catalog;
using AxMonitor.Engine.Storage;

namespace AxMonitor.Engine.SystemViews;

/// <summary>sys.indexes, index_columns, partitions, allocation_units, dm_db_partition_stats.</summary>
internal static class IndexViews
{
    private const string IndexColumns =
        "object_id int, name sysname?, index_id int, type tinyint, type_desc nvarchar(60)?, is_unique bit?, data_space_id int?, ignore_dup_key bit?, is_primary_key bit?, "
        + "is_unique_constraint bit?, fill_factor tinyint, is_padded bit?, is_disabled bit?, is_hypothetical bit?, allow_row_locks bit?, allow_page_locks bit?, has_filter bit?, "
        + "filter_definition nvarchar(max)?, compression_delay int?";

    private const string IndexColumnColumns =
        "object_id int, index_id int, index_column_id int, column_id int, key_ordinal tinyint, partition_ordinal tinyint, is_descending_key bit?, is_included_column bit?";

    private const string PartitionColumns =
        "partition_id bigint, object_id int, index_id int, partition_number int, hobt_id bigint, rows bigint?, filestream_filegroup_id smallint, "
        + "data_compression tinyint, data_compression_desc nvarchar(60)?";

    private const string StatsColumns =
        "partition_id bigint?, object_id int, index_id int, partition_number int, in_row_data_page_count bigint?, in_row_used_page_count bigint?, in_row_reserved_page_count bigint?, "
        + "lob_used_page_count bigint?, lob_reserved_page_count bigint?, row_overflow_used_page_count bigint?, row_overflow_reserved_page_count bigint?, used_page_count bigint?, reserved_page_count bigint?, "
        + "row_count bigint?";

    private const string UnitColumns =
        "allocation_unit_id bigint, type tinyint, type_desc nvarchar(60)?, container_id bigint, data_space_id int?, total_pages bigint, used_pages bigint, data_pages bigint";

    public static IEnumerable<SystemView> All =>
        [
            SystemView.OfObjects("indexes", IndexColumns, static d => Tables(d).SelectMany(Indexes)),
            SystemView.OfObjects("index_columns", IndexColumnColumns, static d => Tables(d).SelectMany(Columns)),
            SystemView.Catalog(
                "partitions",
                PartitionColumns,
                static (d, c) => Stored(d, c).SelectMany(t => Partitions(t.Table, c, t.Told))
            ),
            SystemView.Catalog(
                "allocation_units",
                UnitColumns,
                static (d, c) => Stored(d, c).SelectMany(t => AllocationUnits(t.Table, c, t.Told))
            ),
            new SystemView(
                new SystemViewDef("sys", "dm_db_partition_stats", ColumnList.Parse(StatsColumns))
                {
                    Permission = "VIEW DATABASE STATE",
                },
                static (c, _) => Stored(SystemView.CatalogOf(c), c).SelectMany(t => PartitionStats(t.Table, c, t.Told))
            ),
        ];

    /// <summary>hobt_id and partition_id: what 'keylock hobtid=…' in a wait resource names.</summary>
    public static long HobtId(int objectId, int indexId) => 72057594000000000L + ((long)(uint)objectId << 8) + indexId;

    // Table types have indexes as well.
    private static IEnumerable<TableDef> Tables(DatabaseState d) =>
        d.Tables.OrderBy(static t => t.ObjectId).Concat(d.TableTypes.Values.Select(static t => t.Table));

    private static IEnumerable<object?[]> Indexes(TableDef t)
    {
        if (t.ClusteredIndex is null)
        {
            yield return
            [
                t.ObjectId,
                null,
                0,
                0,
                "HEAP",
                false,
                t.Partitioning?.SchemeId ?? 1,
                false,
                false,
                false,
                0,
                false,
                false,
                false,
                true,
                true,
                false,
                null,
                null,
            ];
        }

        foreach (var i in t.Indexes)
        {
            yield return
            [
                t.ObjectId,
                i.Name,
                i.IndexId,
                i.IsClustered ? 1 : 2,
                i.IsClustered ? "CLUSTERED" : "NONCLUSTERED",
                i.IsUnique,
                t.PartitioningOf(i.IndexId)?.SchemeId ?? 1,
                i.IgnoreDuplicateKey,
                i.IsPrimaryKey,
                i.IsUniqueConstraint,
                i.FillFactor,
                false,
                i.IsDisabled,
                false,
                true,
                true,
                i.Filter is not null,
                i.FilterText,
                null,
            ];
        }
    }

    private static IEnumerable<object?[]> Columns(TableDef t)
    {
        foreach (var index in t.Indexes)
        {
            var id = 0;
            var partitioning = t.PartitioningOf(index.IndexId)?.ColumnOrdinal;
            foreach (var key in index.KeyColumns)
            {
                id++;
                yield return
                [
                    t.ObjectId,
                    index.IndexId,
                    id,
                    t.Columns[key.Ordinal].ColumnId,
                    id,
                    key.Ordinal == partitioning ? 1 : 0,
                    key.IsDescending,
                    false,
                ];
            }

            foreach (var included in index.IncludedColumns)
            {
                id++;
                yield return
                [
                    t.ObjectId,
                    index.IndexId,
                    id,
                    t.Columns[included].ColumnId,
                    0,
                    included == partitioning ? 1 : 0,
                    false,
                    true,
                ];
            }

            // A partitioning column that the index does not name is in it all the same.
            if (
                partitioning is { } column
                && !index.KeyColumns.Any(k => k.Ordinal == column)
                && !index.IncludedColumns.Contains(column)
            )
            {
                yield return [t.ObjectId, index.IndexId, id + 1, t.Columns[column].ColumnId, 0, 1, false, false];
            }
        }

        if (t.ClusteredIndex is null && t.Partitioning is { } heap)
        {
            yield return [t.ObjectId, 0, 1, t.Columns[heap.ColumnOrdinal].ColumnId, 0, 1, false, false];
        }
    }

    // The tables that have rows here, with what a provider says of their size: rows of "table.sizes"
    // (database_id, name, row_count, page_count). Tables of others in tempdb have no columns here, because
    // only their names are known.
    private static IEnumerable<(TableDef Table, TableSize? Told)> Stored(DatabaseState d, ISystemViewContext context)
    {
        var told = context
            .Providers.SelectMany(static p => p.Rows("table.sizes", [], []))
            .Where(r => Convert.ToInt32(r["database_id"], CultureInfo.InvariantCulture) == context.Database.Id)
            .ToDictionary(
                static r => (string)r["name"]!,
                static r => new TableSize(
                    Convert.ToInt64(r["row_count"], CultureInfo.InvariantCulture),
                    Convert.ToInt64(r["page_count"], CultureInfo.InvariantCulture)
                ),
                StringComparer.OrdinalIgnoreCase
            );
        return d
            .Tables.Where(static t => !t.Columns.IsEmpty)
            .OrderBy(static t => t.ObjectId)
            .Select(t => (t, told.GetValueOrDefault(t.Name)));
    }

    private static IEnumerable<object?[]> Partitions(TableDef t, ISystemViewContext context, TableSize? told)
    {
        foreach (var (hobt, id, number, rows) in PartitionRows(t, context, Data(t, context)))
        {
            yield return [hobt, t.ObjectId, id, number, hobt, told?.Rows ?? rows, 0, 0, "NONE"];
        }
    }

    private static IEnumerable<object?[]> PartitionStats(TableDef t, ISystemViewContext context, TableSize? told)
    {
        var data = Data(t, context);
        var estimates = new Dictionary<int, PageEstimate>();
        foreach (var (hobt, id, number, rows) in PartitionRows(t, context, data))
        {
            var estimate = estimates.TryGetValue(id, out var known) ? known : estimates[id] = PageEstimate.Of(t, data, id);
            var pages = told is null ? estimate.For(rows) : told.Pages(t, id);
            yield return
            [
                hobt,
                t.ObjectId,
                id,
                number,
                pages.Data,
                pages.Used,
                pages.Reserved,
                pages.LobUsed,
                pages.LobReserved,
                0,
                0,
                pages.Used + pages.LobUsed,
                pages.Reserved + pages.LobReserved,
                told?.Rows ?? rows,
            ];
        }
    }

    // One unit of rows per partition, and one of LOB pages where there are any.
    private static IEnumerable<object?[]> AllocationUnits(TableDef t, ISystemViewContext context, TableSize? told)
    {
        var data = Data(t, context);
        var estimates = new Dictionary<int, PageEstimate>();
        foreach (var (hobt, id, _, rows) in PartitionRows(t, context, data))
        {
            var estimate = estimates.TryGetValue(id, out var known) ? known : estimates[id] = PageEstimate.Of(t, data, id);
            var pages = told is null ? estimate.For(rows) : told.Pages(t, id);
            yield return [hobt, 1, "IN_ROW_DATA", hobt, 1, pages.Reserved, pages.Used, pages.Data];
            if (pages.LobUsed > 0)
            {
                yield return [hobt + (1L << 60), 2, "LOB_DATA", hobt, 1, pages.LobReserved, pages.LobUsed, 0];
            }
        }
    }

    private static TableData Data(TableDef t, ISystemViewContext context)
    {
        var home = context.Space.TempTables.Any(x => x.ObjectId == t.ObjectId) ? context.Space.Temp : context.Database;
        return context.Space.View(home).Data(t.ObjectId);
    }

    private static IEnumerable<(long Hobt, int IndexId, int Number, long Rows)> PartitionRows(
        TableDef t,
        ISystemViewContext context,
        TableData data
    )
    {
        var ids = t.Indexes.Where(static i => !i.IsDisabled).Select(static i => i.IndexId);
        foreach (var id in t.ClusteredIndex is null ? ids.Prepend(0) : ids)
        {
            var hobt = HobtId(t.ObjectId, id);
            if (t.PartitioningOf(id) is not { } partitioning)
            {
                yield return (hobt, id, 1, data.EntryCount(id));
                continue;
            }

            var rows = data.PartitionRows(
                id,
                context.Space.View(context.Database).Catalog.PartitionFunctionOf(partitioning),
                partitioning.ColumnOrdinal
            );
            for (var i = 0; i < rows.Length; i++)
            {
                yield return (hobt + ((long)i << 40), id, i + 1, rows[i]);
            }
        }
    }
}
