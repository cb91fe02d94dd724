// Baselines against values that were computed in another way (folder Vectors): hours of the week through
// changes of the clock, what an hour can rest on, percentiles and scatter, the series' own record.

using System.Globalization;
using System.Text.Json;
using Dapper;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Database.Tests;

[TestFixture]
public sealed class BaselineVectorTests
{
    private TestServer _server = null!;
    private string _tables = "";

    [OneTimeSetUp]
    public async Task Deploy()
    {
        _server = await TestServer.StartAsync();
        await _server.HaveRepositoryAsync();

        // The temp tables of baseline.BuildBaselines, as it makes them itself.
        var text = await File.ReadAllTextAsync(
            Path.Combine(RepositoryFolders.Database, "baseline", "Procedures", "BuildBaselines.sql")
        );
        var from = text.IndexOf("CREATE TABLE #Quarter", StringComparison.Ordinal);
        var to = text.IndexOf("INSERT #Due", StringComparison.Ordinal);
        _tables = text[from..to];
    }

    [OneTimeTearDown]
    public async Task Stop() => await _server.DisposeAsync();

    [Test]
    public async Task An_hour_of_the_week_is_that_of_the_zone_through_changes_of_the_clock()
    {
        await using var connection = await OpenAsync();
        var wrong = new List<string>();
        var rows = Csv("hour_of_week.csv").ToArray();
        foreach (var chunk in rows.Chunk(100))
        {
            var found = await connection.QueryAsync<(string Zone, DateTime At, DateTime LocalAt, byte HourOfWeek)>(
                $"""
                SELECT v.ZoneName, v.At, q.LocalAt, h.HourOfWeek
                FROM (VALUES {string.Join(", ", chunk.Select(row => $"(N'{row[0]}', CAST('{row[2]}' AS datetime2(3)))"))}) AS v (ZoneName, At)
                CROSS APPLY lib.LocalQuarters(v.ZoneName, v.At, DATEADD(minute, 15, v.At)) AS q
                CROSS APPLY lib.HourOfWeek(q.LocalAt) AS h;
                """
            );
            wrong.AddRange(
                found
                    .Select(r => FormattableString.Invariant($"{r.Zone} {r.At:yyyy-MM-ddTHH:mm} {r.LocalAt:yyyy-MM-ddTHH:mm} {r.HourOfWeek}"))
                    .Except(chunk.Select(row => $"{row[0]} {row[2]} {row[3]} {row[5]}"))
            );
            Assert.That(found.Count(), Is.EqualTo(chunk.Length));
        }

        Assert.That(rows, Has.Length.GreaterThan(700));
        Assert.That(wrong, Is.Empty);
    }

    [Test]
    public async Task Fourteen_local_days_have_the_five_minutes_that_their_clock_gives_them()
    {
        await using var connection = await OpenAsync();
        var rows = CsvWithQuotes("class_counts.csv").ToArray();
        Assert.That(rows, Has.Length.EqualTo(10));
        foreach (var (zone, day, total, odd) in rows)
        {
            var counts = (
                await connection.QueryAsync<(byte HourOfWeek, int Count)>(
                    """
                    SELECT h.HourOfWeek, COUNT(*) * 3
                    FROM lib.LocalQuarters(@Zone, DATEADD(day, -16, @Day), DATEADD(day, 2, @Day)) AS q
                    CROSS APPLY lib.HourOfWeek(q.LocalAt) AS h
                    WHERE q.LocalAt >= DATEADD(day, -14, @Day)
                      AND q.LocalAt < @Day
                    GROUP BY h.HourOfWeek;
                    """,
                    new { Zone = zone, Day = day }
                )
            ).ToDictionary(row => row.HourOfWeek, row => row.Count);
            Assert.That(counts.Values.Sum(), Is.EqualTo(total), zone);
            Assert.That(counts.Where(c => c.Value != 24).ToDictionary(), Is.EqualTo(odd), zone);
            Assert.That(counts, Has.Count.EqualTo(168), zone);
        }
    }

    [Test]
    public async Task An_hour_rests_on_what_there_is_enough_of()
    {
        await using var connection = await OpenAsync();
        string[] names = ["none", "hour of week", "hour of day", "flat"];
        foreach (var row in Csv("baseline_levels.csv"))
        {
            var level = await connection.ExecuteScalarAsync<byte>(
                "SELECT l.LevelNumber FROM lib.BaselineLevel(@A, @B, @C, @D, @E, @F) AS l;",
                new
                {
                    A = Whole(row[0]),
                    B = Whole(row[1]),
                    C = Whole(row[2]),
                    D = Whole(row[3]),
                    E = Whole(row[4]),
                    F = Whole(row[5]),
                }
            );
            Assert.That(names[level], Is.EqualTo(row[7]), string.Join(',', row));
        }
    }

    [Test]
    public async Task Percentiles_and_scatter_of_a_class_agree_with_the_vectors()
    {
        using var vectors = JsonDocument.Parse(await File.ReadAllTextAsync(Vector("baseline_values.json")));
        var cases = vectors.RootElement.GetProperty("cases").EnumerateArray().ToArray();
        await using var connection = await OpenAsync();
        await connection.ExecuteAsync(_tables);
        for (var i = 0; i < cases.Length; i++)
        {
            await PageAsync(connection, i, cases[i].GetProperty("floor").GetDouble());
            // Nine o'clock of two Mondays; what is more is of a doubled hour.
            var values = cases[i]
                .GetProperty("values")
                .EnumerateArray()
                .Select((v, n) => (Slot: n < 12 ? 108 + n : 2124 + n - 12, Value: v.GetDouble()));
            await ValuesAsync(connection, i, values, 9);
        }

        await connection.ExecuteAsync("EXEC baseline.MeasurePage;");
        var classes = (
            await connection.QueryAsync<(int SeriesId, byte Level, int Count, double P50, double P95, double P99, double Mad)>(
                "SELECT c.SeriesId, c.LevelNumber, c.SampleCount, c.P50, c.P95, c.P99, c.Mad FROM #Class AS c;"
            )
        ).ToArray();
        Assert.That(classes, Has.Length.EqualTo(cases.Length));
        for (var i = 0; i < cases.Length; i++)
        {
            var found = classes.Single(c => c.SeriesId == i);
            var name = cases[i].GetProperty("name").GetString();
            Assert.Multiple(() =>
            {
                Assert.That(found.Level, Is.EqualTo(1), name);
                Assert.That(found.Count, Is.EqualTo(cases[i].GetProperty("count").GetInt32()), name);
                Assert.That(found.P50, Close(cases[i].GetProperty("p50")), name);
                Assert.That(found.P95, Close(cases[i].GetProperty("p95")), name);
                Assert.That(found.P99, Close(cases[i].GetProperty("p99")), name);
                Assert.That(found.Mad, Close(cases[i].GetProperty("mad")), name);
            });
        }
    }

    [Test]
    public async Task The_record_of_a_series_agrees_with_the_vectors()
    {
        using var vectors = JsonDocument.Parse(await File.ReadAllTextAsync(Vector("baseline_runs.json")));
        var cases = vectors.RootElement.GetProperty("cases").EnumerateArray().ToArray();
        await using var connection = await OpenAsync();
        await connection.ExecuteAsync(_tables);
        for (var i = 0; i < cases.Length; i++)
        {
            await PageAsync(connection, i, cases[i].GetProperty("floor").GetDouble());
            var values = cases[i]
                .GetProperty("value")
                .EnumerateArray()
                .Select((v, slot) => (Slot: slot, Element: v))
                .Where(v => v.Slot < 14 * 288 && v.Element.ValueKind == JsonValueKind.Number)
                .Select(v => (v.Slot, v.Element.GetDouble()));
            await ValuesAsync(connection, i, values);
        }

        await connection.ExecuteAsync("EXEC baseline.MeasurePage;", commandTimeout: 300);
        for (var i = 0; i < cases.Length; i++)
        {
            var name = cases[i].GetProperty("name").GetString();
            var record = await connection.ExecuteScalarAsync<double>(
                "SELECT p.Record FROM #Page AS p WHERE p.SeriesId = @I;",
                new { I = i }
            );
            Assert.That(record, Close(cases[i].GetProperty("record")), name);
            var centres = await connection.QueryAsync<double>(
                "SELECT c.CentreU FROM #Class AS c WHERE c.SeriesId = @I AND c.ClassKey < 24 ORDER BY c.ClassKey;",
                new { I = i }
            );
            foreach (
                var (found, wanted) in centres.Zip(cases[i].GetProperty("centreOfHour").EnumerateArray())
            )
            {
                Assert.That(found, Close(wanted), name);
            }
        }
    }

    [Test]
    public async Task Alarms_of_a_day_agree_with_the_vectors()
    {
        using var vectors = JsonDocument.Parse(await File.ReadAllTextAsync(Vector("baseline_runs.json")));
        var cases = vectors.RootElement.GetProperty("cases").EnumerateArray().ToArray();
        await using var connection = await OpenAsync();
        await connection.ExecuteAsync(
            """
            UPDATE config.Setting SET SettingValue = N'1' WHERE SettingName = N'ClockIsSimulated';
            EXEC ops.RegisterInstance N'vectors', N'x', NULL, '2026-05-01T00:00:00';
            EXEC config.DefineMetric N'test.runs', N'Requests', N'count', N'higher', N'case', N'For the test.', N'gauge', 20;
            INSERT dim.MetricKey (KeyText) VALUES (N'calm'), (N'heavy');
            INSERT rollup.Series (InstanceId, MetricId, KeyId)
            SELECT i.InstanceId, m.MetricId, k.KeyId
            FROM config.Instance AS i
            CROSS JOIN config.Metric AS m
            CROSS JOIN dim.MetricKey AS k
            WHERE i.InstanceName = N'vectors' AND m.MetricName = N'test.runs' AND k.KeyText IN (N'calm', N'heavy');
            """
        );
        var first = new DateTime(2026, 5, 25);
        foreach (var (item, slots) in cases.Select(c => (c, c.GetProperty("value").EnumerateArray().ToArray())))
        {
            foreach (var chunk in slots.Select((v, slot) => (Value: v, Slot: slot)).Chunk(480))
            {
                await connection.ExecuteAsync(
                    $"""
                    INSERT rollup.FiveMinute (SeriesId, BucketAt, ValueCount, SumValue, MinValue, MaxValue, LastValue, LastAt)
                    SELECT s.SeriesId, DATEADD(minute, 5 * v.Slot, @First), 1, v.Value, v.Value, v.Value, v.Value, DATEADD(minute, 5 * v.Slot, @First)
                    FROM (VALUES {string.Join(", ", chunk.Where(v => v.Value.ValueKind == JsonValueKind.Number).Select(v => FormattableString.Invariant($"({v.Slot}, {v.Value.GetDouble():R}e0)")))}) AS v (Slot, Value)
                    INNER JOIN rollup.Series AS s ON 1 = 1
                    INNER JOIN dim.MetricKey AS k ON k.KeyId = s.KeyId AND k.KeyText = @Name;
                    """,
                    new { First = first, Name = item.GetProperty("name").GetString() }
                );
                await connection.ExecuteAsync(
                    $"""
                    INSERT rollup.Coverage (InstanceId, CollectorId, BucketAt, CoveredMs)
                    SELECT s.InstanceId, c.CollectorId, DATEADD(minute, 5 * v.Slot, @First), 300000
                    FROM (VALUES {string.Join(", ", chunk.Select(v => $"({v.Slot})"))}) AS v (Slot)
                    INNER JOIN (SELECT DISTINCT x.InstanceId FROM rollup.Series AS x) AS s ON 1 = 1
                    INNER JOIN config.Collector AS c ON c.CollectorName = N'Requests'
                    WHERE @Name = N'calm';
                    """,
                    new { First = first, Name = item.GetProperty("name").GetString() }
                );
            }
        }

        await connection.ExecuteAsync(
            "EXEC ops.BuildBaselines @Now;",
            new { Now = first.AddDays(14).AddSeconds(30) },
            commandTimeout: 300
        );
        var found = cases.ToDictionary(c => c.GetProperty("name").GetString()!, _ => new List<int>());
        for (var slot = 0; slot < 288; slot++)
        {
            var to = first.AddDays(14).AddMinutes(5 * (slot + 1));
            await connection.ExecuteAsync("EXEC ops.BuildBaselines @Now;", new { Now = to.AddSeconds(100) });
            var beyond = await connection.QueryAsync<string>(
                """
                SELECT k.KeyText
                FROM baseline.Anomaly AS a
                INNER JOIN rollup.Series AS s ON s.SeriesId = a.SeriesId
                INNER JOIN dim.MetricKey AS k ON k.KeyId = s.KeyId
                WHERE a.LastAt = @To;
                """,
                new { To = to }
            );
            foreach (var name in beyond)
            {
                found[name].Add(slot);
            }
        }

        foreach (var item in cases)
        {
            var name = item.GetProperty("name").GetString()!;
            Assert.That(
                found[name],
                Is.EqualTo(item.GetProperty("alarmSlots").EnumerateArray().Select(v => v.GetInt32())),
                name
            );
        }
    }

    private static NUnit.Framework.Constraints.Constraint Close(JsonElement wanted) =>
        Is.EqualTo(wanted.GetDouble()).Within(Math.Max(1e-9, 1e-9 * Math.Abs(wanted.GetDouble())));

    private static Task PageAsync(SqlConnection connection, int series, double floor) =>
        connection.ExecuteAsync(
            """
            INSERT #Page (SeriesId, MetricId, KeyId, CollectorId, Kind, WorseSign, FloorValue, DefinitionVersion, LearnedDates)
            VALUES (@Series, 1, 1, 1, N'gauge', 1, @Floor, 1, 14);
            """,
            new { Series = series, Floor = floor }
        );

    private static async Task ValuesAsync(
        SqlConnection connection,
        int series,
        IEnumerable<(int Slot, double Value)> values,
        int? hour = null
    )
    {
        foreach (var chunk in values.Chunk(500))
        {
            var rows = chunk.Select(v =>
                FormattableString.Invariant(
                    $"({series}, {v.Slot}, {v.Slot / 2016}, {hour ?? v.Slot / 12 % 168}, {v.Slot / 288}, {v.Value:R})"
                )
            );
            await connection.ExecuteAsync(
                "INSERT #Value (SeriesId, SlotNumber, WeekNumber, HourOfWeek, DateNumber, Value) VALUES "
                    + string.Join(", ", rows)
            );
        }
    }

    private static string Vector(string file) => Path.Combine(RepositoryFolders.Root, "tests", "Database.Tests", "Vectors", file);

    private static IEnumerable<string[]> Csv(string file) => File.ReadLines(Vector(file)).Skip(1).Select(line => line.Split(','));

    private static IEnumerable<(string Zone, DateTime Day, int Total, Dictionary<byte, int> Odd)> CsvWithQuotes(string file) =>
        File.ReadLines(Vector(file))
            .Skip(1)
            .Select(line => line.Split(',', 5))
            .Select(row =>
                (
                    row[0],
                    DateTime.Parse(row[2], CultureInfo.InvariantCulture),
                    Whole(row[3]),
                    JsonSerializer.Deserialize<Dictionary<byte, int>>(
                        row[4].Trim('"').Replace("\"\"", "\"", StringComparison.Ordinal)
                    )!
                )
            );

    private static int Whole(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private async Task<SqlConnection> OpenAsync()
    {
        SqlConnection connection = new(_server.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }
}
