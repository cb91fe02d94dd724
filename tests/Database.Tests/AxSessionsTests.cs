// The collector AxSessions against AX databases as they are found: whole, with another collation, customised,
// renamed, with parts missing.

namespace AxMonitor.Database.Tests;

[TestFixture]
public sealed class AxSessionsTests
{
    private const string Tables = """
        CREATE TABLE dbo.SYSCLIENTSESSIONS (SESSIONID int NOT NULL, SERVERID int NOT NULL, USERID nvarchar(8) NOT NULL, STATUS int NOT NULL, CLIENTTYPE int NOT NULL, SESSIONTYPE int NOT NULL,
            CLIENTCOMPUTER nvarchar(64) NOT NULL, LOGINDATETIME datetime NOT NULL, DATAPARTITION nvarchar(8) NOT NULL);
        CREATE TABLE dbo.SYSSERVERSESSIONS (SERVERID int NOT NULL, AOSID nvarchar(50) NOT NULL, INSTANCE_NAME nvarchar(50) NOT NULL, STATUS int NOT NULL, LOGINDATETIME datetime NOT NULL,
            LASTUPDATEDATETIME datetime NOT NULL, LOADBALANCE int NOT NULL);
        CREATE TABLE dbo.SYSSERVERCONFIG (SERVERID nvarchar(50) NOT NULL, ENABLEBATCH int NOT NULL, MAXSESSIONS int NOT NULL);
        CREATE TABLE dbo.BATCHSERVERGROUP (SERVERID nvarchar(50) NOT NULL, GROUPID nvarchar(10) NOT NULL);
        CREATE TABLE dbo.USERINFO (ID nvarchar(8) NOT NULL, COMPANY nvarchar(4) NOT NULL, PARTITION bigint NOT NULL);
        INSERT dbo.SYSCLIENTSESSIONS VALUES
            (5, 1, N'ALICE', 1, 0, 0, N'PC1', '2026-01-02T08:00:00', N'initial'),
            (6, 1, N'BOB', 3, 3, 3, N'', '1900-01-01', N'initial'),
            (7, 2, N'', 0, 0, 0, N'PC9', '2026-01-01T08:00:00', N''),
            (8, 2, N'', 0, 0, 0, N'PC9', '2026-01-01T08:00:00', N'');
        INSERT dbo.SYSSERVERSESSIONS VALUES
            (1, N'AOS1@2712', N'01', 1, '2026-01-01T06:00:00', '2026-01-02T09:00:00', 0),
            (2, N'AOS2@2712', N'', 1, '2026-01-01T06:00:00', '2026-01-02T09:00:00', 1);
        INSERT dbo.SYSSERVERCONFIG VALUES (N'01@AOS1', 1, 200), (N'01@OLD', 0, 0);
        INSERT dbo.BATCHSERVERGROUP VALUES (N'01@AOS1', N''), (N'01@AOS1', N'MRP');
        INSERT dbo.USERINFO VALUES (N'ALICE', N'usmf', 1), (N'BOB', N'usmf', 1), (N'BOB', N'demf', 2);
        """;

    [TestCase(null)]
    [TestCase("Latin1_General_BIN2")]
    [TestCase("Latin1_General_CS_AS")]
    public async Task Servers_and_sessions_are_read_whatever_the_collation_of_the_AX_database(string? collation)
    {
        await using var ax = await CollectorStage.WithAxAsync(Tables, collation: collation);
        var reading = await ax.RunAsync("AxSessions");
        var alice = reading.OfKind("session")[0];
        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                (
                    reading.Header["HasSessions"],
                    reading.Header["HasServers"],
                    reading.Header["IsTruncated"],
                    reading.Header["MissingColumns"]
                ),
                Is.EqualTo(((object)true, (object)true, (object)false, (object)DBNull.Value))
            );
            Assert.That(
                reading.Values("server", "AosName"),
                Is.EqualTo(new[] { "01@AOS1", "AOS2@2712" }),
                "an AOS without an instance name keeps its id"
            );
            Assert.That(reading.Values("server", "IsLoadBalancer"), Is.EqualTo(new object[] { false, true }));
            Assert.That(reading.Values("config", "GroupCount"), Is.EqualTo(new object[] { 2, 0 }));
            Assert.That(
                reading.Values("free", "SessionCount"),
                Is.EqualTo(new object[] { 2 }),
                "free slots are counted, not listed"
            );
            Assert.That(
                (alice["SessionId"], alice["UserId"], alice["LoginAt"], alice["StartCompany"], alice["ClientComputer"]),
                Is.EqualTo(((object)5, (object)"ALICE", (object)new DateTime(2026, 1, 2, 8, 0, 0), (object)"usmf", (object)"PC1"))
            );
            Assert.That(
                reading.Values("session", "StartCompany"),
                Is.EqualTo(new object?[] { "usmf", null }),
                "a user with other companies in other partitions has none"
            );
            Assert.That(reading.Values("session", "LoginAt")[1], Is.Null, "1900-01-01 means not set");
        }
    }

    [Test]
    public async Task Missing_columns_are_said_and_the_rest_is_read()
    {
        await using var ax = await CollectorStage.WithAxAsync(
            Tables
                + """
                ALTER TABLE dbo.SYSCLIENTSESSIONS DROP COLUMN SERVERID, LOGINDATETIME, CLIENTTYPE;
                ALTER TABLE dbo.SYSSERVERSESSIONS DROP COLUMN LASTUPDATEDATETIME;
                DROP TABLE dbo.BATCHSERVERGROUP;
                DROP TABLE dbo.USERINFO;
                """
        );
        var reading = await ax.RunAsync("AxSessions");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                reading.Header["MissingColumns"],
                Is.EqualTo(
                    "SYSCLIENTSESSIONS.SERVERID, SYSCLIENTSESSIONS.CLIENTTYPE, SYSCLIENTSESSIONS.LOGINDATETIME, SYSSERVERSESSIONS.LASTUPDATEDATETIME, BATCHSERVERGROUP, USERINFO"
                )
            );
            Assert.That(reading.Values("session", "SessionId"), Is.EqualTo(new object[] { 5, 6 }));
            Assert.That(reading.Values("session", "ServerNumber"), Is.EqualTo(new object?[] { null, null }));
            Assert.That(reading.Values("server", "HeartbeatAt"), Is.EqualTo(new object?[] { null, null }));
            Assert.That(reading.Values("config", "GroupCount"), Is.EqualTo(new object?[] { null, null }));
            Assert.That(reading.Values("free", "SessionCount"), Is.EqualTo(new object[] { 2 }));
        }
    }

    [TestCase("DROP TABLE dbo.SYSCLIENTSESSIONS;", "SYSCLIENTSESSIONS", false, true)]
    [TestCase("ALTER TABLE dbo.SYSCLIENTSESSIONS DROP COLUMN USERID;", "SYSCLIENTSESSIONS", false, true)]
    [TestCase("DROP TABLE dbo.SYSSERVERSESSIONS;", "SYSSERVERSESSIONS", true, false)]
    [TestCase("DROP TABLE dbo.SYSSERVERCONFIG;", "SYSSERVERCONFIG", true, true)]
    public async Task Without_one_table_the_others_are_read(string change, string missing, bool hasSessions, bool hasServers)
    {
        await using var ax = await CollectorStage.WithAxAsync(Tables + change);
        var reading = await ax.RunAsync("AxSessions");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(reading.Header["MissingColumns"], Is.EqualTo(missing));
            Assert.That(
                (reading.Header["HasSessions"], reading.Header["HasServers"]),
                Is.EqualTo(((object)hasSessions, (object)hasServers))
            );
            Assert.That(reading.OfKind("session"), Has.Length.EqualTo(hasSessions ? 2 : 0));
            Assert.That(reading.OfKind("server"), Has.Length.EqualTo(hasServers ? 2 : 0));
        }
    }

    [TestCase(null)]
    [TestCase("Latin1_General_BIN2")]
    public async Task Tables_and_columns_with_names_of_their_own_are_found_by_the_mapping(string? collation)
    {
        await using var ax = await CollectorStage.WithAxAsync(
            Tables
                + """
                DROP TABLE dbo.SYSSERVERCONFIG;
                CREATE TABLE dbo.[Server Config] (ServerName nvarchar(50) NOT NULL, ENABLEBATCH int NOT NULL, MAXSESSIONS int NOT NULL);
                INSERT dbo.[Server Config] VALUES (N'01@AOS1', 1, 77);
                """,
            collation: collation
        );
        var without = await ax.RunAsync("AxSessions");
        var with = await ax.RunAsync(
            "AxSessions",
            told: new CollectorHints
            {
                AxNames =
                    """<n t="SYSSERVERCONFIG" c="" a="server config"/><n t="SYSSERVERCONFIG" c="SERVERID" a="SERVERNAME"/>""",
            }
        );
        using (Assert.EnterMultipleScope())
        {
            Assert.That(without.Header["MissingColumns"], Is.EqualTo("SYSSERVERCONFIG"));
            Assert.That(with.Header["MissingColumns"], Is.EqualTo(DBNull.Value));
            Assert.That(
                (with.Values("config", "AosName")[0], with.Values("config", "MaxSessions")[0]),
                Is.EqualTo(((object)"01@AOS1", (object)77))
            );
        }
    }

    [Test]
    public async Task The_row_limit_cuts_sessions_and_says_so()
    {
        await using var ax = await CollectorStage.WithAxAsync(Tables);
        var reading = await ax.RunAsync("AxSessions", rowLimit: 1);
        Assert.That((reading.Header["IsTruncated"], reading.OfKind("session").Length), Is.EqualTo(((object)true, 1)));
    }

    [Test]
    public async Task An_instance_without_an_AX_database_says_so()
    {
        await using var ax = await CollectorStage.WithAxAsync(Tables);
        var reading = await ax.RunAsync("AxSessions", axDatabase: null);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(reading.Header["MissingColumns"], Is.EqualTo("the instance names no AX database"));
            Assert.That(reading.Rows.Rows, Is.Empty);
        }
    }
}
