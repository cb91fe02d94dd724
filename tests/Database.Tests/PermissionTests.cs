// The four roles on a server: what each may, what it may not, and that nobody reaches a table directly.

using Microsoft.Data.SqlClient;

namespace AxMonitor.Database.Tests;

[TestFixture]
public sealed class PermissionTests
{
    private const int Denied = 229;
    private const string Password = "Pa55-word-of-tests";
    private readonly string _suffix = Guid.NewGuid().ToString("N")[..8];
    private TestServer _server = null!;

    [OneTimeSetUp]
    public async Task Deploy()
    {
        _server = await TestServer.StartAsync();
        await _server.HaveRepositoryAsync();
        await _server.SimulateTimeAsync();
        foreach (var role in new[] { "collector", "viewer", "poweruser", "admin" })
        {
            await _server.ExecuteAsync(
                $"""
                CREATE LOGIN [{role}_{_suffix}] WITH PASSWORD = N'{Password}', CHECK_POLICY = OFF;
                CREATE USER [{role}_{_suffix}] FOR LOGIN [{role}_{_suffix}];
                ALTER ROLE axmonitor_{role} ADD MEMBER [{role}_{_suffix}];
                """
            );
        }
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        foreach (var role in new[] { "collector", "viewer", "poweruser", "admin" })
        {
            await _server.ExecuteAsync($"DROP USER [{role}_{_suffix}]; DROP LOGIN [{role}_{_suffix}];");
        }

        await _server.DisposeAsync();
    }

    [TestCase("collector", "EXEC ops.GetSchedule;")]
    [TestCase("collector", "EXEC alert.Evaluate '2026-01-01';")]
    [TestCase(
        "collector",
        "DECLARE @Rows stage.Requests; EXEC ops.RegisterInstance N'permission', N'x', NULL, '2026-01-01'; DECLARE @Id int, @Run uniqueidentifier = NEWID(); SET @Id = 1; EXEC collect.SaveRequests @Id, @Run, '2026-01-01', NULL, 0, @Rows;"
    )]
    [TestCase("viewer", "EXEC report.InstanceList;")]
    [TestCase("viewer", "SELECT COUNT(*) FROM report.BlockedSessions; SELECT COUNT(*) FROM report.BlockingIncidents;")]
    [TestCase("viewer", "SELECT COUNT(*) FROM report.BatchRuns; SELECT COUNT(*) FROM report.BatchQueue;")]
    [TestCase("viewer", "SELECT COUNT(*) FROM report.AxSessions; SELECT COUNT(*) FROM report.WaitStatistics;")]
    [TestCase("poweruser", "SELECT COUNT(*) FROM report.QueryStatistics; SELECT COUNT(*) FROM report.Alerts;")]
    [TestCase("admin", "SELECT COUNT(*) FROM report.MetricsByHour;")]
    [TestCase("poweruser", "EXEC report.BlockingActive;")]
    [TestCase("admin", "EXEC config.SetSetting N'ReportBaseUrl', N'http://localhost:8330', N'admin', '2026-01-01';")]
    public void A_role_may(string role, string sql) => Assert.That(async () => await RunAsAsync(role, sql), Throws.Nothing);

    [TestCase("collector", "EXEC report.InstanceList;")]
    [TestCase("collector", "SELECT COUNT(*) FROM report.BatchRuns;")]
    [TestCase("collector", "EXEC config.SetSetting N'ReportBaseUrl', N'http://localhost:8330', N'collector', '2026-01-01';")]
    [TestCase("collector", "EXEC alert.Acknowledge 1, N'x', NULL, '2026-01-01';")]
    [TestCase("viewer", "EXEC alert.Acknowledge 1, N'x', NULL, '2026-01-01';")]
    [TestCase("viewer", "EXEC ops.GetSchedule;")]
    [TestCase("viewer", "SELECT InstanceName FROM config.Instance;")]
    [TestCase("poweruser", "EXEC config.SetMailRoute N'a@example.com', N'x', '2026-01-01';")]
    [TestCase("admin", "SELECT TextValue FROM dim.StatementText;")]
    [TestCase("admin", "DELETE audit.Event;")]
    public void A_role_may_not(string role, string sql)
    {
        var refused = Assert.ThrowsAsync<SqlException>(() => RunAsAsync(role, sql));
        Assert.That(refused!.Number, Is.EqualTo(Denied), refused.Message);
    }

    [Test]
    public void No_role_may_change_the_repository_itself_or_become_another(
        [Values("collector", "viewer", "poweruser", "admin")] string role,
        [Values(
            "DROP TABLE fact.Metric;",
            "ALTER TABLE fact.Metric ADD Extra int NULL;",
            "TRUNCATE TABLE audit.Event;",
            "ALTER PROCEDURE report.InstanceList AS SELECT 1;",
            "DROP PROCEDURE config.SetSetting;",
            "CREATE TABLE dbo.Mine (Id int NOT NULL);",
            "CREATE LOGIN evil WITH PASSWORD = N'Pa55-word-of-evil';",
            "ALTER ROLE db_owner ADD MEMBER [public];",
            "ALTER ROLE axmonitor_admin ADD MEMBER [guest];",
            "EXECUTE AS LOGIN = N'sa';",
            "EXECUTE AS USER = N'dbo';",
            "ALTER AUTHORIZATION ON SCHEMA::report TO guest;",
            "GRANT EXECUTE ON SCHEMA::ops TO guest;"
        )]
            string sql
    ) => Assert.That(async () => await RunAsAsync(role, sql), Throws.InstanceOf<SqlException>(), sql);

    private async Task RunAsAsync(string role, string sql)
    {
        SqlConnectionStringBuilder builder = new(_server.ConnectionString)
        {
            UserID = $"{role}_{_suffix}",
            Password = Password,
            IntegratedSecurity = false,
            Pooling = false,
        };
        await using SqlConnection connection = new(builder.ConnectionString);
        await connection.OpenAsync();
        await using SqlCommand command = new(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
