// axmonitor verify where it must stop early: wrong settings, a login that is refused, a database that is not
// its own, a check that fails, Ctrl+C. Whatever happens, its database goes, unless it is to stay.
using AxMonitor.Engine.Programs;
using AxMonitor.Engine.Tds;
using AxMonitor.Orchestrator.Commands;
using AxMonitor.Orchestrator.Configuration;
using AxMonitor.Orchestrator.Verify;
using AxMonitor.Orchestrator.Verify.Checks;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Orchestrator.Tests;

public sealed class VerifyCommandTests
{
    private const string Own = "AxMonitorVerify_test";
    private readonly TempFolder _folder = new();
    private readonly StringWriter _output = new();
    private readonly StringWriter _errors = new();
    private readonly string _password = Guid.NewGuid().ToString("N");
    private ServerInstance _engine = null!;
    private TdsServer _server = null!;

    private string Connection => $"Server=127.0.0.1,{_server.Port};User ID=sa;Password={{secret:Dba}};Encrypt=false";

    private VerifyRequest Request =>
        new()
        {
            ConnectionString = Connection.Replace("{secret:Dba}", _password, StringComparison.Ordinal),
            DatabaseName = Own,
        };

    [SetUp]
    public async Task StartAsync()
    {
        _engine = new ServerInstance(new EngineOptions { AdministratorLogin = "sa", AdministratorPassword = _password });
        _server = new TdsServer(_engine, new TdsServerOptions { Port = 0 });
        await _server.StartAsync();
        _folder.Write(".env", $"AXMONITOR__Secrets__Dba={_password}\nAXMONITOR__Secrets__Wrong=Nothing-4711\n");
    }

    [TearDown]
    public async Task CleanUpAsync()
    {
        await _server.DisposeAsync();
        _engine.Dispose();
        _folder.Dispose();
        await _output.DisposeAsync();
        await _errors.DisposeAsync();
    }

    [Test]
    public async Task A_refused_login_is_a_wrong_configuration_told_in_a_line()
    {
        await VerifyAsync(2, Connection.Replace("Dba", "Wrong", StringComparison.Ordinal));
        Assert.That(
            _errors.ToString(),
            Does.Contain("--connection: 127.0.0.1").And.Contain("18456").And.Not.Contain("   at ").And.Not.Contain("4711")
        );
    }

    [Test]
    public async Task A_server_that_does_not_answer_is_a_wrong_configuration_told_in_a_line()
    {
        await VerifyAsync(2, "Server=127.0.0.1,1;User ID=sa;Password={secret:Dba};Encrypt=false;Connect Timeout=1");
        Assert.That(_errors.ToString(), Does.Contain("could not be reached").And.Not.Contain("   at "));
    }

    [Test]
    public async Task A_database_that_exists_is_refused_and_stays()
    {
        await ExecuteAsync($"CREATE DATABASE {Own};");
        await VerifyAsync(2, Connection, "--database", Own);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(_errors.ToString(), Does.Contain($"'{Own}' exists already"));
            Assert.That(await IsThereAsync(Own), Is.True);
        }
    }

    [Test]
    public async Task A_login_that_may_not_create_databases_hears_of_the_grant()
    {
        await ExecuteAsync($"CREATE LOGIN small WITH PASSWORD = N'{_password}';");
        await VerifyAsync(2, Connection.Replace("User ID=sa", "User ID=small", StringComparison.Ordinal));
        Assert.That(_errors.ToString(), Does.Contain("GRANT CREATE ANY DATABASE"));
    }

    [TestCase("--seconds", "0")]
    [TestCase("--seconds", "100000")]
    [TestCase("--victims", "0")]
    [TestCase("--database", " ")]
    [TestCase("--least-privilege-login", "User ID=x;Password=Open-4711")]
    [TestCase("--least-privilege-login", "no connection string")]
    [TestCase("--result", "/no/such/folder/result.md")]
    public async Task An_absurd_option_is_refused_by_name_before_anything_is_made(string option, string value)
    {
        await VerifyAsync(2, Connection, option, value);
        Assert.That(_errors.ToString(), Does.Contain(option).And.Not.Contain("4711").And.Not.Contain("   at "));
    }

    [Test]
    public async Task A_password_on_the_command_line_is_refused()
    {
        await VerifyAsync(2, "Server=x;User ID=sa;Password=Open-4711");
        Assert.That(_errors.ToString(), Does.Contain("{secret:NAME}").And.Not.Contain("4711"));
    }

    [Test]
    public async Task A_check_that_fails_is_told_the_others_run_and_the_database_goes()
    {
        var report = await RunAsync(Request, CancellationToken.None, new Broken(), new ServerCheck());
        using (Assert.EnterMultipleScope())
        {
            Assert.That(report.ExitCode, Is.EqualTo(1));
            Assert.That(report.Differences.Single().Row.Finding, Does.Contain("could not come to its end").And.Contain("208"));
            Assert.That(report.Results.Select(result => result.Check), Is.EqualTo(new[] { "Broken", "Server" }));
            Assert.That(await IsThereAsync(Own), Is.False);
        }
    }

    [Test]
    public async Task A_database_to_be_kept_stays()
    {
        var report = await RunAsync(Request with { IsKept = true }, CancellationToken.None, new ServerCheck());
        using (Assert.EnterMultipleScope())
        {
            Assert.That(report.ExitCode, Is.Zero);
            Assert.That(await IsThereAsync(Own), Is.True);
            Assert.That(ResultFile.Markdown(report), Does.Contain($"{Own} was kept"));
        }
    }

    [Test]
    public async Task An_interrupted_run_says_so_and_removes_its_database_although_a_session_was_in_it()
    {
        using var interrupt = new CancellationTokenSource();
        var report = await RunAsync(Request, interrupt.Token, new ServerCheck(), new Interrupted(interrupt), new ServerCheck());
        using (Assert.EnterMultipleScope())
        {
            Assert.That(report.IsComplete, Is.False);
            Assert.That(report.ExitCode, Is.EqualTo(1));
            Assert.That(report.Results, Has.Count.EqualTo(1), "what had ended is told");
            Assert.That(report.Left, Is.Empty);
            Assert.That(ResultFile.Markdown(report), Does.Contain("It was interrupted"));
            Assert.That(await IsThereAsync(Own), Is.False);
        }
    }

    [Test]
    public async Task A_deployment_that_is_interrupted_leaves_nothing_behind()
    {
        using var interrupt = new CancellationTokenSource();
        var verification = new Verification([new DeploymentCheck()], Options, TimeProvider.System)
        {
            Step = step =>
            {
                if (step.StartsWith("deploying 20 ", StringComparison.Ordinal))
                {
                    interrupt.Cancel();
                }
            },
        };
        var report = await verification.RunAsync(Request, interrupt.Token);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(report.IsComplete, Is.False);
            Assert.That(await IsThereAsync(Own), Is.False);
        }
    }

    [Test]
    public void Values_of_rows_do_not_pass_into_the_result_with_an_error()
    {
        var value = Assert.ThrowsAsync<SqlException>(() => ExecuteAsync("SELECT CAST(N'Secret Customer' AS int);"));
        var name = Assert.ThrowsAsync<SqlException>(() => ExecuteAsync("SELECT x.a FROM dbo.Nowhere AS x;"));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(ErrorText.Of(value!), Does.Contain("error 245").And.Not.Contain("Customer"));
            Assert.That(ErrorText.Of(name!), Does.Contain("error 208").And.Contain("dbo.Nowhere"));
        }
    }

    private OrchestratorOptions Options => new() { RepositoryConnectionString = Request.ConnectionString };

    private Task<VerifyReport> RunAsync(VerifyRequest request, CancellationToken cancel, params IVerifyCheck[] checks) =>
        new Verification(checks, Options, TimeProvider.System).RunAsync(request, cancel);

    private async Task VerifyAsync(int code, string connection, params string[] arguments)
    {
        _errors.GetStringBuilder().Clear();
        var ended = await CommandLine
            .Build(_output, _errors)
            .Parse([
                "verify",
                "--connection",
                connection,
                .. arguments.Contains("--result") ? [] : new[] { "--result", Path.Combine(_folder.Path, "result.md") },
                .. arguments,
                "--config",
                _folder.Path,
                "--environment",
                "Test",
            ])
            .InvokeAsync();
        Assert.That(ended, Is.EqualTo(code), _errors.ToString());
    }

    private async Task<bool> IsThereAsync(string database) => await ScalarAsync($"SELECT DB_ID(N'{database}');") is not DBNull;

    private Task ExecuteAsync(string sql) => ScalarAsync(sql);

    private async Task<object?> ScalarAsync(string sql)
    {
        await using SqlConnection connection = new(
            $"Server=127.0.0.1,{_server.Port};Database=master;User ID=sa;Password={_password};Encrypt=false;Pooling=false"
        );
        await connection.OpenAsync();
        await using SqlCommand command = new(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    /// <summary>Asks for a table that is not there.</summary>
    private sealed class Broken : IVerifyCheck
    {
        public string Name => "Broken";

        public string Explanation => "Fails.";

        public bool NeedsRepository => false;

        public async Task<IReadOnlyList<VerifyRow>> RunAsync(VerifyContext context, CancellationToken cancel)
        {
            await using var connection = await context.OpenAsync(cancel);
            await using var command = VerifyContext.Command(connection, "SELECT n.Id FROM dbo.Nowhere AS n;");
            await command.ExecuteScalarAsync(cancel);
            return [];
        }
    }

    /// <summary>Ctrl+C while a session is in the database.</summary>
    private sealed class Interrupted(CancellationTokenSource interrupt) : IVerifyCheck
    {
        public string Name => "Interrupted";

        public string Explanation => "Waits until it is interrupted.";

        public bool NeedsRepository => false;

        public async Task<IReadOnlyList<VerifyRow>> RunAsync(VerifyContext context, CancellationToken cancel)
        {
            await using var connection = await context.OpenAsync(cancel);
            interrupt.CancelAfter(TimeSpan.FromMilliseconds(200));
            await using var command = VerifyContext.Command(connection, "WAITFOR DELAY '00:02:00';");
            await command.ExecuteNonQueryAsync(cancel);
            return [];
        }
    }
}
