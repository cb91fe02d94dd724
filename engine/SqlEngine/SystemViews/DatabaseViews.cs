// sys.databases and the views of files and filegroups.
using AxMonitor.Engine.Catalog;
using AxMonitor.Engine.Storage;

namespace AxMonitor.Engine.SystemViews;

/// <summary>sys.databases, database_recovery_status, database_files, master_files, filegroups,
/// data_spaces.</summary>
internal static class DatabaseViews
{
    private const string DatabaseColumns =
        "name sysname, database_id int, source_database_id int?, owner_sid varbinary(85)?, create_date datetime, compatibility_level tinyint, collation_name sysname?, "
        + "user_access tinyint?, user_access_desc nvarchar(60)?, is_read_only bit?, is_auto_close_on bit, is_auto_shrink_on bit?, state tinyint?, state_desc nvarchar(60)?, is_in_standby bit?, "
        + "is_cleanly_shutdown bit?, is_supplemental_logging_enabled bit?, snapshot_isolation_state tinyint?, snapshot_isolation_state_desc nvarchar(60)?, is_read_committed_snapshot_on bit?, "
        + "recovery_model tinyint?, recovery_model_desc nvarchar(60)?, page_verify_option tinyint?, page_verify_option_desc nvarchar(60)?, is_auto_create_stats_on bit?, "
        + "is_auto_create_stats_incremental_on bit?, is_auto_update_stats_on bit?, is_auto_update_stats_async_on bit?, is_ansi_null_default_on bit?, is_ansi_nulls_on bit?, is_ansi_padding_on bit?, "
        + "is_ansi_warnings_on bit?, is_arithabort_on bit?, is_concat_null_yields_null_on bit?, is_numeric_roundabort_on bit?, is_quoted_identifier_on bit?, is_recursive_triggers_on bit?, "
        + "is_cursor_close_on_commit_on bit?, is_local_cursor_default bit?, is_fulltext_enabled bit?, is_trustworthy_on bit?, is_db_chaining_on bit?, is_parameterization_forced bit?, "
        + "is_master_key_encrypted_by_server bit, is_query_store_on bit?, is_published bit, is_subscribed bit, is_merge_published bit, is_distributor bit, is_sync_with_backup bit, "
        + "service_broker_guid uniqueidentifier, is_broker_enabled bit, log_reuse_wait tinyint?, log_reuse_wait_desc nvarchar(60)?, is_date_correlation_on bit, is_cdc_enabled bit, is_encrypted bit?, "
        + "is_honor_broker_priority_on bit?, replica_id uniqueidentifier?, group_database_id uniqueidentifier?, resource_pool_id int?, default_language_lcid smallint?, default_language_name nvarchar(128)?, "
        + "default_fulltext_language_lcid int?, default_fulltext_language_name nvarchar(128)?, is_nested_triggers_on bit?, is_transform_noise_words_on bit?, two_digit_year_cutoff smallint?, "
        + "containment tinyint?, containment_desc nvarchar(60)?, target_recovery_time_in_seconds int?, delayed_durability int?, delayed_durability_desc nvarchar(60)?, "
        + "is_memory_optimized_elevate_to_snapshot_on bit?, is_federation_member bit?, is_remote_data_archive_enabled bit?, is_mixed_page_allocation_on bit?";

    private const string FileColumns =
        "file_id int, file_guid uniqueidentifier?, type tinyint, type_desc nvarchar(60)?, data_space_id int, name sysname, physical_name nvarchar(260)?, state tinyint?, "
        + "state_desc nvarchar(60)?, size int, max_size int, growth int, is_media_read_only bit, is_read_only bit, is_sparse bit, is_percent_growth bit, is_name_reserved bit, create_lsn numeric(25,0)?, "
        + "drop_lsn numeric(25,0)?, read_only_lsn numeric(25,0)?, read_write_lsn numeric(25,0)?, differential_base_lsn numeric(25,0)?, differential_base_guid uniqueidentifier?, "
        + "differential_base_time datetime?, redo_start_lsn numeric(25,0)?, redo_start_fork_guid uniqueidentifier?, redo_target_lsn numeric(25,0)?, redo_target_fork_guid uniqueidentifier?, "
        + "backup_lsn numeric(25,0)?";

    public static IEnumerable<SystemView> All =>
        [
            SystemView.Catalog("databases", DatabaseColumns, static (_, c) => c.Server.Databases.Select(d => Database(d, c))),
            SystemView.Catalog(
                "database_recovery_status",
                "database_id int, database_guid uniqueidentifier?, family_guid uniqueidentifier?, last_log_backup_lsn numeric(25,0)?, "
                    + "recovery_fork_guid uniqueidentifier?, first_recovery_fork_guid uniqueidentifier?, fork_point_lsn numeric(25,0)?",
                static (_, c) => c.Server.Databases.Select(d => RecoveryStatus(d, c))
            ),
            SystemView.Catalog("database_files", FileColumns, static (_, c) => DatabaseFiles.Of(c.Database, c)),
            SystemView.Catalog(
                "master_files",
                "database_id int, " + FileColumns,
                static (_, c) =>
                    DatabaseFiles.AreVisible(c)
                        ? c.Server.Databases.SelectMany(d => DatabaseFiles.Of(d, c).Select(f => (object?[])[d.Id, .. f]))
                        : []
            ),
            SystemView.Catalog(
                "filegroups",
                "name sysname, data_space_id int, type char(2), type_desc nvarchar(60)?, is_default bit?, is_system bit?, filegroup_guid uniqueidentifier?, log_filegroup_id int?, is_read_only bit?, is_autogrow_all_files bit?",
                static (_, _) =>
                    [
                        ["PRIMARY", 1, "FG", "ROWS_FILEGROUP", true, false, null, null, false, false],
                    ]
            ),
            SystemView.Catalog(
                "data_spaces",
                "name sysname, data_space_id int, type char(2), type_desc nvarchar(60)?, is_default bit?, is_system bit?",
                static (d, _) =>
                    [
                        ["PRIMARY", 1, "FG", "ROWS_FILEGROUP", true, false],
                        .. d.PartitionSchemes.Select(static s =>
                            (object?[])[s.Name, s.DataSpaceId, "PS", "PARTITION_SCHEME", false, false]
                        ),
                    ]
            ),
        ];

    // Nothing is backed up or restored here: a database has one fork for as long as it is there.
    private static object?[] RecoveryStatus(Database database, ISystemViewContext context)
    {
        Span<byte> id = stackalloc byte[16];
        BitConverter.TryWriteBytes(id, database.Id);
        BitConverter.TryWriteBytes(id[8..], context.Space.View(database).Catalog.CreatedAt.Ticks);
        Guid fork = new(id);
        return [database.Id, fork, fork, null, fork, null, null];
    }

    private static object?[] Database(Database database, ISystemViewContext context)
    {
        var d = context.Space.View(database).Catalog;
        var isTemp = database.Id == 2;
        var simple =
            string.Equals(d.Options.GetValueOrDefault("Recovery"), "SIMPLE", StringComparison.Ordinal)
            || database.Id is 1 or 2 or 4;
        var bulk = string.Equals(d.Options.GetValueOrDefault("Recovery"), "BULKLOGGED", StringComparison.Ordinal);
        var snapshot = On(d, "AllowSnapshotIsolation") || database.Id is 1 or 4;
        return
        [
            d.Name,
            database.Id,
            null,
            d.FindPrincipal("dbo")?.Sid,
            d.CreatedAt,
            Level(d),
            d.Collation.Name,
            0,
            "MULTI_USER",
            d.Options.ContainsKey("ReadOnly"),
            On(d, "AutoClose"),
            On(d, "AutoShrink"),
            0,
            "ONLINE",
            false,
            false,
            false,
            snapshot ? 1 : 0,
            snapshot ? "ON" : "OFF",
            On(d, "ReadCommittedSnapshot"),
            simple ? 3
            : bulk ? 2
            : 1,
            simple ? "SIMPLE"
            : bulk ? "BULK_LOGGED"
            : "FULL",
            2,
            "CHECKSUM",
            true,
            false,
            true,
            On(d, "AutoUpdateStatisticsAsync"),
            false,
            false,
            false,
            false,
            false,
            false,
            false,
            false,
            On(d, "RecursiveTriggers"),
            false,
            false,
            false,
            On(d, "Trustworthy"),
            isTemp,
            On(d, "Parameterization"),
            false,
            On(d, "QueryStore"),
            false,
            false,
            false,
            false,
            false,
            Guid.Empty,
            false,
            0,
            "NOTHING",
            false,
            false,
            false,
            false,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            0,
            "NONE",
            60,
            0,
            "DISABLED",
            false,
            false,
            false,
            false,
        ];
    }

    private static int Level(DatabaseState d) =>
        d.Options.TryGetValue("CompatibilityLevel", out var level)
        && int.TryParse(level, System.Globalization.CultureInfo.InvariantCulture, out var value)
            ? value
            : 130;

    private static bool On(DatabaseState d, string option) =>
        d.Options.TryGetValue(option, out var value) && value.Contains("ON", StringComparison.OrdinalIgnoreCase);
}
