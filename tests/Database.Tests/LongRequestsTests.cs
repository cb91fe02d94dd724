// The collector Requests beyond blocking: old transactions, long requests, what they use, and the batch task
// behind them.

using System.Data;

namespace AxMonitor.Database.Tests;

[TestFixture]
public sealed class LongRequestsTests
{
    private const string Tables = """
        CREATE TABLE dbo.SYSCLIENTSESSIONS (SESSIONID int NOT NULL, USERID nvarchar(8) NOT NULL, STATUS int NOT NULL);
        CREATE TABLE dbo.BATCH (RECID bigint NOT NULL, BATCHJOBID bigint NOT NULL, CLASSNUMBER int NOT NULL, CAPTION nvarchar(100) NOT NULL, STATUS int NOT NULL, SERVERID nvarchar(50) NOT NULL,
            SESSIONIDX int NOT NULL, STARTDATETIME datetime NOT NULL);
        INSERT dbo.SYSCLIENTSESSIONS VALUES (17, N'BATCHSVC', 1), (18, N'BATCHSVC', 1), (19, N'BATCHSVC', 1), (20, N'BATCHSVC', 1);
        INSERT dbo.BATCH VALUES
            (901, 7, 101, N'Invoice run', 2, N'01@aos01', 17, '2026-01-02T10:00:00'),
            (902, 7, 101, N'Ended', 4, N'01@AOS01', 18, '2026-01-02T10:00:00'),
            (903, 7, 101, N'Elsewhere', 2, N'01@AOS02', 19, '2026-01-02T10:00:00'),
            (904, 8, 102, N'Being cancelled', 7, N'01@AOS01', 20, '2026-01-02T10:00:00');
        """;

    private WatchedServer _watched = null!;

    [SetUp]
    public void Sessions()
    {
        _watched = new WatchedServer();
        _watched.AddSession(61, "sleeping", openTransactions: 1, context: " BATCHSVC 17 ", text: "UPDATE CUSTTRANS SET A = 1");
        _watched.AddSession(62, "sleeping", openTransactions: 1, context: " BATCHSVC 18 ");
        _watched.AddSession(63, "sleeping", openTransactions: 1, context: " BATCHSVC 19 ");
        _watched.AddSession(64, "running", context: " BATCHSVC 20 ", isRequest: true, requestMs: 12_345);
        _watched.AddSession(65, "running", context: " ALICE x17 ", isRequest: true, requestMs: 3_000);
        _watched.AddSession(66, "running", isRequest: true, requestMs: 2_999);
        _watched.AddSession(67, "sleeping", openTransactions: 1, transactionSeconds: 3);
        _watched.AddSession(68, "sleeping", openTransactions: 1, transactionSeconds: -1800);
        _watched.AddTempDb(61, 100, 40);
        _watched.AddTempDb(64, 5, 9);
    }

    [TestCase(null)]
    [TestCase("Latin1_General_BIN2")]
    public async Task Old_transactions_and_long_requests_come_with_what_they_use_and_their_batch_task(string? collation)
    {
        await using var ax = await CollectorStage.WithAxAsync(Tables, collation: collation);
        ax.Engine.AddStateProvider(_watched);
        var reading = await ax.RunAsync("Requests");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                reading.Rows.Rows.Cast<DataRow>().Select(row => (int)row["SessionId"]),
                Is.EquivalentTo(new[] { 61, 62, 63, 64, 65, 68 }),
                "66 and 67 are young; 68 began before the clock was set back"
            );
            Assert.That(
                (Row(reading, 61)["BatchId"], Row(reading, 61)["BatchCaption"], Row(reading, 61)["BatchClassNumber"]),
                Is.EqualTo(((object)901L, (object)"Invoice run", (object)101))
            );
            Assert.That(Row(reading, 61)["TempDbBytes"], Is.EqualTo(60 * 8192L));
            Assert.That(Row(reading, 64)["TempDbBytes"], Is.Zero);
            Assert.That(Row(reading, 61)["TransactionBeganTime"], Is.InstanceOf<DateTime>());
            Assert.That(Row(reading, 62)["BatchId"], Is.EqualTo(DBNull.Value), "a task that ended leaves its session id behind");
            Assert.That(Row(reading, 63)["BatchId"], Is.EqualTo(DBNull.Value), "the task runs on another computer");
            Assert.That(Row(reading, 64)["BatchId"], Is.EqualTo(904L), "a task that is being cancelled runs on");
            Assert.That(
                (Row(reading, 64)["RequestElapsedMs"], Row(reading, 64)["CpuMs"], Row(reading, 64)["LogicalReads"]),
                Is.EqualTo(((object)12345L, (object)6172L, (object)77L))
            );
            Assert.That(Row(reading, 65)["BatchId"], Is.EqualTo(DBNull.Value), "x17 is no session id");
        }
    }

    [Test]
    public async Task A_request_whose_milliseconds_have_wrapped_is_handed_over_with_its_begin()
    {
        await using var stage = await CollectorStage.StartAsync();
        stage.Engine.AddStateProvider(_watched);
        var began = DateTime.Now.AddDays(-29);
        _watched.AddSession(71, "running", isRequest: true, requestMs: -1_800_000_000, requestBegan: began);
        _watched.AddSession(72, "running", isRequest: true, requestMs: 5, requestBegan: DateTime.Now.AddDays(-49.72));
        var reading = await stage.RunAsync("Requests");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Row(reading, 71)["RequestElapsedMs"], Is.EqualTo(-1_800_000_000L));
            Assert.That(Row(reading, 71)["RequestBeganTime"], Is.EqualTo(began).Within(TimeSpan.FromSeconds(1)));
            Assert.That(Row(reading, 72)["RequestElapsedMs"], Is.EqualTo(5L), "it began at 0 again");
        }
    }

    [Test]
    public async Task Tables_and_columns_with_names_of_their_own_are_found_by_the_mapping()
    {
        await using var ax = await CollectorStage.WithAxAsync(
            Tables
                + """
                EXEC sp_rename N'dbo.BATCH', N'BATCH2';
                EXEC sp_rename N'dbo.BATCH2.SESSIONIDX', N'SESSION', N'COLUMN';
                """
        );
        ax.Engine.AddStateProvider(_watched);
        var without = await ax.RunAsync("Requests");
        var with = await ax.RunAsync(
            "Requests",
            told: new CollectorHints { AxNames = """<n t="BATCH" c="" a="BATCH2"/><n t="BATCH" c="SESSIONIDX" a="SESSION"/>""" }
        );
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Row(without, 61)["BatchId"], Is.EqualTo(DBNull.Value));
            Assert.That(Row(without, 61)["IsAxSessionAlive"], Is.True, "without BATCH the session is confirmed all the same");
            Assert.That(Row(with, 61)["BatchId"], Is.EqualTo(901L));
        }
    }

    private static DataRow Row(CollectorReading reading, int sessionId) =>
        reading.Rows.Rows.Cast<DataRow>().Single(row => (int)row["SessionId"] == sessionId);
}
