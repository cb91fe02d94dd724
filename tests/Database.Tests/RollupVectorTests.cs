// Rollups, sketches and percentiles against expected values that were computed elsewhere (Vectors/*.json,
// each with its tolerance), by the way that values take: saved, folded, asked for.

using System.Globalization;
using System.Text.Json;
using Dapper;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Database.Tests;

[TestFixture]
public sealed class RollupVectorTests
{
    private static readonly DateTime Day = new(2026, 3, 2, 0, 0, 0, DateTimeKind.Utc);
    private static readonly Dictionary<string, string> Formulas = new(StringComparer.Ordinal)
    {
        ["uniform"] = "1000e0 * g.u",
        ["heavy tail"] = "POWER(1e0 - g.u, -1e0 / 1.5e0)",
        ["ties"] = "FLOOR(20e0 * g.u)",
        ["signs"] = "POWER(g.u - 0.5e0, 3) * 1000000e0",
        ["ten values"] = "FLOOR(10e0 * g.u) + 1e0",
        ["ten million"] = "POWER(1e0 - g.u, -1e0 / 1.5e0)",
    };

    private TestServer _server = null!;
    private SqlConnection _connection = null!;
    private int _instances;

    [OneTimeSetUp]
    public async Task Deploy()
    {
        _server = await TestServer.StartAsync();
        await _server.HaveRepositoryAsync();
        await _server.SimulateTimeAsync();
        _connection = new SqlConnection(_server.ConnectionString);
        await _connection.OpenAsync();
        await _connection.ExecuteAsync(
            """
            EXEC config.DefineMetric N'test.gauge', N'Waits', N'ms', N'higher', N'none', N'For the test.';
            EXEC config.DefineMetric N'test.event', N'Errors', N'count', N'higher', N'none', N'For the test.', N'event count';
            """
        );
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        await _connection.DisposeAsync();
        await _server.DisposeAsync();
    }

    [SetUp]
    public Task Begin() => _connection.ExecuteAsync("EXEC config.SetSetting N'SketchBins', N'1024', N'test', '2026-01-01';");

    [TestCaseSource(nameof(Cases), new object[] { "rollups.json" })]
    public async Task Buckets_and_what_was_watched_of_them_are_as_expected(Vector vector)
    {
        var instance = await InstanceAsync();
        var collector = vector.Text("source") == "log" ? "Errors" : "Waits";
        var metric = vector.Text("metric") == "event" ? "test.event" : "test.gauge";
        await _connection.ExecuteAsync(
            """
            INSERT config.CollectorOverride (InstanceId, CollectorName, IntervalMs) VALUES (@instance, @collector, @interval);
            INSERT collect.Sample (InstanceId, CollectorName, SampledAt, ServerStartedAt)
            SELECT @instance, N'Cpu', @started, @started WHERE @started IS NOT NULL;
            """,
            new
            {
                instance,
                collector,
                interval = vector.Json.GetProperty("intervalS").GetInt32() * 1000,
                started = vector.Text("startedAt") is { } begin ? Time(begin) : (DateTime?)null,
            }
        );
        foreach (var run in vector.Json.GetProperty("runs").EnumerateArray())
        {
            var at = Time(run[0].GetString()!);
            await _connection.ExecuteAsync(
                "EXEC ops.SaveJobRun @RunId = @id, @JobName = @job, @InstanceId = @instance, @StartedAt = @at, @EndedAt = @at, @SourceMs = 10, @Outcome = @outcome, @CapturedAt = @at;",
                new
                {
                    id = Guid.NewGuid(),
                    job = "collect:" + collector,
                    instance,
                    at,
                    outcome = run[1].GetInt32() == 1 ? "ok" : "failed",
                }
            );
        }

        var points = vector.Json.GetProperty("points").EnumerateArray();
        var values = points.Select(p => (At: Time(p[0].GetString()!), Value: p[1].GetDouble())).ToList();
        // Latest first, in two parts, and folded twice: the rows are the same.
        values.Reverse();
        foreach (var part in values.Chunk(Math.Max(1, (values.Count + 1) / 2)))
        {
            await SaveAsync(instance, metric, part);
            await FoldAsync();
        }

        await FoldAsync();
        var series = await SeriesAsync(instance, metric);
        foreach (var bucket in vector.Json.GetProperty("buckets").EnumerateArray())
        {
            var at = Time(bucket.GetProperty("bucketAt").GetString()!);
            var found = await _connection.QuerySingleOrDefaultAsync<Bucket>(
                "SELECT CoveredShare, ValueCount, SumValue, MinValue, MaxValue, LastValue, PerSecond FROM rollup.Buckets(@series, @at, DATEADD(minute, 5, @at), 5);",
                new { series, at }
            );
            using (Assert.EnterMultipleScope())
            {
                Near(found?.CoveredShare ?? 0, bucket, "coverage", at);
                Near(found?.ValueCount ?? 0, bucket, "count", at);
                // A series that never had a value is not known, so nobody can make its 0.
                if (values.Count > 0)
                {
                    Near(found?.SumValue, bucket, "sum", at);
                    Near(found?.PerSecond, bucket, "perCoveredSecond", at);
                }

                Near(found?.MinValue, bucket, "min", at);
                Near(found?.MaxValue, bucket, "max", at);
                Near(found?.LastValue, bucket, "last", at);
                Assert.That(
                    await _connection.ExecuteScalarAsync<int>(
                        "SELECT COUNT(*) FROM rollup.FiveMinute WHERE SeriesId = @series AND BucketAt = @at;",
                        new { series, at }
                    ),
                    Is.EqualTo(bucket.GetProperty("stored").GetInt32()),
                    $"rows of {at:t}"
                );
            }
        }
    }

    [TestCaseSource(nameof(Cases), new object[] { "percentiles.json" })]
    public async Task Percentiles_of_the_detail_are_those_of_PERCENTILE_CONT(Vector vector)
    {
        var instance = await InstanceAsync();
        await SaveAsync(instance, "test.gauge", Spread(vector.Numbers("values")));
        var series = await SeriesAsync(instance, "test.gauge");
        var found = await QuantilesAsync("rollup.Quantiles", series, vector.Quantiles, Day, Day.AddDays(1));
        AllNear(found, vector.Numbers("percentiles"), 1e-12);
    }

    [TestCaseSource(nameof(Durations))]
    public async Task Box_plots_of_batch_durations_are_as_expected(Vector vector)
    {
        var values = vector.Numbers("values");
        // Durations are whole milliseconds; the values have four decimals at most.
        const double scale = 10_000;
        var instance = await InstanceAsync();
        foreach (var (value, index) in values.Select((value, index) => (value, index)))
        {
            await _connection.ExecuteAsync(
                """
                INSERT fact.BatchExecution
                    (InstanceId, BatchId, ClassNumber, StatusNumber, StartedAt, DurationMs, IsRunning, IsEndEstimated, FirstSeenAt, LastSeenAt)
                VALUES (@instance, @index, 7, 4, @at, @ms, 0, 0, @at, @at);
                """,
                new
                {
                    instance,
                    index = index + 1,
                    at = Day.AddSeconds(index),
                    ms = (long)Math.Round(value * scale),
                }
            );
        }

        var box = await _connection.QuerySingleAsync<Box>(
            "SELECT ValueCount, P5Ms, P25Ms, P50Ms, P75Ms, P95Ms, OutlierBelowMs, OutlierAboveMs, OutlierCount FROM rollup.BatchDurations(@instance, @from, DATEADD(day, 1, @from));",
            new { instance, from = Day }
        );
        Assert.That(box.ValueCount, Is.EqualTo(values.Count));
        if (!vector.Json.TryGetProperty("box", out var expected))
        {
            Assert.That((box.P50Ms, box.OutlierAboveMs, box.OutlierCount), Is.EqualTo(((double?)null, (double?)null, 0)));
            return;
        }

        var outliers = expected.GetProperty("outliers").EnumerateArray().Select(value => value.GetDouble()).ToList();
        using (Assert.EnterMultipleScope())
        {
            Near(box.P5Ms / scale, expected, "whiskerLow", Day);
            Near(box.P25Ms / scale, expected, "p25", Day);
            Near(box.P50Ms / scale, expected, "p50", Day);
            Near(box.P75Ms / scale, expected, "p75", Day);
            Near(box.P95Ms / scale, expected, "whiskerHigh", Day);
            Near(box.OutlierBelowMs / scale, expected, "outlierBelow", Day);
            Near(box.OutlierAboveMs / scale, expected, "outlierAbove", Day);
            Assert.That(box.OutlierCount, Is.EqualTo(outliers.Count));
        }

        var listed = await _connection.QueryAsync<long>(
            "SELECT DurationMs FROM rollup.BatchDurationOutliers(@instance, @from, DATEADD(day, 1, @from)) ORDER BY DurationMs;",
            new { instance, from = Day }
        );
        Assert.That(listed, Is.EqualTo(outliers.Order().Select(value => (long)Math.Round(value * scale))));
    }

    [TestCaseSource(nameof(Cases), new object[] { "sketches.json" })]
    public async Task Bins_and_percentiles_of_a_sketch_are_as_expected_and_within_their_bound(Vector vector)
    {
        var instance = await InstanceAsync();
        var values = vector.Numbers("values");
        await SaveAsync(instance, "test.gauge", Spread(values));
        await FoldAsync();
        var series = await SeriesAsync(instance, "test.gauge");
        var near = vector.Json.GetProperty("nearBoundary").GetInt32();
        foreach (var table in new[] { "HourBin", "DayBin" })
        {
            var found = await BinsAsync(table, series);
            var expected = vector.Pairs("bins");
            if (near == 0)
            {
                Assert.That(found, Is.EqualTo(expected), table);
            }
            else
            {
                // Each value may lie one bin beside: so may each rank.
                var ranks = Expand(found).Zip(Expand(expected), (a, b) => Math.Abs(a - b)).ToList();
                Assert.That(ranks, Has.Count.EqualTo(values.Count).And.All.LessThanOrEqualTo(1), table);
                Assert.That(ranks.Sum(), Is.LessThanOrEqualTo(near), table);
            }
        }

        // The hour, and the whole day.
        foreach (var (from, to) in new[] { (Day.AddHours(10), Day.AddHours(11)), (Day, Day.AddDays(1)) })
        {
            await _connection.ExecuteAsync("UPDATE rollup.State SET DetailFrom = '2026-03-03';");
            var found = await QuantilesAsync("rollup.Quantiles", series, vector.Quantiles, from, to);
            if (near == 0)
            {
                AllNear(found, vector.Numbers("sketch"), 1e-9);
            }

            if (values.Max(Math.Abs) <= 1e18)
            {
                Within(found, vector.Numbers("exact"), vector.Numbers("bound"));
            }
        }
    }

    [TestCaseSource(nameof(Cases), new object[] { "merges.json" })]
    public async Task Merged_sketches_are_the_same_in_every_order_also_when_the_parts_were_limited_before(Vector vector)
    {
        var limit = vector.Json.GetProperty("limit").GetInt32();
        await _connection.ExecuteAsync(
            "DECLARE @Value nvarchar(20) = @limit; EXEC config.SetSetting N'SketchBins', @Value, N'test', '2026-01-01';",
            new { limit = limit.ToString(CultureInfo.InvariantCulture) }
        );
        List<List<(int, long)>> parts = [.. vector.Json.GetProperty("parts").EnumerateArray().Select(Vector.PairsOf)];
        List<List<(int, long)>> limited = [.. parts.Select(part => Limited(part, limit))];
        List<(int, long)>[][] orders =
        [
            [.. parts],
            [.. parts.AsEnumerable().Reverse()],
            [.. limited],
            [.. limited.Skip(3), .. limited.Take(3)],
        ];
        foreach (var order in orders)
        {
            var instance = await InstanceAsync();
            await SaveAsync(instance, "test.gauge", [(Day, 1)]);
            var series = await SeriesAsync(instance, "test.gauge");
            await _connection.ExecuteAsync("DELETE rollup.Dirty;");
            foreach (var (part, hour) in order.Select((part, hour) => (part, hour)))
            {
                await _connection.ExecuteAsync(
                    """
                    INSERT rollup.Hour (SeriesId, BucketAt, ValueCount, SumValue, MinValue, MaxValue, LastValue, LastAt, IsCollapsed)
                    VALUES (@series, @at, @count, 0, @min, @max, 0, @at, 0);
                    """,
                    new
                    {
                        series,
                        at = Day.AddHours(hour),
                        count = part.Sum(bin => bin.Item2),
                        min = vector.Json.GetProperty("min").GetDouble(),
                        max = vector.Json.GetProperty("max").GetDouble(),
                    }
                );
                await _connection.ExecuteAsync(
                    "INSERT rollup.HourBin (SeriesId, BucketAt, BinIndex, BinCount) VALUES (@series, @at, @bin, @count);",
                    part.Select(bin => new
                    {
                        series,
                        at = Day.AddHours(hour),
                        bin = bin.Item1,
                        count = bin.Item2,
                    })
                );
            }

            await _connection.ExecuteAsync(
                "INSERT rollup.Dirty (Minutes, BucketAt, SeriesId) VALUES (1440, @Day, @series);",
                new { Day, series }
            );
            await FoldAsync();
            Assert.That(await BinsAsync("DayBin", series), Is.EqualTo(vector.Pairs("merged")));
            AllNear(
                await QuantilesAsync("rollup.SketchQuantiles", series, vector.Quantiles, Day, Day.AddDays(1)),
                vector.Numbers("quantiles"),
                1e-9
            );
        }
    }

    [TestCaseSource(nameof(LargeCases))]
    public async Task Sketches_of_many_values_stay_within_one_percent(Vector vector)
    {
        var count = vector.Json.GetProperty("count").GetInt32();
        var formula = Formulas[vector.Name];
        var instance = await InstanceAsync();
        await SaveAsync(instance, "test.gauge", [(Day, 1)]);
        var series = await SeriesAsync(instance, "test.gauge");
        var places = Enumerable.Range(0, (int)Math.Ceiling(Math.Log10(count))).ToList();
        var number = string.Join(" + ", places.Select(p => FormattableString.Invariant($"{Math.Pow(10, p)} * d{p}.N")));
        var digits = string.Join(
            " CROSS JOIN ",
            places.Select(p => $"(VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) AS d{p} (N)")
        );
        await _connection.ExecuteAsync(
            $"""
            SELECT n.BinIndex, BinCount = COUNT_BIG(*), MinValue = MIN(v.Value), MaxValue = MAX(v.Value)
            INTO #Sketch
            FROM
            (
                SELECT u = ((7919 * CAST(1 + {number} AS bigint) + 104729) % 10000019) / 10000019e0
                FROM {digits}
                WHERE 1 + {number} <= @count
            ) AS g
            CROSS APPLY (SELECT Value = {formula}) AS v
            CROSS APPLY lib.BinOf(v.Value) AS n
            GROUP BY n.BinIndex;
            INSERT rollup.DayBin (SeriesId, BucketAt, BinIndex, BinCount)
            SELECT @series, @Day, k.BinIndex, k.BinCount FROM #Sketch AS k;
            INSERT rollup.Day (SeriesId, BucketAt, ValueCount, SumValue, MinValue, MaxValue, LastValue, LastAt, IsCollapsed)
            SELECT @series, @Day, SUM(k.BinCount), 0, MIN(k.MinValue), MAX(k.MaxValue), 0, @Day, 0 FROM #Sketch AS k;
            """,
            new
            {
                count,
                series,
                Day,
            },
            commandTimeout: 1800
        );
        var bins = await BinsAsync("DayBin", series);
        var near = vector.Json.GetProperty("nearBoundary").GetInt64();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(bins.Sum(bin => bin.Count), Is.EqualTo(count));
            Assert.That(bins, Has.Count.EqualTo(vector.Json.GetProperty("distinctBins").GetInt32()));
            Assert.That(
                bins.Sum(bin => bin.Bin * bin.Count),
                Is.EqualTo(vector.Json.GetProperty("sumOfBinTimesCount").GetInt64()).Within(near)
            );
        }

        var found = await QuantilesAsync("rollup.SketchQuantiles", series, vector.Quantiles, Day, Day.AddDays(1));
        if (near == 0)
        {
            AllNear(found, vector.Numbers("sketch"), 1e-8);
        }

        Within(found, vector.Numbers("exact"), vector.Numbers("bound"));
    }

    [Test]
    public async Task A_window_beyond_the_detail_joins_days_hours_and_what_the_spine_has()
    {
        var instance = await InstanceAsync();
        // Values 1 to 400 in steps of half an hour: from 1 March 12:00 on, into 9 March.
        var from = Day.AddHours(-12);
        List<(DateTime, double)> values = [.. Enumerable.Range(1, 400).Select(n => (from.AddMinutes((n - 1) * 30), (double)n))];
        await SaveAsync(instance, "test.gauge", [.. values]);
        await FoldAsync("2026-03-31");
        var series = await SeriesAsync(instance, "test.gauge");
        await _connection.ExecuteAsync("UPDATE rollup.State SET DetailFrom = '2026-03-04';");
        await _connection.ExecuteAsync("DELETE fact.Metric WHERE CapturedAt < '2026-03-04' AND InstanceId = @instance;", new { instance });
        foreach (var (first, last) in new[] { (1, 400), (3, 380), (31, 60), (3, 10), (25, 72), (25, 400) })
        {
            var begin = from.AddMinutes((first - 1) * 30);
            var end = from.AddMinutes(last * 30);
            var found = await QuantilesAsync("rollup.Quantiles", series, [0, 0.25, 0.5, 0.95, 1], begin, end);
            var exact = new[] { 0, 0.25, 0.5, 0.95, 1 }.Select(q => first + q * (last - first)).ToList();
            Within(found, exact, [.. exact.Select(value => value * 0.01)]);
        }

        var recent = await QuantilesAsync("rollup.Quantiles", series, [0.5], new DateTime(2026, 3, 4), new DateTime(2026, 3, 5));
        Assert.That(recent, Is.EqualTo(new[] { 144.5 }), "the detail is exact");
    }

    [Test]
    public async Task A_save_that_is_not_finished_when_the_fold_begins_is_not_missed()
    {
        var instance = await InstanceAsync();
        await SaveAsync(instance, "test.gauge", [(Day, 1)]);
        await using SqlConnection other = new(_server.ConnectionString);
        await other.OpenAsync();
        Task folding;
        await using (var saving = await other.BeginTransactionAsync())
        {
            // Its mark is there already, and the save relies on it. SQL Server passes the mark by; the
            // sandbox's engine, which has one writer at a time, waits.
            await SaveAsync(instance, "test.gauge", [(Day.AddMinutes(1), 5)], other, (SqlTransaction)saving);
            folding = FoldAsync();
            await saving.CommitAsync();
        }

        await folding;
        await FoldAsync();
        var series = await SeriesAsync(instance, "test.gauge");
        var sum = await _connection.ExecuteScalarAsync<double>(
            "SELECT SumValue FROM rollup.FiveMinute WHERE SeriesId = @series;",
            new { series }
        );
        Assert.That(sum, Is.EqualTo(6));
    }

    // No task takes less than no time.
    private static IEnumerable<TestCaseData> Durations() =>
        Cases("percentiles.json").Where(c => ((Vector)c.Arguments[0]!).Numbers("values").All(value => value >= 0));

    private static IEnumerable<TestCaseData> LargeCases() =>
        Cases("sketches_large.json")
            .Select(c => ((Vector)c.Arguments[0]!).Name == "ten million" ? c.Explicit("Ten million values take a minute.") : c);

    private static IEnumerable<TestCaseData> Cases(string file)
    {
        using var document = JsonDocument.Parse(
            File.ReadAllText(Path.Combine(RepositoryFolders.Root, "tests", "Database.Tests", "Vectors", file))
        );
        var quantiles = document.RootElement.TryGetProperty("quantiles", out var list)
            ? list.EnumerateArray().Select(q => q.GetDouble()).ToList()
            : [];
        var cases = document.RootElement.GetProperty("cases").EnumerateArray();
        foreach (var (one, index) in cases.Select((one, index) => (one, index)))
        {
            Vector vector = new(one.GetProperty("name").GetString()!, one.Clone(), quantiles);
            yield return new TestCaseData(vector).SetArgDisplayNames(
                $"{Path.GetFileNameWithoutExtension(file)} {index}, {vector.Name}"
            );
        }
    }

    private static DateTime Time(string text) => DateTime.Parse(text, CultureInfo.InvariantCulture);

    // Within one hour, a second apart.
    private static (DateTime, double)[] Spread(IReadOnlyList<double> values) =>
        [.. values.Select((value, index) => (Day.AddHours(10).AddSeconds(index), value))];

    private static List<int> Expand(IEnumerable<(int Bin, long Count)> bins) =>
        [.. bins.OrderBy(bin => bin.Bin).SelectMany(bin => Enumerable.Repeat(bin.Bin, (int)bin.Count))];

    private static List<(int, long)> Limited(List<(int Bin, long Count)> bins, int limit)
    {
        var kept = bins.OrderByDescending(bin => bin.Bin).Take(limit).OrderBy(bin => bin.Bin).ToList();
        kept[0] = (kept[0].Bin, kept[0].Count + bins.Where(bin => bin.Bin < kept[0].Bin).Sum(bin => bin.Count));
        return kept;
    }

    private static void Near(double? found, JsonElement expected, string name, DateTime at)
    {
        var value = expected.GetProperty(name);
        if (value.ValueKind == JsonValueKind.Null)
        {
            Assert.That(found, Is.Null, $"{name} of {at:t}");
        }
        else
        {
            var number = value.GetDouble();
            Assert.That(found, Is.EqualTo(number).Within(Math.Max(1e-12, Math.Abs(number) * 1e-9)), $"{name} of {at:t}");
        }
    }

    private static void AllNear(IReadOnlyList<double> found, IReadOnlyList<double> expected, double tolerance)
    {
        Assert.That(found, Has.Count.EqualTo(expected.Count));
        using (Assert.EnterMultipleScope())
        {
            for (var index = 0; index < expected.Count; index++)
            {
                Assert.That(
                    found[index],
                    Is.EqualTo(expected[index]).Within(Math.Max(1e-12, Math.Abs(expected[index]) * tolerance)),
                    $"quantile {index}"
                );
            }
        }
    }

    private static void Within(IReadOnlyList<double> found, IReadOnlyList<double> exact, IReadOnlyList<double> bounds)
    {
        Assert.That(found, Has.Count.EqualTo(exact.Count));
        using (Assert.EnterMultipleScope())
        {
            for (var index = 0; index < exact.Count; index++)
            {
                Assert.That(
                    Math.Abs(found[index] - exact[index]),
                    Is.LessThanOrEqualTo(bounds[index] * (1 + 1e-9) + 1e-12),
                    $"quantile {index}"
                );
            }
        }
    }

    private async Task<int> InstanceAsync()
    {
        var name = $"V{++_instances}";
        await _connection.ExecuteAsync("EXEC ops.RegisterInstance @name, N'x', NULL, '2026-01-01';", new { name });
        return await _connection.ExecuteScalarAsync<int>(
            "SELECT InstanceId FROM config.Instance WHERE InstanceName = @name;",
            new { name }
        );
    }

    private async Task SaveAsync(
        int instance,
        string metric,
        IReadOnlyCollection<(DateTime At, double Value)> points,
        SqlConnection? connection = null,
        SqlTransaction? transaction = null
    )
    {
        foreach (var chunk in points.Chunk(500))
        {
            var rows = string.Join(
                ", ",
                chunk.Select(p => FormattableString.Invariant($"(N'{metric}', N'', {p.Value:E17}, '{p.At:yyyy-MM-ddTHH:mm:ss.fff}')"))
            );
            await (connection ?? _connection).ExecuteAsync(
                $"DECLARE @Points stage.MetricPoint; INSERT @Points (MetricName, KeyText, Value, CapturedAt) VALUES {rows}; EXEC collect.SaveMetrics @instance, '2026-03-02', @Points;",
                new { instance },
                transaction
            );
        }
    }

    private Task FoldAsync(string now = "2026-03-03") =>
        _connection.ExecuteAsync(
            "EXEC rollup.Fold @now, '19000101', '19000101', '19000101';",
            new { now = Time(now) },
            commandTimeout: 120
        );

    private Task<int> SeriesAsync(int instance, string metric) =>
        _connection.ExecuteScalarAsync<int>(
            "SELECT COALESCE(MAX(s.SeriesId), 0) FROM rollup.Series AS s INNER JOIN config.Metric AS m ON m.MetricId = s.MetricId AND m.MetricName = @metric WHERE s.InstanceId = @instance;",
            new { instance, metric }
        );

    private async Task<List<(int Bin, long Count)>> BinsAsync(string table, int series) =>
        [
            .. (
                await _connection.QueryAsync<(short, long)>(
                    $"SELECT BinIndex, BinCount FROM rollup.{table} WHERE SeriesId = @series ORDER BY BinIndex;",
                    new { series }
                )
            ).Select(bin => ((int)bin.Item1, bin.Item2)),
        ];

    private async Task<List<double>> QuantilesAsync(
        string function,
        int series,
        IReadOnlyList<double> quantiles,
        DateTime from,
        DateTime to
    )
    {
        var list = string.Join(", ", quantiles.Select(q => FormattableString.Invariant($"({q:E17})")));
        return
        [
            .. await _connection.QueryAsync<double>(
                $"DECLARE @Quantiles rollup.QuantileList; INSERT @Quantiles (Quantile) VALUES {list}; SELECT Value FROM {function}(@series, @from, @to, @Quantiles) ORDER BY Quantile;",
                new
                {
                    series,
                    from,
                    to,
                }
            ),
        ];
    }

    /// <summary>One case of a file of vectors.</summary>
    public sealed record Vector(string Name, JsonElement Json, IReadOnlyList<double> Quantiles)
    {
        public string? Text(string name) => Json.GetProperty(name).GetString();

        public List<double> Numbers(string name) => [.. Json.GetProperty(name).EnumerateArray().Select(n => n.GetDouble())];

        public List<(int Bin, long Count)> Pairs(string name) => PairsOf(Json.GetProperty(name));

        public static List<(int Bin, long Count)> PairsOf(JsonElement list) =>
            [.. list.EnumerateArray().Select(pair => (pair[0].GetInt32(), pair[1].GetInt64()))];
    }

    private sealed record Bucket
    {
        public double CoveredShare { get; init; }
        public long ValueCount { get; init; }
        public double? SumValue { get; init; }
        public double? MinValue { get; init; }
        public double? MaxValue { get; init; }
        public double? LastValue { get; init; }
        public double? PerSecond { get; init; }
    }

    private sealed record Box
    {
        public long ValueCount { get; init; }
        public double? P5Ms { get; init; }
        public double? P25Ms { get; init; }
        public double? P50Ms { get; init; }
        public double? P75Ms { get; init; }
        public double? P95Ms { get; init; }
        public double? OutlierBelowMs { get; init; }
        public double? OutlierAboveMs { get; init; }
        public int OutlierCount { get; init; }
    }
}
