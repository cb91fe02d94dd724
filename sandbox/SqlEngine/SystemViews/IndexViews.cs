// Catalog views of indexes and partitions.
using AxMonitor.Sandbox.SqlEngine.Catalog;

namespace AxMonitor.Sandbox.SqlEngine.SystemViews;

/// <summary>sys.indexes, index_columns, partitions.</summary>
internal static class IndexViews
{
    private const string IndexColumns = "object_id int, name sysname?, index_id int, type tinyint, type_desc nvarchar(60)?, is_unique bit?, data_space_id int?, ignore_dup_key bit?, is_primary_key bit?, "
        + "is_unique_constraint bit?, fill_factor tinyint, is_padded bit?, is_disabled bit?, is_hypothetical bit?, allow_row_locks bit?, allow_page_locks bit?, has_filter bit?, "
        + "filter_definition nvarchar(max)?, compression_delay int?";

    private const string IndexColumnColumns = "object_id int, index_id int, index_column_id int, column_id int, key_ordinal tinyint, partition_ordinal tinyint, is_descending_key bit?, is_included_column bit?";

    private const string PartitionColumns = "partition_id bigint, object_id int, index_id int, partition_number int, hobt_id bigint, rows bigint?, filestream_filegroup_id smallint, "
        + "data_compression tinyint, data_compression_desc nvarchar(60)?";

    public static IEnumerable<SystemView> All =>
    [
        SystemView.Catalog("indexes", IndexColumns, static (d, _) => Tables(d).SelectMany(Indexes)),
        SystemView.Catalog("index_columns", IndexColumnColumns, static (d, _) => Tables(d).SelectMany(Columns)),
        SystemView.Catalog("partitions", PartitionColumns, static (d, c) => d.Tables.OrderBy(static t => t.ObjectId).SelectMany(t => Partitions(t, c))),
    ];

    /// <summary>hobt_id and partition_id: what 'keylock hobtid=…' in a wait resource names.</summary>
    public static long HobtId(int objectId, int indexId) => 72057594000000000L + ((long)(uint)objectId << 8) + indexId;

    // Table types have indexes as well.
    private static IEnumerable<TableDef> Tables(DatabaseState d) => d.Tables.OrderBy(static t => t.ObjectId).Concat(d.TableTypes.Values.Select(static t => t.Table));

    private static IEnumerable<object?[]> Indexes(TableDef t)
    {
        if (t.ClusteredIndex is null)
        {
            yield return [t.ObjectId, null, 0, 0, "HEAP", false, 1, false, false, false, 0, false, false, false, true, true, false, null, null];
        }

        foreach (var i in t.Indexes)
        {
            yield return
            [
                t.ObjectId, i.Name, i.IndexId, i.IsClustered ? 1 : 2, i.IsClustered ? "CLUSTERED" : "NONCLUSTERED", i.IsUnique, 1, i.IgnoreDuplicateKey, i.IsPrimaryKey, i.IsUniqueConstraint,
                i.FillFactor, false, i.IsDisabled, false, true, true, i.Filter is not null, i.FilterText, null,
            ];
        }
    }

    private static IEnumerable<object?[]> Columns(TableDef t)
    {
        foreach (var index in t.Indexes)
        {
            var id = 0;
            foreach (var key in index.KeyColumns)
            {
                id++;
                yield return [t.ObjectId, index.IndexId, id, t.Columns[key.Ordinal].ColumnId, id, 0, key.IsDescending, false];
            }

            foreach (var included in index.IncludedColumns)
            {
                id++;
                yield return [t.ObjectId, index.IndexId, id, t.Columns[included].ColumnId, 0, 0, false, true];
            }
        }
    }

    private static IEnumerable<object?[]> Partitions(TableDef t, ISystemViewContext context)
    {
        var home = context.Space.TempTables.Any(x => x.ObjectId == t.ObjectId) ? context.Space.Temp : context.Database;
        var data = context.Space.View(home).Data(t.ObjectId);
        IEnumerable<int> ids = t.Indexes.Where(static i => !i.IsDisabled).Select(static i => i.IndexId);
        foreach (var id in t.ClusteredIndex is null ? ids.Prepend(0) : ids)
        {
            var hobt = HobtId(t.ObjectId, id);
            yield return [hobt, t.ObjectId, id, 1, hobt, data.EntryCount(id), 0, 0, "NONE"];
        }
    }
}
