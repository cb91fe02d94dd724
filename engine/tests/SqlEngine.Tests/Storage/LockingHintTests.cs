// Statements that ask for locks to be held keep other writers away until the transaction ends; plain readers
// never wait.
using AxMonitor.Engine.Programs;

namespace AxMonitor.Engine.Tests.Storage;

[TestFixture]
internal sealed class LockingHintTests
{
    private ServerInstance _server = null!;
    private Session _one = null!;
    private Session _two = null!;

    [SetUp]
    public void OpenTwoSessions()
    {
        _server = new ServerInstance(new EngineOptions { AdministratorPassword = "x" });
        _one = Open();
        Run(_one, "CREATE DATABASE d;");
        Run(_one, "USE d; CREATE TABLE dbo.T (Id int NOT NULL PRIMARY KEY, X int NOT NULL); INSERT dbo.T VALUES (1, 10);");
        _two = Open();
        Run(_two, "USE d; SET LOCK_TIMEOUT 0;");
    }

    [TearDown]
    public void Close()
    {
        _one.Dispose();
        _two.Dispose();
        _server.Dispose();
    }

    [TestCase("SELECT X FROM dbo.T WITH (UPDLOCK) WHERE Id = 1;")]
    [TestCase("IF EXISTS (SELECT 1 FROM dbo.T WITH (XLOCK, ROWLOCK)) SELECT X FROM dbo.T WITH (HOLDLOCK);")]
    [TestCase("SET TRANSACTION ISOLATION LEVEL SERIALIZABLE; SELECT X FROM dbo.T;")]
    public void A_locking_read_in_a_transaction_keeps_writers_out(string read)
    {
        Run(_one, "BEGIN TRANSACTION; " + read);
        Assert.That(
            Run(_two, "UPDATE dbo.T SET X = 11;"),
            Does.Contain("Msg 1222").And.Contain("Lock request time out period exceeded.")
        );
        Assert.That(Run(_two, "SELECT X FROM dbo.T;"), Does.Contain("10"));
        Run(_one, "COMMIT;");
        Assert.That(Run(_two, "UPDATE dbo.T SET X = 11;"), Does.Not.Contain("Msg"));
    }

    [TestCase("SELECT X FROM dbo.T;")]
    [TestCase("SELECT X FROM dbo.T WITH (NOLOCK);")]
    public void A_plain_read_in_a_transaction_keeps_nobody_out(string read)
    {
        Run(_one, "BEGIN TRANSACTION; " + read);
        Assert.That(Run(_two, "UPDATE dbo.T SET X = 11;"), Does.Not.Contain("Msg"));
        Assert.That(Run(_one, "SELECT X FROM dbo.T;"), Does.Contain("11"));
    }

    [Test]
    public void A_locking_read_outside_a_transaction_holds_nothing()
    {
        Run(_one, "SELECT X FROM dbo.T WITH (UPDLOCK, HOLDLOCK);");
        Assert.That(Run(_two, "UPDATE dbo.T SET X = 11;"), Does.Not.Contain("Msg"));
    }

    [Test]
    public void Counting_under_update_locks_from_many_sessions_loses_nothing()
    {
        const string increment = """
            BEGIN TRANSACTION;
            DECLARE @x int = (SELECT X FROM dbo.T WITH (UPDLOCK) WHERE Id = 1);
            UPDATE dbo.T SET X = @x + 1 WHERE Id = 1;
            COMMIT;
            """;
        var threads = Enumerable
            .Range(0, 4)
            .Select(_ => new Thread(() =>
            {
                using var session = Open();
                Run(session, "USE d;");
                for (var i = 0; i < 25; i++)
                {
                    Run(session, increment);
                }
            }))
            .ToList();
        threads.ForEach(static t => t.Start());
        threads.ForEach(static t => t.Join());
        Assert.That(Run(_one, "SELECT X FROM dbo.T;"), Does.Contain("110"));
    }

    [Test]
    public void Snapshot_isolation_is_refused_as_by_a_database_that_does_not_allow_it() =>
        Assert.That(
            Run(_one, "SET TRANSACTION ISOLATION LEVEL SNAPSHOT; BEGIN TRANSACTION; SELECT X FROM dbo.T;"),
            Does.Contain("Msg 3952")
        );

    [Test]
    public void A_session_that_waits_is_seen_with_its_blocker()
    {
        Run(_one, "BEGIN TRANSACTION; UPDATE dbo.T SET X = 5;");
        var waiting = new Thread(() => Run(_two, "SET LOCK_TIMEOUT -1; UPDATE dbo.T SET X = 6;"));
        waiting.Start();
        using var watcher = Open();
        var seen = "";
        Assert.That(
            () =>
                seen = Run(
                    watcher,
                    "SELECT w.session_id, w.blocking_session_id, w.wait_type, r.status, r.blocking_session_id FROM sys.dm_os_waiting_tasks AS w INNER JOIN sys.dm_exec_requests AS r ON r.session_id = w.session_id;"
                ),
            Does.Contain(
                    FormattableString.Invariant(
                        $"{_two.SessionId} | {_one.SessionId} | 'LCK_M_X' | 'suspended' | {_one.SessionId}"
                    )
                )
                .After(10)
                .Seconds.PollEvery(20)
                .MilliSeconds,
            seen
        );
        Run(_one, "ROLLBACK;");
        waiting.Join();
        Assert.That(Run(watcher, "SELECT X FROM d.dbo.T;"), Does.Contain("6"));
    }

    private Session Open() => _server.OpenSession(new LoginRequest("sa", "x", null, "h", "p", 1));

    private static string Run(Session session, string sql)
    {
        var output = new GoldenOutput();
        session.ExecuteBatch(sql, output, CancellationToken.None);
        return output.Text;
    }
}
