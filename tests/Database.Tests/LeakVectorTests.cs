// The statistics of leaks against values that were computed in another way (folder Vectors): tails of the
// normal distribution, Student's statistic, false discovery, trends with ties, and the method step by step.

using System.Globalization;
using System.Text.Json;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Database.Tests;

[TestFixture]
public sealed class LeakVectorTests
{
    private TestServer _server = null!;
    private string _tables = "";

    [OneTimeSetUp]
    public async Task Deploy()
    {
        _server = await TestServer.StartAsync();
        await _server.HaveRepositoryAsync();

        // The temp tables of baseline.FindLeaks, as it makes them itself.
        var text = await File.ReadAllTextAsync(
            Path.Combine(RepositoryFolders.Database, "baseline", "Procedures", "FindLeaks.sql")
        );
        var from = text.IndexOf("CREATE TABLE #Subject", StringComparison.Ordinal);
        var to = text.IndexOf("-- A limit on the median", StringComparison.Ordinal);
        _tables = text[from..to];
    }

    [OneTimeTearDown]
    public async Task Stop() => await _server.DisposeAsync();

    [Test]
    public async Task The_tail_of_the_normal_distribution_is_exact_to_eight_digits()
    {
        await using var connection = await OpenAsync();
        var wrong = new List<string>();
        var count = 0;
        foreach (var row in Csv("normal_tail.csv"))
        {
            var tail = await ScalarAsync(connection, "SELECT p.Tail FROM lib.NormalTail(@A) AS p;", Number(row[0]), 0);
            Compare(wrong, row[0], tail, Number(row[1]), 1e-8, 1e-300);
            count++;
        }

        Assert.That(count, Is.GreaterThan(100));
        Assert.That(wrong, Is.Empty);
    }

    [Test]
    public async Task Students_statistic_becomes_a_normal_one()
    {
        await using var connection = await OpenAsync();
        var wrong = new List<string>();
        var count = 0;
        foreach (var row in Csv("student_to_normal.csv"))
        {
            var z = await ScalarAsync(
                connection,
                "SELECT s.Z FROM lib.StudentToNormal(@A, @B) AS s;",
                Number(row[0]),
                Number(row[1])
            );
            Compare(wrong, $"{row[0]}/{row[1]}", z, Number(row[2]), 1e-9, 1e-9);
            count++;
        }

        Assert.That(count, Is.GreaterThan(50));
        Assert.That(wrong, Is.Empty);
    }

    [Test]
    public async Task The_method_agrees_step_by_step_with_the_vectors()
    {
        using var vectors = JsonDocument.Parse(await File.ReadAllTextAsync(Vector("leaks.json")));
        var cases = vectors.RootElement.GetProperty("cases").EnumerateArray().ToArray();
        await using var connection = await OpenAsync();
        await ExecuteAsync(connection, _tables);
        for (var i = 0; i < cases.Length; i++)
        {
            var values = cases[i].GetProperty("value").EnumerateArray().ToArray();
            var first = cases[i].GetProperty("firstWeekday").GetInt32();
            await ExecuteAsync(
                connection,
                FormattableString.Invariant(
                    $"INSERT #Subject (SeriesId, PageNumber, HistoryDays, WorseSign, ThresholdValue) VALUES ({i}, {i % 2}, {values.Length}, 1, {cases[i].GetProperty("threshold").GetDouble()});"
                )
            );
            var rows = values
                .Select((v, day) => (v, day))
                .Where(x => x.v.ValueKind == JsonValueKind.Number)
                .Select(x => FormattableString.Invariant($"({i}, {x.day}, {(first + x.day) % 7}, {x.v.GetDouble():R})"));
            await ExecuteAsync(
                connection,
                $"INSERT #Day (SeriesId, DayNumber, WeekdayNumber, Value) VALUES {string.Join(", ", rows)};"
            );
        }

        await ExecuteAsync(connection, "EXEC baseline.TestSeries @PoolMemory = 0.25;");
        await ExecuteAsync(
            connection,
            """
            INSERT #Projection (SeriesId, WindowDays, Memory)
            SELECT r.SeriesId, r.WindowDays, COALESCE(w.Memory, 0)
            FROM #Result AS r
            INNER JOIN #Window AS w ON w.SeriesId = r.SeriesId AND w.WindowDays = r.WindowDays;
            EXEC baseline.ProjectLeaks;
            """
        );

        var wrong = new List<string>();
        var compared = 0;
        var subjects = await RowsAsync(connection, "SELECT s.SeriesId, s.IsLog, s.WeekSlope, s.Memory FROM #Subject AS s;");
        var windows = await RowsAsync(connection, "SELECT * FROM #Window;");
        var results = await RowsAsync(connection, "SELECT * FROM #Result;");
        var projections = await RowsAsync(connection, "SELECT * FROM #Projection;");
        for (var i = 0; i < cases.Length; i++)
        {
            var name = cases[i].GetProperty("name").GetString()!;
            var expected = cases[i].GetProperty("expected");
            void Check(string column, string member, Dictionary<string, object?> row, JsonElement from, double relative = 1e-6)
            {
                compared++;
                var value = from.GetProperty(member);
                var found = row[column] is { } x ? Convert.ToDouble(x, CultureInfo.InvariantCulture) : (double?)null;
                var wanted = value.ValueKind == JsonValueKind.Null ? (double?)null : value.GetDouble();
                if (wanted is null || found is null)
                {
                    if (wanted != found)
                    {
                        wrong.Add($"{name}: {column} {found} instead of {wanted}");
                    }
                }
                else
                {
                    Compare(wrong, $"{name}: {column}", found.Value, wanted.Value, relative, 1e-9);
                }
            }

            var subject = subjects.Single(r => (int)r["SeriesId"]! == i);
            Check("IsLog", "log", subject, expected);
            Check("WeekSlope", "b7", subject, expected);
            Check("Memory", "rhoHistory", subject, expected);
            var best = false;
            foreach (var window in expected.GetProperty("windows").EnumerateArray())
            {
                var days = window.GetProperty("window").GetInt32();
                var row = windows.Single(r => (int)r["SeriesId"]! == i && (int)r["WindowDays"]! == days);
                Check("ValueCount", "n", row, window, 0);
                Check("SignSum", "S", row, window, 0);
                Check("SignVariance", "varS", row, window, 1e-12);
                Check("SignP", "pMK", row, window, 1e-5);
                Check("IsScreened", "screenedOut", row, window, 0);
                Check("P", "p", row, window, 1e-5);
                if (window.GetProperty("screenedOut").GetInt32() == 1)
                {
                    continue;
                }

                best |= days == expected.GetProperty("bestWindow").GetInt32();
                Check("Slope", "slope", row, window);
                Check("MemoryOwn", "rhoOwn", row, window);
                Check("Memory", "rho", row, window);
                Check("Noise", "noise", row, window);
                Check("Nu", "nu", row, window);
                Check("Inflation", "inflation", row, window);
                Check("SlopeT", "T", row, window);
                Check("SlopeP", "pT", row, window, 1e-5);
                Check("Rise", "rise", row, window);
            }

            var result = results.Single(r => (int)r["SeriesId"]! == i);
            Check("P", "p", result, expected, 1e-5);
            Check("WindowDays", "bestWindow", result, expected, 0);
            var projection = projections.Single(r => (int)r["SeriesId"]! == i);
            Check("LastDayBefore", "lastDayBefore", projection, expected, 0);
            Check("ValueCount", "projectedDays", projection, expected, 0);
            Check("SlopePerDay", "perDay", projection, expected);
            Check("LevelValue", "level", projection, expected);
            Check("DaysToThreshold", "days", projection, expected);
            if (projection["ShapeName"] as string != expected.GetProperty("shape").GetString())
            {
                wrong.Add($"{name}: shape {projection["ShapeName"]}");
            }

            // The interval asks for the memory of the window, which what was screened out has none of.
            if (best)
            {
                Check("SlopeLow", "perDayLow", projection, expected);
                Check("SlopeHigh", "perDayHigh", projection, expected);
                Check("DaysEarliest", "daysEarliest", projection, expected);
                Check("DaysLatest", "daysLatest", projection, expected);
            }
        }

        Assert.That(compared, Is.GreaterThan(450));
        Assert.That(wrong, Is.Empty);
    }

    private static void Compare(
        List<string> wrong,
        string what,
        double found,
        double wanted,
        double relative,
        double absolute
    )
    {
        if (Math.Abs(found - wanted) > Math.Max(absolute, relative * Math.Abs(wanted)))
        {
            wrong.Add(FormattableString.Invariant($"{what} {found:R} instead of {wanted:R}"));
        }
    }

    private static string Vector(string file) => Path.Combine(RepositoryFolders.Root, "tests", "Database.Tests", "Vectors", file);

    private static IEnumerable<string[]> Csv(string file) => File.ReadLines(Vector(file)).Skip(1).Select(line => line.Split(','));

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private async Task<SqlConnection> OpenAsync()
    {
        SqlConnection connection = new(_server.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    private static async Task ExecuteAsync(SqlConnection connection, string sql)
    {
        await using SqlCommand command = new(sql, connection) { CommandTimeout = 300 };
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<double> ScalarAsync(SqlConnection connection, string sql, double a, double b)
    {
        await using SqlCommand command = new(sql, connection);
        command.Parameters.Add("@A", System.Data.SqlDbType.Float).Value = a;
        command.Parameters.Add("@B", System.Data.SqlDbType.Float).Value = b;
        return (double)(await command.ExecuteScalarAsync())!;
    }

    private static async Task<List<Dictionary<string, object?>>> RowsAsync(SqlConnection connection, string sql)
    {
        await using SqlCommand command = new(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        List<Dictionary<string, object?>> rows = [];
        while (await reader.ReadAsync())
        {
            rows.Add(
                Enumerable
                    .Range(0, reader.FieldCount)
                    .ToDictionary(reader.GetName, i => reader.IsDBNull(i) ? null : reader.GetValue(i), StringComparer.Ordinal)
            );
        }

        return rows;
    }
}
