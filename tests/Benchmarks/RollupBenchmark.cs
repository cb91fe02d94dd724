// What folding the rollups costs: the minute as it comes every minute, an hour that is over, and a day folded
// whole, of 5,000 series and of twice and four times as many; and what twelve months of aggregates take, from
// the rows that were measured.
using System.Diagnostics;
using System.Globalization;
using AxMonitor.Sandbox;
using Dapper;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Benchmarks;

/// <summary>Times rollup.Fold over TDS, and counts rows.</summary>
internal static class RollupBenchmark
{
    // The day that is measured; one of a few series before it warms up.
    private static readonly DateTime Day = new(2026, 1, 5, 0, 0, 0, DateTimeKind.Utc);
    private const int MinuteRuns = 5;

    // Four in ten series bring a value every minute, the others one in ten minutes: values scatter around a
    // level of their own (factor 0.7 to 1.4), as measured times do; half of the series bring whole numbers.
    private const string Series = """
        DECLARE @InstanceId int = (SELECT MIN(InstanceId) FROM config.Instance);
        DECLARE @First int = (SELECT COUNT(*) FROM rollup.Series);
        EXEC config.DefineMetric N'bench.m', N'Requests', N'ms', N'higher', N'AOS', N'For the benchmark.';
        WITH Digit AS (SELECT v.Digit FROM (VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) AS v (Digit)),
        Number AS
        (
            SELECT Number = a.Digit + 10 * b.Digit + 100 * c.Digit + 1000 * d.Digit + 10000 * e.Digit
            FROM Digit AS e CROSS JOIN Digit AS d CROSS JOIN Digit AS c CROSS JOIN Digit AS b CROSS JOIN Digit AS a
        )
        INSERT dim.MetricKey (KeyText) SELECT CONCAT(N'bench', n.Number) FROM Number AS n WHERE n.Number >= @First AND n.Number < @Count;
        INSERT rollup.Series (InstanceId, MetricId, KeyId)
        SELECT @InstanceId, m.MetricId, k.KeyId
        FROM config.Metric AS m
        CROSS JOIN dim.MetricKey AS k
        WHERE m.MetricName = N'bench.m'
          AND k.KeyText LIKE N'bench%'
          AND NOT EXISTS (SELECT 1 FROM rollup.Series AS s WHERE s.MetricId = m.MetricId AND s.InstanceId = @InstanceId AND s.KeyId = k.KeyId);
        """;

    private const string Values = """
        WITH Digit AS (SELECT v.Digit FROM (VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) AS v (Digit)),
        Number AS
        (
            SELECT Number = a.Digit + 10 * b.Digit + 100 * c.Digit + 1000 * d.Digit
            FROM Digit AS d CROSS JOIN Digit AS c CROSS JOIN Digit AS b CROSS JOIN Digit AS a
        )
        INSERT fact.Metric (InstanceId, MetricId, KeyId, CapturedAt, Value)
        SELECT s.InstanceId, s.MetricId, s.KeyId, DATEADD(minute, n.Number, @From),
            CASE WHEN s.SeriesId % 2 = 0 THEN ROUND(v.Value, 0) ELSE v.Value END
        FROM rollup.Series AS s
        CROSS JOIN Number AS n
        CROSS APPLY
        (
            SELECT Value = 100e0 * (1 + s.SeriesId % 50)
                * EXP(((CAST(s.SeriesId AS bigint) * 7919 + n.Number * 104729) % 1009 / 1009e0 - 0.5e0) * 0.7e0)
        ) AS v
        WHERE s.SeriesId <= @Count
          AND n.Number < @Minutes
          AND (s.SeriesId % 10 < 4 OR (n.Number + s.SeriesId) % 10 = 0);
        INSERT rollup.Dirty (Minutes, BucketAt, SeriesId)
        SELECT DISTINCT 5, b.BucketAt, s.SeriesId
        FROM fact.Metric AS m
        INNER JOIN rollup.Series AS s ON s.MetricId = m.MetricId AND s.InstanceId = m.InstanceId AND s.KeyId = m.KeyId
        CROSS APPLY lib.BucketStart(m.CapturedAt, 5) AS b
        WHERE m.CapturedAt >= @From
          AND m.CapturedAt < DATEADD(minute, @Minutes, @From)
          AND NOT EXISTS (SELECT 1 FROM rollup.Dirty AS d WHERE d.Minutes = 5 AND d.BucketAt = b.BucketAt AND d.SeriesId = s.SeriesId);
        """;

    public static async Task RunAsync(string? series, string? hours, CancellationToken cancellationToken)
    {
        var count = series is null ? 5000 : int.Parse(series, CultureInfo.InvariantCulture);
        var length = hours is null ? 24 : int.Parse(hours, CultureInfo.InvariantCulture);
        Console.WriteLine("| series | minute: buckets | p50 ms | max ms | hour that is over: ms | day of values | buckets | ms |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|");
        IReadOnlyList<(string Table, double RowsADay, double Bytes)>? rows = null;
        foreach (var times in new[] { 1, 2, 4 })
        {
            var measured = await MeasureAsync(count * times, length, cancellationToken);
            rows ??= measured;
        }

        Console.WriteLine();
        Console.WriteLine("| table | days | rows a day | million rows | bytes a row, plain | compressed | GB, plain | compressed |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|");
        var plainTotal = 0.0;
        var total = 0.0;
        foreach (var (table, days, plain) in Kept)
        {
            var (_, aDay, bytes) = rows!.Single(row => row.Table == table);
            plainTotal += aDay * days * plain / 1e9;
            total += aDay * days * bytes / 1e9;
            Console.WriteLine(
                FormattableString.Invariant(
                    $"| {table} | {days} | {aDay:0} | {aDay * days / 1e6:0.0} | {plain} | {bytes:0.0} | {aDay * days * plain / 1e9:0.00} | {aDay * days * bytes / 1e9:0.00} |"
                )
            );
        }

        Console.WriteLine(FormattableString.Invariant($"| all | | | | | | {plainTotal:0.00} | {total:0.00} |"));
    }

    // Bytes of a row in pages that are not compressed: columns, header, null bitmap, slot.
    private static readonly (string Table, int Days, int Plain)[] Kept =
    [
        ("FiveMinute", 16, 67),
        ("Hour", 365, 68),
        ("HourBin", 45, 30),
        ("Day", 365, 68),
        ("DayBin", 365, 30),
    ];

    // Of the rows that were measured: whole numbers take the bytes they need, floating-point numbers leave
    // out their last bytes of zeros, and of what the rows of a page begin alike (series and times) two bytes
    // each remain; besides, four bits a column, two bytes of header and two of the slot. What page
    // compression saves by its dictionary is left out.
    private static async Task<double> CompressedBytesAsync(SqlConnection connection, string table)
    {
        var sum = 0.0;
        var count = 0;
        await using var reader = await connection.ExecuteReaderAsync($"SELECT TOP (20000) * FROM rollup.{table} WHERE BucketAt >= @Day;", new { Day });
        while (await reader.ReadAsync())
        {
            sum += 4 + (reader.FieldCount + 1) / 2;
            for (var column = 0; column < reader.FieldCount; column++)
            {
                sum += reader.GetValue(column) switch
                {
                    _ when column == 0 => 2,
                    DateTime => 2,
                    double value => FloatBytes(value),
                    bool => 0,
                    var number => IntegerBytes(Convert.ToInt64(number, CultureInfo.InvariantCulture)),
                };
            }

            count++;
        }

        return sum / Math.Max(1, count);
    }

    private static int FloatBytes(double value)
    {
        var bits = BitConverter.DoubleToUInt64Bits(value);
        return bits == 0 ? 0 : 8 - System.Numerics.BitOperations.TrailingZeroCount(bits) / 8;
    }

    private static int IntegerBytes(long value)
    {
        var bytes = 0;
        for (var limit = value == 0 ? 0L : 128L; bytes < 8 && limit != 0; limit <<= 8)
        {
            bytes++;
            if (value >= -limit && value < limit)
            {
                break;
            }
        }

        return bytes;
    }

    private static async Task<IReadOnlyList<(string Table, double RowsADay, double Bytes)>> MeasureAsync(
        int count,
        int hours,
        CancellationToken cancellationToken
    )
    {
        await using var server = await SqlStandIn.StartAsync("AXREPO", 0, "Benchmark-1", TimeProvider.System, cancellationToken);
        await RepositoryDeployment.DeployAsync(server, cancellationToken);
        await using var connection = new SqlConnection(server.ConnectionString(RepositoryDeployment.DatabaseName));
        await connection.OpenAsync(cancellationToken);
        await connection.ExecuteAsync(
            "UPDATE config.Setting SET SettingValue = N'1000000000' WHERE SettingName = N'FoldBudgetMs'; UPDATE config.Setting SET SettingValue = N'1' WHERE SettingName = N'ClockIsSimulated';"
        );
        await connection.ExecuteAsync("EXEC ops.RegisterInstance N'BENCH', N'bench', N'AX', '2026-01-01';");
        await connection.ExecuteAsync("EXEC ops.MaintainPartitions @Now;", new { Now = Day.AddDays(-1) });
        await connection.ExecuteAsync(Series, new { Count = count }, commandTimeout: 600);
        await FoldedAsync(connection, Day.AddDays(-1), 100, 120);

        // A day folded whole.
        await ValuesAsync(connection, Day, count, hours * 60);
        var (dayBuckets, dayMs) = await FoldAsync(connection, Day.AddDays(1));
        var rows = new List<(string, double, double)>();
        foreach (var (table, _, _) in Kept)
        {
            rows.Add(
                (
                    table,
                    await connection.ExecuteScalarAsync<long>(
                        $"SELECT COUNT_BIG(*) FROM rollup.{table} WHERE BucketAt >= @Day;",
                        new { Day }
                    ) * (table.StartsWith("Day", StringComparison.Ordinal) ? 1.0 : 24.0 / hours),
                    await CompressedBytesAsync(connection, table)
                )
            );
        }

        // Minute by minute, as it comes.
        var next = Day.AddDays(1);
        var minutes = new List<double>();
        var minuteBuckets = 0L;
        for (var minute = 0; minute < MinuteRuns; minute++)
        {
            await ValuesAsync(connection, next.AddMinutes(minute), count, 1);
            (minuteBuckets, var ms) = await FoldAsync(connection, next.AddMinutes(minute + 1));
            minutes.Add(ms);
        }

        // The hour that is over.
        await ValuesAsync(connection, next.AddMinutes(MinuteRuns), count, 60 - MinuteRuns);
        await FoldAsync(connection, next.AddMinutes(59));
        var (_, hourMs) = await FoldAsync(connection, next.AddHours(1));
        Console.WriteLine(
            FormattableString.Invariant(
                $"| {count} | {minuteBuckets} | {Figures.Percentile(minutes, 0.5):0} | {minutes.Max():0} | {hourMs:0} | {hours} h | {dayBuckets} | {dayMs:0} |"
            )
        );
        return rows;
    }

    private static async Task FoldedAsync(SqlConnection connection, DateTime from, int count, int minutes)
    {
        await ValuesAsync(connection, from, count, minutes);
        await FoldAsync(connection, from.AddDays(1));
    }

    private static Task ValuesAsync(SqlConnection connection, DateTime from, int count, int minutes) =>
        connection.ExecuteAsync(
            Values,
            new
            {
                From = from,
                Count = count,
                Minutes = minutes,
            },
            commandTimeout: 600
        );

    private static async Task<(long Buckets, double Ms)> FoldAsync(SqlConnection connection, DateTime now)
    {
        var began = Stopwatch.GetTimestamp();
        var folded = await connection.QuerySingleAsync<long>(
            "EXEC ops.FoldRollups @now;",
            new { now },
            commandTimeout: 1800
        );
        return (folded, Stopwatch.GetElapsedTime(began).TotalMilliseconds);
    }
}
