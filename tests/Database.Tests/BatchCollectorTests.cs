// The collector Batch against AX databases as they are found: whole, customised, without history, restored from an older copy.

using System.Data;
using AxMonitor.Sandbox.SqlEngine.Programs;
using AxMonitor.Sandbox.Tds;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Database.Tests;

[TestFixture]
public sealed class BatchCollectorTests
{
    private const string Password = "Pa55-word-of-tests";
    private const string Tables = """
        CREATE TABLE dbo.BATCHJOB (RECID bigint NOT NULL, CAPTION nvarchar(100) NOT NULL, STATUS int NOT NULL, ORIGSTARTDATETIME datetime NOT NULL, CREATEDBY nvarchar(8) NOT NULL);
        CREATE TABLE dbo.BATCH (RECID bigint NOT NULL, BATCHJOBID bigint NOT NULL, CLASSNUMBER int NOT NULL, CAPTION nvarchar(100) NOT NULL, STATUS int NOT NULL, GROUPID nvarchar(10) NOT NULL,
            COMPANY nvarchar(4) NOT NULL, SERVERID nvarchar(50) NOT NULL, RETRYCOUNT int NOT NULL, STARTDATETIME datetime NOT NULL, ENDDATETIME datetime NOT NULL);
        CREATE TABLE dbo.BATCHCONSTRAINTS (BATCHID bigint NOT NULL, DEPENDSONBATCHID bigint NOT NULL);
        CREATE TABLE dbo.BATCHJOBHISTORY (RECID bigint NOT NULL, CAPTION nvarchar(100) NOT NULL, ORIGSTARTDATETIME datetime NOT NULL, BATCHCREATEDBY nvarchar(8) NOT NULL);
        CREATE TABLE dbo.BATCHHISTORY (RECID bigint NOT NULL, BATCHID bigint NOT NULL, BATCHJOBID bigint NOT NULL, BATCHJOBHISTORYID bigint NOT NULL, CLASSNUMBER int NOT NULL, CAPTION nvarchar(100) NOT NULL,
            STATUS int NOT NULL, GROUPID nvarchar(10) NOT NULL, COMPANY nvarchar(4) NOT NULL, SERVERID nvarchar(50) NOT NULL, RETRYCOUNT int NOT NULL, STARTDATETIME datetime NOT NULL, ENDDATETIME datetime NOT NULL);
        INSERT dbo.BATCHJOB VALUES (7, N'Nightly run', 1, '2026-01-02T10:00:00', N'ALICE');
        INSERT dbo.BATCH VALUES
            (71, 7, 101, N'First', 2, N'GRP', N'usmf', N'01@AOS3', 1, '2026-01-02T10:00:40', '1900-01-01'),
            (72, 7, 102, N'Second', 1, N'', N'usmf', N'', 0, '1900-01-01', '1900-01-01'),
            (73, 7, 103, N'Long ended', 4, N'', N'usmf', N'01@AOS3', 0, '2020-01-01', '2020-01-01');
        INSERT dbo.BATCHCONSTRAINTS VALUES (72, 71);
        INSERT dbo.BATCHJOBHISTORY VALUES (50, N'Nightly run', '2026-01-01T10:00:00', N'ALICE');
        INSERT dbo.BATCHHISTORY VALUES
            (500, 71, 7, 50, 101, N'First', 4, N'GRP', N'usmf', N'01@AOS3', 0, '2026-01-01T10:00:20', '2026-01-01T10:00:50'),
            (501, 72, 7, 50, 102, N'Second', 3, N'', N'usmf', N'01@AOS3', 0, '2026-01-01T10:01:20', '2026-01-01T10:05:00');
        """;

    private ServerInstance _engine = null!;
    private TdsServer _endpoint = null!;
    private SqlConnection _connection = null!;

    [SetUp]
    public async Task Start()
    {
        _engine = new ServerInstance(new EngineOptions { AdministratorPassword = Password });
        _endpoint = new TdsServer(_engine, new TdsServerOptions { Port = 0 });
        await _endpoint.StartAsync();
        _connection = new SqlConnection($"Server=127.0.0.1,{_endpoint.Port};User ID=sa;Password={Password};Encrypt=False;Pooling=False");
        await _connection.OpenAsync();
        await ExecuteAsync("CREATE DATABASE AX;");
        await InAxAsync(Tables);
    }

    [TearDown]
    public async Task Stop()
    {
        await _connection.DisposeAsync();
        await _endpoint.DisposeAsync();
        _engine.Dispose();
    }

    [Test]
    public async Task Tasks_and_history_come_with_their_job_and_without_unset_times()
    {
        Reading reading = await RunAsync();
        DataRow running = reading.Task(71);
        DataRow waiting = reading.Task(72);
        DataRow history = reading.History(501);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(reading.Header["MissingColumns"], Is.EqualTo(DBNull.Value));
            Assert.That(reading.Header["HasTasks"], Is.True);
            Assert.That((reading.Header["NextFile"], reading.Header["NextOffset"]), Is.EqualTo(((object)"BATCHHISTORY", (object)501L)));
            Assert.That(reading.Rows.Rows, Has.Count.EqualTo(4), "a task that ended long ago is left out");
            Assert.That((running["JobCaption"], running["CreatedBy"], running["GroupId"], running["RetryCount"], running["ScheduledAt"], running["EndedAt"]),
                Is.EqualTo(((object)"Nightly run", (object)"ALICE", (object)"GRP", (object)1, (object)new DateTime(2026, 1, 2, 10, 0, 0), (object)DBNull.Value)));
            Assert.That((waiting["DependencyCount"], waiting["StartedAt"], waiting["ServerId"]), Is.EqualTo(((object)1, (object)DBNull.Value, (object)DBNull.Value)));
            Assert.That((history["BatchId"], history["StatusNumber"], history["ScheduledAt"]), Is.EqualTo(((object)72L, (object)3, (object)new DateTime(2026, 1, 1, 10, 0, 0))));
        }
    }

    [Test]
    public async Task Missing_columns_and_tables_are_said_and_the_rest_is_read()
    {
        await InAxAsync("""
            DROP TABLE dbo.BATCHCONSTRAINTS;
            DROP TABLE dbo.BATCHJOB;
            ALTER TABLE dbo.BATCH DROP COLUMN RETRYCOUNT;
            ALTER TABLE dbo.BATCHHISTORY DROP COLUMN BATCHID;
            """);
        Reading reading = await RunAsync();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(reading.Header["MissingColumns"], Is.EqualTo("BATCH.RETRYCOUNT, BATCHJOB, BATCHCONSTRAINTS, BATCHHISTORY.BATCHID"));
            Assert.That(reading.Task(71)["StatusNumber"], Is.EqualTo(2));
            Assert.That(reading.Task(71)["RetryCount"], Is.EqualTo(DBNull.Value));
            Assert.That(reading.Task(71)["JobCaption"], Is.EqualTo(DBNull.Value));
            Assert.That(reading.History(500)["BatchId"], Is.EqualTo(DBNull.Value));
        }
    }

    [TestCase("DROP TABLE dbo.BATCH;", "BATCH", false, 2)]
    [TestCase("ALTER TABLE dbo.BATCH DROP COLUMN STATUS;", "BATCH", false, 2)]
    [TestCase("DROP TABLE dbo.BATCHHISTORY;", "BATCHHISTORY", true, 2)]
    [TestCase("DROP TABLE dbo.BATCHJOBHISTORY;", "BATCHJOBHISTORY", true, 4)]
    public async Task A_table_without_which_a_part_cannot_be_told_leaves_the_other_part(string change, string missing, bool hasTasks, int rows)
    {
        await InAxAsync(change);
        Reading reading = await RunAsync();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(reading.Header["MissingColumns"], Is.EqualTo(missing));
            Assert.That(reading.Header["HasTasks"], Is.EqualTo(hasTasks));
            Assert.That(reading.Rows.Rows, Has.Count.EqualTo(rows));
        }
    }

    [Test]
    public async Task History_comes_from_the_bookmark_on_with_late_ids_of_other_servers()
    {
        await InAxAsync("""
            INSERT dbo.BATCHHISTORY VALUES
                (400, 71, 7, 50, 101, N'Late', 4, N'GRP', N'usmf', N'01@AOS4', 0, '2026-01-01T10:04:20', '2026-01-01T10:04:50'),
                (401, 71, 7, 50, 101, N'Old', 4, N'GRP', N'usmf', N'01@AOS4', 0, '2026-01-01T08:04:20', '2026-01-01T08:04:50'),
                (502, 71, 7, 50, 101, N'New', 4, N'GRP', N'usmf', N'01@AOS4', 0, '2026-01-01T10:06:20', '2026-01-01T10:06:50');
            """);
        Reading reading = await RunAsync(offset: 501, eventAt: new DateTime(2026, 1, 1, 10, 5, 0));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(reading.HistoryIds, Is.EqualTo(new[] { 400L, 500L, 501L, 502L }));
            Assert.That(reading.Header["NextOffset"], Is.EqualTo(502L));
        }
    }

    [Test]
    public async Task More_history_than_the_limit_is_read_in_order_and_the_first_run_takes_the_latest()
    {
        Reading first = await RunAsync(rowLimit: 1);
        Reading next = await RunAsync(rowLimit: 1, offset: 499, eventAt: new DateTime(2025, 1, 1));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(first.HistoryIds, Is.EqualTo(new[] { 501L }));
            Assert.That(next.HistoryIds, Is.EqualTo(new[] { 500L }));
            Assert.That(next.Header["NextOffset"], Is.EqualTo(500L));
            Assert.That(next.Header["IsTruncated"], Is.True);
            Assert.That(next.Task(71)["StatusNumber"], Is.EqualTo(2), "what runs comes before what waits");
        }
    }

    [Test]
    public async Task Ids_below_the_bookmark_mean_reading_anew_and_a_possible_gap()
    {
        Reading reading = await RunAsync(offset: 9000, eventAt: new DateTime(2026, 1, 3));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(reading.HistoryIds, Is.EqualTo(new[] { 500L, 501L }));
            Assert.That(reading.Header["HasPossibleGap"], Is.True);
            Assert.That(reading.Header["NextOffset"], Is.EqualTo(501L));
        }
    }

    [Test]
    public async Task A_binary_collation_of_the_AX_database_changes_nothing()
    {
        await ExecuteAsync("CREATE DATABASE AXBIN COLLATE Latin1_General_BIN2;");
        await ExecuteAsync("USE AXBIN;" + Tables + "USE master;");
        Reading reading = await RunAsync(axDatabase: "AXBIN");
        Assert.That(reading.Rows.Rows, Has.Count.EqualTo(4));
    }

    private async Task<Reading> RunAsync(int rowLimit = 1000, string axDatabase = "AX", long? offset = null, DateTime? eventAt = null)
    {
        await using SqlCommand command = new(await File.ReadAllTextAsync(Path.Combine(RepositoryFolders.Collectors, "Batch.sql")), _connection);
        command.Parameters.Add("@RowLimit", SqlDbType.Int).Value = rowLimit;
        command.Parameters.Add("@AxDatabaseName", SqlDbType.NVarChar, 128).Value = axDatabase;
        command.Parameters.Add("@BookmarkFile", SqlDbType.NVarChar, 512).Value = offset is null ? DBNull.Value : "BATCHHISTORY";
        command.Parameters.Add("@BookmarkOffset", SqlDbType.BigInt).Value = (object?)offset ?? DBNull.Value;
        command.Parameters.Add("@BookmarkEventAt", SqlDbType.DateTime2).Value = (object?)eventAt ?? DBNull.Value;
        await using SqlDataReader reader = await command.ExecuteReaderAsync();
        DataTable header = new();
        header.Load(reader);
        DataTable rows = new();
        rows.Load(reader);
        return new Reading(header.Rows[0], rows);
    }

    private Task InAxAsync(string sql) => ExecuteAsync("USE AX;" + sql + "USE master;");

    private async Task ExecuteAsync(string sql)
    {
        await using SqlCommand command = new(sql, _connection);
        await command.ExecuteNonQueryAsync();
    }

    private sealed record Reading(DataRow Header, DataTable Rows)
    {
        public long[] HistoryIds => [.. Rows.Rows.Cast<DataRow>().Where(row => (string)row["RowKind"] == "history").Select(row => (long)row["HistoryId"])];

        public DataRow Task(long batchId) => Rows.Rows.Cast<DataRow>().Single(row => (string)row["RowKind"] == "task" && (long)row["BatchId"] == batchId);

        public DataRow History(long historyId) => Rows.Rows.Cast<DataRow>().Single(row => (string)row["RowKind"] == "history" && (long)row["HistoryId"] == historyId);
    }
}
