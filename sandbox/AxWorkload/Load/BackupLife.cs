// The backups that an installation's jobs take: full every night, differential at noon, log every quarter of
// an hour. They stand in msdb, as on a real server.
using System.Globalization;
using System.Text;

namespace AxMonitor.Sandbox.AxWorkload.Load;

/// <summary>Rows of msdb.dbo.backupset as T-SQL. Not thread-safe.</summary>
internal sealed class BackupLife(
    string axDatabase,
    string modelStore,
    IReadOnlyList<string> otherDatabases,
    TimeZoneInfo zone
)
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(15);

    // What is remembered when the installation begins.
    private static readonly TimeSpan Past = TimeSpan.FromDays(2);

    private DateTime _next = DateTime.MaxValue;

    /// <summary>The table as SQL Server 2016 has it.</summary>
    public const string TableScript = """
        IF OBJECT_ID(N'dbo.backupset', N'U') IS NULL
        CREATE TABLE dbo.backupset
        (
            backup_set_id int NOT NULL IDENTITY (1, 1) PRIMARY KEY, backup_set_uuid uniqueidentifier NOT NULL DEFAULT NEWID(), media_set_id int NOT NULL DEFAULT 1, first_family_number tinyint NULL,
            first_media_number smallint NULL, last_family_number tinyint NULL, last_media_number smallint NULL, catalog_family_number tinyint NULL, catalog_media_number smallint NULL, position int NULL,
            expiration_date datetime NULL, software_vendor_id int NULL, name nvarchar(128) NULL, description nvarchar(255) NULL, user_name nvarchar(128) NULL, software_major_version tinyint NULL,
            software_minor_version tinyint NULL, software_build_version smallint NULL, time_zone smallint NULL, mtf_minor_version tinyint NULL, first_lsn numeric(25, 0) NULL, last_lsn numeric(25, 0) NULL,
            checkpoint_lsn numeric(25, 0) NULL, database_backup_lsn numeric(25, 0) NULL, database_creation_date datetime NULL, backup_start_date datetime NULL, backup_finish_date datetime NULL, type char(1) NULL,
            sort_order smallint NULL, code_page smallint NULL, compatibility_level tinyint NULL, database_version int NULL, backup_size numeric(20, 0) NULL, database_name nvarchar(128) NULL,
            server_name nvarchar(128) NULL, machine_name nvarchar(128) NULL, flags int NULL, unicode_locale int NULL, unicode_compare_style int NULL, collation_name nvarchar(128) NULL,
            is_password_protected bit NULL, recovery_model nvarchar(60) NULL, has_bulk_logged_data bit NULL, is_snapshot bit NULL, is_readonly bit NULL, is_single_user bit NULL, has_backup_checksums bit NULL,
            is_damaged bit NULL, begins_log_chain bit NULL, has_incomplete_metadata bit NULL, is_force_offline bit NULL, is_copy_only bit NULL, first_recovery_fork_guid uniqueidentifier NULL,
            last_recovery_fork_guid uniqueidentifier NULL, fork_point_lsn numeric(25, 0) NULL, database_guid uniqueidentifier NULL, family_guid uniqueidentifier NULL, differential_base_lsn numeric(25, 0) NULL,
            differential_base_guid uniqueidentifier NULL, compressed_backup_size numeric(20, 0) NULL, key_algorithm nvarchar(32) NULL, encryptor_thumbprint varbinary(20) NULL, encryptor_type nvarchar(32) NULL
        );
        """;

    /// <summary>Backups that ended up to an instant since the last call; empty when there are none. The first
    /// call remembers two days.</summary>
    public string Advance(DateTime at)
    {
        if (_next == DateTime.MaxValue)
        {
            _next = new DateTime((at - Past).Ticks / Every.Ticks * Every.Ticks, DateTimeKind.Utc);
        }

        var sql = new StringBuilder();
        for (; _next <= at; _next += Every)
        {
            Add(sql, axDatabase, "L", _next, TimeSpan.FromSeconds(25));
            Add(sql, modelStore, "L", _next, TimeSpan.FromSeconds(2));
            var local = TimeZoneInfo.ConvertTimeFromUtc(_next, zone).TimeOfDay;
            if (local == new TimeSpan(1, 45, 0))
            {
                foreach (var database in (string[])[axDatabase, modelStore, "master", "msdb", .. otherDatabases])
                {
                    Add(sql, database, "D", _next, database == axDatabase ? TimeSpan.FromMinutes(52) : TimeSpan.FromSeconds(20));
                }
            }
            else if (local == TimeSpan.FromHours(12))
            {
                Add(sql, axDatabase, "I", _next, TimeSpan.FromMinutes(6));
            }
        }

        return sql.ToString();
    }

    // A row appears when its backup has ended. time_zone counts quarter hours, by the rule of the moment the
    // backup began.
    private void Add(StringBuilder sql, string database, string type, DateTime endedAt, TimeSpan duration)
    {
        var startedAt = endedAt - duration;
        var offset = zone.GetUtcOffset(startedAt);
        sql.AppendLine(
            CultureInfo.InvariantCulture,
            $"""
            INSERT dbo.backupset (database_name, type, backup_start_date, backup_finish_date, time_zone, recovery_model, is_copy_only, is_snapshot, is_damaged)
            VALUES (N'{database}', '{type}', '{startedAt + offset:yyyy-MM-ddTHH:mm:ss}', '{startedAt
                + offset
                + duration:yyyy-MM-ddTHH:mm:ss}', {offset.TotalMinutes / 15:0}, '{(type == "L" ? "FULL" : "SIMPLE")}', 0, 0, 0);
            """
        );
    }
}
