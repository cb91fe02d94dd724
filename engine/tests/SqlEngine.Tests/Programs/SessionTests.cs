// Sessions side by side: what each sees of the other's work, waiting, cancelling, killing, resetting, and how
// the DMVs show them.
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Execution;
using AxMonitor.Engine.Programs;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Tests.Programs;

[TestFixture]
[CancelAfter(30_000)]
public sealed class SessionTests
{
    private ServerInstance _server = null!;
    private Session _session = null!;

    [SetUp]
    public void Open()
    {
        _server = new ServerInstance(new EngineOptions { AdministratorPassword = "secret" });
        _server.Storage.CreateDatabase("Test");
        _session = _server.OpenAdministratorSession("Test");
    }

    [TearDown]
    public void Close()
    {
        _session.Dispose();
        _server.Dispose();
    }

    [Test]
    public void A_wrong_password_is_refused_with_18456()
    {
        var error = Assert.Throws<SqlError>(() => _server.OpenSession(Login("sa", "wrong")));
        Assert.That(error!.Number, Is.EqualTo(18456));
        Assert.That(
            Assert.Throws<SqlError>(() => _server.OpenSession(Login("nobody", "secret")))!.Message,
            Is.EqualTo("Login failed for user 'nobody'.")
        );
    }

    [Test]
    public void An_unknown_database_is_refused_with_4060()
    {
        var error = Assert.Throws<SqlError>(() => _server.OpenSession(Login("sa", "secret", "Nowhere")));
        Assert.That(error!.Number, Is.EqualTo(4060));
    }

    [Test]
    public void Session_ids_begin_at_51_and_are_used_again()
    {
        using var second = _server.OpenAdministratorSession("Test");
        Assert.That(_session.SessionId, Is.EqualTo(51));
        Assert.That(second.SessionId, Is.EqualTo(52));
        second.Dispose();
        using var third = _server.OpenAdministratorSession("Test");
        Assert.That(third.SessionId, Is.EqualTo(52));
    }

    [Test]
    public void Readers_see_the_last_committed_rows_while_a_writer_is_at_work()
    {
        Run(_session, "CREATE TABLE t (a int); INSERT INTO t VALUES (1);");
        using var other = _server.OpenAdministratorSession("Test");
        Run(_session, "BEGIN TRANSACTION; INSERT INTO t VALUES (2);");
        Assert.That(Value(other, "SELECT COUNT(*) FROM t"), Is.EqualTo(1));
        Assert.That(Value(_session, "SELECT COUNT(*) FROM t"), Is.EqualTo(2));
        Run(_session, "COMMIT;");
        Assert.That(Value(other, "SELECT COUNT(*) FROM t"), Is.EqualTo(2));
    }

    [Test]
    public void A_second_writer_gets_1222_after_its_lock_timeout()
    {
        Run(_session, "CREATE TABLE t (a int);");
        using var other = _server.OpenAdministratorSession("Test");
        Run(_session, "BEGIN TRANSACTION; INSERT INTO t VALUES (2);");
        var output = Output(other, "SET LOCK_TIMEOUT 20; INSERT INTO t VALUES (3);");
        Assert.That(output, Does.Contain("Msg 1222, Level 16"));
        Run(_session, "ROLLBACK;");
        Run(other, "INSERT INTO t VALUES (3);");
        Assert.That(Value(_session, "SELECT COUNT(*) FROM t"), Is.EqualTo(1));
    }

    [Test]
    public void A_cancelled_wait_ends_the_batch_and_leaves_the_session_usable()
    {
        using var cancel = new CancellationTokenSource();
        var output = new GoldenOutput();
        cancel.CancelAfter(TimeSpan.FromMilliseconds(20));
        _session.ExecuteBatch("WAITFOR DELAY '00:05:00'; PRINT 'not reached';", output, cancel.Token);
        Assert.That(output.Text, Is.Empty);
        Assert.That(Value(_session, "SELECT 7"), Is.EqualTo(7));
    }

    [Test]
    public void A_cancelled_loop_keeps_its_transaction_unless_xact_abort_is_on()
    {
        Run(_session, "BEGIN TRANSACTION;");
        using var cancel = new CancellationTokenSource();
        cancel.CancelAfter(TimeSpan.FromMilliseconds(50));
        _session.ExecuteBatch("DECLARE @i int = 0; WHILE 1 = 1 SET @i += 1;", new GoldenOutput(), cancel.Token);
        Assert.That(Value(_session, "SELECT @@TRANCOUNT"), Is.EqualTo(1));
        Run(_session, "SET XACT_ABORT ON;");
        using var again = new CancellationTokenSource();
        again.CancelAfter(TimeSpan.FromMilliseconds(50));
        _session.ExecuteBatch("DECLARE @i int; WHILE 1 = 1 SET @i = 1;", new GoldenOutput(), again.Token);
        Assert.That(Value(_session, "SELECT @@TRANCOUNT"), Is.EqualTo(0));
    }

    [Test]
    public void A_cancelled_procedure_that_has_xact_abort_on_rolls_back_though_its_caller_has_not()
    {
        Run(_session, "CREATE PROCEDURE dbo.Inner1 AS SET XACT_ABORT ON; BEGIN TRANSACTION; WAITFOR DELAY '00:05:00';");
        Run(_session, "CREATE PROCEDURE dbo.Outer1 AS EXEC dbo.Inner1;");
        foreach (var call in new[] { "EXEC dbo.Inner1;", "EXEC dbo.Outer1;" })
        {
            using var cancel = new CancellationTokenSource();
            cancel.CancelAfter(TimeSpan.FromMilliseconds(50));
            _session.ExecuteBatch(call, new GoldenOutput(), cancel.Token);
            Assert.That(Value(_session, "SELECT @@TRANCOUNT"), Is.EqualTo(0), call);
        }

        using var again = new CancellationTokenSource();
        again.CancelAfter(TimeSpan.FromMilliseconds(50));
        Run(_session, "BEGIN TRANSACTION;");
        _session.ExecuteBatch("WAITFOR DELAY '00:05:00';", new GoldenOutput(), again.Token);
        Assert.That(Value(_session, "SELECT @@TRANCOUNT"), Is.EqualTo(1), "what was before is forgotten");
        Run(_session, "ROLLBACK;");
    }

    [Test]
    public void Kill_ends_the_other_sessions_request_and_rolls_it_back()
    {
        Run(_session, "CREATE TABLE t (a int);");
        using var victim = _server.OpenAdministratorSession("Test");
        var inTransaction = Task.Run(() =>
            victim.ExecuteBatch(
                "BEGIN TRANSACTION; INSERT INTO t VALUES (1); WAITFOR DELAY '00:05:00';",
                new GoldenOutput(),
                CancellationToken.None
            )
        );
        Assert.That(
            () =>
                Value(
                    _session,
                    $"SELECT COUNT(*) FROM sys.dm_exec_requests WHERE session_id = {victim.SessionId} AND command = N'WAITFOR'"
                ),
            Is.EqualTo(1).After(5000, 20)
        );
        Run(_session, $"KILL {victim.SessionId};");
        inTransaction.Wait();
        Assert.That(victim.KilledToken.IsCancellationRequested, Is.True);
        Run(_session, "INSERT INTO t VALUES (2);");
        Assert.That(Value(_session, "SELECT SUM(a) FROM t"), Is.EqualTo(2));
    }

    [Test]
    public void Reset_forgets_temp_tables_options_transaction_and_context()
    {
        Run(_session, "CREATE TABLE #t (a int); SET CONTEXT_INFO 0x01; SET NOCOUNT ON; BEGIN TRANSACTION;");
        Run(_session, "EXEC sp_set_session_context N'k', 1; DECLARE c CURSOR GLOBAL FOR SELECT 1;");
        _session.Reset(new GoldenOutput());
        Assert.That(
            Output(
                _session,
                "SELECT OBJECT_ID(N'tempdb..#t') AS t, CONTEXT_INFO() AS c, @@OPTIONS & 512 AS n, @@TRANCOUNT AS tc, SESSION_CONTEXT(N'k') AS k; OPEN c;"
            ),
            Does.Contain("NULL | NULL | 0 | 0 | NULL").And.Contain("Msg 16916")
        );
    }

    [Test]
    public void A_procedure_call_from_a_client_gives_outputs_and_status()
    {
        Run(_session, "CREATE PROCEDURE dbo.p @a int, @b nvarchar(20) OUTPUT AS SET @b = CONCAT(@b, N':', @a); RETURN 9;");
        SqlParameter[] parameters =
        [
            new()
            {
                Name = "@b",
                Type = SqlType.NVarChar(20),
                Value = SqlValue.FromString("x"),
                IsOutput = true,
            },
            new()
            {
                Name = "@a",
                Type = SqlType.BigInt,
                Value = SqlValue.FromInt64(5),
            },
        ];
        var output = new GoldenOutput();
        var status = _session.ExecuteProcedure("[dbo].[p]", parameters, output, CancellationToken.None);
        Assert.That(output.Text, Is.Empty);
        Assert.That(status, Is.EqualTo(9));
        Assert.That(parameters[0].Value.AsString(), Is.EqualTo("x:5"));
    }

    [Test]
    public void Parameterised_text_gives_outputs()
    {
        SqlParameter[] parameters =
        [
            new()
            {
                Name = "@n",
                Type = SqlType.Int,
                Value = SqlValue.FromInt64(20),
            },
            new()
            {
                Name = "@r",
                Type = SqlType.Int,
                IsOutput = true,
            },
        ];
        var output = new GoldenOutput();
        _session.ExecuteSql(
            "SET @r = @n + 1; SELECT @n AS n;",
            "@n int, @r int OUTPUT",
            parameters,
            output,
            CancellationToken.None
        );
        Assert.That(output.Text, Is.EqualTo("[n int]\n20\n(1 row)\n"));
        Assert.That(parameters[1].Value.AsInt64(), Is.EqualTo(21));
    }

    [Test]
    public void Prepared_statements_run_by_handle_until_unprepared()
    {
        SqlParameter[] prepare =
        [
            new()
            {
                Name = "",
                Type = SqlType.Int,
                IsOutput = true,
            },
            new()
            {
                Name = "",
                Type = SqlType.NVarChar(100),
                Value = SqlValue.FromString("@a int"),
            },
            new()
            {
                Name = "",
                Type = SqlType.NVarChar(100),
                Value = SqlValue.FromString("SELECT @a * 2 AS twice"),
            },
            new()
            {
                Name = "",
                Type = SqlType.Int,
                Value = SqlValue.FromInt64(4),
            },
        ];
        var output = new GoldenOutput();
        _session.ExecuteProcedure("sp_prepexec", prepare, output, CancellationToken.None);
        var handle = prepare[0].Value;
        _session.ExecuteProcedure(
            "sp_execute",
            [Positional(handle), Positional(SqlValue.FromInt64(5))],
            output,
            CancellationToken.None
        );
        _session.ExecuteProcedure("sp_unprepare", [Positional(handle)], output, CancellationToken.None);
        _session.ExecuteProcedure(
            "sp_execute",
            [Positional(handle), Positional(SqlValue.FromInt64(5))],
            output,
            CancellationToken.None
        );
        Assert.That(
            output.Text,
            Is.EqualTo(
                "[twice int]\n8\n(1 row)\n[twice int]\n10\n(1 row)\n! Msg 8179, Level 16, State 2, Line 1: Could not find prepared statement with handle 1.\n"
            )
        );
    }

    [Test]
    public void A_table_parameter_streams_its_rows_into_the_procedure()
    {
        Run(_session, "CREATE TYPE dbo.Ids AS TABLE (id int NOT NULL PRIMARY KEY, name nvarchar(5) NULL);");
        Run(_session, "CREATE PROCEDURE dbo.p @rows dbo.Ids READONLY AS SELECT COUNT(*) AS n, SUM(id) AS total FROM @rows;");
        Assert.That(TableCall(Enumerable.Range(1, 1000)), Is.EqualTo("[n int, total int]\n1000 | 500500\n(1 row)\n"));
        Assert.That(TableCall([]), Is.EqualTo("[n int, total int]\n0 | NULL\n(1 row)\n"));
        Assert.That(TableCall([1, 2, 1]), Does.Contain("Msg 2627"));
    }

    [Test]
    public void Transaction_requests_of_the_protocol_work_like_their_statements()
    {
        var output = new GoldenOutput();
        Run(_session, "CREATE TABLE t (a int);");
        _session.BeginTransaction("ReadCommitted", null, output);
        Assert.That(_session.TransactionDescriptor, Is.Not.Zero);
        Run(_session, "INSERT INTO t VALUES (1);");
        _session.SaveTransaction("s", output);
        Run(_session, "INSERT INTO t VALUES (2);");
        _session.RollbackTransaction("s", output);
        _session.CommitTransaction(output);
        Assert.That(_session.TransactionDescriptor, Is.Zero);
        _session.CommitTransaction(output);
        Assert.That(output.Text, Does.StartWith("! Msg 3902"));
        Assert.That(Value(_session, "SELECT COUNT(*) FROM t"), Is.EqualTo(1));
    }

    [Test]
    public void Sessions_show_in_the_views_with_program_host_and_open_transactions()
    {
        using var other = _server.OpenSession(new LoginRequest("sa", "secret", "Test", "AOS01", "Microsoft Dynamics AX", 4711));
        Run(other, "BEGIN TRANSACTION; SET CONTEXT_INFO 0x20;");
        Assert.That(
            Output(
                _session,
                $"SELECT program_name, host_name, host_process_id, status, open_transaction_count, is_user_process FROM sys.dm_exec_sessions WHERE session_id = {other.SessionId}"
            ),
            Does.EndWith("'Microsoft Dynamics AX' | 'AOS01' | 4711 | 'sleeping' | 1 | 1\n(1 row)\n")
        );
    }

    [Test]
    public void Users_without_permission_get_229_until_it_is_granted()
    {
        Run(_session, "CREATE LOGIN reader WITH PASSWORD = 'pw'; CREATE USER reader FOR LOGIN reader; CREATE TABLE t (a int);");
        Run(_session, "CREATE PROCEDURE dbo.p AS SELECT COUNT(*) AS n FROM t;");
        using var reader = _server.OpenSession(Login("reader", "pw", "Test"));
        Assert.That(
            Output(reader, "EXEC dbo.p"),
            Does.Contain("Msg 229, Level 14, State 5")
                .And.Contain("The EXECUTE permission was denied on the object 'p', database 'Test', schema 'dbo'.")
        );
        Assert.That(
            Output(reader, "SELECT a FROM t"),
            Does.Contain("The SELECT permission was denied on the object 't', database 'Test', schema 'dbo'.")
        );
        Run(_session, "CREATE ROLE callers; GRANT EXECUTE ON SCHEMA::dbo TO callers; ALTER ROLE callers ADD MEMBER reader;");
        Assert.That(Output(reader, "EXEC dbo.p"), Is.EqualTo("[n int]\n0\n(1 row)\n"));
        Assert.That(
            Output(reader, "INSERT INTO t VALUES (1)"),
            Does.Contain("The INSERT permission was denied on the object 't'")
        );
        Run(_session, "GRANT SELECT ON OBJECT::dbo.t TO reader; DENY EXECUTE ON OBJECT::dbo.p TO reader;");
        Assert.That(Output(reader, "SELECT a FROM t"), Does.Contain("(0 rows)"));
        Assert.That(Output(reader, "EXEC dbo.p"), Does.Contain("Msg 229"));
    }

    [Test]
    public void A_waiting_writer_shows_with_its_blocker_in_the_views()
    {
        Run(_session, "CREATE TABLE t (a int); BEGIN TRANSACTION; INSERT INTO t VALUES (1);");
        using var waiting = _server.OpenAdministratorSession("Test");
        using var watching = _server.OpenAdministratorSession("Test");
        var insert = Task.Run(() => Output(waiting, "INSERT INTO t VALUES (2);"));
        var query =
            $"SELECT COUNT(*) FROM sys.dm_exec_requests WHERE session_id = {waiting.SessionId} AND blocking_session_id = {_session.SessionId} AND wait_type = N'LCK_M_X' AND status = N'suspended'";
        Assert.That(() => Value(watching, query), Is.EqualTo(1).After(5000, 20));
        Assert.That(
            Value(
                watching,
                $"SELECT COUNT(*) FROM sys.dm_os_waiting_tasks WHERE session_id = {waiting.SessionId} AND blocking_session_id = {_session.SessionId}"
            ),
            Is.EqualTo(1)
        );
        Run(_session, "COMMIT;");
        Assert.That(insert.Result, Is.EqualTo("(1 row)\n"));
        Assert.That(Value(watching, query), Is.Zero);
    }

    [Test]
    public void Two_writers_of_two_databases_that_wait_for_each_other_lose_one_as_deadlock_victim()
    {
        Run(_session, "CREATE DATABASE Second;");
        Run(_session, "CREATE TABLE t (a int); CREATE TABLE Second.dbo.t (a int);");
        using var other = _server.OpenAdministratorSession("Second");
        Run(_session, "BEGIN TRANSACTION; INSERT INTO Test.dbo.t VALUES (1);");
        Run(other, "BEGIN TRANSACTION; INSERT INTO Second.dbo.t VALUES (2);");
        var waiting = Task.Run(() => Output(_session, "INSERT INTO Second.dbo.t VALUES (1);"));
        using var watching = _server.OpenAdministratorSession("Test");
        Assert.That(
            () => Value(watching, "SELECT COUNT(*) FROM sys.dm_os_waiting_tasks WHERE blocking_session_id > 50"),
            Is.EqualTo(1).After(5000, 20)
        );
        var victim = Output(other, "INSERT INTO Test.dbo.t VALUES (2); PRINT N'not reached';");
        Assert.That(victim, Does.Contain("Msg 1205, Level 13").And.Not.Contain("not reached"));
        Assert.That(waiting.Result, Is.EqualTo("(1 row)\n"));
        Assert.That(Value(other, "SELECT @@TRANCOUNT"), Is.Zero);
        Run(_session, "ROLLBACK;");
    }

    [Test]
    public void An_application_lock_is_waited_for_and_given_back_at_the_end_of_the_transaction()
    {
        using var other = _server.OpenAdministratorSession("Test");
        Run(_session, "BEGIN TRANSACTION; EXEC sp_getapplock N'job', N'Exclusive';");
        Assert.That(
            Output(
                other,
                "DECLARE @r int; BEGIN TRANSACTION; EXEC @r = sp_getapplock N'job', N'Exclusive', @LockTimeout = 10; PRINT @r; ROLLBACK;"
            ),
            Is.EqualTo("> -1\n")
        );
        Run(_session, "COMMIT;");
        Assert.That(
            Output(
                other,
                "DECLARE @r int; BEGIN TRANSACTION; EXEC @r = sp_getapplock N'job', N'Exclusive', @LockTimeout = 10; PRINT @r; ROLLBACK;"
            ),
            Is.EqualTo("> 0\n")
        );
    }

    [Test]
    public void A_login_without_a_user_in_the_database_is_kept_out()
    {
        Run(_session, "CREATE LOGIN stranger WITH PASSWORD = 'pw';");
        Assert.That(
            Assert.Throws<SqlError>(() => _server.OpenSession(Login("stranger", "pw", "Test")))!.Number,
            Is.EqualTo(4060)
        );
        using var session = _server.OpenSession(Login("stranger", "pw"));
        Assert.That(Output(session, "USE Test;"), Does.StartWith("! Msg 916"));
        Assert.That(session.DatabaseName, Is.EqualTo("master"));
    }

    [Test]
    public void A_table_parameter_needs_execute_on_its_type()
    {
        Run(
            _session,
            "CREATE TYPE dbo.Ids AS TABLE (id int NOT NULL PRIMARY KEY, name nvarchar(5) NULL); CREATE LOGIN app WITH PASSWORD = 'pw'; CREATE USER app FOR LOGIN app;"
        );
        Run(_session, "CREATE PROCEDURE dbo.p @rows dbo.Ids READONLY AS SELECT COUNT(*) AS n FROM @rows;");
        Run(_session, "GRANT EXECUTE ON OBJECT::dbo.p TO app;");
        using var app = _server.OpenSession(Login("app", "pw", "Test"));
        Assert.That(TableCall([1], app), Does.Contain("Msg 229").And.Contain("'Ids'"));
        Run(_session, "GRANT EXECUTE ON TYPE::dbo.Ids TO app;");
        Assert.That(TableCall([1], app), Is.EqualTo("[n int]\n1\n(1 row)\n"));
    }

    [Test]
    public void A_killed_session_that_sleeps_in_a_transaction_is_rolled_back_when_its_connection_closes()
    {
        Run(_session, "CREATE TABLE t (a int);");
        var victim = _server.OpenAdministratorSession("Test");
        Run(victim, "BEGIN TRANSACTION; INSERT INTO t VALUES (1);");
        using var closed = victim.KilledToken.Register(victim.Dispose);
        Run(_session, $"KILL {victim.SessionId}; INSERT INTO t VALUES (2);");
        Assert.That(Value(_session, "SELECT SUM(a) FROM t"), Is.EqualTo(2));
        Assert.That(Output(_session, "KILL 9999;"), Does.StartWith("! Msg 6106"));
        Assert.That(Output(_session, $"KILL {_session.SessionId};"), Does.StartWith("! Msg 6104"));
    }

    [Test]
    public void A_client_that_vanishes_while_it_receives_ends_the_request_and_runs_no_catch_block()
    {
        Run(_session, "CREATE TABLE t (a int);");
        Assert.Throws<IOException>(() =>
            _session.ExecuteBatch(
                "BEGIN TRY SELECT 1 AS a; END TRY BEGIN CATCH INSERT INTO t VALUES (1); END CATCH; INSERT INTO t VALUES (2);",
                new BrokenSink(),
                CancellationToken.None
            )
        );
        Assert.That(Value(_session, "SELECT COUNT(*) FROM t"), Is.Zero);
    }

    [Test]
    public void A_sequence_of_plans_follows_the_sessions_own_temp_tables()
    {
        Run(_session, "CREATE PROCEDURE dbo.p AS SELECT a FROM #t;");
        using var other = _server.OpenAdministratorSession("Test");
        Run(_session, "CREATE TABLE #t (a int); INSERT INTO #t VALUES (1);");
        Run(other, "CREATE TABLE #t (x nvarchar(3), a nvarchar(3)); INSERT INTO #t VALUES (N'x', N'two');");
        Assert.That(Output(_session, "EXEC dbo.p"), Is.EqualTo("[a int]\n1\n(1 row)\n"));
        Assert.That(Output(other, "EXEC dbo.p"), Is.EqualTo("[a nvarchar(3)]\n'two'\n(1 row)\n"));
        Assert.That(Output(_session, "EXEC dbo.p"), Is.EqualTo("[a int]\n1\n(1 row)\n"));
    }

    private static LoginRequest Login(string user, string password, string? database = null) =>
        new(user, password, database, "host", "test", 1);

    private static SqlParameter Positional(SqlValue value) =>
        new()
        {
            Name = "",
            Type = SqlType.Int,
            Value = value,
        };

    private static string Output(Session session, string sql)
    {
        var output = new GoldenOutput();
        session.ExecuteBatch(sql, output, CancellationToken.None);
        return output.Text;
    }

    private static void Run(Session session, string sql) => Assert.That(Output(session, sql), Does.Not.Contain("! Msg"));

    private static int Value(Session session, string sql)
    {
        var lines = Output(session, sql).Split('\n');
        return int.Parse(lines[1], System.Globalization.CultureInfo.InvariantCulture);
    }

    private sealed class BrokenSink : IResultSink
    {
        public void Columns(IReadOnlyList<ResultColumn> columns) => throw new IOException("The connection is gone.");

        public void Row(ReadOnlySpan<SqlValue> values) => throw new IOException("The connection is gone.");

        public void StatementDone(long? rowCount, bool inProcedure, bool wasSelect) =>
            throw new IOException("The connection is gone.");

        public void Message(SqlMessage message) => throw new IOException("The connection is gone.");

        public void DatabaseChanged(string oldName, string newName) => throw new IOException("The connection is gone.");

        public void TransactionChanged(TransactionChange change, long descriptor) =>
            throw new IOException("The connection is gone.");
    }

    private string TableCall(IEnumerable<int> ids, Session? session = null)
    {
        var output = new GoldenOutput();
        SqlParameter rows = new()
        {
            Name = "@rows",
            Type = new SqlType(SqlTypeKind.Table),
            TableTypeName = "dbo.Ids",
            TableColumns = [SqlType.Int, SqlType.NVarChar(5)],
            TableRows = ids.Select(static i => new[] { SqlValue.FromInt64(i), SqlValue.Null }),
        };
        (session ?? _session).ExecuteProcedure("dbo.p", [rows], output, CancellationToken.None);
        return output.Text;
    }
}
