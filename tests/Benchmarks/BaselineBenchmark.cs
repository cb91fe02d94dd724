// What the nights cost: baselines of 14 days of five-minute values, leaks over 90 days of daily values, and
// the look for anomalies every five minutes; each for the number of series given, twice and four times.
using System.Diagnostics;
using System.Globalization;
using AxMonitor.Sandbox;
using Dapper;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Benchmarks;

/// <summary>Times ops.BuildBaselines and baseline.FindLeaks over TDS.</summary>
internal static class BaselineBenchmark
{
    // A Monday: the fourteen days before are whole.
    private static readonly DateTime Today = new(2026, 6, 8, 0, 0, 0, DateTimeKind.Utc);

    private const string Series = """
        DECLARE @InstanceId int = (SELECT MIN(InstanceId) FROM config.Instance);
        EXEC config.DefineMetric N'bench.m', N'Requests', N'ms', N'higher', N'AOS', N'For the benchmark.';
        WITH Digit AS (SELECT v.Digit FROM (VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) AS v (Digit)),
        Number AS
        (
            SELECT Number = a.Digit + 10 * b.Digit + 100 * c.Digit + 1000 * d.Digit + 10000 * e.Digit
            FROM Digit AS e CROSS JOIN Digit AS d CROSS JOIN Digit AS c CROSS JOIN Digit AS b CROSS JOIN Digit AS a
        )
        INSERT dim.MetricKey (KeyText) SELECT CONCAT(N'bench', n.Number) FROM Number AS n WHERE n.Number < @Count;
        INSERT rollup.Series (InstanceId, MetricId, KeyId)
        SELECT @InstanceId, m.MetricId, k.KeyId
        FROM config.Metric AS m
        CROSS JOIN dim.MetricKey AS k
        WHERE m.MetricName = N'bench.m' AND k.KeyText LIKE N'bench%';
        """;

    // Values scatter by 0.7 to 1.4 around a daily cycle.
    private const string FiveMinutes = """
        WITH Digit AS (SELECT v.Digit FROM (VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) AS v (Digit)),
        Number AS
        (
            SELECT Number = a.Digit + 10 * b.Digit + 100 * c.Digit
            FROM Digit AS c CROSS JOIN Digit AS b CROSS JOIN Digit AS a
        )
        INSERT rollup.FiveMinute (SeriesId, BucketAt, ValueCount, SumValue, MinValue, MaxValue, LastValue, LastAt)
        SELECT s.SeriesId, t.BucketAt, 5, 5 * v.Value, v.Value, v.Value, v.Value, t.BucketAt
        FROM rollup.Series AS s
        CROSS JOIN Number AS n
        CROSS APPLY (SELECT BucketAt = DATEADD(minute, 5 * n.Number, @Day)) AS t
        CROSS APPLY
        (
            SELECT Value = 100e0 * (2 + SIN(n.Number / 45.8e0))
                * EXP(((CAST(s.SeriesId AS bigint) * 7919 + DATEDIFF(minute, '20260101', t.BucketAt) * CAST(104729 AS bigint)) % 1009 / 1009e0 - 0.5e0) * 0.7e0)
        ) AS v
        WHERE n.Number < @Slots;
        INSERT rollup.Coverage (InstanceId, CollectorId, BucketAt, CoveredMs)
        SELECT i.InstanceId, c.CollectorId, t.BucketAt, 300000
        FROM config.Instance AS i
        INNER JOIN config.Collector AS c ON c.CollectorName = N'Requests'
        CROSS JOIN
        (
            SELECT BucketAt = DATEADD(minute, 5 * (a.Digit + 10 * b.Digit + 100 * d.Digit), @Day), N = a.Digit + 10 * b.Digit + 100 * d.Digit
            FROM (VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) AS a (Digit)
            CROSS JOIN (VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) AS b (Digit)
            CROSS JOIN (VALUES (0), (1), (2)) AS d (Digit)
        ) AS t
        WHERE t.N < @Slots;
        """;

    // One series in fifty rises by one percent a day.
    private const string Days = """
        WITH Digit AS (SELECT v.Digit FROM (VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) AS v (Digit)),
        Number AS (SELECT Number = a.Digit + 10 * b.Digit FROM Digit AS b CROSS JOIN Digit AS a)
        INSERT baseline.DayValue (SeriesId, LocalDate, MedianValue, MinValue, MaxValue, ValueCount, CoveragePercent)
        SELECT s.SeriesId, DATEADD(day, -1 - n.Number, @Today), v.Value, v.Value, v.Value, 1440, 100
        FROM rollup.Series AS s
        CROSS JOIN Number AS n
        CROSS APPLY
        (
            SELECT Value = 100e0 * POWER(CASE WHEN s.SeriesId % 50 = 0 THEN 1.01e0 ELSE 1e0 END, 90 - n.Number)
                * EXP(((CAST(s.SeriesId AS bigint) * 7919 + n.Number * 104729) % 1009 / 1009e0 - 0.5e0) * 0.2e0)
        ) AS v
        WHERE n.Number < 90;
        """;

    public static async Task RunAsync(string? baselineSeries, string? leakSeries, CancellationToken cancellationToken)
    {
        var baselines = baselineSeries is null ? 250 : int.Parse(baselineSeries, CultureInfo.InvariantCulture);
        var leaks = leakSeries is null ? 5000 : int.Parse(leakSeries, CultureInfo.InvariantCulture);
        Console.WriteLine("| series × 4,032 values | built in s | s a page of 250 | looked for anomalies in ms |");
        Console.WriteLine("|---|---|---|---|");
        foreach (var times in new[] { 1, 2, 4 })
        {
            await BaselinesAsync(baselines * times, cancellationToken);
        }

        Console.WriteLine();
        Console.WriteLine("| series × 90 days | tested | told | s |");
        Console.WriteLine("|---|---|---|---|");
        foreach (var times in new[] { 1, 2, 4 })
        {
            await LeaksAsync(leaks * times, cancellationToken);
        }
    }

    private static async Task BaselinesAsync(int count, CancellationToken cancellationToken)
    {
        await using var server = await SqlStandIn.StartAsync("AXREPO", 0, "Benchmark-1", TimeProvider.System, cancellationToken);
        await using var connection = await PrepareAsync(server, count, cancellationToken);
        for (var day = 14; day >= 1; day--)
        {
            await connection.ExecuteAsync(FiveMinutes, new { Day = Today.AddDays(-day), Slots = 288 }, commandTimeout: 1800);
        }

        var began = Stopwatch.GetTimestamp();
        var built = await connection.QuerySingleAsync<(int Built, int Left, int Anomalies)>(
            "EXEC ops.BuildBaselines @Now;",
            new { Now = Today.AddSeconds(30) },
            commandTimeout: 3600
        );
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        if (built.Built != count)
        {
            throw new InvalidOperationException($"{built.Built} of {count} series were built.");
        }

        await connection.ExecuteAsync(FiveMinutes, new { Day = Today, Slots = 4 }, commandTimeout: 600);
        began = Stopwatch.GetTimestamp();
        await connection.QuerySingleAsync<(int, int, int)>(
            "EXEC ops.BuildBaselines @Now;",
            new { Now = Today.AddMinutes(22) },
            commandTimeout: 600
        );
        var scored = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        Console.WriteLine(
            FormattableString.Invariant($"| {count} | {seconds:0.0} | {seconds * 250 / count:0.0} | {scored:0} |")
        );
    }

    private static async Task LeaksAsync(int count, CancellationToken cancellationToken)
    {
        await using var server = await SqlStandIn.StartAsync("AXREPO", 0, "Benchmark-1", TimeProvider.System, cancellationToken);
        await using var connection = await PrepareAsync(server, count, cancellationToken);
        await connection.ExecuteAsync(Days, new { Today }, commandTimeout: 1800);
        var began = Stopwatch.GetTimestamp();
        var parameters = new DynamicParameters(new { Now = Today.AddHours(1) });
        parameters.Add("Tested", dbType: System.Data.DbType.Int32, direction: System.Data.ParameterDirection.Output);
        parameters.Add("Open", dbType: System.Data.DbType.Int32, direction: System.Data.ParameterDirection.Output);
        await connection.ExecuteAsync(
            "EXEC baseline.FindLeaks @Now, @Tested OUTPUT, @Open OUTPUT;",
            parameters,
            commandTimeout: 3600
        );
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        Console.WriteLine(
            FormattableString.Invariant($"| {count} | {parameters.Get<int>("Tested")} | {parameters.Get<int>("Open")} | {seconds:0.0} |")
        );
    }

    private static async Task<SqlConnection> PrepareAsync(SqlStandIn server, int count, CancellationToken cancellationToken)
    {
        await RepositoryDeployment.DeployAsync(server, cancellationToken);
        var connection = new SqlConnection(server.ConnectionString(RepositoryDeployment.DatabaseName));
        await connection.OpenAsync(cancellationToken);
        await connection.ExecuteAsync(
            "UPDATE config.Setting SET SettingValue = N'1000000000' WHERE SettingName = N'BaselineBudgetMs'; UPDATE config.Setting SET SettingValue = N'1' WHERE SettingName = N'ClockIsSimulated';"
        );
        await connection.ExecuteAsync("EXEC ops.RegisterInstance N'BENCH', N'bench', N'AX', '2026-01-01';");
        await connection.ExecuteAsync("EXEC ops.MaintainPartitions @Now;", new { Now = Today.AddDays(-1) });
        await connection.ExecuteAsync(Series, new { Count = count }, commandTimeout: 600);
        return connection;
    }
}
