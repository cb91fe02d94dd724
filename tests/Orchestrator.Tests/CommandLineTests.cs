// The command line as people and scripts meet it: texts and exit codes.
using System.CommandLine;
using System.Text.Json;
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Execution;
using AxMonitor.Engine.Types;
using AxMonitor.Orchestrator.Commands;
using AxMonitor.Orchestrator.Tests.Doubles;
using AxMonitor.Tests.Shared.Mail;

namespace AxMonitor.Orchestrator.Tests;

public sealed class CommandLineTests
{
    private readonly TempFolder _folder = new();
    private readonly StringWriter _output = new();
    private readonly StringWriter _errors = new();

    [TearDown]
    public void CleanUp()
    {
        _folder.Dispose();
        _output.Dispose();
        _errors.Dispose();
    }

    [Test]
    public async Task A_missing_configuration_ends_with_code_2_and_says_what_is_missing()
    {
        var code = await InvokeAsync("run");
        Assert.Multiple(() =>
        {
            Assert.That(code, Is.EqualTo(2));
            Assert.That(_errors.ToString(), Does.Contain("AxMonitor:Repository:ConnectionString is missing"));
        });
    }

    [TestCase("")]
    [TestCase("chek")]
    [TestCase("--nosuch")]
    [TestCase("check --nosuch")]
    [TestCase("check --instance")]
    [TestCase("check --config")]
    [TestCase("check surplus")]
    [TestCase("status --json maybe")]
    [TestCase("instance")]
    [TestCase("instance add")]
    [TestCase("instance add --name A --name B")]
    [TestCase("instance add --name PRD --stage MOON")]
    [TestCase("collector show")]
    [TestCase("collector set-text Waits")]
    [TestCase("deploy")]
    [TestCase("deploy database --wait soon")]
    [TestCase("deploy database --wait -5")]
    [TestCase("deploy database --wait 99999999999999999999")]
    [TestCase("deploy database --wait 2000000000")]
    [TestCase("deploy xe --set-blocked-process-threshold many")]
    [TestCase("service")]
    [TestCase("service nonsense")]
    [TestCase("verify")]
    public async Task A_wrong_command_line_ends_with_code_2_and_a_line_that_says_so(string line)
    {
        var code = await CommandLine.RunAsync(
            line.Split(' ', StringSplitOptions.RemoveEmptyEntries),
            _output,
            _errors,
            new InvocationConfiguration { Output = _output, Error = _errors }
        );
        var lines = _errors.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Multiple(() =>
        {
            Assert.That(code, Is.EqualTo(2), _errors.ToString());
            Assert.That(lines, Has.Length.InRange(1, 2), _errors.ToString());
            Assert.That(lines, Has.All.Matches(@"\S.*\. See axmonitor.* --help\.$"));
            Assert.That(_output.ToString(), Is.Empty, "no help that pushes the line away");
        });
    }

    [TestCase("--help")]
    [TestCase("deploy database --help")]
    [TestCase("--version")]
    public async Task Help_and_version_are_no_faults(string line)
    {
        var settings = new InvocationConfiguration { Output = _output, Error = _errors };
        Assert.That(await CommandLine.RunAsync(line.Split(' '), _output, _errors, settings), Is.Zero, _errors.ToString());
        Assert.That(_output.ToString(), Is.Not.Empty);
    }

    [Test]
    public async Task A_missing_configuration_folder_is_named()
    {
        var code = await CommandLine.Build(_output, _errors).Parse(["check", "--config", "/nonexistent"]).InvokeAsync();
        Assert.That(
            (code, _errors.ToString().Contains("'/nonexistent' does not exist", StringComparison.Ordinal)),
            Is.EqualTo((2, true))
        );
    }

    [Test]
    public async Task Check_finds_everything_in_place()
    {
        await using var server = await ScriptedServer.StartAsync();
        using var authority = new TestCertificates();
        await using var smtp = TestMailServer.Start(
            new TestMailServerSetup
            {
                Chain = authority.Server(),
                UserName = "mailer",
                Password = "s3cret",
            }
        );
        server.OnProcedure = (name, _, sink, _) => Answer(name, sink, null, null, ("PRD", "Requests", "collect.SaveRequests"));
        Settings(server, smtp.Port, _folder.Write("root.pem", authority.RootPem));
        WriteCollector("Requests");

        var code = await InvokeAsync("check");

        Assert.Multiple(() =>
        {
            Assert.That(_output.ToString(), Does.Not.Contain("FAIL"));
            Assert.That(code, Is.Zero);
            Assert.That(_output.ToString(), Does.Contain("ok    repository: 127.0.0.1,").And.Contain("version 13.00.5026"));
            Assert.That(_output.ToString(), Does.Contain("complete; 1 connection string\n").And.Contain("schedule: 1 collector on 1 instance\n"));
            Assert.That(_output.ToString(), Does.Contain("ok    collector Requests: every 10 s; needs VIEW SERVER STATE"));
            Assert.That(_output.ToString(), Does.Contain("accepts the login of mailer, over Tls").And.Not.Contain("s3cret"));
        });
    }

    [Test]
    public async Task Status_names_the_repository_that_lacks_its_procedures_and_the_remedy()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.OnProcedure = (name, _, sink, _) =>
            sink.Message(new SqlMessage(2812, 16, 62, $"Could not find stored procedure '{name}'.", name, 1));
        Settings(server, smtpPort: null);

        Assert.That(await InvokeAsync("status"), Is.EqualTo(1));
        Assert.That(
            _errors.ToString(),
            Does.Contain("Failed: the repository 127.0.0.1,")
                .And.Contain("Could not find stored procedure")
                .And.Contain("axmonitor deploy database")
        );
    }

    [Test]
    public async Task Check_names_each_fault_with_its_remedy()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.OnProcedure = (name, _, sink, _) =>
            Answer(
                name,
                sink,
                "The time lies 2 h ahead.",
                "Links may not lead to 'evil.example'.",
                ("PRD", "Requests", "collect.SaveOther"),
                ("TST", "Waits", "collect.SaveWaits")
            );
        Settings(server, smtpPort: null);
        WriteCollector("Requests");

        var code = await InvokeAsync("check", "--json");
        var findings = JsonSerializer
            .Deserialize<CheckFinding[]>(_output.ToString(), JsonSerializerOptions.Web)!
            .Where(f => !f.IsGood)
            .ToDictionary(f => f.Subject);

        Assert.Multiple(() =>
        {
            Assert.That(code, Is.EqualTo(1));
            Assert.That(
                findings.Keys,
                Is.EquivalentTo(
                    new[]
                    {
                        "clock",
                        "repository owner",
                        "setting PlaybookBaseUrl",
                        "instance TST",
                        "collector Requests",
                        "collector Waits",
                        "mail server",
                    }
                )
            );
            Assert.That(findings["clock"].What, Is.EqualTo("The time lies 2 h ahead."));
            Assert.That(findings["repository owner"].Remedy, Does.StartWith("ALTER AUTHORIZATION ON DATABASE::"));
            Assert.That(findings["setting PlaybookBaseUrl"].What, Is.EqualTo("Links may not lead to 'evil.example'."));
            Assert.That(findings["instance TST"].Remedy, Does.Contain("AXMONITOR__Instances__TST"));
            Assert.That(
                findings["collector Requests"].What,
                Does.Contain("collect.SaveRequests").And.Contain("collect.SaveOther")
            );
            Assert.That(findings["collector Waits"].What, Does.Contain("Waits.sql"));
            Assert.That(findings.Values.Select(f => f.Remedy), Has.None.Null);
        });
    }

    [Test]
    public async Task Check_tells_a_repository_without_the_database_what_to_do()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.OnProcedure = (name, _, sink, _) =>
            sink.Message(new SqlMessage(2812, 16, 62, $"Could not find stored procedure '{name}'.", "", 1));
        Settings(server, smtpPort: null);

        await InvokeAsync("check");

        Assert.That(
            _output.ToString(),
            Does.Contain("FAIL  schedule")
                .And.Contain("Could not find stored procedure")
                .And.Contain("deploy the AxMonitor database")
        );
    }

    [Test]
    public async Task An_instance_is_added()
    {
        await using var server = await ScriptedServer.StartAsync();
        var seen = "";
        server.OnProcedure = (name, parameters, sink, _) =>
        {
            seen =
                name
                + " "
                + string.Join(", ", parameters.Where(p => p.Type.IsCharacter && !p.Value.IsNull).Select(p => p.Value.AsString()));
            sink.Columns([new ResultColumn("InstanceId", SqlType.Int, false)]);
            sink.Row([SqlValue.FromInt64(3)]);
            sink.StatementDone(1, inProcedure: true, wasSelect: true);
        };
        Settings(server, smtpPort: null);

        var code = await InvokeAsync(
            "instance",
            "add",
            "--name",
            "AX Production",
            "--connection",
            "PRD",
            "--ax-database",
            "MicrosoftDynamicsAX",
            "--model-database",
            "",
            "--stage",
            "PRD"
        );

        Assert.Multiple(() =>
        {
            Assert.That(code, Is.Zero, _errors.ToString());
            Assert.That(seen, Is.EqualTo("ops.RegisterInstance AX Production, PRD, MicrosoftDynamicsAX, , PRD"));
            Assert.That(_output.ToString(), Does.Contain("Instance 'AX Production' is number 3"));
        });
    }

    [Test]
    public async Task An_instance_without_connection_string_is_refused()
    {
        await using var server = await ScriptedServer.StartAsync();
        Settings(server, smtpPort: null);
        var code = await InvokeAsync("instance", "add", "--name", "TST");
        Assert.That(
            (code, _errors.ToString().Contains("AXMONITOR__Instances__TST", StringComparison.Ordinal)),
            Is.EqualTo((2, true))
        );
    }

    private Task<int> InvokeAsync(params string[] arguments) =>
        CommandLine
            .Build(_output, _errors)
            .Parse([.. arguments, "--config", _folder.Path, "--environment", "Test"])
            .InvokeAsync();

    private void Settings(ScriptedServer server, int? smtpPort, string? rootFile = null)
    {
        var settings = $"""
            AXMONITOR__Repository__ConnectionString="{server.ConnectionString}"
            AXMONITOR__Instances__PRD="{server.ConnectionString}"
            AXMONITOR__CollectorsFolder={_folder.Path}
            """;
        _folder.Write(
            ".env",
            smtpPort is null
                ? settings
                : settings
                    + $"""

                    AXMONITOR__Smtp__Host=127.0.0.1
                    AXMONITOR__Smtp__Port={smtpPort}
                    AXMONITOR__Smtp__From=axmonitor@contoso.com
                    AXMONITOR__Smtp__TrustedRootFile={rootFile}
                    AXMONITOR__Smtp__UserName=mailer
                    AXMONITOR__Smtp__PasswordSecret=Mail
                    AXMONITOR__Secrets__Mail=s3cret
                    """
        );
    }

    private void WriteCollector(string name) =>
        _folder.Write(
            name + ".sql",
            $"""
            -- interval: 10 s
            -- timeout: 5 s
            -- rows: 1000
            -- permissions: VIEW SERVER STATE
            SELECT 1;
            """
        );

    /// <summary>What the repository answers to `axmonitor check`.</summary>
    private static void Answer(
        string procedure,
        IResultSink sink,
        string? clockFault,
        string? linkFault,
        params (string Instance, string Collector, string Procedure)[] schedule
    )
    {
        if (procedure == "ops.GetClock")
        {
            sink.Columns([
                new ResultColumn("AheadMs", SqlType.BigInt, false),
                new ResultColumn("Fault", SqlType.NVarChar(2048), true),
            ]);
            sink.Row([SqlValue.FromInt64(250), clockFault is null ? SqlValue.Null : SqlValue.FromString(clockFault)]);
        }
        else if (procedure == "ops.GetRepositoryFaults")
        {
            sink.Columns([
                new ResultColumn("Subject", SqlType.NVarChar(128), false),
                new ResultColumn("Fault", SqlType.NVarChar(2000), false),
                new ResultColumn("Remedy", SqlType.NVarChar(2000), false),
            ]);
            if (linkFault is not null)
            {
                sink.Row([
                    SqlValue.FromString("repository owner"),
                    SqlValue.FromString("the owner is not known"),
                    SqlValue.FromString("ALTER AUTHORIZATION ON DATABASE::[AxMonitor] TO [sa];"),
                ]);
            }
        }
        else if (procedure == "ops.GetMasking")
        {
            sink.Columns([
                new ResultColumn("InstanceName", SqlType.NVarChar(128), false),
                new ResultColumn("StageName", SqlType.NVarChar(16), false),
                new ResultColumn("LevelName", SqlType.NVarChar(16), false),
            ]);
            sink.Row([SqlValue.FromString("AX-PROD"), SqlValue.FromString("PRD"), SqlValue.FromString("names")]);
        }
        else if (procedure == "ops.GetSettingFaults")
        {
            sink.Columns([
                new ResultColumn("SettingName", SqlType.NVarChar(128), false),
                new ResultColumn("Fault", SqlType.NVarChar(1000), false),
            ]);
            if (linkFault is not null)
            {
                sink.Row([SqlValue.FromString("PlaybookBaseUrl"), SqlValue.FromString(linkFault)]);
            }
        }
        else
        {
            Schedule(sink, schedule);
            return;
        }

        sink.StatementDone(1, inProcedure: true, wasSelect: true);
    }

    private static void Schedule(IResultSink sink, params (string Instance, string Collector, string Procedure)[] rows)
    {
        string[] texts = ["InstanceName", "ConnectionName", "CollectorName", "TargetProcedure", "TableType"];
        sink.Columns([
            new ResultColumn("InstanceId", SqlType.Int, false),
            new ResultColumn("IntervalMs", SqlType.Int, false),
            .. texts.Select(t => new ResultColumn(t, SqlType.NVarChar(256), true)),
        ]);
        foreach (var (instance, collector, procedure) in rows)
        {
            sink.Row([
                SqlValue.FromInt64(1),
                SqlValue.FromInt64(10_000),
                SqlValue.FromString(instance),
                SqlValue.FromString(instance),
                SqlValue.FromString(collector),
                SqlValue.FromString(procedure),
                SqlValue.FromString("stage.Requests"),
            ]);
        }

        sink.StatementDone(rows.Length, inProcedure: true, wasSelect: true);
    }
}
