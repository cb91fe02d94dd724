// alert.Backtest changes nothing: the rows of all tables are the same behind it as before, though it found
// alerts.

using Microsoft.Data.SqlClient;

namespace AxMonitor.Database.Tests;

[TestFixture]
public sealed class BacktestTests
{
    [Test]
    public async Task A_back_test_finds_alerts_and_changes_no_table()
    {
        await using var server = await TestServer.StartAsync();
        await server.HaveRepositoryAsync();
        await server.SimulateTimeAsync();
        await server.RunScriptAsync(
            """
            EXEC ops.RegisterInstance N'PRD', N'prd', NULL, '2026-01-01';
            EXEC config.DefineMetric N'test.wait_ms', N'Requests', N'ms', N'higher', N'AOS', N'How long it waits.';
            EXEC config.SetAlertRule N'waits', N'Threshold', @PendingMs = 60000, @ChangedBy = N'test', @Now = '2026-01-01';
            EXEC config.SetAlertRuleMeasure N'waits', @MetricName = N'test.wait_ms', @AggregateName = N'last', @WindowMs = 60000,
                @MinSamples = 1, @WarnValue = 1000, @CriticalValue = 5000, @ChangedBy = N'test', @Now = '2026-01-01';
            GO
            DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'PRD');
            DECLARE @Points stage.MetricPoint;
            DECLARE @Minute int = 0;
            WHILE @Minute < 120
            BEGIN
                INSERT @Points VALUES (N'test.wait_ms', N'AOS1', @Minute % 30 * 300, DATEADD(minute, @Minute, '2026-01-02T10:00:00'));
                SET @Minute += 1;
            END;
            EXEC collect.SaveMetrics @InstanceId, '2026-01-01', @Points;
            EXEC alert.Evaluate '2026-01-02T10:20:00';
            EXEC alert.Evaluate '2026-01-02T10:25:00';
            """
        );
        var tables = await DatabaseContent.TablesAsync(server);
        var before = await DatabaseContent.RowsAsync(server, tables);
        Assert.That(before["alert.Alert"], Is.Not.Empty);

        var opened = await OpenedAsync(server);

        var after = await DatabaseContent.RowsAsync(server, tables);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(opened, Is.EqualTo(4), "one in each half hour");
            Assert.That(tables.Keys.Where(table => !before[table].SequenceEqual(after[table], StringComparer.Ordinal)), Is.Empty);
        }
    }

    private static async Task<int> OpenedAsync(TestServer server)
    {
        await using SqlConnection connection = new(server.ConnectionString);
        await connection.OpenAsync();
        await using SqlCommand command = new(
            "EXEC alert.Backtest N'waits', '2026-01-02T10:00:00', '2026-01-02T12:30:00';",
            connection
        );
        await using var reader = await command.ExecuteReaderAsync();
        var opened = 0;
        while (await reader.ReadAsync())
        {
            opened += await reader.IsDBNullAsync(reader.GetOrdinal("OpenedAt")) ? 0 : 1;
        }

        return opened;
    }
}
