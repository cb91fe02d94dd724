// axmonitor rules export and import, and axmonitor backtest, against a repository in the sandbox's engine.
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using AxMonitor.Database.Deploy;
using AxMonitor.Engine.Programs;
using AxMonitor.Engine.Tds;
using AxMonitor.Orchestrator.Commands;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Orchestrator.Tests;

[FixtureLifeCycle(LifeCycle.SingleInstance), Parallelizable(ParallelScope.Self)]
public sealed class RulesCommandTests
{
    private readonly TempFolder _folder = new();
    private readonly string _password = Guid.NewGuid().ToString("N");
    private ServerInstance _engine = null!;
    private TdsServer _server = null!;

    private string Connection => $"Server=127.0.0.1,{_server.Port};Database=AxMonitor;User ID=sa;Password={_password};Encrypt=false";
    private string RulesFile => Path.Combine(_folder.Path, "rules.json");

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _engine = new ServerInstance(new EngineOptions { AdministratorLogin = "sa", AdministratorPassword = _password });
        _server = new TdsServer(_engine, new TdsServerOptions { Port = 0 });
        await _server.StartAsync();
        _folder.Write(
            ".env",
            $"AXMONITOR__Secrets__Dba={_password}\nAXMONITOR__Repository__ConnectionString=Server=127.0.0.1,{_server.Port};Database=AxMonitor;User ID=sa;Password={{secret:Dba}};Encrypt=false\nAXMONITOR__Instances__PRD=Server=127.0.0.1,1;User ID=x;Encrypt=false\n"
        );
        await using SqlConnection master = new(Connection.Replace("Database=AxMonitor;", "", StringComparison.Ordinal));
        await master.OpenAsync();
        await using SqlCommand create = new("CREATE DATABASE AxMonitor;", master);
        await create.ExecuteNonQueryAsync();
        await new DatabaseDeployment(DeploymentPackage.Read(DeploymentPackage.DefaultFile), Connection).RunAsync(
            CancellationToken.None
        );
        await ExecuteAsync(
            """
            DECLARE @Now datetime2(3) = SYSUTCDATETIME();
            EXEC ops.RegisterInstance N'PRD', N'PRD', NULL, @Now;
            EXEC config.SetAlertRuleOverride N'CPU', N'PRD', N'cpu.idle_percent', @WarnValue = 10, @CriticalValue = 4,
                @ChangedBy = N'test', @Now = @Now;
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
    public async Task What_was_exported_differs_in_nothing()
    {
        var (_, text) = await RunAsync(0, "rules", "export", RulesFile);
        Assert.That(text, Does.Match(@"^\d{2} rules are in "));
        var (_, same) = await RunAsync(0, "rules", "import", RulesFile);
        Assert.That(same.Trim(), Is.EqualTo("Nothing differs."));
        Assert.That(await CountAsync("audit.Event WHERE [Action] LIKE N'SetAlertRule[^O]%' OR [Action] = N'SetAlertRule'"), Is.Zero);
    }

    [Test, Order(2)]
    public async Task A_dry_run_prints_the_difference_and_changes_nothing_and_the_import_then_does_it()
    {
        await RunAsync(0, "rules", "export", RulesFile);
        var file = JsonNode.Parse(await File.ReadAllTextAsync(RulesFile))!;
        var cpu = Rule(file, "CPU");
        cpu["pendingMs"] = 123000;
        cpu["advice"] = null;
        cpu["overrides"] = new JsonArray();
        cpu["reminderMs"] = 600000;
        var log = Rule(file, "Log filling");
        log["measures"]![0]!["warn"] = 61.5;
        var own = cpu.DeepClone();
        own["rule"] = "CPU of mine";
        own["symptoms"] = new JsonArray(new JsonObject { ["rule"] = "CPU", ["rank"] = 3 });
        file["rules"]!.AsArray().Add(own);
        await File.WriteAllTextAsync(RulesFile, file.ToJsonString());

        var (_, dry) = await RunAsync(0, "rules", "import", RulesFile, "--dry-run");
        Assert.Multiple(() =>
        {
            Assert.That(dry, Does.Match(@"CPU: pendingMs \d+ -> 123000"));
            Assert.That(dry, Does.Contain("CPU: reminderMs = 600000"));
            Assert.That(dry, Does.Match("CPU: advice is taken away"));
            Assert.That(dry, Does.Contain("CPU: instance PRD, measure cpu.idle_percent, warn is taken away (was 10)"));
            Assert.That(dry, Does.Match(@"Log filling: measure log.used_percent, warn \d+ -> 61.5"));
            Assert.That(dry, Does.Contain("CPU of mine: symptom CPU, rank = 3"));
            Assert.That(dry, Does.Contain("3 rules would be changed."));
        });
        Assert.That(await CountAsync("config.AlertRule WHERE PendingMs = 123000"), Is.Zero);

        var (_, done) = await RunAsync(0, "rules", "import", RulesFile);
        Assert.That(done, Does.Contain("3 rules were changed."));
        var (_, again) = await RunAsync(0, "rules", "import", RulesFile);
        Assert.That(again.Trim(), Is.EqualTo("Nothing differs."));
        Assert.Multiple(async () =>
        {
            Assert.That(await CountAsync("config.AlertRule WHERE PendingMs = 123000 AND ReminderMs = 600000"), Is.EqualTo(2));
            Assert.That(await CountAsync("config.AlertRuleOverride"), Is.Zero);
            Assert.That(await CountAsync("audit.Event WHERE [Action] = N'SetAlertRule' AND Subject = N'CPU of mine'"), Is.EqualTo(1));
        });
    }

    [Test, Order(3)]
    public async Task Everything_that_is_refused_is_named_and_nothing_is_changed()
    {
        await RunAsync(0, "rules", "export", RulesFile);
        var file = JsonNode.Parse(await File.ReadAllTextAsync(RulesFile))!;
        Rule(file, "CPU")["pendingMs"] = -1;
        Rule(file, "Log filling")["measures"]![0]!["metric"] = "log.nothing";
        Rule(file, "Volume filling")["symptoms"] = new JsonArray(new JsonObject { ["rule"] = "Nobody", ["rank"] = 1 });
        Rule(file, "AOS down")["clearMs"] = 4711;
        await File.WriteAllTextAsync(RulesFile, file.ToJsonString());

        var (_, text) = await RunAsync(1, "rules", "import", RulesFile);
        Assert.Multiple(() =>
        {
            Assert.That(text, Does.Contain("REFUSED CPU: Rule 'CPU' was not changed. @PendingMs = -1 is below 0."));
            Assert.That(text, Does.Contain("REFUSED Log filling: Unknown metric 'log.nothing'."));
            Assert.That(text, Does.Contain("REFUSED Volume filling: symptom 'Nobody' is no rule"));
            Assert.That(text, Does.Contain("Nothing was changed."));
        });
        Assert.That(await CountAsync("config.AlertRule WHERE ClearMs = 4711"), Is.Zero);
    }

    [TestCase("{\"format\":\"axmonitor-rules\",\"version\":1,\"rulez\":[],\"rules\":[]}", "rulez")]
    [TestCase("{\"format\":\"other\",\"version\":1,\"rules\":[]}", "format is to be \"axmonitor-rules\"")]
    [TestCase("{\"format\":\"axmonitor-rules\",\"version\":1,\"rules\":[{\"rule\":\"CPU\"}]}", "pendingMs")]
    [TestCase("{ broken", "rules.json")]
    public async Task A_file_that_is_none_is_a_wrong_configuration(string text, string expected)
    {
        await File.WriteAllTextAsync(RulesFile, text);
        var (errors, _) = await RunAsync(2, "rules", "import", RulesFile);
        Assert.That(errors, Does.Contain(expected));
    }

    [Test]
    public async Task A_back_test_tells_what_other_limits_would_have_raised_and_keeps_it()
    {
        await ExecuteAsync(
            """
            DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'PRD');
            DECLARE @Now datetime2(3) = SYSUTCDATETIME();
            DECLARE @Points stage.MetricPoint;
            DECLARE @Minute int = 0;
            EXEC config.DefineMetric N'test.wait_ms', N'Requests', N'ms', N'higher', N'AOS', N'How long it waits.';
            EXEC config.SetAlertRule N'waits', N'Threshold', @PendingMs = 60000, @IsEnabled = 0, @ChangedBy = N'test', @Now = @Now;
            EXEC config.SetAlertRuleMeasure N'waits', @MetricName = N'test.wait_ms', @AggregateName = N'last', @WindowMs = 60000,
                @MinSamples = 1, @WarnValue = 1000, @CriticalValue = 9000, @ChangedBy = N'test', @Now = @Now;
            WHILE @Minute < 120
            BEGIN
                INSERT @Points VALUES (N'test.wait_ms', N'AOS1', @Minute % 30 * 300, DATEADD(minute, @Minute - 120, @Now));
                SET @Minute += 1;
            END;
            EXEC collect.SaveMetrics @InstanceId, @Now, @Points;
            """
        );
        var from = DateTime.UtcNow.AddMinutes(-125).ToString("s", CultureInfo.InvariantCulture) + "Z";
        var (_, text) = await RunAsync(0, "backtest", "waits", "--from", from);
        Assert.That(text, Does.Contain(" 4 alerts (").And.Contain("0 of them critical").And.Contain("PRD  AOS1  warning"));

        var (_, json) = await RunAsync(0, "backtest", "waits", "--from", from, "--warning", "8600", "--critical", "8700", "--json");
        using var result = JsonDocument.Parse(json);
        var run = result.RootElement.GetProperty("run");
        Assert.Multiple(() =>
        {
            Assert.That(run.GetProperty("warnValue").GetDouble(), Is.EqualTo(8600));
            Assert.That(run.GetProperty("measureName").GetString(), Is.EqualTo("test.wait_ms"));
            Assert.That(run.GetProperty("alertCount").GetInt32(), Is.Zero, "a minute alone is within the pending time");
            Assert.That(run.GetProperty("pendingOnlyCount").GetInt32(), Is.EqualTo(4));
        });

        var (errors, _) = await RunAsync(2, "backtest", "Nothing");
        Assert.That(errors, Does.Contain("Unknown rule 'Nothing'"));
        Assert.That(await CountAsync("ops.BacktestRun"), Is.EqualTo(2));
    }

    private static JsonNode Rule(JsonNode file, string name) =>
        file["rules"]!.AsArray().Single(r => r!["rule"]!.GetValue<string>() == name)!;

    private async Task<(string Errors, string Output)> RunAsync(int exitCode, params string[] arguments)
    {
        await using StringWriter output = new();
        await using StringWriter errors = new();
        var code = await CommandLine.RunAsync(
            [.. arguments, "--config", _folder.Path],
            output,
            errors,
            new System.CommandLine.InvocationConfiguration { Output = output, Error = errors }
        );
        Assert.That(code, Is.EqualTo(exitCode), errors.ToString() + output);
        return (errors.ToString(), output.ToString());
    }

    private async Task ExecuteAsync(string sql)
    {
        await using SqlConnection connection = new(Connection);
        await connection.OpenAsync();
        await using SqlCommand command = new(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private async Task<int> CountAsync(string from)
    {
        await using SqlConnection connection = new(Connection);
        await connection.OpenAsync();
        await using SqlCommand command = new($"SELECT COUNT(*) FROM {from};", connection);
        return (int)(await command.ExecuteScalarAsync())!;
    }
}
