// Views of statistics and of how indexes are used. The engine keeps no statistics of its own: sys.stats lists
// one per index, the rest is reported by state providers.
using AxMonitor.Engine.Catalog;

namespace AxMonitor.Engine.SystemViews;

/// <summary>
/// sys.stats, stats_columns, dm_db_stats_properties, dm_db_index_usage_stats, dm_db_index_physical_stats,
/// dm_db_missing_index_details, dm_db_missing_index_groups, dm_db_missing_index_group_stats.
/// </summary>
internal static class StatisticsViews
{
    private const string StatsColumns =
        "object_id int, name nvarchar(128)?, stats_id int, auto_created bit?, user_created bit?, no_recompute bit?, has_filter bit?, filter_definition nvarchar(max)?, "
        + "is_temporary bit?, is_incremental bit?";

    private const string PropertyColumns =
        "object_id int, stats_id int, last_updated datetime2(7)?, rows bigint?, rows_sampled bigint?, steps int?, unfiltered_rows bigint?, modification_counter bigint?, "
        + "persisted_sample_percent float?";

    private const string UsageColumns =
        "database_id smallint, object_id int, index_id int, user_seeks bigint, user_scans bigint, user_lookups bigint, user_updates bigint, last_user_seek datetime?, "
        + "last_user_scan datetime?, last_user_lookup datetime?, last_user_update datetime?, system_seeks bigint, system_scans bigint, system_lookups bigint, system_updates bigint, last_system_seek datetime?, "
        + "last_system_scan datetime?, last_system_lookup datetime?, last_system_update datetime?";

    private const string PhysicalColumns =
        "database_id smallint?, object_id int?, index_id int?, partition_number int?, index_type_desc nvarchar(60)?, alloc_unit_type_desc nvarchar(60)?, index_depth tinyint?, "
        + "index_level tinyint?, avg_fragmentation_in_percent float?, fragment_count bigint?, avg_fragment_size_in_pages float?, page_count bigint?, avg_page_space_used_in_percent float?, record_count bigint?, "
        + "ghost_record_count bigint?, version_ghost_record_count bigint?, min_record_size_in_bytes int?, max_record_size_in_bytes int?, avg_record_size_in_bytes float?, forwarded_record_count bigint?, "
        + "compressed_page_count bigint?, hobt_id bigint, columnstore_delete_buffer_state tinyint, columnstore_delete_buffer_state_desc nvarchar(60)";

    private const string MissingDetailColumns =
        "index_handle int, database_id smallint, object_id int, equality_columns nvarchar(4000)?, inequality_columns nvarchar(4000)?, included_columns nvarchar(4000)?, "
        + "statement nvarchar(4000)?";

    private const string MissingStatColumns =
        "group_handle int, unique_compiles bigint, user_seeks bigint, user_scans bigint, last_user_seek datetime?, last_user_scan datetime?, avg_total_user_cost float?, "
        + "avg_user_impact float?, system_seeks bigint, system_scans bigint, last_system_seek datetime?, last_system_scan datetime?, avg_total_system_cost float?, avg_system_impact float?";

    public static IEnumerable<SystemView> All =>
        [
            SystemView.Catalog(
                "stats",
                StatsColumns,
                static (d, _) =>
                    Tables(d)
                        .SelectMany(static t =>
                            t.Indexes.Select(i =>
                                (object?[])
                                    [
                                        t.ObjectId,
                                        i.Name,
                                        i.IndexId,
                                        false,
                                        false,
                                        false,
                                        i.Filter is not null,
                                        i.FilterText,
                                        false,
                                        false,
                                    ]
                            )
                        )
            ),
            SystemView.Catalog(
                "stats_columns",
                "object_id int, stats_id int, stats_column_id int?, column_id int?",
                static (d, _) =>
                    Tables(d)
                        .SelectMany(static t =>
                            t.Indexes.SelectMany(i =>
                                i.KeyColumns.Select(
                                    (key, n) => (object?[])[t.ObjectId, i.IndexId, n + 1, t.Columns[key.Ordinal].ColumnId]
                                )
                            )
                        )
            ),
            SystemView.PerDatabase("dm_db_stats_properties", "int, int", PropertyColumns, null, permission: null),
            SystemView.Server("dm_db_index_usage_stats", UsageColumns, null),
            SystemView.Function(
                "dm_db_index_physical_stats",
                "smallint, int, int, int, nvarchar(128)",
                PhysicalColumns,
                null,
                "VIEW DATABASE STATE"
            ),
            SystemView.Server("dm_db_missing_index_details", MissingDetailColumns, null),
            SystemView.Server("dm_db_missing_index_groups", "index_group_handle int, index_handle int", null),
            SystemView.Server("dm_db_missing_index_group_stats", MissingStatColumns, null),
        ];

    private static IEnumerable<TableDef> Tables(DatabaseState d) => d.Tables.OrderBy(static t => t.ObjectId);
}
