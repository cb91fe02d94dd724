// What is full when, and what changed about an onset, against values that were computed in another way
// (Vectors/capacity.json, changes.csv).

using System.Globalization;
using System.Text.Json;
using Dapper;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Database.Tests;

[TestFixture]
public sealed class CapacityVectorTests
{
    [Test]
    public async Task What_is_full_when_agrees_with_the_vectors()
    {
        await using var server = await TestServer.StartAsync();
        await server.HaveRepositoryAsync();
        await using SqlConnection connection = new(server.ConnectionString);
        await connection.OpenAsync();

        // The temp tables of ops.ForecastCapacity, as it makes them itself.
        var text = await File.ReadAllTextAsync(
            Path.Combine(RepositoryFolders.Database, "ops", "Procedures", "ForecastCapacity.sql")
        );
        var from = text.IndexOf("CREATE TABLE #Thing", StringComparison.Ordinal);
        var to = text.IndexOf("CREATE TABLE #Day", StringComparison.Ordinal);
        await connection.ExecuteAsync(text[from..to]);

        var file = Path.Combine(RepositoryFolders.Root, "tests", "Database.Tests", "Vectors", "capacity.json");
        using var vectors = JsonDocument.Parse(await File.ReadAllTextAsync(file));
        var cases = vectors.RootElement.GetProperty("cases").EnumerateArray().ToArray();
        foreach (var item in cases)
        {
            var thing = await connection.ExecuteScalarAsync<int>(
                """
                INSERT #Thing (KindName, WhatName, Unit, CapacityValue) VALUES (N'volume', @Name, N'MB', @Capacity);
                SELECT CAST(SCOPE_IDENTITY() AS int);
                """,
                new { Name = item.GetProperty("name").GetString(), Capacity = item.GetProperty("capacity").GetDouble() }
            );
            await connection.ExecuteAsync(
                "INSERT #Use (ThingId, DayNumber, UsedValue) VALUES (@Thing, @Day, @Used);",
                item.GetProperty("used")
                    .EnumerateArray()
                    .Select((used, day) => new { Thing = thing, Day = day, Used = used.GetDouble() })
            );
        }

        await connection.ExecuteAsync("EXEC baseline.ProjectUse;");
        var found = (
            await connection.QueryAsync<(
                string Name,
                int First,
                int Count,
                double? PerDay,
                double? Days,
                double? Earliest,
                double? Latest,
                string? Reason
            )>(
                """
                SELECT t.WhatName, t.FirstDay, t.DayCount, t.PerDay, t.FullInDays, t.DaysEarliest, t.DaysLatest, t.ReasonName
                FROM #Thing AS t;
                """
            )
        ).ToDictionary(row => row.Name);
        Assert.That(cases, Has.Length.EqualTo(7));
        Assert.Multiple(() =>
        {
            foreach (var item in cases)
            {
                var name = item.GetProperty("name").GetString()!;
                var expected = item.GetProperty("expected");
                var row = found[name];
                Assert.That(row.First, Is.EqualTo(expected.GetProperty("firstDay").GetInt32()), name);
                Assert.That(row.Count, Is.EqualTo(expected.GetProperty("n").GetInt32()), name);
                Assert.That(row.PerDay, Close(expected.GetProperty("slope")), name);
                Assert.That(row.Days, Close(expected.GetProperty("days")), name);
                Assert.That(row.Earliest, Close(expected.GetProperty("earliest")), name);
                Assert.That(row.Latest, Close(expected.GetProperty("latest")), name);
                Assert.That(row.Reason, Is.EqualTo(expected.GetProperty("reason").GetString()), name);
            }
        });
    }

    [Test]
    public async Task Changes_about_an_onset_are_ranked_as_the_vectors_say()
    {
        await using var server = await TestServer.StartAsync();
        await server.HaveRepositoryAsync();
        await using SqlConnection connection = new(server.ConnectionString);
        var file = Path.Combine(RepositoryFolders.Root, "tests", "Database.Tests", "Vectors", "changes.csv");
        var rows = File.ReadLines(file).Skip(1).Select(line => line.Split(',')).ToArray();
        Assert.That(rows, Has.Length.EqualTo(13));
        foreach (var row in rows)
        {
            var score = await connection.ExecuteScalarAsync<double?>(
                "SELECT s.Score FROM lib.ChangeScore(@Kind, @Scope, @Days, @Error) AS s;",
                new
                {
                    Kind = row[2],
                    Scope = row[3],
                    Days = double.Parse(row[4], CultureInfo.InvariantCulture),
                    Error = int.Parse(row[1], CultureInfo.InvariantCulture),
                }
            );
            Assert.That(
                score,
                row[5].Length == 0 ? Is.Null : Is.EqualTo(double.Parse(row[5], CultureInfo.InvariantCulture)).Within(1e-9),
                string.Join(',', row)
            );
        }
    }

    private static NUnit.Framework.Constraints.IResolveConstraint Close(JsonElement wanted) =>
        wanted.ValueKind == JsonValueKind.Null
            ? Is.Null
            : Is.EqualTo(wanted.GetDouble()).Within(1e-9 * Math.Max(1, Math.Abs(wanted.GetDouble())));
}
