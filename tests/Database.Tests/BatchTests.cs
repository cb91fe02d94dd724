// The collector Batch against AX databases as they are found: whole, customised, without history, restored
// from an older copy.

using System.Data;

namespace AxMonitor.Database.Tests;

[TestFixture]
public sealed class BatchTests
{
    private const string Tables = """
        CREATE TABLE dbo.BATCHJOB (RECID bigint NOT NULL, CAPTION nvarchar(100) NOT NULL, STATUS int NOT NULL, ORIGSTARTDATETIME datetime NOT NULL, CREATEDBY nvarchar(8) NOT NULL);
        CREATE TABLE dbo.BATCH (RECID bigint NOT NULL, BATCHJOBID bigint NOT NULL, CLASSNUMBER int NOT NULL, CAPTION nvarchar(100) NOT NULL, STATUS int NOT NULL, GROUPID nvarchar(10) NOT NULL,
            COMPANY nvarchar(4) NOT NULL, SERVERID nvarchar(50) NOT NULL, RETRYCOUNT int NOT NULL, SESSIONIDX int NOT NULL, STARTDATETIME datetime NOT NULL, ENDDATETIME datetime NOT NULL);
        CREATE TABLE dbo.BATCHCONSTRAINTS (BATCHID bigint NOT NULL, DEPENDSONBATCHID bigint NOT NULL);
        CREATE TABLE dbo.BATCHJOBHISTORY (RECID bigint NOT NULL, CAPTION nvarchar(100) NOT NULL, ORIGSTARTDATETIME datetime NOT NULL, BATCHCREATEDBY nvarchar(8) NOT NULL, ENDDATETIME datetime NOT NULL);
        CREATE TABLE dbo.BATCHHISTORY (RECID bigint NOT NULL, BATCHID bigint NOT NULL, BATCHJOBID bigint NOT NULL, BATCHJOBHISTORYID bigint NOT NULL, CLASSNUMBER int NOT NULL, CAPTION nvarchar(100) NOT NULL,
            STATUS int NOT NULL, GROUPID nvarchar(10) NOT NULL, COMPANY nvarchar(4) NOT NULL, SERVERID nvarchar(50) NOT NULL, RETRYCOUNT int NOT NULL, SESSIONIDX int NOT NULL, STARTDATETIME datetime NOT NULL, ENDDATETIME datetime NOT NULL);
        INSERT dbo.BATCHJOB VALUES (7, N'Nightly run', 1, '2026-01-02T10:00:00', N'ALICE');
        INSERT dbo.BATCH VALUES
            (71, 7, 101, N'First', 2, N'GRP', N'usmf', N'01@AOS3', 1, 33, '2026-01-02T10:00:40', '1900-01-01'),
            (72, 7, 102, N'Second', 1, N'', N'usmf', N'', 0, 0, '1900-01-01', '1900-01-01'),
            (73, 7, 103, N'Long ended', 4, N'', N'usmf', N'01@AOS3', 0, 9, '2020-01-01', '2020-01-01');
        INSERT dbo.BATCHCONSTRAINTS VALUES (72, 71);
        INSERT dbo.BATCHJOBHISTORY VALUES (50, N'Nightly run', '2026-01-01T10:00:00', N'ALICE', '2026-01-01T10:05:00'), (40, N'Earlier run', '2026-01-01T08:00:00', N'ALICE', '2026-01-01T08:06:00');
        INSERT dbo.BATCHHISTORY VALUES
            (500, 71, 7, 50, 101, N'First', 4, N'GRP', N'usmf', N'01@AOS3', 0, 12, '2026-01-01T10:00:20', '2026-01-01T10:00:50'),
            (501, 72, 7, 50, 102, N'Second', 3, N'', N'usmf', N'01@AOS3', 0, 12, '2026-01-01T10:01:20', '2026-01-01T10:05:00');
        CREATE TABLE dbo.BATCHSERVERGROUP (GROUPID nvarchar(10) NOT NULL, SERVERID nvarchar(50) NOT NULL);
        CREATE TABLE dbo.BATCHSERVERCONFIG (SERVERID nvarchar(50) NOT NULL, MAXBATCHSESSIONS int NOT NULL, STARTTIME int NOT NULL, ENDTIME int NOT NULL);
        CREATE TABLE dbo.SYSSERVERCONFIG (SERVERID nvarchar(50) NOT NULL, ENABLEBATCH int NOT NULL);
        CREATE TABLE dbo.SYSSERVERSESSIONS (AOSID nvarchar(50) NOT NULL, INSTANCE_NAME nvarchar(50) NOT NULL, STATUS int NOT NULL);
        CREATE TABLE dbo.MODELELEMENT (ELEMENTHANDLE int NOT NULL, ELEMENTTYPE int NOT NULL, AXID int NOT NULL, NAME nvarchar(256) NOT NULL);
        INSERT dbo.BATCHSERVERGROUP VALUES (N'GRP', N'01@AOS3'), (N'', N'01@AOS3');
        INSERT dbo.BATCHSERVERCONFIG VALUES (N'01@AOS3', 8, 0, 86340);
        INSERT dbo.SYSSERVERCONFIG VALUES (N'01@AOS3', 1), (N'01@AOS1', 0);
        INSERT dbo.SYSSERVERSESSIONS VALUES (N'AOS3@2712', N'01', 1);
        INSERT dbo.MODELELEMENT VALUES (1, 45, 101, N'SalesFormLetter'), (2, 45, 101, N'SalesFormLetter'), (3, 44, 102, N'SalesTable'), (4, 45, 103, N'ReqCalc');
        """;

    private CollectorStage _ax = null!;

    [SetUp]
    public async Task Start() => _ax = await CollectorStage.WithAxAsync(Tables);

    [TearDown]
    public async Task Stop() => await _ax.DisposeAsync();

    [Test]
    public async Task Tasks_and_history_come_with_their_job_and_without_unset_times()
    {
        var reading = await RunAsync();
        var running = reading.Task(71);
        var waiting = reading.Task(72);
        var history = reading.History(501);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(reading.Header["MissingColumns"], Is.EqualTo(DBNull.Value));
            Assert.That(reading.Header["HasTasks"], Is.True);
            Assert.That(reading.Header["NextOffset"], Is.EqualTo(501L));
            Assert.That(reading.Tasks, Is.EqualTo(4), "a task that ended long ago is left out");
            Assert.That(
                (
                    running["JobCaption"],
                    running["CreatedBy"],
                    running["GroupId"],
                    running["RetryCount"],
                    running["ScheduledAt"],
                    running["EndedAt"]
                ),
                Is.EqualTo(
                    (
                        (object)"Nightly run",
                        (object)"ALICE",
                        (object)"GRP",
                        (object)1,
                        (object)new DateTime(2026, 1, 2, 10, 0, 0),
                        (object)DBNull.Value
                    )
                )
            );
            Assert.That(
                (waiting["DependencyCount"], waiting["StartedAt"], waiting["ServerId"]),
                Is.EqualTo(((object)1, (object)DBNull.Value, (object)DBNull.Value))
            );
            Assert.That(
                (history["BatchId"], history["StatusNumber"], history["ScheduledAt"]),
                Is.EqualTo(((object)72L, (object)3, (object)new DateTime(2026, 1, 1, 10, 0, 0)))
            );
        }
    }

    [Test]
    public async Task Missing_columns_and_tables_are_said_and_the_rest_is_read()
    {
        await _ax.ExecuteAsync(
            database: "AX",
            sql: """
            DROP TABLE dbo.BATCHCONSTRAINTS;
            DROP TABLE dbo.BATCHJOB;
            ALTER TABLE dbo.BATCH DROP COLUMN RETRYCOUNT;
            ALTER TABLE dbo.BATCHHISTORY DROP COLUMN BATCHID;
            """
        );
        var reading = await RunAsync();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                reading.Header["MissingColumns"],
                Is.EqualTo("BATCH.RETRYCOUNT, BATCHJOB, BATCHCONSTRAINTS, BATCHHISTORY.BATCHID")
            );
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
    public async Task A_table_without_which_a_part_cannot_be_told_leaves_the_other_part(
        string change,
        string missing,
        bool hasTasks,
        int rows
    )
    {
        await _ax.ExecuteAsync(database: "AX", sql: change);
        var reading = await RunAsync();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(reading.Header["MissingColumns"], Is.EqualTo(missing));
            Assert.That(reading.Header["HasTasks"], Is.EqualTo(hasTasks));
            Assert.That(reading.Tasks, Is.EqualTo(rows));
        }
    }

    [Test]
    public async Task History_comes_from_the_bookmark_on_with_late_ids_of_other_servers()
    {
        await _ax.ExecuteAsync(
            database: "AX",
            sql: """
            INSERT dbo.BATCHHISTORY VALUES
                (400, 71, 7, 50, 101, N'Late', 4, N'GRP', N'usmf', N'01@AOS4', 0, 0, '2026-01-01T10:04:20', '2026-01-01T10:04:50'),
                (401, 71, 7, 40, 101, N'Old', 4, N'GRP', N'usmf', N'01@AOS4', 0, 0, '2026-01-01T08:04:20', '2026-01-01T08:04:50'),
                (402, 71, 7, 50, 101, N'First of a long job', 4, N'GRP', N'usmf', N'01@AOS4', 0, 0, '2026-01-01T09:04:20', '2026-01-01T09:04:50'),
                (502, 71, 7, 50, 101, N'New', 4, N'GRP', N'usmf', N'01@AOS4', 0, 0, '2026-01-01T10:06:20', '2026-01-01T10:06:50');
            """
        );
        var reading = await RunAsync(new CollectorHints { Offset = 501, EventAt = new DateTime(2026, 1, 1, 10, 5, 0) });
        using (Assert.EnterMultipleScope())
        {
            Assert.That(reading.HistoryIds, Is.EqualTo(new[] { 400L, 402L, 500L, 501L, 502L }));
            Assert.That(reading.Header["NextOffset"], Is.EqualTo(502L));
        }
    }

    [Test]
    public async Task More_history_than_the_limit_is_read_in_order_and_the_first_run_takes_the_latest()
    {
        var first = await RunAsync(rowLimit: 1);
        var next = await RunAsync(new CollectorHints { Offset = 499, EventAt = new DateTime(2025, 1, 1) }, rowLimit: 1);
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
        var reading = await RunAsync(new CollectorHints { Offset = 9000, EventAt = new DateTime(2026, 1, 3) });
        using (Assert.EnterMultipleScope())
        {
            Assert.That(reading.HistoryIds, Is.EqualTo(new[] { 500L, 501L }));
            Assert.That(reading.Header["HasPossibleGap"], Is.True);
            Assert.That(reading.Header["NextOffset"], Is.EqualTo(501L));
        }
    }

    [TestCase("Latin1_General_BIN2")]
    [TestCase("Latin1_General_CS_AS")]
    public async Task Another_collation_of_the_AX_database_changes_nothing(string collation)
    {
        await _ax.ExecuteAsync($"CREATE DATABASE AXBIN COLLATE {collation};");
        await _ax.ExecuteAsync(database: "AXBIN", sql: Tables);
        var reading = await RunAsync(axDatabase: "AXBIN");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(reading.Tasks, Is.EqualTo(4));
            Assert.That(reading.Header["MissingColumns"], Is.EqualTo(DBNull.Value));
            Assert.That(
                reading.OfKind("class").Select(row => row["TaskCaption"]),
                Is.EqualTo(new object[] { "SalesFormLetter", DBNull.Value })
            );
        }
    }

    [Test]
    public async Task Servers_groups_and_threads_come_as_they_were_entered()
    {
        var reading = await RunAsync();
        var window = reading.OfKind("window").Single();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                reading.OfKind("server").Select(row => (row["ServerId"], row["StatusNumber"])),
                Is.EqualTo(new[] { ((object)"01@AOS3", (object)1) })
            );
            Assert.That(
                reading.OfKind("config").Select(row => row["IsBatchEnabled"]),
                Is.EquivalentTo(new object[] { true, false })
            );
            Assert.That(
                (window["ThreadCount"], window["WindowStart"], window["WindowEnd"]),
                Is.EqualTo(((object)8, (object)0, (object)86340))
            );
            Assert.That(reading.OfKind("group").Select(row => row["GroupId"]), Is.EquivalentTo(new object[] { "GRP", "" }));
            Assert.That(reading.Header["LocalSecond"], Is.InRange(0, 86399));
            Assert.That(reading.Task(71)["SessionIdx"], Is.EqualTo(33));
            Assert.That(reading.Task(72)["SessionIdx"], Is.EqualTo(DBNull.Value));
        }
    }

    [Test]
    public async Task Only_classes_that_are_not_known_are_looked_up()
    {
        var reading = await RunAsync(new CollectorHints { KnownItems = """<i k="class" n="101"/><i k="class" n="999"/>""" });
        var none = await RunAsync(new CollectorHints { KnownItems = """<i k="class" n="101"/><i k="class" n="102"/>""" });
        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                reading.OfKind("class").Select(row => (row["ClassNumber"], row["TaskCaption"])),
                Is.EqualTo(new[] { ((object)102, (object)DBNull.Value) }),
                "a table's name is no class's name"
            );
            Assert.That(none.OfKind("class"), Is.Empty);
        }
    }

    [Test]
    public async Task The_model_store_in_use_is_looked_up()
    {
        await _ax.ExecuteAsync("CREATE DATABASE AX_model; CREATE DATABASE ModelStore;");
        await _ax.ExecuteAsync(
            database: "AX_model",
            sql: "CREATE TABLE dbo.MODELELEMENT (ELEMENTTYPE int NOT NULL, AXID int NOT NULL, NAME nvarchar(256) NOT NULL); INSERT dbo.MODELELEMENT VALUES (45, 101, N'InItsOwnDatabase');"
        );
        await _ax.ExecuteAsync(
            database: "ModelStore",
            sql: "CREATE TABLE dbo.MODELELEMENT (ELEMENTTYPE int NOT NULL, AXID int NOT NULL, NAME nvarchar(256) NOT NULL); INSERT dbo.MODELELEMENT VALUES (45, 101, N'AsConfigured');"
        );
        var found = await RunAsync();
        var configured = await RunAsync(new CollectorHints { ModelDatabase = "ModelStore" });
        var absent = await RunAsync(new CollectorHints { ModelDatabase = "Gone" });
        using (Assert.EnterMultipleScope())
        {
            Assert.That(found.ClassName(101), Is.EqualTo("InItsOwnDatabase"));
            Assert.That(configured.ClassName(101), Is.EqualTo("AsConfigured"));
            Assert.That(absent.ClassName(101), Is.EqualTo(DBNull.Value));
            Assert.That(absent.Header["MissingColumns"], Is.EqualTo("MODELELEMENT (names of classes)"));
        }
    }

    [Test]
    public async Task Tables_and_columns_with_names_of_their_own_are_found_by_the_mapping()
    {
        await _ax.ExecuteAsync(
            database: "AX",
            sql: """
            EXEC sp_rename N'dbo.BATCHHISTORY', N'BATCHHISTORY_EXT';
            EXEC sp_rename N'dbo.BATCHHISTORY_EXT.STATUS', N'RUNSTATUS', N'COLUMN';
            """
        );
        var without = await RunAsync();
        var with = await RunAsync(
            new CollectorHints
            {
                AxNames = """<n t="BATCHHISTORY" c="" a="BATCHHISTORY_EXT"/><n t="BATCHHISTORY" c="STATUS" a="RUNSTATUS"/>""",
            }
        );
        using (Assert.EnterMultipleScope())
        {
            Assert.That(without.Header["MissingColumns"], Is.EqualTo("BATCHHISTORY"));
            Assert.That(without.HistoryIds, Is.Empty);
            Assert.That(with.Header["MissingColumns"], Is.EqualTo(DBNull.Value));
            Assert.That(with.History(501)["StatusNumber"], Is.EqualTo(3));
        }
    }

    [Test]
    public async Task What_becomes_of_the_predecessors_of_a_task_is_told_and_a_job_that_forgot_to_end()
    {
        await _ax.ExecuteAsync(database: "AX", sql: "ALTER TABLE dbo.BATCHCONSTRAINTS ADD EXPECTEDSTATUS int NULL;");
        await _ax.ExecuteAsync(
            database: "AX",
            sql: """
            UPDATE dbo.BATCH SET STATUS = 4, ENDDATETIME = '2026-01-02T05:00:00' WHERE RECID = 71;
            UPDATE dbo.BATCH SET STATUS = 5 WHERE RECID = 72;
            INSERT dbo.BATCHJOB VALUES (8, N'Failed', 2, '2026-01-02T04:00:00', N'BOB'), (9, N'Forgotten', 2, '2026-01-02T04:00:00', N'BOB');
            INSERT dbo.BATCH VALUES
                (81, 8, 101, N'Fails', 3, N'', N'usmf', N'01@AOS3', 0, 0, '2026-01-02T04:30:00', '2026-01-02T05:00:00'),
                (82, 8, 102, N'For ever', 1, N'', N'usmf', N'', 0, 0, '1900-01-01', '1900-01-01'),
                (83, 8, 102, N'After an error', 1, N'', N'usmf', N'', 0, 0, '1900-01-01', '1900-01-01'),
                (84, 8, 102, N'After one that runs', 1, N'', N'usmf', N'', 0, 0, '1900-01-01', '1900-01-01'),
                (85, 8, 102, N'After one that is gone', 1, N'', N'usmf', N'', 0, 0, '1900-01-01', '1900-01-01'),
                (86, 8, 102, N'Runs', 2, N'', N'usmf', N'01@AOS3', 0, 34, '2026-01-02T04:30:00', '1900-01-01'),
                (91, 9, 104, N'Ended', 4, N'GRP', N'usmf', N'01@AOS3', 0, 0, '2026-01-02T04:30:00', '2026-01-02T04:40:00');
            INSERT dbo.BATCHCONSTRAINTS VALUES (82, 81, 4), (83, 81, 3), (84, 86, 4), (84, 81, 3), (85, 4711, 4);
            """
        );
        var reading = await RunAsync();
        var job = reading.OfKind("job").Single();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(reading.Header["MissingColumns"], Is.EqualTo(DBNull.Value));
            Assert.That(Predecessors(72), Is.EqualTo(((object)1, (object)0, (object)0, (object)1)));
            Assert.That(Predecessors(82), Is.EqualTo(((object)1, (object)0, (object)1, (object)0)));
            Assert.That(Predecessors(83), Is.EqualTo(((object)1, (object)0, (object)0, (object)1)));
            Assert.That(Predecessors(84), Is.EqualTo(((object)2, (object)1, (object)0, (object)1)));
            Assert.That(Predecessors(85), Is.EqualTo(((object)1, (object)0, (object)0, (object)0)));
            Assert.That(reading.Task(72)["FreeAt"], Is.EqualTo(new DateTime(2026, 1, 2, 5, 0, 0)));
            Assert.That(
                (job["BatchJobId"], job["JobCaption"], job["GroupId"], job["EndedAt"]),
                Is.EqualTo(((object)9L, (object)"Forgotten", (object)"GRP", (object)new DateTime(2026, 1, 2, 4, 40, 0)))
            );
        }

        (object, object, object, object) Predecessors(long batchId)
        {
            var task = reading.Task(batchId);
            return (task["DependencyCount"], task["OpenCount"], task["FailedCount"], task["MetCount"]);
        }
    }

    [Test]
    public async Task The_database_is_told_by_more_than_its_name()
    {
        var before = await RunAsync();
        await _ax.ExecuteAsync("DROP DATABASE AX; WAITFOR DELAY '00:00:00.050'; CREATE DATABASE AX;");
        await _ax.ExecuteAsync(database: "AX", sql: Tables);
        var after = await RunAsync();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(before.Header["DatabaseForkId"], Is.Not.EqualTo(DBNull.Value));
            Assert.That(after.Header["DatabaseForkId"], Is.Not.EqualTo(before.Header["DatabaseForkId"]));
            Assert.That(after.Header["DatabaseBeganTime"], Is.GreaterThan(before.Header["DatabaseBeganTime"]));
            Assert.That(
                (DateTime)after.Header["DatabaseBeganAt"],
                Is.EqualTo((DateTime)after.Header["CapturedAt"]).Within(TimeSpan.FromMinutes(10))
            );
        }
    }

    private async Task<Reading> RunAsync(CollectorHints? told = null, int rowLimit = 1000, string axDatabase = "AX")
    {
        var reading = await _ax.RunAsync("Batch", rowLimit, axDatabase, told);
        return new Reading(reading);
    }

    private sealed record Reading(CollectorReading All)
    {
        public DataRow Header => All.Header;

        /// <summary>Rows that tell of tasks, now or in the history.</summary>
        public int Tasks => OfKind("task").Length + OfKind("history").Length;

        public long[] HistoryIds => [.. OfKind("history").Select(row => (long)row["HistoryId"])];

        public DataRow[] OfKind(string kind) => All.OfKind(kind);

        public object ClassName(int number) => OfKind("class").Single(row => (int)row["ClassNumber"] == number)["TaskCaption"];

        public DataRow Task(long batchId) => OfKind("task").Single(row => (long)row["BatchId"] == batchId);

        public DataRow History(long historyId) => OfKind("history").Single(row => (long)row["HistoryId"] == historyId);
    }
}
