// The collector TempDb against a tempdb told row by row: sessions and their tasks, versions, AX's tables by
// name, latches, and what permissions hide.

using System.Data;

namespace AxMonitor.Database.Tests;

[TestFixture]
public sealed class TempDbTests
{
    private const int PagesOfOneMb = 128;
    private CollectorStage _stage = null!;

    [SetUp]
    public async Task Start()
    {
        _stage = await CollectorStage.StartAsync();
        for (var file = 1; file <= 2; file++)
        {
            _stage.Watched.Add(
                "dm_db_file_space_usage",
                new()
                {
                    ["database_id"] = 2,
                    ["file_id"] = file,
                    ["filegroup_id"] = 1,
                    ["total_page_count"] = 1280L,
                    ["allocated_extent_page_count"] = 800L,
                    ["unallocated_extent_page_count"] = 480L,
                    ["version_store_reserved_page_count"] = 80L,
                    ["user_object_reserved_page_count"] = 400L,
                    ["internal_object_reserved_page_count"] = 256L,
                    ["mixed_extent_page_count"] = 64L,
                    ["modified_extent_page_count"] = 0L,
                }
            );
        }
    }

    [TearDown]
    public async Task Stop() => await _stage.DisposeAsync();

    [Test]
    public async Task Space_is_summed_over_the_files_of_tempdb_alone()
    {
        _stage.Watched.Add(
            "dm_db_file_space_usage",
            new()
            {
                ["database_id"] = 1,
                ["file_id"] = 1,
                ["total_page_count"] = 99_999L,
            }
        );
        var reading = await _stage.RunAsync("TempDb");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Mb(reading.Header, "TotalBytes"), Is.EqualTo(20));
            Assert.That(
                (
                    Mb(reading.Header, "UserBytes"),
                    Mb(reading.Header, "InternalBytes"),
                    Mb(reading.Header, "VersionBytes"),
                    Mb(reading.Header, "MixedBytes"),
                    Mb(reading.Header, "FreeBytes")
                ),
                Is.EqualTo((6.25, 4.0, 1.25, 1.0, 7.5))
            );
            Assert.That((reading.Header["FileCount"], reading.Header["HasEqualGrowth"]), Is.EqualTo(((object)1, (object)true)));
            Assert.That(reading.Header["AxTableCount"], Is.Zero);
        }
    }

    [Test]
    public async Task A_session_and_its_running_task_are_added_up_and_small_ones_left_out()
    {
        _stage.Watched.AddSession(
            61,
            "running",
            openTransactions: 1,
            context: " ALICE 12 ",
            text: "INSERT tempdb..t1_A",
            isRequest: true
        );
        AddSpace(61, user: 10 * PagesOfOneMb, userBack: 2 * PagesOfOneMb, internals: PagesOfOneMb);
        AddTask(61, user: PagesOfOneMb, internals: 3 * PagesOfOneMb);
        AddSpace(62, user: PagesOfOneMb - 8, userBack: 0, internals: 0);
        AddSpace(63, user: 0, userBack: 50 * PagesOfOneMb, internals: 2 * PagesOfOneMb);

        var reading = await _stage.RunAsync("TempDb");
        var alice = reading.Row("SessionId", 61);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(reading.Values("session", "SessionId"), Is.EquivalentTo(new object[] { 61, 63 }));
            Assert.That((Mb(alice, "UserBytes"), Mb(alice, "InternalBytes")), Is.EqualTo((9.0, 4.0)));
            Assert.That(Mb(reading.Row("SessionId", 63), "UserBytes"), Is.Zero, "it gave back what others took");
            Assert.That(
                (alice["StatementText"], alice["HostName"], alice["OpenTransactionCount"], alice["LoginTime"]),
                Is.EqualTo(((object)"INSERT tempdb..t1_A", (object)"AOS01", (object)1, (object)new DateTime(2026, 1, 1, 8, 0, 0)))
            );
            Assert.That(reading.Row("SessionId", 63)["HostName"], Is.EqualTo(DBNull.Value), "it has ended meanwhile");
        }
    }

    [Test]
    public async Task Of_many_sessions_the_largest_come_and_the_one_that_holds_versions()
    {
        for (var session = 100; session < 130; session++)
        {
            AddSpace(session, user: (session - 90) * PagesOfOneMb, userBack: 0, internals: 0);
        }

        AddVersions(77, seconds: 600);
        AddVersions(78, seconds: 30);
        var reading = await _stage.RunAsync("TempDb");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                reading.Values("session", "SessionId"),
                Is.EquivalentTo(new object[] { 77 }.Concat(Enumerable.Range(111, 19).Cast<object>()))
            );
            Assert.That(reading.Row("SessionId", 77)["VersionAgeMs"], Is.EqualTo(600_000L));
            Assert.That(reading.Row("SessionId", 129)["VersionAgeMs"], Is.EqualTo(DBNull.Value));
        }
    }

    [Test]
    public async Task Tables_of_AX_are_counted_by_their_names_and_told_by_kind()
    {
        await _stage.ExecuteAsync(
            "CREATE DATABASE AX; USE AX; CREATE TABLE dbo.SQLDICTIONARY (TABLEID int NOT NULL, FIELDID int NOT NULL, NAME nvarchar(80) NOT NULL); "
                + "INSERT dbo.SQLDICTIONARY VALUES (104212, 0, N'CUSTAGINGREPORTTMP'), (104212, 1, N'ACCOUNTNUM'); USE master;"
        );
        AddTable("t104212_" + new string('A', 32));
        AddTable("t104212_" + new string('0', 32));
        AddTable("t77_" + new string('f', 32));
        AddTable("t77_" + new string('f', 31));
        AddTable("t77_" + new string('f', 33));
        AddTable("t77_" + new string('g', 32));
        AddTable("tX_" + new string('f', 32));
        AddTable("#A0B1");
        AddTable("_x");

        var reading = await _stage.RunAsync("TempDb", axDatabase: "AX");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(reading.Header["AxTableCount"], Is.EqualTo(3));
            Assert.That(
                reading.OfKind("table").Select(row => (row["AxTableId"], row["TableName"], row["ItemCount"])),
                Is.EqualTo(new (object, object, object)[] { (104212, "CUSTAGINGREPORTTMP", 2), (77, DBNull.Value, 1) })
            );
        }
    }

    [Test]
    public async Task Tables_and_columns_with_names_of_their_own_are_found_by_the_mapping()
    {
        await _stage.ExecuteAsync(
            """
            CREATE DATABASE AX; USE AX;
            CREATE TABLE dbo.DICT2 (TABLEID int NOT NULL, FIELDID int NOT NULL, SQLNAME nvarchar(80) NOT NULL);
            CREATE TABLE dbo.SESSIONS2 (SESSIONNO int NOT NULL, USERID nvarchar(8) NOT NULL, STATUS int NOT NULL);
            INSERT dbo.DICT2 VALUES (104212, 0, N'CUSTAGINGREPORTTMP');
            INSERT dbo.SESSIONS2 VALUES (12, N'ALICE', 1);
            USE master;
            """
        );
        AddTable("t104212_" + new string('A', 32));
        _stage.Watched.AddSession(61, "sleeping", context: " ALICE 12 ");
        _stage.Watched.AddSession(62, "sleeping", context: " ALICE 13 ");
        AddSpace(61, user: 2 * PagesOfOneMb, userBack: 0, internals: 0);
        AddSpace(62, user: 2 * PagesOfOneMb, userBack: 0, internals: 0);

        var without = await _stage.RunAsync("TempDb", axDatabase: "AX");
        var with = await _stage.RunAsync(
            "TempDb",
            axDatabase: "AX",
            told: new CollectorHints
            {
                AxNames =
                    """<n t="SQLDICTIONARY" c="" a="DICT2"/><n t="SQLDICTIONARY" c="NAME" a="SQLNAME"/><n t="SYSCLIENTSESSIONS" c="" a="SESSIONS2"/><n t="SYSCLIENTSESSIONS" c="SESSIONID" a="SESSIONNO"/>""",
            }
        );
        using (Assert.EnterMultipleScope())
        {
            Assert.That(without.OfKind("table").Single()["TableName"], Is.EqualTo(DBNull.Value));
            Assert.That(without.Row("SessionId", 61)["IsAxSessionAlive"], Is.EqualTo(DBNull.Value));
            Assert.That(with.OfKind("table").Single()["TableName"], Is.EqualTo("CUSTAGINGREPORTTMP"));
            Assert.That(with.Row("SessionId", 61)["IsAxSessionAlive"], Is.True);
            Assert.That(with.Row("SessionId", 62)["IsAxSessionAlive"], Is.False);
        }
    }

    [Test]
    public async Task Without_the_right_to_see_definitions_the_tables_are_not_counted_as_none()
    {
        AddTable("t104212_" + new string('A', 32));
        await _stage.LogInWithAsync("VIEW SERVER STATE");
        var reading = await _stage.RunAsync("TempDb", axDatabase: "AX");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(reading.Header["AxTableCount"], Is.EqualTo(DBNull.Value));
            Assert.That(Mb(reading.Header, "TotalBytes"), Is.EqualTo(20));
        }
    }

    [Test]
    public async Task Without_permission_the_collector_fails_and_says_which()
    {
        await _stage.LogInWithAsync();
        Assert.That(
            () => _stage.RunAsync("TempDb"),
            Throws.InstanceOf<Microsoft.Data.SqlClient.SqlException>().With.Message.Contains("VIEW SERVER STATE")
        );
    }

    [Test]
    public async Task Waits_for_pages_of_tempdb_are_summed_by_page_and_others_left_out()
    {
        _stage.Watched.AddWait(61, 0, 5, "2:1:1", "PAGELATCH_UP");
        _stage.Watched.AddWait(62, 0, 7, "2:1:1", "PAGELATCH_UP");
        _stage.Watched.AddWait(63, 0, 9, "5:1:1", "PAGELATCH_UP");
        _stage.Watched.AddWait(64, 0, 9, "2:1:1", "PAGEIOLATCH_SH");
        var reading = await _stage.RunAsync("TempDb");
        Assert.That(
            reading.OfKind("latch").Select(row => (row["WaitResource"], row["ItemCount"], row["WaitMs"])),
            Is.EqualTo(new (object, object, object)[] { ("2:1:1", 2, 12L) })
        );
    }

    private static double Mb(DataRow row, string column) => (long)row[column] / 1048576.0;

    private void AddSpace(int session, long user, long userBack, long internals) =>
        _stage.Watched.Add(
            "dm_db_session_space_usage",
            new()
            {
                ["session_id"] = session,
                ["database_id"] = 2,
                ["user_objects_alloc_page_count"] = user,
                ["user_objects_dealloc_page_count"] = userBack,
                ["internal_objects_alloc_page_count"] = internals,
                ["internal_objects_dealloc_page_count"] = 0L,
                ["user_objects_deferred_dealloc_page_count"] = 0L,
            }
        );

    private void AddTask(int session, long user, long internals) =>
        _stage.Watched.Add(
            "dm_db_task_space_usage",
            new()
            {
                ["session_id"] = session,
                ["request_id"] = 0,
                ["exec_context_id"] = 0,
                ["database_id"] = 2,
                ["user_objects_alloc_page_count"] = user,
                ["user_objects_dealloc_page_count"] = 0L,
                ["internal_objects_alloc_page_count"] = internals,
                ["internal_objects_dealloc_page_count"] = 0L,
            }
        );

    private void AddVersions(int session, long seconds) =>
        _stage.Watched.Add(
            "dm_tran_active_snapshot_database_transactions",
            new()
            {
                ["transaction_id"] = 9000L + session,
                ["session_id"] = session,
                ["elapsed_time_seconds"] = seconds,
            }
        );

    private void AddTable(string name) =>
        _stage.Watched.Add(
            "tempdb.tables",
            new()
            {
                ["object_id"] = name.GetHashCode(StringComparison.Ordinal),
                ["name"] = name,
                ["create_date"] = new DateTime(2026, 1, 1),
            }
        );
}
