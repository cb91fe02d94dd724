// Rules over the API: read, and changed by who has seen how they are; deadlocks beside blocking incidents.
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace AxMonitor.Desk.Tests;

[TestFixture]
public sealed class RuleCallTests
{
    private const string Rule = "/api/v1/rules/CPU";

    [TearDown]
    public Task Restore() =>
        DeskFixture.ExecuteAsync("DECLARE @Now datetime2(3) = SYSUTCDATETIME(); EXEC config.SetAlertRule N'CPU', @IsEnabled = 1, @ChangedBy = N'test', @Now = @Now;");

    /// <summary>A rule as a viewer reads it.</summary>
    public static async Task<JsonElement> ReadAsync(string path)
    {
        using var reader = ApiReader.Of("viewer");
        return await reader.ReadAsync(path);
    }

    /// <summary>What changes nothing of it.</summary>
    public static JsonObject BodyOf(JsonElement rule) =>
        new()
        {
            ["enabled"] = rule.GetProperty("enabled").GetBoolean(),
            ["measures"] = new JsonArray(
                [
                    .. rule.GetProperty("measures")
                        .EnumerateArray()
                        .Select(m => new JsonObject
                        {
                            ["measure"] = m.GetProperty("measure").GetString(),
                            ["warn"] = m.GetProperty("warn").GetDouble(),
                            ["critical"] = m.GetProperty("critical").ValueKind == JsonValueKind.Null
                                ? null
                                : m.GetProperty("critical").GetDouble(),
                        }),
                ]
            ),
        };

    [Test]
    public async Task Limits_and_state_are_changed_in_one_and_stand_in_the_audit_under_the_clients_name()
    {
        using var client = ApiReader.Of("admin");
        var (body, tag) = await StartAsync();
        var warn = body["measures"]![0]!["warn"]!.GetValue<double>();
        body["enabled"] = false;
        body["measures"]![0]!["warn"] = warn - 1;
        using var changed = await client.SendAsync("PUT", Rule, body.ToJsonString(), match: tag);
        var text = await changed.Content.ReadAsStringAsync();
        Assert.That(changed.StatusCode, Is.EqualTo(HttpStatusCode.OK), text);
        var answer = JsonDocument.Parse(text).RootElement;
        Assert.That(answer.GetProperty("enabled").GetBoolean(), Is.False);
        Assert.That(answer.GetProperty("measures")[0].GetProperty("warn").GetDouble(), Is.EqualTo(warn - 1));
        Assert.That(changed.Headers.ETag!.ToString(), Is.Not.EqualTo(tag));
        Assert.That(
            await DeskFixture.ScalarAsync<int>(
                "SELECT COUNT(DISTINCT [Action]) FROM audit.Event WHERE ChangedBy = N'api:test-admin' AND [Action] IN (N'SetAlertRule', N'SetAlertRuleMeasure');"
            ),
            Is.EqualTo(2)
        );

        body["enabled"] = true;
        body["measures"]![0]!["warn"] = warn;
        using var back = await client.SendAsync("PUT", Rule, body.ToJsonString(), match: changed.Headers.ETag.ToString());
        Assert.That(back.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(back.Headers.ETag!.ToString(), Is.EqualTo(tag), "as it was");
    }

    [Test]
    public async Task Who_has_not_seen_what_others_changed_is_refused_and_who_says_nothing_too()
    {
        using var client = ApiReader.Of("admin");
        var (body, tag) = await StartAsync();
        using (var silent = await client.SendAsync("PUT", Rule, body.ToJsonString()))
        {
            await ApiReader.ProblemAsync(silent, (HttpStatusCode)428);
        }

        await DeskFixture.ExecuteAsync(
            "DECLARE @Now datetime2(3) = SYSUTCDATETIME(); EXEC config.SetAlertRule N'CPU', @IsEnabled = 0, @ChangedBy = N'ann', @Now = @Now;"
        );
        using var late = await client.SendAsync("PUT", Rule, body.ToJsonString(), match: tag);
        var problem = await ApiReader.ProblemAsync(late, HttpStatusCode.PreconditionFailed);
        Assert.That(problem.GetProperty("type").GetString(), Does.EndWith("changed-meanwhile"));
        Assert.That((await ReadAsync(Rule)).GetProperty("enabled").GetBoolean(), Is.False, "nothing was changed");
    }

    [Test]
    public async Task A_change_between_reading_and_saving_is_seen_by_the_repository()
    {
        var read = await ReadAsync(Rule);
        var error = Assert.ThrowsAsync<Microsoft.Data.SqlClient.SqlException>(() =>
            DeskFixture.ExecuteAsync(
                """
                DECLARE @Now datetime2(3) = SYSUTCDATETIME();
                EXEC config.ReplaceAlertRuleLimits N'CPU', 1, @Limits, N'another', 1, N'ann', @Now;
                """,
                new { Limits = BodyOf(read)["measures"]!.ToJsonString() }
            )
        );
        Assert.That(error!.Number, Is.EqualTo(50090));
    }

    [TestCase("missing", 409, "is missing")]
    [TestCase("unknown", 409, "has no measure")]
    [TestCase("twice", 409, "more than once")]
    [TestCase("no number", 400, "a number")]
    [TestCase("nothing", 400, "each measure of the rule")]
    public async Task What_cannot_be_is_refused_by_name_and_changes_nothing(string how, int status, string expected)
    {
        using var client = ApiReader.Of("admin");
        var (body, tag) = await StartAsync();
        var measures = body["measures"]!.AsArray();
        switch (how)
        {
            case "missing":
                measures.RemoveAt(0);
                measures.Add(new JsonObject { ["measure"] = "none", ["warn"] = 1 });
                break;
            case "unknown":
                measures.Add(new JsonObject { ["measure"] = "none", ["warn"] = 1 });
                break;
            case "twice":
                measures.Add(measures[0]!.DeepClone());
                break;
            case "no number":
                measures[0]!.AsObject().Remove("warn");
                break;
            default:
                measures.Clear();
                break;
        }

        using var answer = await client.SendAsync("PUT", Rule, body.ToJsonString(), match: tag);
        var problem = await ApiReader.ProblemAsync(answer, (HttpStatusCode)status);
        Assert.That(problem.ToString(), Does.Contain(expected));
        using var reader = ApiReader.Of("viewer");
        using var now = await reader.GetAsync(Rule);
        Assert.That(now.Headers.ETag!.ToString(), Is.EqualTo(tag));
    }

    [Test]
    public async Task Deadlocks_are_listed_the_newest_first_and_read_on_by_key()
    {
        await DeskFixture.ExecuteAsync(
            """
            DELETE fact.DeadlockProcess; DELETE fact.Deadlock;
            INSERT fact.Deadlock (InstanceId, DeadlockHash, DetectedAt, HasEventTime, DeadlockKind, ProcessCount, SessionCount,
                VictimCount, VictimSessionCount, ResourceCount, Signature, SignatureVersion, ReportText)
            SELECT i.InstanceId, HASHBYTES('SHA2_256', CAST(v.N AS varchar(9))), DATEADD(minute, v.N, '2026-05-01'), 1, N'lock', 2, 2, 1, 1, 2,
                CAST(0x0102030405060708 AS binary(32)), 1, 0x00
            FROM config.Instance AS i
            CROSS JOIN (VALUES (1), (2), (3)) AS v (N)
            WHERE i.InstanceName = N'PROD';
            """
        );
        using var reader = ApiReader.Of("viewer");
        var first = await reader.ReadAsync("/api/v1/incidents/deadlocks?instance=PROD&limit=2");
        Assert.That(
            first.GetProperty("items").EnumerateArray().Select(d => d.GetProperty("detectedAt").GetString()),
            Is.EqualTo(new[] { "2026-05-01T00:03:00.000Z", "2026-05-01T00:02:00.000Z" })
        );
        var rest = await reader.ReadAsync(first.GetProperty("next").GetString()!);
        Assert.That(rest.GetProperty("items").GetArrayLength(), Is.EqualTo(1));
        Assert.That(rest.GetProperty("items")[0].GetProperty("signatureKey").GetString(), Is.EqualTo("0102030405060708"));
        var window = await reader.ReadAsync("/api/v1/incidents/deadlocks?from=2026-05-01T00:02:00Z&to=2026-05-01T00:03:00Z");
        Assert.That(window.GetProperty("items").GetArrayLength(), Is.EqualTo(1));
        await DeskFixture.ExecuteAsync("DELETE fact.Deadlock;");
    }

    private static async Task<(JsonObject Body, string Tag)> StartAsync()
    {
        using var reader = ApiReader.Of("viewer");
        using var answer = await reader.GetAsync(Rule);
        return (
            BodyOf(JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement),
            answer.Headers.ETag!.ToString()
        );
    }
}
