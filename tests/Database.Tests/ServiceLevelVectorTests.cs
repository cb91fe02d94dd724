// Burn rates and error budgets against values that were computed in another way (folder Vectors).

using System.Text.Json;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Database.Tests;

[TestFixture]
public sealed class ServiceLevelVectorTests
{
    private const int BudgetWindow = 43_200;
    private TestServer _server = null!;

    [OneTimeSetUp]
    public async Task Deploy()
    {
        _server = await TestServer.StartAsync();
        await _server.HaveRepositoryAsync();
    }

    [OneTimeTearDown]
    public async Task Stop() => await _server.DisposeAsync();

    private static IEnumerable<TestCaseData> Cases()
    {
        var path = Path.Combine(RepositoryFolders.Root, "tests", "Database.Tests", "Vectors", "service_levels.json");
        using var vectors = JsonDocument.Parse(File.ReadAllText(path));
        return
        [
            .. vectors
                .RootElement.GetProperty("cases")
                .EnumerateArray()
                .Select(c => new TestCaseData(c.GetRawText()).SetName($"Burn rates agree: {c.GetProperty("name").GetString()}")),
        ];
    }

    [TestCaseSource(nameof(Cases))]
    public async Task Burn_rates_agree(string json)
    {
        using var document = JsonDocument.Parse(json);
        var expected = document.RootElement;
        var target = expected.GetProperty("target").GetDouble();
        var spans =
            "DECLARE @Spans alert.LevelSpan;"
            + string.Concat(Inserts(expected.GetProperty("incidents"), 1).Concat(Inserts(expected.GetProperty("unwatched"), 0)));

        await using SqlConnection connection = new(_server.ConnectionString);
        await connection.OpenAsync();
        await using SqlCommand command = new(
            $"""
            {spans}
            SELECT b.LongMinutes, b.ShortMinutes, b.MinBurn, b.BurnLong, b.BurnShort, b.IsBurning, b.IsReachable, b.KindName
            FROM alert.LevelBurn(@Spans, N'level', @Target, @NowMinute) AS b
            ORDER BY b.RuleNumber;
            SELECT m.BadMinutes
            FROM alert.LevelMinutes(@Spans, N'level', @NowMinute) AS m
            WHERE m.WindowMinutes = {BudgetWindow};
            """,
            connection
        );
        command.Parameters.Add("@Target", System.Data.SqlDbType.Float).Value = target;
        command.Parameters.Add("@NowMinute", System.Data.SqlDbType.Int).Value = expected.GetProperty("nowMin").GetInt32();
        await using var reader = await command.ExecuteReaderAsync();
        using (Assert.EnterMultipleScope())
        {
            foreach (var rule in expected.GetProperty("rules").EnumerateArray())
            {
                Assert.That(await reader.ReadAsync(), Is.True);
                Assert.That(reader.GetInt32(0), Is.EqualTo(rule.GetProperty("longMin").GetInt32()));
                Assert.That(reader.GetInt32(1), Is.EqualTo(rule.GetProperty("shortMin").GetInt32()));
                Assert.That(reader.GetDouble(2), Is.EqualTo(rule.GetProperty("threshold").GetDouble()));
                Compare(reader, 3, rule.GetProperty("burnLong"));
                Compare(reader, 4, rule.GetProperty("burnShort"));
                Assert.That(reader.GetBoolean(5), Is.EqualTo(rule.GetProperty("fires").GetInt32() == 1), "fires");
                Assert.That(reader.GetBoolean(6), Is.EqualTo(rule.GetProperty("reachable").GetInt32() == 1), "reachable");
                Assert.That(reader.GetString(7), Is.EqualTo(rule.GetProperty("kind").GetString()));
            }

            Assert.That(await reader.NextResultAsync() && await reader.ReadAsync(), Is.True);
            var bad = reader.GetInt32(0);
            var budget = BudgetWindow * (1 - target);
            Assert.That(bad, Is.EqualTo(expected.GetProperty("badMin").GetInt32()));
            Assert.That(budget, Is.EqualTo(expected.GetProperty("budgetMin").GetDouble()).Within(1e-7).Percent);
            Assert.That(1 - (bad / budget), Is.EqualTo(expected.GetProperty("budgetLeft").GetDouble()).Within(1e-9));
        }
    }

    private static IEnumerable<string> Inserts(JsonElement spans, int isBad) =>
        spans
            .EnumerateArray()
            .Select(span =>
                $"INSERT @Spans (LevelName, FromMinute, ToMinute, IsBad) VALUES ({(isBad == 1 ? "N'level'" : "N''")}, {span[0].GetInt32()}, {span[1].GetInt32()}, {isBad});"
            );

    private static void Compare(SqlDataReader reader, int column, JsonElement expected)
    {
        if (expected.ValueKind == JsonValueKind.Null)
        {
            Assert.That(reader.IsDBNull(column), Is.True, reader.GetName(column));
            return;
        }

        Assert.That(reader.IsDBNull(column), Is.False, reader.GetName(column));
        var wanted = expected.GetDouble();
        var tolerance = 1e-9 * Math.Max(1, Math.Abs(wanted));
        Assert.That(reader.GetDouble(column), Is.EqualTo(wanted).Within(tolerance), reader.GetName(column));
    }
}
