// Catalog views of indexes and partitions.
using System.Globalization;
using AxMonitor.Sandbox.SqlEngine.Catalog;

namespace AxMonitor.Sandbox.SqlEngine.SystemViews;

/// <summary>sys.indexes, index_columns, partitions, dm_db_partition_stats.</summary>
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

    public static IEnumerable<SystemView> All =>
    [
        SystemView.Catalog("indexes", IndexColumns, static (d, _) => Tables(d).SelectMany(Indexes)),
        SystemView.Catalog("index_columns", IndexColumnColumns, static (d, _) => Tables(d).SelectMany(Columns)),
        SystemView.Catalog("partitions", PartitionColumns, static (d, c) => Partitions(d, c)),
        new SystemView(
            new SystemViewDef("sys", "dm_db_partition_stats", ColumnList.Parse(StatsColumns)) { Permission = "VIEW DATABASE STATE" },
            static (c, _) => PartitionStats(SystemView.CatalogOf(c), c)),
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

    private static IEnumerable<object?[]> Partitions(DatabaseState d, ISystemViewContext context)
    {
        var told = ToldSizes(context);
        foreach (var t in d.Tables.OrderBy(static t => t.ObjectId))
        {
            foreach (var (hobt, id, number, rows) in PartitionRows(t, context))
            {
                yield return [hobt, t.ObjectId, id, number, hobt, told.TryGetValue(t.Name, out var size) ? size.Rows : rows, 0, 0, "NONE"];
            }
        }
    }

    // A page holds about fifty rows here: the numbers of pages are only there to be plausible.
    private static IEnumerable<object?[]> PartitionStats(DatabaseState d, ISystemViewContext context)
    {
        var told = ToldSizes(context);
        foreach (var t in d.Tables.OrderBy(static t => t.ObjectId))
        {
            foreach (var (hobt, id, number, stored) in PartitionRows(t, context))
            {
                var rows = stored;
                var data = (rows + 49) / 50;
                if (told.TryGetValue(t.Name, out var size))
                {
                    // Two thirds are the table, the rest its other indexes.
                    rows = size.Rows;
                    data = id <= 1 ? size.Pages * 2 / 3 : size.Pages / 3 / Math.Max(1, t.Indexes.Length - 1);
                }

                var used = rows == 0 ? 0 : data + 2;
                var reserved = (used + 7) / 8 * 8;
                yield return [hobt, t.ObjectId, id, number, data, used, reserved, 0, 0, 0, 0, used, reserved, rows];
            }
        }
    }

    // A provider may say that tables are bigger than what the engine holds of them: rows of "table.sizes" (database_id, name, row_count, page_count).
    private static Dictionary<string, (long Rows, long Pages)> ToldSizes(ISystemViewContext context) => context.Providers
        .SelectMany(static p => p.Rows("table.sizes", [], []))
        .Where(r => Convert.ToInt32(r["database_id"], CultureInfo.InvariantCulture) == context.Database.Id)
        .ToDictionary(
            static r => (string)r["name"]!,
            static r => (Convert.ToInt64(r["row_count"], CultureInfo.InvariantCulture), Convert.ToInt64(r["page_count"], CultureInfo.InvariantCulture)),
            StringComparer.OrdinalIgnoreCase);

    private static IEnumerable<(long Hobt, int IndexId, int Number, long Rows)> PartitionRows(TableDef t, ISystemViewContext context)
    {
        if (t.Columns.IsEmpty)
        {
            yield break; // A table of another's in tempdb, of which only the name is known.
        }

        var home = context.Space.TempTables.Any(x => x.ObjectId == t.ObjectId) ? context.Space.Temp : context.Database;
        var view = context.Space.View(home);
        var data = view.Data(t.ObjectId);
        IEnumerable<int> ids = t.Indexes.Where(static i => !i.IsDisabled).Select(static i => i.IndexId);
        foreach (var id in t.ClusteredIndex is null ? ids.Prepend(0) : ids)
        {
            var hobt = HobtId(t.ObjectId, id);
            if (t.PartitioningOf(id) is not { } partitioning)
            {
                yield return (hobt, id, 1, data.EntryCount(id));
                continue;
            }

            var rows = data.PartitionRows(id, view.Catalog.PartitionFunctionOf(partitioning), partitioning.ColumnOrdinal);
            for (var i = 0; i < rows.Length; i++)
            {
                yield return (hobt + ((long)i << 40), id, i + 1, rows[i]);
            }
        }
    }
}
