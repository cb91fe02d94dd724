// The collector FileIo against a server with two databases' files: with all names, with those it may see,
// with more files than it may return.

namespace AxMonitor.Database.Tests;

[TestFixture]
public sealed class FileIoTests
{
    private CollectorStage _stage = null!;
    private int _axDatabaseId;

    [SetUp]
    public async Task Start()
    {
        _stage = await CollectorStage.StartAsync();
        await _stage.ExecuteAsync("CREATE DATABASE AX;");
        _axDatabaseId = 5;
        AddFile(_axDatabaseId, 1, "AX", @"E:\AX.mdf", reads: 500, isLog: false);
        AddFile(_axDatabaseId, 2, "AX_log", @"L:\AX.ldf", reads: 5, isLog: true);
        AddFile(2, 1, "tempdev", @"T:\tempdb.mdf", reads: 50, isLog: false);
        AddFile(99, 1, "ghost", @"X:\ghost.mdf", reads: 1, isLog: false);
    }

    [TearDown]
    public async Task Stop() => await _stage.DisposeAsync();

    [Test]
    public async Task Every_open_file_comes_with_its_names_and_requests_under_way()
    {
        AddPending(_axDatabaseId, 1, isPending: true);
        AddPending(_axDatabaseId, 1, isPending: true);
        AddPending(_axDatabaseId, 1, isPending: false);
        var reading = await _stage.RunAsync("FileIo", axDatabase: "AX");
        var data = reading.Row("FileName", "AX");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                reading.All.Select(row => (row["DatabaseName"], row["FileId"])),
                Is.EqualTo(new (object, object)[] { ("AX", 1), ("AX", 2), ("tempdb", 1), (DBNull.Value, 1) })
            );
            Assert.That(
                (
                    data["ReadCount"],
                    data["ReadBytes"],
                    data["ReadStallMs"],
                    data["SizeBytes"],
                    data["PhysicalName"],
                    data["TypeName"]
                ),
                Is.EqualTo(
                    ((object)500L, (object)(500L * 8192), (object)2000L, (object)(1L << 30), (object)@"E:\AX.mdf", (object)"ROWS")
                )
            );
            Assert.That(data["PendingCount"], Is.EqualTo(2), "one has been answered already");
            Assert.That(reading.Row("FileName", "AX_log")["TypeName"], Is.EqualTo("LOG"));
            Assert.That(reading.Row("FileName", "AX_log")["PendingCount"], Is.Zero);
            Assert.That(reading.Header["IsTruncated"], Is.False);
            Assert.That((DateTime)reading.Header["ServerStartedAt"], Is.EqualTo(DateTime.UtcNow).Within(TimeSpan.FromMinutes(2)));
        }
    }

    [Test]
    public async Task Without_the_right_to_see_all_files_those_of_tempdb_and_the_AX_database_keep_their_names()
    {
        await _stage.LogInWithAsync("VIEW SERVER STATE");
        var reading = await _stage.RunAsync("FileIo", axDatabase: "AX");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(reading.Rows.Rows, Has.Count.EqualTo(4));
            Assert.That(
                reading.All.Select(row => row["FileName"]),
                Is.EqualTo(new object[] { DBNull.Value, DBNull.Value, "tempdev", DBNull.Value }),
                "the login is no user of the AX database"
            );
            Assert.That(
                reading.All.Select(row => row["TypeName"]),
                Is.EqualTo(new[] { "ROWS", "LOG", "ROWS", "ROWS" }),
                "file 2 is the log by convention"
            );
        }
    }

    [Test]
    public async Task Without_permission_the_collector_fails_and_says_which()
    {
        await _stage.LogInWithAsync();
        Assert.That(
            () => _stage.RunAsync("FileIo", axDatabase: "AX"),
            Throws.InstanceOf<Microsoft.Data.SqlClient.SqlException>().With.Message.Contains("VIEW SERVER STATE")
        );
    }

    [Test]
    public async Task More_files_than_allowed_are_cut_behind_the_AX_database()
    {
        var reading = await _stage.RunAsync("FileIo", axDatabase: "AX", rowLimit: 2);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(reading.All.Select(row => row["FileName"]), Is.EqualTo(new[] { "AX", "AX_log" }));
            Assert.That(reading.Header["IsTruncated"], Is.True);
        }
    }

    [TestCase(null)]
    [TestCase("NoSuchDatabase")]
    public async Task An_AX_database_that_is_not_there_is_no_reason_to_fail(string? axDatabase)
    {
        var reading = await _stage.RunAsync("FileIo", axDatabase: axDatabase);
        Assert.That(reading.Rows.Rows, Has.Count.EqualTo(4));
    }

    private static byte[] Handle(int database, int file) => [0, 0, 0, 0, 0, 0, (byte)database, (byte)file];

    private void AddFile(int database, int file, string name, string path, long reads, bool isLog)
    {
        _stage.Watched.Add(
            "dm_io_virtual_file_stats",
            new()
            {
                ["database_id"] = database,
                ["file_id"] = file,
                ["sample_ms"] = 60_000L,
                ["num_of_reads"] = reads,
                ["num_of_bytes_read"] = reads * 8192,
                ["io_stall_read_ms"] = reads * 4,
                ["num_of_writes"] = 3L,
                ["num_of_bytes_written"] = 3L * 8192,
                ["io_stall_write_ms"] = 6L,
                ["size_on_disk_bytes"] = 1L << 30,
                ["file_handle"] = Handle(database, file),
            }
        );
        _stage.Watched.Add(
            "master_files",
            new()
            {
                ["database_id"] = database,
                ["file_id"] = file,
                ["type"] = isLog ? 1 : 0,
                ["type_desc"] = isLog ? "LOG" : "ROWS",
                ["data_space_id"] = isLog ? 0 : 1,
                ["name"] = name,
                ["physical_name"] = path,
                ["size"] = 131072,
                ["max_size"] = -1,
                ["growth"] = 8192,
                ["is_percent_growth"] = false,
            }
        );
    }

    private void AddPending(int database, int file, bool isPending) =>
        _stage.Watched.Add(
            "dm_io_pending_io_requests",
            new()
            {
                ["io_type"] = "disk",
                ["io_pending"] = isPending ? 1 : 0,
                ["io_handle"] = Handle(database, file),
                ["io_offset"] = 8192L,
            }
        );
}
