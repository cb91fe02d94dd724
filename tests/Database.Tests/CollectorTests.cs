// The collectors' own SQL against a watched server told row by row: what they read, what they leave out, what
// they do when something is missing. They need a server whose state can be told, so they run on the sandbox's
// engine only.

using System.Data;
using AxMonitor.Orchestrator.Collect;

namespace AxMonitor.Database.Tests;

[TestFixture]
public sealed class CollectorTests
{
    private CollectorStage _stage = null!;

    [SetUp]
    public async Task Start()
    {
        _stage = await CollectorStage.StartAsync();
    }

    [TearDown]
    public async Task Stop() => await _stage.DisposeAsync();

    [TestCaseSource(typeof(RepositoryFolders), nameof(RepositoryFolders.CollectorNames))]
    public async Task A_collector_returns_the_columns_its_procedure_and_table_type_expect(string collector)
    {
        var file = RepositoryFolders.Collector(collector);
        await using var repository = await TestServer.StartAsync();
        await repository.HaveRepositoryAsync();
        var columns = await repository.ScalarAsync<string>(
            $"SELECT STUFF((SELECT N',' + c.name FROM sys.columns AS c INNER JOIN sys.table_types AS t ON t.type_table_object_id = c.object_id WHERE t.user_type_id = TYPE_ID(N'{file.TableType}') ORDER BY c.column_id FOR XML PATH(N'')), 1, 1, N'');"
        );
        var parameters = await repository.ScalarAsync<string>(
            $"SELECT STUFF((SELECT N',' + SUBSTRING(p.name, 2, 128) FROM sys.parameters AS p WHERE p.object_id = OBJECT_ID(N'{file.Procedure}') FOR XML PATH(N'')), 1, 1, N'');"
        );

        var reading = await RunAsync(collector);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                reading.Rows.Columns.Cast<DataColumn>().Select(column => column.ColumnName),
                Is.EqualTo(columns.Split(','))
            );
            Assert.That(
                parameters.Split(','),
                Is.SupersetOf(reading.Header.Table.Columns.Cast<DataColumn>().Select(column => column.ColumnName))
            );
            Assert.That(reading.Header["CapturedAt"], Is.EqualTo(DateTime.UtcNow).Within(TimeSpan.FromMinutes(1)));
        }
    }

    [TestCase(999, false)]
    [TestCase(1000, true)]
    public async Task A_glance_sees_who_has_waited_for_another_session_for_a_second(int waitMs, bool isWorth)
    {
        _stage.Watched.AddSession(61, "sleeping", openTransactions: 1);
        _stage.Watched.AddSession(62, "suspended", openTransactions: 1, isRequest: true);
        _stage.Watched.AddWait(62, 61, waitMs, "keylock hobtid=77 dbid=9 id=lock1 mode=X associatedObjectId=77");
        var text = await File.ReadAllTextAsync(Path.Combine(RepositoryFolders.Collectors, "Glances", "Requests.sql"));
        await using var reading = await new SqlWatchedSource(TimeProvider.System).ReadAsync(
            _stage.ConnectionString("sa"),
            text,
            [],
            TimeSpan.FromSeconds(30),
            CancellationToken.None
        );
        Assert.That(reading.Header.Single(column => column.Name == "IsWorth").Value, Is.EqualTo(isWorth));
    }

    [Test]
    public async Task Waiting_sessions_and_their_sleeping_head_come_others_do_not()
    {
        _stage.Watched.AddSession(61, "sleeping", openTransactions: 1, text: "UPDATE INVENTSUM SET A = 1", buffer: "the buffer");
        _stage.Watched.AddSession(62, "suspended", openTransactions: 1, text: "SELECT 1", isRequest: true);
        _stage.Watched.AddSession(63, "sleeping", openTransactions: 1, transactionSeconds: 4);
        _stage.Watched.AddSession(64, "running", isRequest: true, requestMs: 2000);
        _stage.Watched.AddWait(62, 61, 4000, "keylock hobtid=77 dbid=9 id=lock1 mode=X associatedObjectId=77");

        var reading = await RunAsync("Requests");

        var head = reading.Row(61);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                reading.Rows.Rows.Cast<DataRow>().Select(row => (int)row["SessionId"]),
                Is.EquivalentTo(new[] { 61, 62 })
            );
            Assert.That(head["BlockingSessionId"], Is.EqualTo(DBNull.Value));
            Assert.That(head["StatementText"], Is.EqualTo("UPDATE INVENTSUM SET A = 1"));
            Assert.That(head["InputBuffer"], Is.EqualTo("the buffer"));
            Assert.That(head["TransactionId"], Is.EqualTo(7061L));
            Assert.That(head["LogBytesUsed"], Is.EqualTo(1234L));
            Assert.That(
                (DateTime)head["TransactionStartedAt"],
                Is.EqualTo(DateTime.UtcNow.AddSeconds(-35)).Within(TimeSpan.FromSeconds(20)),
                "in UTC"
            );
            Assert.That(
                (DateTime)head["LastRequestEndedAt"],
                Is.EqualTo(DateTime.UtcNow.AddSeconds(-30)).Within(TimeSpan.FromSeconds(20)),
                "in UTC"
            );
            Assert.That(head["LoginTime"], Is.EqualTo(new DateTime(2026, 1, 1, 8, 0, 0)), "as the server has it");
            Assert.That(reading.Row(62)["BlockingSessionId"], Is.EqualTo(61));
            Assert.That(reading.Row(62)["Status"], Is.EqualTo("suspended"));
            Assert.That(reading.Header["IsTruncated"], Is.False);
        }
    }

    [Test]
    public async Task Tasks_of_one_pair_are_one_row_and_a_parallel_plan_does_not_block_itself()
    {
        _stage.Watched.AddSession(62, "suspended", isRequest: true);
        _stage.Watched.AddWait(62, 62, 90000, "exchangeEvent id=Port1", "CXPACKET");
        _stage.Watched.AddWait(62, 61, 1000, "keylock hobtid=77 dbid=9");
        _stage.Watched.AddWait(62, 61, 5000, "keylock hobtid=78 dbid=9");

        var reading = await RunAsync("Requests");

        Assert.That(
            reading.Rows.Rows.Cast<DataRow>().Select(row => (row["SessionId"], row["BlockingSessionId"], row["WaitMs"])),
            Is.EqualTo(new (object, object, object)[] { (62, 61, 5000L) })
        );
    }

    [Test]
    public async Task Pseudo_blockers_keep_their_negative_ids()
    {
        _stage.Watched.AddSession(62, "suspended", isRequest: true);
        _stage.Watched.AddWait(62, -2, 1000, "keylock hobtid=77 dbid=9");
        var reading = await RunAsync("Requests");
        Assert.That(reading.Row(62)["BlockingSessionId"], Is.EqualTo(-2));
    }

    [Test]
    public async Task A_victim_that_is_gone_already_keeps_its_edge()
    {
        _stage.Watched.AddWait(62, 61, 1000, "keylock hobtid=77 dbid=9");
        var reading = await RunAsync("Requests");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(reading.Row(62)["BlockingSessionId"], Is.EqualTo(61));
            Assert.That(reading.Row(62)["LoginTime"], Is.EqualTo(DBNull.Value));
        }
    }

    [Test]
    public async Task A_fetch_brings_the_text_of_the_cursor_and_a_statement_does_not()
    {
        _stage.Watched.AddSession(
            61,
            "running",
            text: "FETCH API_CURSOR0000000000A1B2C3",
            cursor: "SELECT T1.ITEMID FROM INVENTTABLE T1",
            isRequest: true
        );
        _stage.Watched.AddSession(62, "suspended", text: "UPDATE X", cursor: "SELECT other", isRequest: true);
        _stage.Watched.AddWait(62, 61, 1000, "keylock hobtid=77 dbid=9");
        var reading = await RunAsync("Requests");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(reading.Row(61)["CursorText"], Is.EqualTo("SELECT T1.ITEMID FROM INVENTTABLE T1"));
            Assert.That(reading.Row(62)["CursorText"], Is.EqualTo(DBNull.Value));
        }
    }

    [Test]
    public async Task More_edges_than_the_limit_are_cut_at_the_shortest_waits_and_said_so()
    {
        for (var session = 62; session < 70; session++)
        {
            _stage.Watched.AddWait(session, 61, session, "keylock hobtid=77 dbid=9");
        }

        var reading = await RunAsync("Requests", rowLimit: 3);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                reading.Rows.Rows.Cast<DataRow>().Select(row => (int)row["SessionId"]),
                Is.EquivalentTo(new[] { 67, 68, 69 })
            );
            Assert.That(reading.Header["IsTruncated"], Is.True);
        }
    }

    [Test]
    public async Task Names_and_AX_sessions_come_from_the_AX_database()
    {
        await _stage.ExecuteAsync("CREATE DATABASE AX;");
        await _stage.ExecuteAsync(
            """
            USE AX;
            CREATE TABLE dbo.INVENTSUM (RECID bigint NOT NULL CONSTRAINT I_1RECID PRIMARY KEY CLUSTERED);
            CREATE TABLE dbo.SYSCLIENTSESSIONS (SESSIONID int NOT NULL, USERID nvarchar(8) NOT NULL, STATUS int NOT NULL);
            INSERT dbo.SYSCLIENTSESSIONS VALUES (4711, N'ALICE', 1), (12, N'BOB', 0), (471, N'ALICE', 1);
            USE master;
            """
        );
        var hobt = await _stage.ScalarAsync<long>(
            "USE AX; SELECT hobt_id FROM sys.partitions WHERE object_id = OBJECT_ID(N'dbo.INVENTSUM') AND index_id = 1;"
        );
        var objectId = await _stage.ScalarAsync<int>("USE AX; SELECT OBJECT_ID(N'dbo.INVENTSUM');");
        var databaseId = await _stage.ScalarAsync<int>("USE master; SELECT CAST(DB_ID(N'AX') AS int);");
        _stage.Watched.AddSession(61, "sleeping", openTransactions: 1, context: " ALICE 4711 ");
        _stage.Watched.AddSession(62, "suspended", context: " BOB 12 ", isRequest: true);
        _stage.Watched.AddSession(63, "suspended", context: " ALICE 47 ", isRequest: true);
        _stage.Watched.AddSession(64, "suspended", isRequest: true);
        _stage.Watched.AddWait(
            62,
            61,
            4000,
            $"keylock hobtid={hobt} dbid={databaseId} id=lock1 mode=X associatedObjectId={hobt}"
        );
        _stage.Watched.AddWait(
            63,
            61,
            4000,
            $"objectlock lockPartition=0 objid={objectId} subresource=FULL dbid={databaseId} id=lock1 mode=Sch-M associatedObjectId={objectId}"
        );
        _stage.Watched.AddWait(64, 61, 4000, $"keylock hobtid={hobt} dbid=1 id=lock1 mode=X associatedObjectId={hobt}");

        var unasked = await RunAsync("Requests", axDatabase: "AX");
        var reading = await RunAsync(
            "Requests",
            axDatabase: "AX",
            wantedItems: $"""<i k="hobt" n="{databaseId}:{hobt}"/><i k="object" n="{databaseId}:{objectId}"/><i k="hobt" n="1:{hobt}"/>"""
        );

        using (Assert.EnterMultipleScope())
        {
            Assert.That(Name(unasked.Row(62)), Is.EqualTo("..."), "the catalog is asked for what the repository requests");
            Assert.That(Name(reading.Row(62)), Is.EqualTo("AX.dbo.INVENTSUM.I_1RECID"));
            Assert.That(Name(reading.Row(63)), Is.EqualTo("AX.dbo.INVENTSUM."));
            Assert.That(Name(reading.Row(64)), Is.EqualTo("..."), "the resource lies in another database");
            Assert.That(reading.Row(61)["IsAxSessionAlive"], Is.True);
            Assert.That(reading.Row(62)["IsAxSessionAlive"], Is.False, "status 0 is a free slot");
            Assert.That(reading.Row(63)["IsAxSessionAlive"], Is.False, "4711 is not 47");
            Assert.That(reading.Row(64)["IsAxSessionAlive"], Is.EqualTo(DBNull.Value), "nothing to ask for");
        }

        static string Name(DataRow row) =>
            $"{row["ResourceDatabaseName"]}.{row["ResourceSchemaName"]}.{row["ResourceObjectName"]}.{row["ResourceIndexName"]}";
    }

    [TestCase("Requests")]
    [TestCase("TempDb")]
    public async Task An_AX_user_is_known_by_the_bytes_that_AX_wrote(string collector)
    {
        await _stage.ExecuteAsync("CREATE DATABASE AX;");
        await _stage.ExecuteAsync(
            "CREATE TABLE dbo.SYSCLIENTSESSIONS (SESSIONID int NOT NULL, USERID nvarchar(8) NOT NULL, STATUS int NOT NULL); "
                + "INSERT dbo.SYSCLIENTSESSIONS VALUES (12, N'\u00C4\u00C0', 1), (13, N'\u00C4', 1);",
            "AX"
        );
        foreach (var (id, session) in new[] { (61, 12), (62, 13) })
        {
            _stage.Watched.AddSession(id, "sleeping", openTransactions: 1, context: $" \u00C4\u00C0 {session} ");
            _stage.Watched.AddTempDb(id, 1000, 0);
        }

        var reading = await RunAsync(collector, axDatabase: "AX");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(reading.Row(61)["IsAxSessionAlive"], Is.True);
            Assert.That(reading.Row(62)["IsAxSessionAlive"], Is.False, "the session of another user");
        }
    }

    [TestCase(null)]
    [TestCase("NoSuchDatabase")]
    public async Task Without_an_AX_database_all_but_the_names_comes(string? axDatabase)
    {
        _stage.Watched.AddSession(61, "sleeping", openTransactions: 1, context: " ALICE 4711 ");
        _stage.Watched.AddSession(62, "suspended", isRequest: true);
        _stage.Watched.AddWait(62, 61, 4000, "keylock hobtid=77 dbid=9 id=lock1 mode=X associatedObjectId=77");
        var reading = await RunAsync("Requests", axDatabase: axDatabase);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(reading.Row(62)["WaitMs"], Is.EqualTo(4000L));
            Assert.That(reading.Row(61)["IsAxSessionAlive"], Is.EqualTo(DBNull.Value));
        }
    }

    private async Task<Reading> RunAsync(
        string collector,
        int rowLimit = 1000,
        string? axDatabase = null,
        string? wantedItems = null
    )
    {
        var (header, rows) = await _stage.RunAsync(
            collector,
            rowLimit,
            axDatabase,
            new CollectorHints { WantedItems = wantedItems }
        );
        return new Reading(header, rows);
    }

    private sealed record Reading(DataRow Header, DataTable Rows)
    {
        public DataRow Row(int sessionId) => Rows.Rows.Cast<DataRow>().Single(row => (int)row["SessionId"] == sessionId);
    }
}
