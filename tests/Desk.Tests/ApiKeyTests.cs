// Keys of the API: made at the desk and at the command line, shown once, kept as hashes; refused at once when
// revoked, expired or unknown; rotated without an outage; dead with the rights of whoever made them.
using System.Net;
using AxMonitor.Orchestrator.Desk.Api;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Desk.Tests;

[TestFixture]
public sealed class ApiKeyTests
{
    private const string Somewhere = "/api/v1/health";

    [TestCase("RevokedAt = SYSUTCDATETIME(), RevokedBy = N'test'", "revoked")]
    [TestCase("CreatedAt = '2026-01-01', ExpiresAt = DATEADD(second, -1, SYSUTCDATETIME())", "expired")]
    public async Task A_key_that_is_over_is_refused_at_the_next_call_and_the_audit_says_so(string change, string reason)
    {
        var client = NewClient();
        var key = await ApiReader.MakeKeyAsync(client, "viewer");
        using var reader = new ApiReader(key);
        await reader.ReadAsync(Somewhere);
        await DeskFixture.ExecuteAsync($"UPDATE desk.ApiKey SET {change} WHERE ClientName = @Client;", new { Client = client });

        using var refused = await reader.GetAsync(Somewhere);
        var problem = await ApiReader.ProblemAsync(refused, HttpStatusCode.Unauthorized);
        Assert.That(problem.GetProperty("type").GetString(), Is.EqualTo("urn:axmonitor:problem:no-valid-key"));
        Assert.That(refused.Headers.WwwAuthenticate.ToString(), Does.StartWith("Bearer").And.Contain("invalid_token"));
        Assert.That(
            await DeskFixture.ScalarAsync<string>(
                "SELECT TOP (1) NewValue FROM audit.Event WHERE [Action] = N'ApiKeyRefused' AND ChangedBy = @Who ORDER BY EventId DESC;",
                new { Who = "api:" + client }
            ),
            Does.StartWith($"{reason} key {ApiKeyToken.Prefix(key)}").And.Contain("127.0.0.1").And.Not.Contain(key)
        );
    }

    [TestCase("")]
    [TestCase("axm_")]
    [TestCase("axm_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [TestCase("axm_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'")]
    [TestCase("' OR 1 = 1 --")]
    public async Task An_unknown_key_is_refused(string key)
    {
        using var reader = new ApiReader(key.Length == 0 ? null : key);
        using var refused = await reader.GetAsync(Somewhere);
        await ApiReader.ProblemAsync(refused, HttpStatusCode.Unauthorized);
        using var other = await reader.GetAsync("/api/v1/none");
        await ApiReader.ProblemAsync(other, HttpStatusCode.Unauthorized);
    }

    [Test]
    public async Task Old_and_new_key_are_both_valid_for_the_time_of_the_overlap()
    {
        var client = NewClient();
        var old = await ApiReader.MakeKeyAsync(client, "poweruser");
        using var admin = await DeskReader.SignedInAsync("admin");
        var rotated = await KeyShownAsync(admin, "Rotate", new() { ["name"] = client, ["days"] = "10", ["hours"] = "2" });

        using var before = new ApiReader(old);
        using var after = new ApiReader(rotated);
        await before.ReadAsync(Somewhere);
        await after.ReadAsync(Somewhere);
        Assert.That(
            await DeskFixture.ScalarAsync<string>(
                """
                SELECT CONCAT(MIN(RoleName), N' ', MAX(RoleName), N' ',
                    SUM(CASE WHEN ExpiresAt < DATEADD(hour, 3, SYSUTCDATETIME()) THEN 1 END))
                FROM desk.ApiKey WHERE ClientName = @Client;
                """,
                new { Client = client }
            ),
            Is.EqualTo("poweruser poweruser 1")
        );

        // Two at a time are enough.
        using var third = await admin.PostAsync("/keys?handler=Rotate", new() { ["name"] = client, ["days"] = "10", ["hours"] = "2" }, "/keys");
        Assert.That(third.StatusCode, Is.EqualTo(HttpStatusCode.Conflict));
        Assert.That(await third.Content.ReadAsStringAsync(), Does.Contain("has two valid keys"));

        using var ended = await admin.PostAsync(
            "/keys?handler=Revoke",
            new() { ["name"] = client, ["prefix"] = ApiKeyToken.Prefix(old), ["sure"] = "true" },
            "/keys"
        );
        Assert.That(ended.StatusCode, Is.EqualTo(HttpStatusCode.SeeOther));
        using var refused = await before.GetAsync(Somewhere);
        Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
        await after.ReadAsync(Somewhere);
        Assert.That(
            await DeskFixture.ScalarAsync<string>(
                """
                SELECT STUFF((SELECT N' ' + [Action] FROM audit.Event
                    WHERE Subject = CONCAT(N'API client ', @Client) AND [Action] <> N'ApiKeyRefused' ORDER BY EventId
                    FOR XML PATH(N'')), 1, 1, N'');
                """,
                new { Client = client }
            ),
            Is.EqualTo("AddApiKey RotateApiKey RevokeApiKey")
        );
    }

    [Test]
    public async Task A_key_is_shown_once_and_kept_as_a_hash_with_its_last_use()
    {
        var client = NewClient();
        using var admin = await DeskReader.SignedInAsync("admin");
        var key = await KeyShownAsync(admin, "Add", new() { ["name"] = client, ["role"] = "viewer", ["days"] = "5" });
        Assert.That(await admin.ReadAsync("/keys"), Does.Contain(ApiKeyToken.Prefix(key)).And.Not.Contain(key).And.Contain("never"));

        using var reader = new ApiReader(key);
        using var answer = await reader.GetAsync(Somewhere);
        Assert.That(answer.Headers.Contains("Key-Expires"), Is.True);
        Assert.That(
            await DeskFixture.ScalarAsync<string>("SELECT LastUsedFrom FROM desk.ApiKey WHERE ClientName = @Client;", new { Client = client }),
            Is.EqualTo("127.0.0.1")
        );
        Assert.That(
            await DeskFixture.ScalarAsync<int>(
                "SELECT COUNT(*) FROM audit.Event WHERE CONCAT(Subject, OldValue, NewValue) LIKE N'%' + @Rest + N'%';",
                new { Rest = key[ApiKeyToken.Prefix(key).Length..].Replace("_", "[_]", StringComparison.Ordinal) }
            ),
            Is.Zero
        );
    }

    [TestCase("EXEC desk.DeleteAccount @Name, N'test', @Now;")]
    [TestCase("EXEC desk.SetAccount @Name, NULL, 0, NULL, 0, N'test', @Now;")]
    [TestCase("EXEC desk.SetAccount @Name, N'poweruser', NULL, NULL, 0, N'test', @Now;")]
    public async Task The_keys_of_an_administrator_end_with_his_rights(string change)
    {
        var name = NewClient();
        await DeskFixture.AddAccountAsync(name, "admin");
        var key = await ApiReader.MakeKeyAsync(NewClient(), "admin", madeBy: name);
        using var reader = new ApiReader(key);
        await reader.ReadAsync(Somewhere);
        await DeskFixture.ExecuteAsync("DECLARE @Now datetime2(3) = SYSUTCDATETIME(); " + change, new { Name = name });
        using var refused = await reader.GetAsync(Somewhere);
        Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
    }

    [Test]
    public async Task The_command_line_makes_lists_rotates_and_revokes()
    {
        var client = NewClient();
        var first = await DeskCommand.RunAsync("key", "add", client, "--role", "viewer", "--days", "7");
        var key = first.Output.Trim().Split(' ')[^1];
        using var reader = new ApiReader(key);
        await reader.ReadAsync(Somewhere);
        Assert.That(
            (await DeskCommand.RunAsync("key", "list")).Output,
            Does.Contain(client).And.Contain(ApiKeyToken.Prefix(key)).And.Not.Contain(key)
        );

        var rotated = (await DeskCommand.RunAsync("key", "rotate", client, "--overlap-hours", "0")).Output.Trim().Split(' ')[^1];
        using var next = new ApiReader(rotated);
        await next.ReadAsync(Somewhere);
        using var replaced = await reader.GetAsync(Somewhere);
        Assert.That(replaced.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));

        Assert.That((await DeskCommand.RunAsync("key", "revoke", client)).Code, Is.Zero);
        using var revoked = await next.GetAsync(Somewhere);
        Assert.That(revoked.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
        var again = await DeskCommand.RunAsync("key", "revoke", client);
        Assert.That(again.Code, Is.Not.Zero);
        Assert.That(again.Errors, Does.Contain("has no valid key"));
    }

    [TestCase("@Client = N'a b', @Role = N'viewer', @Days = 1", "letters, digits")]
    [TestCase("@Client = N'', @Role = N'viewer', @Days = 1", "@ClientName is empty")]
    [TestCase("@Client = N'x', @Role = N'god', @Days = 1", "'god' is none of")]
    [TestCase("@Client = N'x', @Role = N'viewer', @Days = 401", "out of 1 to 400")]
    public void The_repository_names_what_is_wrong(string values, string expected)
    {
        var refused = Assert.ThrowsAsync<SqlException>(() =>
            DeskFixture.ExecuteAsync(
                $"""
                DECLARE @Now datetime2(3) = SYSUTCDATETIME(), @Client nvarchar(64), @Role nvarchar(16), @Days int;
                SELECT {values};
                EXEC desk.AddApiKey @Client, @Role, N'axm_', 0x01, @Days, N'test', @Now;
                """
            )
        );
        Assert.That(refused!.Number, Is.EqualTo(50082));
        Assert.That(refused.Message, Does.Contain(expected));
    }

    [Test]
    public async Task Each_client_has_limits_of_its_own_and_wrong_keys_have_narrow_ones()
    {
        await using var desk = await DeskFixture.StartDeskAsync(
            DeskFixture.Options with
            {
                Desk = new Orchestrator.Configuration.DeskOptions
                {
                    Port = 0,
                    ReadsPerMinute = 2,
                    SignInsPerMinute = 1,
                },
            }
        );
        var address = new Uri(desk.Address!);
        using var busy = new ApiReader(DeskFixture.Keys["viewer"], address);
        using var other = new ApiReader(DeskFixture.Keys["admin"], address);
        using var stranger = new ApiReader(ApiKeyToken.Make(), address);
        List<(HttpStatusCode Status, string Remaining)> answers = [];
        for (var i = 0; i < 3; i++)
        {
            using var answer = await busy.GetAsync(Somewhere);
            answers.Add((answer.StatusCode, answer.Headers.GetValues("RateLimit-Remaining").Single()));
            if (i == 2)
            {
                await ApiReader.ProblemAsync(answer, HttpStatusCode.TooManyRequests);
                Assert.That(answer.Headers.RetryAfter, Is.Not.Null);
            }
        }

        Assert.That(
            answers,
            Is.EqualTo(new[] { (HttpStatusCode.OK, "1"), (HttpStatusCode.OK, "0"), (HttpStatusCode.TooManyRequests, "0") })
        );
        using var unhindered = await other.GetAsync(Somewhere);
        Assert.That(unhindered.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        using var first = await stranger.GetAsync(Somewhere);
        using var second = await stranger.GetAsync(Somewhere);
        Assert.That(
            new[] { first.StatusCode, second.StatusCode },
            Is.EqualTo(new[] { HttpStatusCode.Unauthorized, HttpStatusCode.TooManyRequests })
        );
        await desk.StopAsync(CancellationToken.None);
    }

    private static string NewClient() => $"client-{Guid.NewGuid():N}";

    /// <summary>Sends a form of the page, and reads the key that it shows.</summary>
    private static async Task<string> KeyShownAsync(DeskReader admin, string handler, Dictionary<string, string> fields)
    {
        using var answer = await admin.PostAsync("/keys?handler=" + handler, fields, "/keys");
        var html = await answer.Content.ReadAsStringAsync();
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK), html);
        return new AngleSharp.Html.Parser.HtmlParser().ParseDocument(html).QuerySelector("p.good code")!.TextContent;
    }
}
