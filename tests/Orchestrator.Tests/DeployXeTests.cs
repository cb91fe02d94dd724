// axmonitor deploy xe against the sandbox's engine over TDS, with the scripts that are shipped.
using System.Text.Json;
using AxMonitor.Engine.Programs;
using AxMonitor.Engine.Tds;
using AxMonitor.Collectors;
using AxMonitor.Orchestrator.Collect;
using AxMonitor.Orchestrator.Commands;
using AxMonitor.Orchestrator.EventSessions;
using AxMonitor.Orchestrator.Repository;
using Dapper;
using Microsoft.Data.SqlClient;
using NSubstitute;

namespace AxMonitor.Orchestrator.Tests;

public sealed class DeployXeTests
{
    private static readonly string[] Sessions = ["AxMonitor_Blocking", "AxMonitor_Errors", "AxMonitor_LongQueries"];
    private readonly TempFolder _folder = new();
    private readonly StringWriter _output = new();
    private readonly StringWriter _errors = new();
    private readonly string _password = Guid.NewGuid().ToString("N");
    private ServerInstance _engine = null!;
    private TdsServer _server = null!;
    private int _saved;

    [SetUp]
    public async Task StartAsync()
    {
        _engine = new ServerInstance(new EngineOptions { AdministratorLogin = "sa", AdministratorPassword = _password });
        _server = new TdsServer(_engine, new TdsServerOptions { Port = 0 });
        await _server.StartAsync();
        Settings("sa", _password);
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
    public async Task The_first_run_creates_and_starts_the_second_changes_nothing()
    {
        var first = await DeployAsync();
        var ids = await QueryAsync<string>("SELECT CONCAT(event_session_id, N' ', name) FROM sys.server_event_sessions");
        var second = await DeployAsync();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                first.Sessions.Select(s => (s.EventSession, s.Action, s.IsStarted)),
                Is.EqualTo(Sessions.Select(n => (n, "created", true)))
            );
            Assert.That(
                second.Sessions.Select(s => (s.EventSession, s.Action, s.IsStarted, s.Statements)),
                Is.EqualTo(Sessions.Select(n => (n, "unchanged", false, "")))
            );
            Assert.That(await QueryAsync<string>("SELECT name FROM sys.dm_xe_sessions"), Is.EquivalentTo(Sessions));
            Assert.That(
                await QueryAsync<string>("SELECT CONCAT(event_session_id, N' ', name) FROM sys.server_event_sessions"),
                Is.EqualTo(ids)
            );
            Assert.That(
                await QueryAsync<string>("SELECT name FROM sys.server_event_session_events"),
                Is.EquivalentTo(
                    new[]
                    {
                        "xml_deadlock_report",
                        "blocked_process_report",
                        "rpc_completed",
                        "sql_batch_completed",
                        "error_reported",
                        "attention",
                    }
                )
            );
            Assert.That(
                await QueryAsync<int>(
                    "SELECT COUNT(*) FROM sys.server_event_session_fields WHERE name = N'max_rollover_files' AND CAST(value AS int) > 0"
                ),
                Is.EqualTo(new[] { 3 }),
                "bounded files"
            );
            Assert.That(
                await QueryAsync<string>("SELECT DISTINCT event_retention_mode_desc FROM sys.server_event_sessions"),
                Is.EqualTo(new[] { "ALLOW_SINGLE_EVENT_LOSS" })
            );
        }
    }

    [Test]
    public async Task A_dry_run_prints_what_a_run_executes_and_changes_nothing()
    {
        var planned = await DeployAsync("--dry-run", "--set-blocked-process-threshold", "20");
        var defined = await QueryAsync<string>("SELECT name FROM sys.server_event_sessions");
        var threshold = await ThresholdAsync();
        var done = await DeployAsync("--set-blocked-process-threshold", "20");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(defined, Is.Empty);
            Assert.That(threshold, Is.EqualTo(5));
            Assert.That(planned.Sessions, Is.EqualTo(done.Sessions));
            Assert.That(planned.Threshold, Is.EqualTo(done.Threshold));
            Assert.That(await ThresholdAsync(), Is.EqualTo(20));
        }
    }

    [Test]
    public async Task The_printed_script_of_a_dry_run_can_be_run_by_hand()
    {
        Assert.That(
            await InvokeAsync("deploy", "xe", "--instance", "PRD", "--dry-run", "--set-blocked-process-threshold", "30"),
            Is.Zero,
            _errors.ToString()
        );
        Assert.That(
            _output.ToString(),
            Does.Contain("-- AxMonitor_Blocking: would be created and started")
                .And.Contain("-- blocked process threshold (s): would be changed from 5 to 30")
        );
        await ExecuteAsync(_output.ToString());
        _output.GetStringBuilder().Clear();
        var after = await DeployAsync();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(after.Sessions.Select(s => (s.Action, s.IsStarted)), Is.All.EqualTo(("unchanged", false)));
            Assert.That(after.Threshold, Is.EqualTo(new ThresholdChange(30, 30, "", null)));
        }
    }

    [Test]
    public async Task A_session_of_another_version_is_made_anew()
    {
        await ExecuteAsync(
            "CREATE EVENT SESSION AxMonitor_Blocking ON SERVER ADD EVENT sqlserver.blocked_process_report ADD TARGET package0.event_file (SET filename = N'AxMonitor_Blocking_v1.xel', max_file_size = (20), max_rollover_files = (5)); ALTER EVENT SESSION AxMonitor_Blocking ON SERVER STATE = START;"
        );
        var result = await DeployAsync();
        using (Assert.EnterMultipleScope())
        {
            Assert.That((result.Sessions[0].Action, result.Sessions[0].IsStarted), Is.EqualTo(("recreated", true)));
            Assert.That(
                await QueryAsync<string>(
                    "SELECT e.name FROM sys.server_event_sessions AS s INNER JOIN sys.server_event_session_events AS e ON e.event_session_id = s.event_session_id WHERE s.name = N'AxMonitor_Blocking'"
                ),
                Does.Contain("xml_deadlock_report")
            );
            Assert.That(await QueryAsync<string>("SELECT name FROM sys.dm_xe_sessions"), Is.EquivalentTo(Sessions));
        }
    }

    [Test]
    public async Task Another_file_size_replaces_the_target_and_a_stopped_session_is_started()
    {
        await DeployAsync();
        var file = (
            await QueryAsync<string>(
                "SELECT CAST(value AS nvarchar(300)) FROM sys.server_event_session_fields WHERE name = N'filename' AND CAST(value AS nvarchar(300)) LIKE N'AxMonitor[_]Blocking%'"
            )
        ).Single();
        await ExecuteAsync(
            $"""
            ALTER EVENT SESSION AxMonitor_Blocking ON SERVER DROP TARGET package0.event_file;
            ALTER EVENT SESSION AxMonitor_Blocking ON SERVER ADD TARGET package0.event_file (SET filename = N'{file}', max_file_size = (500), max_rollover_files = (5));
            ALTER EVENT SESSION AxMonitor_Errors ON SERVER STATE = STOP;
            """
        );
        var result = await DeployAsync();
        Assert.That(
            result.Sessions.Select(s => (s.Action, s.IsStarted)),
            Is.EqualTo(new[] { ("altered", false), ("unchanged", true), ("unchanged", false) })
        );
        Assert.That((await DeployAsync()).Sessions.Select(s => s.Action), Is.All.EqualTo("unchanged"));
    }

    [TestCase("AxMonitor_LongQueries", "@MinimumMs int = 5000", "@MinimumMs int = 700", "700000")]
    [TestCase("AxMonitor_Errors", "825, 1205", "1205, 3617", "[error_number]=(3617)")]
    public async Task Another_parameter_makes_the_session_anew_in_files_of_its_own(
        string session,
        string parameter,
        string other,
        string predicate
    )
    {
        await DeployAsync();
        var script = ScriptText.Read(Path.Combine(EventSessionDeployment.DefaultFolder, session + ".sql")).Text;
        var before = await FileAsync();
        Assert.That(script, Does.Contain(parameter));
        await ExecuteAsync(script.ReplaceLineEndings("\r\n"));
        var again = await FileAsync();
        await ExecuteAsync(script.Replace(parameter, other, StringComparison.Ordinal));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(before, Does.Match($"^{session}_v00[0-9]_[0-9A-F]{{8}}\\.xel$"), "the version sorts as text");
            Assert.That(again, Is.EqualTo(before), "line ends are no other definition");
            Assert.That(await FileAsync(), Is.Not.EqualTo(before));
            Assert.That(
                await QueryAsync<string>("SELECT predicate FROM sys.server_event_session_events WHERE predicate IS NOT NULL"),
                Has.Some.Contains(predicate)
            );
        }

        async Task<string> FileAsync() =>
            (
                await QueryAsync<string>(
                    $"SELECT CAST(value AS nvarchar(300)) FROM sys.server_event_session_fields WHERE name = N'filename' AND CAST(value AS nvarchar(300)) LIKE N'{session}%'"
                )
            ).Single();
    }

    [Test]
    public async Task The_drop_scripts_take_everything_away_and_can_be_repeated()
    {
        await DeployAsync();
        foreach (var drop in Directory.GetFiles(EventSessionDeployment.DefaultFolder, "*.drop.sql"))
        {
            await ExecuteAsync(await File.ReadAllTextAsync(drop));
            await ExecuteAsync(await File.ReadAllTextAsync(drop));
        }

        Assert.That(await QueryAsync<string>("SELECT name FROM sys.server_event_sessions"), Is.Empty);
    }

    [Test]
    public async Task A_missing_permission_is_named_with_its_grant()
    {
        await ExecuteAsync("CREATE LOGIN [ax-monitor] WITH PASSWORD = 'Only-4-tests'; GRANT VIEW SERVER STATE TO [ax-monitor];");
        Settings("ax-monitor", "Only-4-tests");
        var code = await InvokeAsync("deploy", "xe", "--instance", "PRD", "--set-blocked-process-threshold", "20");
        var dryCode = await InvokeAsync("deploy", "xe", "--instance", "PRD", "--dry-run");
        using (Assert.EnterMultipleScope())
        {
            Assert.That((code, dryCode), Is.EqualTo((1, 1)));
            Assert.That(
                _errors.ToString(),
                Does.Contain("USE master; GRANT ALTER ANY EVENT SESSION TO [ax-monitor]; GRANT ALTER SETTINGS TO [ax-monitor];")
            );
            Assert.That(
                _output.ToString(),
                Does.Contain("CREATE EVENT SESSION [AxMonitor_Blocking]")
                    .And.Contain("GRANT ALTER ANY EVENT SESSION TO [ax-monitor];")
            );
        }

        await ExecuteAsync("GRANT ALTER ANY EVENT SESSION TO [ax-monitor];");
        Assert.That(await InvokeAsync("deploy", "xe", "--instance", "PRD"), Is.Zero, _errors.ToString());
    }

    [TestCase(1, "deadlock monitor")]
    [TestCase(4, "deadlock monitor")]
    [TestCase(-1, "0 (off) or 5 to 86400")]
    [TestCase(86401, "0 (off) or 5 to 86400")]
    [TestCase(0, null)]
    [TestCase(5, null)]
    [TestCase(86400, null)]
    public async Task Thresholds_that_harm_are_refused_with_the_reason(int seconds, string? reason)
    {
        var code = await InvokeAsync(
            "deploy",
            "xe",
            "--instance",
            "PRD",
            "--set-blocked-process-threshold",
            seconds.ToString(System.Globalization.CultureInfo.InvariantCulture)
        );
        Assert.That(code, Is.EqualTo(reason is null ? 0 : 1));
        Assert.That(_errors.ToString(), Does.Contain(reason ?? ""));
    }

    [Test]
    public async Task A_refused_threshold_changes_nothing()
    {
        var code = await InvokeAsync("deploy", "xe", "--instance", "PRD", "--set-blocked-process-threshold", "3");
        Assert.That(
            (code, await ThresholdAsync(), (await QueryAsync<string>("SELECT name FROM sys.server_event_sessions")).Count),
            Is.EqualTo((1, 5, 0))
        );
    }

    [Test]
    public async Task Without_the_switch_the_threshold_stays_and_with_it_old_and_new_are_told()
    {
        await InvokeAsync("deploy", "xe", "--instance", "prd");
        Assert.That(_output.ToString(), Does.Contain("blocked process threshold (s): 5, unchanged"));
        await InvokeAsync("deploy", "xe", "--instance", "PRD", "--set-blocked-process-threshold", "0");
        Assert.That(_output.ToString(), Does.Contain("changed from 5 to 0"));
        await InvokeAsync("deploy", "xe", "--instance", "PRD");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(_output.ToString(), Does.Contain("0, so no blocked process is reported"));
            Assert.That(
                await QueryAsync<int>(
                    "SELECT CAST(value_in_use AS int) FROM sys.configurations WHERE name = N'show advanced options'"
                ),
                Is.EqualTo(new[] { 0 }),
                "as it was before"
            );
        }
    }

    [Test]
    public async Task A_value_that_waits_for_its_reconfigure_is_put_into_effect()
    {
        await ExecuteAsync(
            "EXEC sys.sp_configure N'show advanced options', 1; RECONFIGURE; EXEC sys.sp_configure N'blocked process threshold (s)', 50;"
        );
        Assert.That(
            (await DeployAsync("--set-blocked-process-threshold", "50")).Threshold,
            Is.EqualTo(
                new ThresholdChange(5, 50, "EXEC sys.sp_configure N'blocked process threshold (s)', 50;\nRECONFIGURE;\n", null)
            )
        );
    }

    [Test]
    public async Task Pending_options_that_the_reconfigure_would_put_into_effect_stop_it()
    {
        // The engine's own options cannot be pending; a table in their place can hold what a server would
        // show.
        await ExecuteAsync(
            """
            CREATE TABLE tempdb.dbo.configurations (name nvarchar(35), value sql_variant, value_in_use sql_variant, is_dynamic bit);
            INSERT INTO tempdb.dbo.configurations (name, value, value_in_use, is_dynamic)
            VALUES (N'show advanced options', 1, 1, 1), (N'blocked process threshold (s)', 5, 5, 1),
                (N'max server memory (MB)', 4096, 65536, 1), (N'min server memory (MB)', 0, 16, 1), (N'remote access', 0, 1, 0);
            """
        );
        var script = await File.ReadAllTextAsync(
            Path.Combine(EventSessionDeployment.DefaultFolder, "BlockedProcessThreshold.sql")
        );
        script = script.Replace("sys.configurations", "tempdb.dbo.configurations", StringComparison.Ordinal);
        Assert.That(await ThresholdChangeAsync("NULL"), Is.EqualTo(new ThresholdChange(5, 5, "", null)));
        Assert.That(await ThresholdChangeAsync("5"), Is.EqualTo(new ThresholdChange(5, 5, "", null)));
        Assert.That(
            await ThresholdChangeAsync("20"),
            Is.EqualTo(
                new ThresholdChange(
                    5,
                    5,
                    "",
                    "The threshold is not set: RECONFIGURE would also put into effect 'max server memory (MB)' = 4096 (now 65536). Settle these first."
                )
            )
        );

        async Task<ThresholdChange> ThresholdChangeAsync(string seconds) =>
            (
                await QueryAsync<ThresholdChange>(
                    script.Replace("@Seconds int = NULL", "@Seconds int = " + seconds, StringComparison.Ordinal)
                )
            ).Single();
    }

    [Test]
    public async Task The_check_names_this_command_as_the_remedy()
    {
        var missing = await CheckAsync();
        await DeployAsync("--set-blocked-process-threshold", "0");
        var off = await CheckAsync();
        await DeployAsync("--set-blocked-process-threshold", "10");
        var good = await CheckAsync();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                missing.Where(f => !f.IsGood).Select(f => (f.Subject, f.Remedy)),
                Is.EqualTo(new[] { ("BlockedProcesses on AX Production", "axmonitor deploy xe --instance PRD") })
            );
            Assert.That(
                off.Where(f => !f.IsGood).Select(f => f.Remedy),
                Is.EqualTo(new[] { "axmonitor deploy xe --instance PRD --set-blocked-process-threshold 10" })
            );
            Assert.That(good.Select(f => (f.IsGood, f.What)), Is.EqualTo(new[] { (true, "has what it needs (4 checks)") }));
            Assert.That(_saved, Is.EqualTo(3), "each check is handed to the repository");
        }
    }

    [Test]
    public async Task An_unknown_instance_is_answered_with_the_known_ones()
    {
        var code = await InvokeAsync("deploy", "xe", "--instance", "TST");
        Assert.That(
            (code, _errors.ToString().Contains("There is no instance 'TST'; known are PRD.", StringComparison.Ordinal)),
            Is.EqualTo((2, true))
        );
    }

    private async Task<DeploymentResult> DeployAsync(params string[] more)
    {
        _output.GetStringBuilder().Clear();
        var code = await InvokeAsync(["deploy", "xe", "--instance", "PRD", "--json", .. more]);
        Assert.That(code, Is.Zero, _errors.ToString());
        return JsonSerializer.Deserialize<DeploymentResult>(_output.ToString(), JsonSerializerOptions.Web)!;
    }

    private Task<IReadOnlyList<CheckFinding>> CheckAsync()
    {
        var catalog = new CollectorCatalog(Path.Combine(AppContext.BaseDirectory, "Collectors"));
        var file = catalog.Get("BlockedProcesses");
        var scheduled = new ScheduledCollector
        {
            InstanceId = 1,
            InstanceName = "AX Production",
            ConnectionName = "PRD",
            CollectorName = "Preflight",
            Kind = "check",
            RowLimit = 100,
            TimeoutMs = 15_000,
            TargetProcedure = "collect.SavePreflight",
            TableType = "stage.Preflight",
        };
        var ingestion = Substitute.For<IIngestion>();
        ingestion
            .GetParametersAsync(default, default!, default)
            .ReturnsForAnyArgs([new BatchParameter("AxNames", System.Data.SqlDbType.NVarChar, null)]);
        ingestion
            .SaveAsync(default!, default, default!, default!, default)
            .ReturnsForAnyArgs(_ =>
            {
                _saved++;
                return new SaveResult();
            });
        var operations = Substitute.For<IOperations>();
        operations
            .GetScheduleAsync(default)
            .ReturnsForAnyArgs([
                scheduled,
                scheduled with
                {
                    CollectorName = "BlockedProcesses",
                    Kind = "data",
                    TargetProcedure = file.Procedure,
                    TableType = file.TableType,
                },
            ]);
        return new NeedsCheck(
            new CollectorParameters(ingestion, [new PreflightNeeds(operations, catalog)]),
            catalog,
            new SqlWatchedSource(TimeProvider.System),
            ingestion
        ).RunAsync(scheduled, ConnectionString("sa", _password), CancellationToken.None);
    }

    private Task<int> InvokeAsync(params string[] arguments) =>
        CommandLine
            .Build(_output, _errors)
            .Parse([.. arguments, "--config", _folder.Path, "--environment", "Test"])
            .InvokeAsync(new() { Output = _output, Error = _errors });

    private async Task<int> ThresholdAsync() =>
        (
            await QueryAsync<int>(
                "SELECT CAST(value_in_use AS int) FROM sys.configurations WHERE name = N'blocked process threshold (s)'"
            )
        )[0];

    private async Task<List<T>> QueryAsync<T>(string sql)
    {
        await using var connection = new SqlConnection(ConnectionString("sa", _password));
        return (await connection.QueryAsync<T>(sql)).AsList();
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new SqlConnection(ConnectionString("sa", _password));
        await connection.ExecuteAsync(sql);
    }

    private void Settings(string login, string password) =>
        _folder.Write(
            ".env",
            $"""
            AXMONITOR__Repository__ConnectionString="{ConnectionString(login, password)}"
            AXMONITOR__Instances__PRD="{ConnectionString(login, password)}"
            """
        );

    private string ConnectionString(string login, string password) =>
        new SqlConnectionStringBuilder
        {
            DataSource = $"127.0.0.1,{_server.Port}",
            UserID = login,
            Password = password,
            InitialCatalog = "master",
            Encrypt = false,
            Pooling = false,
        }.ConnectionString;
}
