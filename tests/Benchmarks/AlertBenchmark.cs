// How long alert.Evaluate takes with 500 rules of kinds Threshold and Rate over 5,000 series, two windows
// each with two hours of values a minute apart, and how much of it is reading the spine.
using System.Diagnostics;
using AxMonitor.Sandbox;
using Dapper;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Benchmarks;

/// <summary>Times alert.AggregateMetrics and alert.Evaluate over TDS.</summary>
internal static class AlertBenchmark
{
    private const int WarmUp = 2;
    private const int Runs = 10;

    // 100 metrics with 50 keys each; 5 rules a metric, every tenth a rate of it to the next metric.
    private const string Given = """
        DECLARE @InstanceId int = (SELECT MIN(InstanceId) FROM config.Instance);
        DECLARE @Name nvarchar(64), @Number int = 0;
        WHILE @Number < 100
        BEGIN
            SET @Name = CONCAT(N'bench.m', @Number);
            EXEC config.DefineMetric @Name, N'Requests', N'ms', N'higher', N'AOS', N'For the benchmark.';
            SET @Number += 1;
        END;
        DECLARE @Count TABLE (Number int NOT NULL PRIMARY KEY);
        INSERT @Count (Number) SELECT TOP (500) ROW_NUMBER() OVER (ORDER BY o.object_id) FROM sys.all_objects AS o;
        INSERT dim.MetricKey (KeyText) SELECT CONCAT(N'bench', c.Number) FROM @Count AS c WHERE c.Number <= 50;
        INSERT rollup.Series (MetricId, InstanceId, KeyId)
        SELECT m.MetricId, @InstanceId, k.KeyId
        FROM config.Metric AS m
        CROSS JOIN dim.MetricKey AS k
        WHERE m.MetricName LIKE N'bench.%' AND k.KeyText LIKE N'bench%';
        INSERT fact.Metric (InstanceId, MetricId, KeyId, CapturedAt, Value)
        SELECT
            s.InstanceId, s.MetricId, s.KeyId, DATEADD(minute, c.Number, '2026-01-05T08:00:00'),
            (s.MetricId * 31 + s.KeyId * 17 + c.Number * 7) % 100
        FROM rollup.Series AS s
        CROSS JOIN @Count AS c
        WHERE c.Number <= 120;
        INSERT config.AlertRule (RuleName, RuleKind, PendingMs, ClearPercent, ClearMs)
        SELECT CONCAT(N'bench', c.Number), CASE WHEN c.Number % 10 = 0 THEN N'Rate' ELSE N'Threshold' END, 60000, 80, 0
        FROM @Count AS c;
        INSERT config.AlertRuleMeasure
            (RuleId, RuleKind, MeasureName, MetricId, OtherMetricId, AggregateName, WindowMs, MinSamples, WarnValue)
        SELECT
            r.RuleId, r.RuleKind, N'm', m.MetricId, CASE WHEN r.RuleKind = N'Rate' THEN o.MetricId END,
            CASE c.Number % 5 WHEN 0 THEN N'avg' WHEN 1 THEN N'max' WHEN 2 THEN N'min' WHEN 3 THEN N'sum' ELSE N'last' END,
            CASE c.Number % 2 WHEN 0 THEN 300000 ELSE 900000 END, 3, 100000
        FROM @Count AS c
        INNER JOIN config.AlertRule AS r ON r.RuleName = CONCAT(N'bench', c.Number)
        INNER JOIN config.Metric AS m ON m.MetricName = CONCAT(N'bench.m', c.Number % 100)
        INNER JOIN config.Metric AS o ON o.MetricName = CONCAT(N'bench.m', (c.Number + 1) % 100);
        """;

    public static async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var server = await SqlStandIn.StartAsync("AXREPO", 0, "Benchmark-1", TimeProvider.System, cancellationToken);
        await RepositoryDeployment.DeployAsync(server, cancellationToken);
        await using var connection = new SqlConnection(server.ConnectionString(RepositoryDeployment.DatabaseName));
        await connection.OpenAsync(cancellationToken);
        // Its times are its own.
        await connection.ExecuteAsync("UPDATE config.Setting SET SettingValue = N'1' WHERE SettingName = N'ClockIsSimulated';");
        await connection.ExecuteAsync("EXEC ops.RegisterInstance N'BENCH', N'bench', N'AX', '2026-01-01';");
        await connection.ExecuteAsync(Given, commandTimeout: 600);

        Console.WriteLine("| step | rules | series | runs | p50 ms | p95 ms | max ms |");
        Console.WriteLine("|---|---|---|---|---|---|---|");
        await TimeAsync(connection, "spine", "SELECT COUNT(*) FROM alert.AggregateMetrics('2026-01-05T09:59:00', NULL);");
        await TimeAsync(connection, "evaluate", "EXEC alert.Evaluate '2026-01-05T09:59:00';");
    }

    private static async Task TimeAsync(SqlConnection connection, string step, string sql)
    {
        var milliseconds = new List<double>();
        for (var run = 0; run < WarmUp + Runs; run++)
        {
            var began = Stopwatch.GetTimestamp();
            await connection.ExecuteAsync(sql, commandTimeout: 120);
            if (run >= WarmUp)
            {
                milliseconds.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            }
        }

        Console.WriteLine(
            $"| {step} | 500 | 5,000 | {Runs} | {Figures.Format(Figures.Percentile(milliseconds, 0.5))} | {Figures.Format(Figures.Percentile(milliseconds, 0.95))} | {Figures.Format(milliseconds.Max())} |"
        );
    }
}
