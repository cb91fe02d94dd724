// A deployment: from empty, and again without a change; and a save that fails half way
// leaves nothing.

using System.Data;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Database.Tests;

[TestFixture]
public sealed class DeploymentTests
{
    private TestServer _server = null!;

    [OneTimeSetUp]
    public async Task Deploy()
    {
        _server = await TestServer.StartAsync();
        await _server.DeployAsync();
    }

    [OneTimeTearDown]
    public async Task Stop() => await _server.DisposeAsync();

    [Test, Order(1)]
    public async Task Deploying_again_changes_nothing()
    {
        const string state = """
            SELECT CONCAT(
                (SELECT COUNT(*) FROM sys.objects), N' objects, ', (SELECT COUNT(*) FROM sys.indexes), N' indexes, ', (SELECT COUNT(*) FROM sys.database_permissions), N' permissions, ',
                (SELECT COUNT(*) FROM config.Setting), N' settings, ', (SELECT COUNT(*) FROM config.AlertRuleMeasure), N' limits, ', (SELECT COUNT(*) FROM ops.DeployedScript), N' scripts, ',
                (SELECT MAX(SettingValue) FROM config.Setting WHERE SettingName = N'ReportBaseUrl'));
            """;
        await _server.ExecuteAsync("DECLARE @Now datetime2(3) = SYSUTCDATETIME(); EXEC config.SetSetting N'ReportBaseUrl', N'http://localhost/kept', N'test', @Now;");
        var before = await _server.ScalarAsync<string>(state);

        await _server.DeployAsync();

        Assert.That(await _server.ScalarAsync<string>(state), Is.EqualTo(before).And.Contains("http://localhost/kept"));
    }

    [Test]
    public async Task A_save_that_fails_half_way_leaves_nothing_and_can_be_repeated()
    {
        await using SqlConnection connection = new(_server.ConnectionString);
        await connection.OpenAsync();
        var instanceId = await _server.ScalarAsync<int>("DECLARE @Now datetime2(3) = SYSUTCDATETIME(); EXEC ops.RegisterInstance N'half way', N'none', NULL, @Now;");
        await _server.ExecuteAsync("ALTER TABLE fact.BlockingEdge WITH NOCHECK ADD CONSTRAINT CK_Test CHECK (SessionId <> 52);");

        var failure = Assert.ThrowsAsync<SqlException>(() => SaveAsync(connection, instanceId));
        var left = await _server.ScalarAsync<int>(
            "SELECT (SELECT COUNT(*) FROM fact.BlockingIncident) + (SELECT COUNT(*) FROM fact.BlockingNode) + (SELECT COUNT(*) FROM collect.Watermark) + (SELECT COUNT(*) FROM dim.StatementText);"
        );
        await _server.ExecuteAsync("ALTER TABLE fact.BlockingEdge DROP CONSTRAINT CK_Test;");
        var saved = await SaveAsync(connection, instanceId);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(failure!.Number, Is.EqualTo(547));
            Assert.That(left, Is.Zero);
            Assert.That(saved, Is.EqualTo(2));
        }
    }

    private static async Task<int> SaveAsync(SqlConnection connection, int instanceId)
    {
        await using SqlCommand command = new(
            """
            DECLARE @Rows stage.Requests;
            INSERT @Rows (SessionId, BlockingSessionId, WaitMs, LoginTime, StatementText) VALUES (51, NULL, NULL, '2026-01-01', N'UPDATE A'), (52, 51, 1000, '2026-01-01', N'UPDATE B');
            EXEC collect.SaveRequests @InstanceId, @RunId, '2026-01-02T10:00:00', NULL, 0, @Rows;
            """,
            connection
        );
        command.Parameters.Add("@InstanceId", SqlDbType.Int).Value = instanceId;
        command.Parameters.Add("@RunId", SqlDbType.UniqueIdentifier).Value = Guid.NewGuid();
        return (int)(await command.ExecuteScalarAsync())!;
    }
}
