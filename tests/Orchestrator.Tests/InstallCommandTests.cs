// axmonitor install against the sandbox's engine: from an empty server to logins that work, again without a
// change, and after a restore, when users are tied to logins that are gone.
using System.CommandLine;
using AxMonitor.Engine.Programs;
using AxMonitor.Engine.Tds;
using AxMonitor.Orchestrator.Configuration;
using AxMonitor.Orchestrator.Install;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Orchestrator.Tests;

[FixtureLifeCycle(LifeCycle.SingleInstance), Parallelizable(ParallelScope.Self)]
public sealed class InstallCommandTests
{
    private readonly TempFolder _folder = new();
    private readonly string _password = Guid.NewGuid().ToString("N");
    private ServerInstance _engine = null!;
    private TdsServer _server = null!;
    private string _output = "";
    private string _errors = "";

    private string Administrator => $"Server=127.0.0.1,{_server.Port};Database=AxMonitor;User ID=sa;Password={_password};Encrypt=false;Pooling=false";

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _engine = new ServerInstance(new EngineOptions { AdministratorLogin = "sa", AdministratorPassword = _password });
        _server = new TdsServer(_engine, new TdsServerOptions { Port = 0 });
        await _server.StartAsync();
        _folder.Write(
            ".env",
            $"""
            AXMONITOR__Secrets__Dba={_password}
            AXMONITOR__Secrets__Service=Service-1{_password}
            AXMONITOR__Secrets__Reports=Reports-1{_password}
            AXMONITOR__Instances__PRD=Server=127.0.0.1,1;User ID=x;Encrypt=false;Connect Timeout=1
            """
        );
    }

    [OneTimeTearDown]
    public async Task CleanUpAsync()
    {
        await _server.DisposeAsync();
        _engine.Dispose();
        _folder.Dispose();
    }

    [Test, Order(1)]
    public async Task A_login_that_is_missing_stops_what_needs_it_and_the_remedy_is_named()
    {
        Assert.That(await InstallAsync("--yes"), Is.EqualTo(1));
        Assert.That(_output, Does.Contain("ok    server: ").And.Match("ok    database: created, version [0-9.]+, [1-9][0-9]+ scripts applied"));
        Assert.That(_output, Does.Contain("FAIL  logins: There is no login 'axmonitor_service'.").And.Contain("--service-secret"));
        Assert.That(_output, Does.Not.Contain(_password), "no secret is shown");
    }

    [Test, Order(2)]
    public async Task It_ends_with_logins_that_work_and_says_what_is_left()
    {
        await InstallAsync("--yes", "--service-secret", "Service", "--reports-secret", "Reports", "--instance", "PRD");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(_output, Does.Contain("scripts applied").And.Contain("ok    logins: axmonitor_service and axmonitor_reports have their roles; 2 created"));
            Assert.That(_output, Does.Contain("ok    instance PRD: number 1"));
            Assert.That(_output, Does.Contain("FAIL  mail route: there is none").And.Contain("axmonitor user add NAME --role admin"));
            Assert.That(await CanAsync("axmonitor_service", "Service-1", "EXEC ops.GetSettingFaults;"), Is.True);
            Assert.That(await CanAsync("axmonitor_reports", "Reports-1", "EXEC report.Help;"), Is.True);
            Assert.That(await CanAsync("axmonitor_reports", "Reports-1", "EXEC ops.GetSettingFaults;"), Is.False);
        }

        await InstallAsync("--yes", "--service-secret", "Service", "--reports-secret", "Reports", "--instance", "PRD");
        Assert.That(_output, Does.Contain(", 0 scripts applied").And.Contain("; 0 created").And.Contain("number 1"), "again without a change");
    }

    /// <summary>The sandbox's engine has no BACKUP and RESTORE. What a restore on another server leaves
    /// behind is made by hand: a user who is tied to another login, a role without its member.</summary>
    [Test, Order(3)]
    public async Task After_a_restore_the_users_are_tied_to_the_logins_again()
    {
        await ExecuteAsync(
            $"""
            CREATE LOGIN former_service WITH PASSWORD = N'Former-1{_password}', CHECK_POLICY = OFF;
            ALTER USER axmonitor_service WITH LOGIN = former_service;
            ALTER ROLE axmonitor_desk DROP MEMBER axmonitor_service;
            ALTER DATABASE AxMonitor SET READ_COMMITTED_SNAPSHOT OFF;
            """
        );
        Assert.That(await CanAsync("axmonitor_service", "Service-1", "EXEC ops.GetSettingFaults;"), Is.False);

        await ExecuteAsync(
            LoginScript.Roles(new InstallRequest { ServiceLogin = "axmonitor_service", ReportsLogin = "axmonitor_reports" })
        );
        using (Assert.EnterMultipleScope())
        {
            Assert.That(await CanAsync("axmonitor_service", "Service-1", "EXEC ops.GetSettingFaults;"), Is.True);
            Assert.That(
                await RepositoryFaultsAsync(),
                Is.Empty,
                "owner and isolation are as they should be"
            );
        }
    }

    [Test, Order(4)]
    public async Task Check_says_when_the_login_may_not_serve_the_desk()
    {
        foreach (var (login, password, expected) in new[] { ("axmonitor_service", "Service-1", true), ("axmonitor_reports", "Reports-1", false) })
        {
            var options = new OrchestratorOptions
            {
                RepositoryConnectionString = ConnectionOf(login, password),
                Desk = new DeskOptions { Port = 0 },
            };
            var finding = (await Commands.DeskCheck.RunAsync(options, CancellationToken.None)).Single();
            Assert.That(finding.IsGood, Is.EqualTo(expected), finding.ToString());
            Assert.That(
                finding.Remedy?.StartsWith("ALTER ROLE axmonitor_desk ADD MEMBER", StringComparison.Ordinal) ?? false,
                Is.Not.EqualTo(expected)
            );
            Assert.That(
                await Commands.DeskCheck.RunAsync(options with { Desk = new DeskOptions() }, CancellationToken.None),
                Is.Empty
            );
        }
    }

    [Test, Order(5)]
    public async Task The_daily_status_needs_no_more_than_the_login_of_the_service()
    {
        await using var output = new StringWriter();
        await using var errors = new StringWriter();
        string[] arguments = ["status", "--daily", "--config", _folder.Path];
        string[] connection =
        [
            "--set",
            $"Repository:ConnectionString=Server=127.0.0.1,{_server.Port};Database=AxMonitor;User ID=axmonitor_service;Password={{secret:Service}};Encrypt=false",
        ];
        var settings = new InvocationConfiguration { Output = output, Error = errors };
        var code = await Commands.CommandLine.RunAsync([.. arguments, .. connection], output, errors, settings);
        Assert.That(errors.ToString(), Is.Empty);
        Assert.That(
            output.ToString(),
            Does.Contain("  PRD: 0 critical and 0 warning alerts are open; no data yet; 0 of ")
                .And.Contain("! PRD: Requests is not collecting, because")
                .And.Contain("  Messages: none waits")
                .And.Contain("  Service level Delivery: not watched")
        );
        Assert.That(code, Is.EqualTo(1));
    }

    [Test]
    public async Task By_hand_it_is_the_same_script_and_every_command_in_it_exists()
    {
        var errors = new StringWriter();
        var output = new StringWriter();
        var root = Commands.CommandLine.Build(output, errors);
        Assert.That(await root.Parse("install --print --service-login CONTOSO\\axmon$ --instance PRD --config /nowhere").InvokeAsync(), Is.Zero);
        var text = output.ToString();
        Assert.That(text, Does.Contain("CREATE LOGIN [CONTOSO\\axmon$] FROM WINDOWS;").And.Contain("CREATE LOGIN [axmonitor_reports] WITH PASSWORD = N'…';"));
        Assert.That(text, Does.Contain("ALTER ROLE axmonitor_desk ADD MEMBER [CONTOSO\\axmon$];").And.Not.Contain("$("));
        var commands = text.Split('\n').Where(l => l.Contains(". axmonitor ", StringComparison.Ordinal)).Select(l => l[(l.IndexOf(". axmonitor ", StringComparison.Ordinal) + 12)..].Split(", or its script")[0].TrimEnd()).ToList();
        Assert.That(commands, Has.Count.GreaterThanOrEqualTo(5));
        Assert.That(commands.SelectMany(c => root.Parse(c).Errors.Select(e => $"{c}: {e.Message}")), Is.Empty);
    }

    [Test]
    public async Task It_asks_what_it_is_not_told_and_an_empty_answer_takes_the_default()
    {
        var options = new OrchestratorOptions
        {
            RepositoryConnectionString = "Server=sql01;Database=AxMonitor",
            Instances = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["PRD"] = "Server=x" },
        };
        var known = new InstallRequest { ServiceLogin = "axmonitor_service", ReportsLogin = "axmonitor_reports" };
        await using var output = new StringWriter();
        using var answers = new StringReader("CONTOSO\\axmon$\n\n\nAX2012\ny\ny\n");
        var request = await new InstallQuestions(answers, output).AskAsync(known, options, CancellationToken.None);
        Assert.That(
            request,
            Is.EqualTo(
                known with
                {
                    ServiceLogin = "CONTOSO\\axmon$",
                    Instance = "PRD",
                    AxDatabase = "AX2012",
                    WithEvents = true,
                    IsConfirmed = true,
                }
            )
        );
        Assert.That(output.ToString(), Does.StartWith("Repository: sql01/AxMonitor").And.Contain("Login of the reports [axmonitor_reports]: "));

        using var no = new StringReader("\n\n-\nn\n");
        request = await new InstallQuestions(no, output).AskAsync(known, options, CancellationToken.None);
        Assert.That((request.Instance, request.IsConfirmed), Is.EqualTo(((string?)null, false)));
    }

    private async Task<int> InstallAsync(params string[] arguments)
    {
        await using var output = new StringWriter();
        await using var errors = new StringWriter();
        var code = await Commands.CommandLine.RunAsync(
            [
                "install",
                "--config",
                _folder.Path,
                "--connection",
                $"Server=127.0.0.1,{_server.Port};Database=AxMonitor;User ID=sa;Password={{secret:Dba}};Encrypt=false",
                .. arguments,
            ],
            output,
            errors,
            new InvocationConfiguration { Output = output, Error = errors }
        );
        (_output, _errors) = (output.ToString(), errors.ToString());
        Assert.That(_errors, Is.Empty);
        return code;
    }

    private string ConnectionOf(string login, string passwordStart) =>
        $"Server=127.0.0.1,{_server.Port};Database=AxMonitor;User ID={login};Password={passwordStart}{_password};Encrypt=false;Pooling=false";

    private async Task<bool> CanAsync(string login, string passwordStart, string sql)
    {
        try
        {
            await using var connection = new SqlConnection(ConnectionOf(login, passwordStart));
            await connection.OpenAsync();
            await using var command = new SqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync();
            return true;
        }
        catch (SqlException)
        {
            return false;
        }
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new SqlConnection(Administrator);
        await connection.OpenAsync();
        await using var command = new SqlCommand(sql, connection) { CommandTimeout = 120 };
        await command.ExecuteNonQueryAsync();
    }

    private async Task<IReadOnlyList<string>> RepositoryFaultsAsync() =>
        [.. (
            await Database.Deploy.RepositoryDatabase.GetFaultsAsync(Administrator, CancellationToken.None)
        ).Select(f => f.Subject + ": " + f.Fault)];
}
