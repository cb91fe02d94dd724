// The collector ServerInfo against a server with services, trace flags and an AX database.

namespace AxMonitor.Database.Tests;

[TestFixture]
public sealed class ServerInfoTests
{
    private CollectorStage _stage = null!;

    [SetUp]
    public async Task Start()
    {
        _stage = await CollectorStage.StartAsync();
        await _stage.ExecuteAsync("CREATE DATABASE AX; ALTER DATABASE AX SET READ_COMMITTED_SNAPSHOT ON;");
        _stage.Watched.Add(
            "dm_server_services",
            new()
            {
                ["servicename"] = "SQL Server (MSSQLSERVER)",
                ["startup_type_desc"] = "Automatic",
                ["status_desc"] = "Running",
                ["service_account"] = @"CORP\svc",
                ["filename"] = "sqlservr.exe",
                ["is_clustered"] = "N",
                ["instant_file_initialization_enabled"] = "Y",
            }
        );
        _stage.Watched.Add("dbcc.tracestatus", new() { ["TraceFlag"] = 4199, ["Global"] = true });
        _stage.Watched.Add("dbcc.tracestatus", new() { ["TraceFlag"] = 3604, ["Global"] = false });
    }

    [TearDown]
    public async Task Stop() => await _stage.DisposeAsync();

    [Test]
    public async Task Settings_of_every_kind_come_as_text()
    {
        var reading = await _stage.RunAsync("ServerInfo", axDatabase: "AX");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                reading.Header["KindsRead"],
                Is.EqualTo("server;option;service;database;tempdb;trace flag;configuration;file;")
            );
            Assert.That(Value(reading, "server", "", "version"), Does.StartWith("13.0."));
            Assert.That(Value(reading, "server", "", "processors"), Is.EqualTo("8"));
            Assert.That(Value(reading, "option", "", "max degree of parallelism"), Is.EqualTo("1"));
            Assert.That(Value(reading, "database", "AX", "read committed snapshot"), Is.EqualTo("1"));
            Assert.That(Value(reading, "database", "master", "read committed snapshot"), Is.EqualTo("0"));
            Assert.That(Value(reading, "configuration", "AX", "PARAMETER_SNIFFING"), Is.EqualTo("1"));
            Assert.That(Value(reading, "service", "SQL Server (MSSQLSERVER)", "instant file initialization"), Is.EqualTo("Y"));
            Assert.That(Value(reading, "tempdb", "", "data files"), Is.EqualTo("1"));
            Assert.That(Value(reading, "file", "AX/AX_log", "growth"), Is.EqualTo("64 MB"));
            Assert.That(
                reading.All.Where(row => (string)row["ScopeKind"] == "trace flag").Select(row => row["SettingName"]),
                Is.EqualTo(new[] { "4199" }),
                "a flag of another session is not the server's"
            );
        }
    }

    [Test]
    public async Task An_option_that_is_not_in_use_yet_says_both_values()
    {
        await _stage.ExecuteAsync(
            "EXEC sp_configure 'show advanced options', 1; RECONFIGURE; EXEC sp_configure 'blocked process threshold (s)', 20;"
        );
        var reading = await _stage.RunAsync("ServerInfo", axDatabase: "AX");
        Assert.That(Value(reading, "option", "", "blocked process threshold (s)"), Is.EqualTo("5 (configured: 20)"));
    }

    [Test]
    public async Task A_login_that_sees_less_says_which_kinds_it_could_not_read()
    {
        await _stage.LogInWithAsync("VIEW SERVER STATE");
        var reading = await _stage.RunAsync("ServerInfo", axDatabase: "AX");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(reading.Header["KindsRead"], Is.EqualTo("server;option;service;database;tempdb;trace flag;"));
            Assert.That(Value(reading, "database", "AX", "auto shrink"), Is.EqualTo("0"));
        }
    }

    [Test]
    public async Task Without_permission_the_collector_fails_and_says_which()
    {
        await _stage.LogInWithAsync();
        Assert.That(
            () => _stage.RunAsync("ServerInfo", axDatabase: "AX"),
            Throws.InstanceOf<Microsoft.Data.SqlClient.SqlException>().With.Message.Contains("VIEW SERVER STATE")
        );
    }

    [TestCase(null)]
    [TestCase("NoSuchDatabase")]
    public async Task An_AX_database_that_is_not_there_is_no_reason_to_fail(string? axDatabase)
    {
        var reading = await _stage.RunAsync("ServerInfo", axDatabase: axDatabase);
        Assert.That((string)reading.Header["KindsRead"], Does.Not.Contain("configuration"));
    }

    private static string? Value(CollectorReading reading, string kind, string scope, string setting) =>
        reading.All.Single(row =>
            (string)row["ScopeKind"] == kind && (string)row["ScopeName"] == scope && (string)row["SettingName"] == setting
        )["SettingValue"] as string;
}
