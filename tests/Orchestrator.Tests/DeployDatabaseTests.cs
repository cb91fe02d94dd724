// axmonitor deploy database against the sandbox's engine over TDS, with the scripts that are shipped.
using System.Text.Json;
using AxMonitor.Database.Deploy;
using AxMonitor.Engine.Programs;
using AxMonitor.Engine.Tds;
using AxMonitor.Orchestrator.Commands;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Orchestrator.Tests;

public sealed class DeployDatabaseTests
{
    private readonly TempFolder _folder = new();
    private readonly StringWriter _output = new();
    private readonly StringWriter _errors = new();
    private readonly string _password = Guid.NewGuid().ToString("N");
    private ServerInstance _engine = null!;
    private TdsServer _server = null!;

    private string Connection =>
        $"Server=127.0.0.1,{_server.Port};Database=AxMonitor;User ID=sa;Password={{secret:Dba}};Encrypt=false";

    [SetUp]
    public async Task StartAsync()
    {
        _engine = new ServerInstance(new EngineOptions { AdministratorLogin = "sa", AdministratorPassword = _password });
        _server = new TdsServer(_engine, new TdsServerOptions { Port = 0 });
        await _server.StartAsync();
        _folder.Write(".env", $"AXMONITOR__Secrets__Dba={_password}");
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
    public async Task A_missing_database_is_created_on_demand_and_found_complete_the_next_time()
    {
        await DeployAsync(1, "--connection", Connection);
        Assert.That(_errors.ToString(), Does.Contain("/AxMonitor: ").And.Contain("--create-database"));

        var text = await DeployAsync(0, "--connection", Connection, "--create-database");
        var again = await DeployAsync(0, "--connection", Connection);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                text,
                Does.Contain("was created.").And.Match(@"1/\d+ Security/Schemas/\w+\.sql \d+ ms").And.Contain("scripts in")
            );
            Assert.That(again, Does.Contain("nothing was applied"));
            Assert.That(
                await ScalarAsync("SELECT is_read_committed_snapshot_on FROM sys.databases WHERE name = N'AxMonitor';"),
                Is.True
            );
        }
    }

    [Test]
    public async Task The_end_says_what_is_wrong_with_the_database_and_the_statement_that_mends_it()
    {
        await DeployAsync(0, "--connection", Connection, "--create-database");
        await ExecuteAsync("ALTER DATABASE AxMonitor SET READ_COMMITTED_SNAPSHOT OFF;");

        var text = await DeployAsync(0, "--connection", Connection);
        var json = JsonDocument.Parse(await DeployAsync(0, "--connection", Connection, "--json")).RootElement;
        var remedy = json.GetProperty("faults")[0].GetProperty("remedy").GetString()!;
        await ExecuteAsync(remedy);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(text, Does.Contain("Warning, repository isolation: READ_COMMITTED_SNAPSHOT is off: reports"));
            Assert.That(text, Does.Contain("Remedy: " + remedy));
            Assert.That(await DeployAsync(0, "--connection", Connection), Does.Not.Contain("Warning"));
        }
    }

    [Test]
    public async Task A_dry_run_lists_what_would_be_applied_and_changes_nothing()
    {
        await ExecuteAsync("CREATE DATABASE AxMonitor;");
        var text = await DeployAsync(0, "--connection", Connection, "--dry-run");
        using var json = JsonDocument.Parse(await DeployAsync(0, "--connection", Connection, "--dry-run", "--json"));
        var scripts = DeploymentPackage.Read(DeploymentPackage.DefaultFile).Scripts.Where(script => !script.IsMigration);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                text,
                Does.Contain("and create the repository").And.Contain("Security/Permissions.sql").And.Not.Contain("Migrations/")
            );
            Assert.That(json.RootElement.GetProperty("isNewDatabase").GetBoolean(), Is.True);
            Assert.That(
                json.RootElement.GetProperty("scripts").EnumerateArray().Select(script => script.GetString()),
                Is.EqualTo(scripts.Select(script => script.Name))
            );
            Assert.That(await ScalarAsync("SELECT COUNT(*) FROM AxMonitor.sys.objects WHERE is_ms_shipped = 0;"), Is.Zero);
        }
    }

    [Test]
    public async Task The_result_as_JSON_tells_each_script_with_its_time()
    {
        await ExecuteAsync("CREATE DATABASE AxMonitor;");
        using var json = JsonDocument.Parse(await DeployAsync(0, "--connection", Connection, "--json"));
        var root = json.RootElement;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                root.GetProperty("applied").EnumerateArray().Select(script => script.GetProperty("name").GetString()),
                Is.EqualTo(root.GetProperty("scripts").EnumerateArray().Select(script => script.GetString()))
            );
            Assert.That(root.GetProperty("database").GetString(), Is.EqualTo($"127.0.0.1,{_server.Port}/AxMonitor"));
            Assert.That(root.GetProperty("durationMs").GetInt64(), Is.Positive);
        }
    }

    [Test]
    public async Task The_script_to_run_by_hand_needs_no_settings_and_begins_with_a_byte_order_mark()
    {
        var file = Path.Combine(_folder.Path, "AxMonitor.sql");
        await DeployAsync(0, "--script", file);
        var text = await DeployAsync(0, "--script");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(text, Is.EqualTo(HandScript.Write(DeploymentPackage.Read(DeploymentPackage.DefaultFile))));
            Assert.That(await File.ReadAllTextAsync(file), Is.EqualTo(text));
            Assert.That((await File.ReadAllBytesAsync(file))[..3], Is.EqualTo(new byte[] { 0xEF, 0xBB, 0xBF }));
        }
    }

    [Test]
    public async Task A_password_on_the_command_line_is_refused()
    {
        await DeployAsync(2, "--connection", "Server=x;Database=AxMonitor;User ID=sa;Password=Secret4711");
        Assert.That(
            _errors.ToString(),
            Does.Contain("{secret:NAME}").And.Contain("AXMONITOR__Secrets__NAME").And.Not.Contain("Secret4711")
        );
    }

    private async Task<string> DeployAsync(int code, params string[] arguments)
    {
        _output.GetStringBuilder().Clear();
        _errors.GetStringBuilder().Clear();
        var ended = await CommandLine
            .Build(_output, _errors)
            .Parse(["deploy", "database", .. arguments, "--config", _folder.Path, "--environment", "Test"])
            .InvokeAsync();
        Assert.That(ended, Is.EqualTo(code), _errors.ToString());
        return _output.ToString();
    }

    private Task ExecuteAsync(string sql) => ScalarAsync(sql);

    private async Task<object?> ScalarAsync(string sql)
    {
        await using SqlConnection connection = new(
            $"Server=127.0.0.1,{_server.Port};Database=master;User ID=sa;Password={_password};Encrypt=false"
        );
        await connection.OpenAsync();
        await using SqlCommand command = new(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}
