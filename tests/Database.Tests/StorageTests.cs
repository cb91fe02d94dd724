// The collector Storage against a server with an AX database: with everything, with what a login may see that
// may enter nothing, with a history of backups.

using System.Data;

namespace AxMonitor.Database.Tests;

[TestFixture]
public sealed class StorageTests
{
    private const long Mb = 1048576;
    private const int AxId = 5;
    private CollectorStage _stage = null!;

    [SetUp]
    public async Task Start()
    {
        _stage = await CollectorStage.StartAsync();
        await _stage.ExecuteAsync(
            """
            CREATE DATABASE AX;
            USE AX;
            CREATE TABLE dbo.SMALL (ID int NOT NULL PRIMARY KEY);
            CREATE TABLE dbo.BIG (ID int NOT NULL PRIMARY KEY, V int NOT NULL);
            CREATE INDEX IX ON dbo.BIG (V);
            USE master;
            """
        );
        AddFile(1, 400);
        AddFile(2, 100);
        _stage.Watched.Add(
            "dm_db_file_space_usage",
            new()
            {
                ["database_id"] = AxId,
                ["file_id"] = 1,
                ["total_page_count"] = 400 * 128L,
                ["allocated_extent_page_count"] = 300 * 128L,
            }
        );
        _stage.Watched.Add(
            "dm_db_log_space_usage",
            new()
            {
                ["database_id"] = AxId,
                ["total_log_size_in_bytes"] = 100 * Mb,
                ["used_log_space_in_bytes"] = 25 * Mb,
            }
        );
        _stage.Watched.Add(
            "dm_db_log_stats",
            new()
            {
                ["database_id"] = AxId,
                ["total_vlf_count"] = 480L,
                ["total_log_size_mb"] = 100.0,
                ["active_vlf_count"] = 3L,
                ["log_backup_time"] = DateTime.Now.AddMinutes(-20),
                ["log_since_last_log_backup_mb"] = 12.5,
            }
        );
        _stage.Watched.Add(
            "dm_os_performance_counters",
            new()
            {
                ["object_name"] = "SQLServer:Databases",
                ["counter_name"] = "Log File(s) Used Size (KB)",
                ["instance_name"] = "AX",
                ["cntr_value"] = 26 * 1024L,
            }
        );
        _stage.Watched.Add(
            "dm_os_volume_stats",
            new()
            {
                ["database_id"] = AxId,
                ["file_id"] = 1,
                ["volume_mount_point"] = @"E:\",
                ["total_bytes"] = 1000 * Mb,
                ["available_bytes"] = 250 * Mb,
            }
        );
        _stage.Watched.Add(
            "table.sizes",
            new()
            {
                ["database_id"] = AxId,
                ["name"] = "BIG",
                ["row_count"] = 90_000L,
                ["page_count"] = 3000L,
            }
        );
    }

    [TearDown]
    public async Task Stop() => await _stage.DisposeAsync();

    [Test]
    public async Task Sizes_come_from_inside_the_databases_and_tables_by_their_space()
    {
        var reading = await _stage.RunAsync("Storage", axDatabase: "AX");
        var ax = reading.OfKind("database").Single(row => (string)row["DatabaseName"] == "AX");
        DataRow[] tables = [.. reading.OfKind("table").OrderByDescending(row => (long)row["ReservedBytes"])];
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Sizes(ax), Is.EqualTo((400L, 300L, 100L, 25L)));
            Assert.That(
                (ax["VlfCount"], ax["ActiveVlfCount"], ax["LogSinceBackupBytes"], ax["StateName"]),
                Is.EqualTo(((object)480L, (object)3L, (object)(long)(12.5 * Mb), (object)"ONLINE"))
            );
            Assert.That(
                (DateTime)ax["LastLogBackupAt"],
                Is.EqualTo(DateTime.UtcNow.AddMinutes(-20)).Within(TimeSpan.FromMinutes(1))
            );
            Assert.That((ax["HasPercentGrowth"], ax["LogGrowthBytes"]), Is.EqualTo(((object)false, (object)(64 * Mb))));
            Assert.That(tables.Select(row => row["TableName"]), Is.EqualTo(new[] { "BIG", "SMALL" }));
            Assert.That(tables[0]["RowsCount"], Is.EqualTo(90_000L), "the rows of its other indexes are the same rows");
            Assert.That((long)tables[0]["ReservedBytes"], Is.EqualTo(3000 * 8192).Within(64 * 8192));
            Assert.That(
                reading.OfKind("volume").Select(row => (row["VolumeName"], row["VolumeFreeBytes"])),
                Is.EqualTo(new (object, object)[] { (@"E:\", 250 * Mb) })
            );
            Assert.That(
                (reading.Header["HasBackupHistory"], reading.Header["HasTables"]),
                Is.EqualTo(((object)false, (object)true)),
                "there is no msdb.dbo.backupset here"
            );
        }
    }

    [Test]
    public async Task A_login_that_may_enter_no_database_still_gets_sizes_and_the_log()
    {
        await _stage.LogInWithAsync("VIEW SERVER STATE");
        var reading = await _stage.RunAsync("Storage", axDatabase: "AX");
        var ax = reading.OfKind("database").Single(row => (string)row["DatabaseName"] == "AX");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                Sizes(ax),
                Is.EqualTo((400L, (long?)null, 100L, 26L)),
                "used space of the data files is nobody's to tell, that of the log is a counter"
            );
            Assert.That((ax["HasPercentGrowth"], ax["LogGrowthBytes"]), Is.EqualTo(((object)DBNull.Value, (object)DBNull.Value)));
            Assert.That(reading.OfKind("table"), Is.Empty);
            Assert.That(reading.Header["HasTables"], Is.False);
        }
    }

    [Test]
    public async Task Backups_are_told_in_UTC_by_their_own_offset_and_copies_and_other_servers_do_not_count()
    {
        var now = DateTime.UtcNow;
        await _stage.ExecuteAsync(
            $"""
            USE msdb;
            CREATE TABLE dbo.backupset (database_name nvarchar(128) NULL, type char(1) NULL, backup_finish_date datetime NULL, time_zone smallint NULL, is_copy_only bit NULL, is_damaged bit NULL, server_name nvarchar(128) NULL);
            INSERT dbo.backupset VALUES
                (N'AX', 'D', '{now.AddHours(-9 + 2):s}', 8, 0, 0, @@SERVERNAME),
                (N'AX', 'D', '{now.AddHours(-12 - 5):s}', -20, 0, 0, @@SERVERNAME),
                (N'AX', 'D', '{now.AddHours(-1):s}', 0, 1, 0, @@SERVERNAME),
                (N'AX', 'D', '{now.AddHours(-2):s}', 0, 0, 1, @@SERVERNAME),
                (N'AX', 'D', '{now.AddMinutes(-5):s}', 0, 0, 0, N'ANOTHER'),
                (N'AX', 'I', '{now.AddHours(-3):s}', 0, NULL, NULL, NULL),
                (N'AX', 'L', '{now.AddMinutes(-7):s}', 0, 0, 0, @@SERVERNAME),
                (N'AX', 'F', '{now:s}', 0, 0, 0, @@SERVERNAME),
                (N'Gone', 'D', '{now:s}', 0, 0, 0, @@SERVERNAME);
            USE master;
            """
        );
        var reading = await _stage.RunAsync("Storage", axDatabase: "AX");
        var ax = reading.OfKind("database").Single(row => (string)row["DatabaseName"] == "AX");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(reading.Header["HasBackupHistory"], Is.True);
            Assert.That(
                (DateTime)ax["LastFullBackupAt"],
                Is.EqualTo(now.AddHours(-9)).Within(TimeSpan.FromSeconds(2)),
                "two hours east of Greenwich"
            );
            Assert.That((DateTime)ax["LastDiffBackupAt"], Is.EqualTo(now.AddHours(-3)).Within(TimeSpan.FromSeconds(2)));
            Assert.That((DateTime)ax["LastLogBackupAt"], Is.EqualTo(now.AddMinutes(-7)).Within(TimeSpan.FromSeconds(2)));
            Assert.That(reading.OfKind("database").Select(row => row["DatabaseName"]), Has.No.Member("Gone"));
        }
    }

    [Test]
    public async Task Without_permission_the_collector_fails_and_says_which()
    {
        await _stage.LogInWithAsync();
        Assert.That(
            () => _stage.RunAsync("Storage", axDatabase: "AX"),
            Throws.InstanceOf<Microsoft.Data.SqlClient.SqlException>().With.Message.Contains("VIEW SERVER STATE")
        );
    }

    [Test]
    public async Task A_secondary_that_does_not_tell_its_log_has_sizes_by_the_kinds_of_its_files()
    {
        _stage.Watched.Of("dm_db_log_stats").Single()["total_log_size_mb"] = null;
        await _stage.LogInWithAsync("VIEW SERVER STATE", "VIEW ANY DEFINITION");
        var reading = await _stage.RunAsync("Storage", axDatabase: "AX");
        var ax = reading.OfKind("database").Single(row => (string)row["DatabaseName"] == "AX");
        Assert.That((InMb(ax, "DataBytes"), InMb(ax, "LogBytes")), Is.EqualTo(((long?)400, (long?)100)));
    }

    [TestCase(null)]
    [TestCase("NoSuchDatabase")]
    public async Task An_AX_database_that_is_not_there_is_no_reason_to_fail(string? axDatabase)
    {
        var reading = await _stage.RunAsync("Storage", axDatabase: axDatabase);
        Assert.That(reading.OfKind("database"), Has.Length.EqualTo(5));
    }

    private static (long?, long?, long?, long?) Sizes(DataRow row) =>
        (InMb(row, "DataBytes"), InMb(row, "DataUsedBytes"), InMb(row, "LogBytes"), InMb(row, "LogUsedBytes"));

    private static long? InMb(DataRow row, string column) => row[column] is long bytes ? bytes / Mb : null;

    private void AddFile(int file, long sizeMb)
    {
        _stage.Watched.Add(
            "dm_io_virtual_file_stats",
            new()
            {
                ["database_id"] = AxId,
                ["file_id"] = file,
                ["sample_ms"] = 60_000L,
                ["size_on_disk_bytes"] = sizeMb * Mb,
            }
        );
        _stage.Watched.Add(
            "master_files",
            new()
            {
                ["database_id"] = AxId,
                ["file_id"] = file,
                ["type"] = file - 1,
                ["type_desc"] = file == 1 ? "ROWS" : "LOG",
                ["data_space_id"] = 2 - file,
                ["name"] = $"AX{file}",
                ["physical_name"] = $@"E:\AX{file}",
                ["size"] = sizeMb * 128,
                ["max_size"] = -1,
                ["growth"] = 8192,
                ["is_percent_growth"] = false,
            }
        );
    }
}
