// Catalog views of indexes and partitions.
using AxMonitor.Sandbox.SqlEngine.Catalog;
using AxMonitor.Sandbox.SqlEngine.Types;
using AxMonitor.Sandbox.SqlEngine.Storage;

namespace AxMonitor.Sandbox.SqlEngine.SystemViews;

/// <summary>sys.indexes, index_columns, partitions, allocation_units, dm_db_partition_stats.</summary>
internal static class IndexViews
{
    private const string IndexColumns = "object_id int, name sysname?, index_id int, type tinyint, type_desc nvarchar(60)?, is_unique bit?, data_space_id int?, ignore_dup_key bit?, is_primary_key bit?, "
        + "is_unique_constraint bit?, fill_factor tinyint, is_padded bit?, is_disabled bit?, is_hypothetical bit?, allow_row_locks bit?, allow_page_locks bit?, has_filter bit?, "
        + "filter_definition nvarchar(max)?, compression_delay int?";

    private const string IndexColumnColumns = "object_id int, index_id int, index_column_id int, column_id int, key_ordinal tinyint, partition_ordinal tinyint, is_descending_key bit?, is_included_column bit?";

    private const string PartitionColumns = "partition_id bigint, object_id int, index_id int, partition_number int, hobt_id bigint, rows bigint?, filestream_filegroup_id smallint, "
        + "data_compression tinyint, data_compression_desc nvarchar(60)?";

    private const string StatsColumns = "partition_id bigint?, object_id int, index_id int, partition_number int, in_row_data_page_count bigint?, in_row_used_page_count bigint?, in_row_reserved_page_count bigint?, "
        + "lob_used_page_count bigint?, lob_reserved_page_count bigint?, row_overflow_used_page_count bigint?, row_overflow_reserved_page_count bigint?, used_page_count bigint?, reserved_page_count bigint?, "
        + "row_count bigint?";

    private const string UnitColumns = "allocation_unit_id bigint, type tinyint, type_desc nvarchar(60)?, container_id bigint, data_space_id int?, total_pages bigint, used_pages bigint, data_pages bigint";

    public static IEnumerable<SystemView> All =>
    [
        SystemView.Catalog("indexes", IndexColumns, static (d, _) => Tables(d).SelectMany(Indexes)),
        SystemView.Catalog("index_columns", IndexColumnColumns, static (d, _) => Tables(d).SelectMany(Columns)),
        SystemView.Catalog("partitions", PartitionColumns, static (d, c) => d.Tables.OrderBy(static t => t.ObjectId).SelectMany(t => Partitions(t, c))),
        SystemView.Catalog("allocation_units", UnitColumns, static (d, c) => d.Tables.OrderBy(static t => t.ObjectId).SelectMany(t => AllocationUnits(t, c))),
        new SystemView(
            new SystemViewDef("sys", "dm_db_partition_stats", ColumnList.Parse(StatsColumns)) { Permission = "VIEW DATABASE STATE" },
            static (c, _) => Told(c, SystemView.CatalogOf(c).Tables.OrderBy(static t => t.ObjectId).SelectMany(t => PartitionStats(t, c)))),
    ];

    /// <summary>hobt_id and partition_id: what 'keylock hobtid=…' in a wait resource names.</summary>
    public static long HobtId(int objectId, int indexId) => 72057594000000000L + ((long)(uint)objectId << 8) + indexId;

    // Table types have indexes as well.
    private static IEnumerable<TableDef> Tables(DatabaseState d) => d.Tables.OrderBy(static t => t.ObjectId).Concat(d.TableTypes.Values.Select(static t => t.Table));

    private static IEnumerable<object?[]> Indexes(TableDef t)
    {
        if (t.ClusteredIndex is null)
        {
            yield return [t.ObjectId, null, 0, 0, "HEAP", false, t.Partitioning?.SchemeId ?? 1, false, false, false, 0, false, false, false, true, true, false, null, null];
        }

        foreach (var i in t.Indexes)
        {
            yield return
            [
                t.ObjectId, i.Name, i.IndexId, i.IsClustered ? 1 : 2, i.IsClustered ? "CLUSTERED" : "NONCLUSTERED", i.IsUnique, t.PartitioningOf(i.IndexId)?.SchemeId ?? 1, i.IgnoreDuplicateKey, i.IsPrimaryKey, i.IsUniqueConstraint,
                i.FillFactor, false, i.IsDisabled, false, true, true, i.Filter is not null, i.FilterText, null,
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
                yield return [t.ObjectId, index.IndexId, id, t.Columns[key.Ordinal].ColumnId, id, key.Ordinal == partitioning ? 1 : 0, key.IsDescending, false];
            }

            foreach (var included in index.IncludedColumns)
            {
                id++;
                yield return [t.ObjectId, index.IndexId, id, t.Columns[included].ColumnId, 0, included == partitioning ? 1 : 0, false, true];
            }

            // A partitioning column that the index does not name is in it all the same.
            if (partitioning is { } column && !index.KeyColumns.Any(k => k.Ordinal == column) && !index.IncludedColumns.Contains(column))
            {
                yield return [t.ObjectId, index.IndexId, id + 1, t.Columns[column].ColumnId, 0, 1, false, false];
            }
        }

        if (t.ClusteredIndex is null && t.Partitioning is { } heap)
        {
            yield return [t.ObjectId, 0, 1, t.Columns[heap.ColumnOrdinal].ColumnId, 0, 1, false, false];
        }
    }

    private static IEnumerable<object?[]> Partitions(TableDef t, ISystemViewContext context)
    {
        foreach (var (hobt, id, number, rows) in PartitionRows(t, context, Data(t, context)))
        {
            yield return [hobt, t.ObjectId, id, number, hobt, rows, 0, 0, "NONE"];
        }
    }

    private static IEnumerable<object?[]> PartitionStats(TableDef t, ISystemViewContext context)
    {
        var data = Data(t, context);
        var estimates = new Dictionary<int, PageEstimate>();
        foreach (var (hobt, id, number, rows) in PartitionRows(t, context, data))
        {
            var estimate = estimates.TryGetValue(id, out var known) ? known : estimates[id] = PageEstimate.Of(t, data, id);
            var pages = estimate.For(rows);
            yield return
            [
                hobt, t.ObjectId, id, number, pages.Data, pages.Used, pages.Reserved, pages.LobUsed, pages.LobReserved, 0, 0,
                pages.Used + pages.LobUsed, pages.Reserved + pages.LobReserved, rows,
            ];
        }
    }

    // A simulated installation holds few rows of tables that are large in life: a state provider tells rows (row_count, used_page_count) by object_id and index_id.
    private static IEnumerable<object?[]> Told(ISystemViewContext context, IEnumerable<object?[]> rows)
    {
        var told = context.Providers
            .SelectMany(p => p.Rows("dm_db_partition_stats", [SqlValue.FromInt64(context.Database.Id)], []))
            .ToDictionary(static r => ((int)r["object_id"]!, (int)r["index_id"]!), static r => ((long)r["row_count"]!, (long)r["used_page_count"]!));
        foreach (var row in rows)
        {
            if (told.TryGetValue(((int)row[1]!, (int)row[2]!), out var size))
            {
                (row[4], row[5], row[6], row[11], row[12], row[13]) = (size.Item2, size.Item2, size.Item2, size.Item2, size.Item2, size.Item1);
            }

            yield return row;
        }
    }

    // One unit of rows per partition, and one of LOB pages where there are any.
    private static IEnumerable<object?[]> AllocationUnits(TableDef t, ISystemViewContext context)
    {
        var data = Data(t, context);
        var estimates = new Dictionary<int, PageEstimate>();
        foreach (var (hobt, id, _, rows) in PartitionRows(t, context, data))
        {
            var estimate = estimates.TryGetValue(id, out var known) ? known : estimates[id] = PageEstimate.Of(t, data, id);
            var pages = estimate.For(rows);
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

    private static IEnumerable<(long Hobt, int IndexId, int Number, long Rows)> PartitionRows(TableDef t, ISystemViewContext context, TableData data)
    {
        IEnumerable<int> ids = t.Indexes.Where(static i => !i.IsDisabled).Select(static i => i.IndexId);
        foreach (var id in t.ClusteredIndex is null ? ids.Prepend(0) : ids)
        {
            var hobt = HobtId(t.ObjectId, id);
            if (t.PartitioningOf(id) is not { } partitioning)
            {
                yield return (hobt, id, 1, data.EntryCount(id));
                continue;
            }

            var rows = data.PartitionRows(id, context.Space.View(context.Database).Catalog.PartitionFunctionOf(partitioning), partitioning.ColumnOrdinal);
            for (var i = 0; i < rows.Length; i++)
            {
                yield return (hobt + ((long)i << 40), id, i + 1, rows[i]);
            }
        }
    }
}
