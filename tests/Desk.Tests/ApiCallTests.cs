// Every call of the API as every role: allowed and refused as the matrix says, answered as the served OpenAPI
// document says. Without a key nothing is answered, whatever a browser's cookies say.
using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using AxMonitor.Orchestrator.Desk;
using AxMonitor.Orchestrator.Desk.Api;

namespace AxMonitor.Desk.Tests;

[TestFixture]
public sealed class ApiCallTests
{
    private static readonly DeskRole[] Roles = [DeskRole.None, DeskRole.Viewer, DeskRole.PowerUser, DeskRole.Admin];
    private AnswerSchema _schema = null!;

    private static IEnumerable<TestCaseData> Everything =>
        DeskMatrix
            .Actions.Where(a => a.IsCall)
            .SelectMany(a => Roles.Select(r => new TestCaseData(a.Page, a.Handler, r).SetName($"{a.Handler} {a.Page} as {r}")));

    [OneTimeSetUp]
    public async Task ReadDocument()
    {
        using var reader = ApiReader.Of("viewer");
        using var answer = await reader.GetAsync(ApiEndpoints.DocumentPath);
        _schema = new AnswerSchema(JsonNode.Parse(await answer.Content.ReadAsStringAsync())!);
    }

    [OneTimeTearDown]
    public Task EndMutes() => DeskFixture.ExecuteAsync("DELETE config.MaintenanceWindow WHERE CreatedBy LIKE N'api:test-%';");

    [TestCaseSource(nameof(Everything))]
    public async Task Each_role_may_what_the_matrix_says_and_is_refused_the_rest(string page, string method, DeskRole role)
    {
        using var reader = role == DeskRole.None ? new ApiReader(null) : ApiReader.Of(role.Name());
        var path = await PathAsync(page, "api:test-" + role.Name());
        using var answer = await reader.SendAsync(
            method,
            path,
            await BodyAsync(page, method, path),
            match: await MatchAsync(method, path)
        );
        var text = await answer.Content.ReadAsStringAsync();
        if (DeskMatrix.May(role, page, method))
        {
            Assert.That((int)answer.StatusCode, Is.InRange(200, 299), text);
        }
        else
        {
            var problem = await ApiReader.ProblemAsync(
                answer,
                role == DeskRole.None ? HttpStatusCode.Unauthorized : HttpStatusCode.Forbidden
            );
            Assert.That(problem.GetProperty("detail").GetString(), Does.Contain(role == DeskRole.None ? "Bearer" : "is needed"));
            if (role != DeskRole.None)
            {
                Assert.That(
                    await DeskFixture.ScalarAsync<int>(
                        "SELECT COUNT(*) FROM audit.Event WHERE [Action] = N'Refused' AND ChangedBy = @Who AND Subject = @Subject;",
                        new { Who = "api:test-" + role.Name(), Subject = $"{method} {path.Split('?')[0]}" }
                    ),
                    Is.AtLeast(1),
                    "the audit tells of it"
                );
            }
        }

        if (page != ApiEndpoints.DocumentPath)
        {
            _schema.Check(page, method, answer, text);
        }
    }

    [Test]
    public async Task A_session_of_the_desk_opens_nothing_and_a_key_opens_no_page()
    {
        using var admin = await DeskReader.SignedInAsync("admin");
        var cookies = string.Join("; ", admin.Cookies.GetCookies(DeskFixture.Address).Select(c => $"{c.Name}={c.Value}"));
        using var nobody = new ApiReader(null);
        using var read = await nobody.SendAsync("GET", "/api/v1/alerts", cookie: cookies);
        await ApiReader.ProblemAsync(read, HttpStatusCode.Unauthorized);
        var alert = await DeskFixture.AddAlertAsync($"cookie {Guid.NewGuid():N}", "An alert");
        using var changed = await nobody.SendAsync("POST", $"/api/v1/alerts/{alert}/acknowledge", "{}", cookie: cookies);
        await ApiReader.ProblemAsync(changed, HttpStatusCode.Unauthorized);
        Assert.That(changed.Headers.Contains("Set-Cookie"), Is.False);

        using var key = ApiReader.Of("admin");
        using var page = await key.GetAsync("/alerts");
        Assert.That(page.StatusCode, Is.EqualTo(HttpStatusCode.Redirect));
    }

    [Test]
    public void Every_call_is_in_the_matrix_and_in_the_document_and_nothing_else_is()
    {
        var calls = ApiEndpoints.Calls.Select(c => $"{c.Method} {c.Page}").ToList();
        Assert.That(
            calls.Append($"GET {ApiEndpoints.DocumentPath}"),
            Is.EquivalentTo(DeskMatrix.Actions.Where(a => a.IsCall).Select(a => $"{a.Handler} {a.Page}"))
        );
        Assert.That(_schema.Calls, Is.EquivalentTo(calls));
    }

    [Test]
    public void The_kept_document_is_the_one_that_is_served()
    {
        var path = RepositoryRoot.Combine("docs", "openapi.json");
        if (Environment.GetEnvironmentVariable("AXMONITOR_WRITE_DOCS") == "1")
        {
            File.WriteAllText(path, _schema.Text + "\n");
        }

        Assert.That(File.ReadAllText(path).ReplaceLineEndings("\n"), Is.EqualTo(_schema.Text + "\n"), "AXMONITOR_WRITE_DOCS=1 writes it");
    }

    [Test]
    public async Task What_was_done_stands_in_history_under_the_clients_name()
    {
        using var client = ApiReader.Of("poweruser");
        var alert = await DeskFixture.AddAlertAsync($"done {Guid.NewGuid():N}", "An alert");
        using var done = await client.SendAsync("POST", $"/api/v1/alerts/{alert}/acknowledge", new { note = "on it" });
        Assert.That(done.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        var read = await client.ReadAsync($"/api/v1/alerts/{alert}");
        Assert.That(read.GetProperty("state").GetString(), Is.EqualTo("acknowledged"));
        Assert.That(read.GetProperty("acknowledgedBy").GetString(), Is.EqualTo("api:test-poweruser"));
        Assert.That(read.GetProperty("history").EnumerateArray().Select(h => h.GetProperty("note").GetString()), Does.Contain("on it"));

        using var resolved = await client.SendAsync("POST", $"/api/v1/alerts/{alert}/acknowledge");
        var problem = await ApiReader.ProblemAsync(resolved, HttpStatusCode.Conflict);
        Assert.That(problem.GetProperty("code").GetInt32(), Is.EqualTo(50020));
        Assert.That(problem.GetProperty("detail").GetString(), Does.Contain("acknowledged"));
    }

    [Test]
    public async Task A_mute_of_one_alert_opens_a_window_for_its_key_alone()
    {
        using var client = ApiReader.Of("poweruser");
        var alert = await DeskFixture.AddAlertAsync($"mute_[1] {Guid.NewGuid():N}", "An alert");
        using var muted = await client.SendAsync(
            "POST",
            $"/api/v1/alerts/{alert}/mute",
            new { scope = "alert", minutes = 5, reason = "known" }
        );
        var text = await muted.Content.ReadAsStringAsync();
        Assert.That(muted.StatusCode, Is.EqualTo(HttpStatusCode.OK), text);
        Assert.That(JsonDocument.Parse(text).RootElement.GetProperty("isMuted").GetBoolean(), Is.True);
        Assert.That(
            await DeskFixture.ScalarAsync<string>(
                "SELECT TOP (1) KeyLike FROM config.MaintenanceWindow WHERE CreatedBy = N'api:test-poweruser' ORDER BY WindowId DESC;"
            ),
            Does.StartWith("mute[_][[]1]")
        );
        await DeskFixture.ExecuteAsync("DELETE config.MaintenanceWindow WHERE CreatedBy = N'api:test-poweruser';");
    }

    [Test]
    public async Task Lists_are_read_on_by_key_and_every_row_comes_once()
    {
        using var client = ApiReader.Of("viewer");
        var rule = await DeskFixture.ScalarAsync<string>("SELECT TOP (1) RuleName FROM config.AlertRule ORDER BY RuleId;");
        List<long> wanted = [];
        for (var i = 0; i < 5; i++)
        {
            wanted.Insert(0, await DeskFixture.AddAlertAsync($"page {Guid.NewGuid():N}", "An alert"));
        }

        List<long> seen = [];
        var next = $"/api/v1/alerts?state=all&rule={Uri.EscapeDataString(rule!)}&limit=2";
        while (next is not null && seen.Count < wanted.Count)
        {
            var part = await client.ReadAsync(next);
            Assert.That(part.GetProperty("items").GetArrayLength(), Is.LessThanOrEqualTo(2));
            seen.AddRange(part.GetProperty("items").EnumerateArray().Select(a => a.GetProperty("alertId").GetInt64()));

            // What opens meanwhile shifts nothing.
            await DeskFixture.AddAlertAsync($"meanwhile {Guid.NewGuid():N}", "An alert");
            next = part.GetProperty("next").GetString();
        }

        Assert.That(seen.Take(wanted.Count), Is.EqualTo(wanted));
        Assert.That((await client.ReadAsync("/api/v1/alerts?since=2099-01-01T00:00:00Z")).GetProperty("items").GetArrayLength(), Is.Zero);
    }

    [Test]
    public async Task Metrics_have_series_percentiles_and_a_baseline()
    {
        using var client = ApiReader.Of("viewer");
        var place = $"/api/v1/metrics/{DeskFixture.Metric}";
        Assert.That(
            (await client.ReadAsync($"{place}/keys?instance=PROD")).GetProperty("items").EnumerateArray().Single().GetProperty("keyText").GetString(),
            Is.Empty
        );
        var from = DeskFixture.MetricFrom.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        var to = DeskFixture.MetricFrom.AddMinutes(15).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        var buckets = (await client.ReadAsync($"{place}/series?instance=PROD&from={from}&to={to}")).GetProperty("buckets");
        Assert.That(
            buckets
                .EnumerateArray()
                .Select(b => (b.GetProperty("meanValue").GetDouble(), b.GetProperty("coveredShare").GetDouble())),
            Is.EqualTo(new[] { (10d, 1d), (20d, 0.5), (30d, 0d) })
        );
        Assert.That(buckets[0].GetProperty("bucketAt").GetString(), Is.EqualTo(from.Replace("Z", ".000Z", StringComparison.Ordinal)));
        var percentiles = (await client.ReadAsync($"{place}/percentiles?instance=PROD&from={from}&to={to}&quantiles=0,0.5,1")).GetProperty("percentiles");
        Assert.That(
            percentiles.EnumerateArray().Select(p => p.GetProperty("value").GetDouble()),
            Is.EqualTo(new[] { 10d, 20d, 30d })
        );
        var usual = await client.ReadAsync($"{place}/baseline?instance=PROD");
        Assert.That(usual.GetProperty("isLearning").GetBoolean(), Is.True);
        Assert.That(usual.GetProperty("p50").ValueKind, Is.EqualTo(JsonValueKind.Null));
    }

    [Test]
    public async Task A_job_is_followed_to_its_end_and_cancelled_by_its_client_or_an_administrator()
    {
        using var power = ApiReader.Of("poweruser");
        using var started = await power.SendAsync("POST", "/api/v1/jobs/exports", Body("/api/v1/jobs/exports"));
        Assert.That(started.StatusCode, Is.EqualTo(HttpStatusCode.Accepted));
        var place = started.Headers.Location!.ToString();
        Assert.That((await power.ReadAsync(place)).GetProperty("queuedBy").GetString(), Is.EqualTo("api:test-poweruser"));

        var others = await QueuedJobAsync("ann");
        using var refused = await power.SendAsync("DELETE", $"/api/v1/jobs/{others}");
        var problem = await ApiReader.ProblemAsync(refused, HttpStatusCode.Conflict);
        Assert.That(problem.GetProperty("detail").GetString(), Does.Contain("is of ann"));
        using var admin = ApiReader.Of("admin");
        using var cancelled = await admin.SendAsync("DELETE", $"/api/v1/jobs/{others}");
        Assert.That(cancelled.StatusCode, Is.EqualTo(HttpStatusCode.OK));

        using var own = await power.SendAsync("DELETE", place);
        Assert.That(own.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        using var events = await power.GetAsync(place + "/events");
        var text = await events.Content.ReadAsStringAsync();
        Assert.That(events.Content.Headers.ContentType?.MediaType, Is.EqualTo("text/event-stream"));
        Assert.That(text, Does.StartWith("data: {").And.Contain("\"state\":\"cancelled\""));
    }

    private static object? Body(string page) =>
        page switch
        {
            "/api/v1/alerts/{id}/snooze" => new { minutes = 5 },
            "/api/v1/alerts/{id}/mute" => new { scope = "rule", minutes = 1, reason = "test" },
            "/api/v1/alerts/{id}/note" => new { note = "seen" },
            "/api/v1/jobs/exports" => new { sets = new[] { "alerts" }, from = "2026-05-01", to = "2026-05-02" },
            "/api/v1/jobs/backtests" => new { rule = "CPU", from = "2026-05-01", to = "2026-05-02" },
            "/api/v1/jobs/imports" => new { file = "{}", dryRun = true },
            _ => null,
        };

    /// <summary>The body of PUT is what GET has answered with.</summary>
    private static async Task<object?> BodyAsync(string page, string method, string path) =>
        method == "PUT" ? RuleCallTests.BodyOf(await RuleCallTests.ReadAsync(path)) : Body(page);

    private static async Task<string?> MatchAsync(string method, string path)
    {
        if (method != "PUT")
        {
            return null;
        }

        using var reader = ApiReader.Of("viewer");
        using var answer = await reader.GetAsync(path);
        return answer.Headers.ETag!.ToString();
    }

    /// <summary>The address of a call on something that is there.</summary>
    private static async Task<string> PathAsync(string page, string who)
    {
        // No more than fifty jobs wait.
        await DeskFixture.ExecuteAsync("UPDATE ops.Job SET State = N'cancelled', EndedAt = SYSUTCDATETIME() WHERE State = N'queued';");
        var id = page switch
        {
            "/api/v1/jobs/{id}" => await QueuedJobAsync(who),
            _ when page.StartsWith("/api/v1/jobs/", StringComparison.Ordinal) => await DeskFixture.AddJobAsync(),
            _ => await DeskFixture.AddAlertAsync($"api {Guid.NewGuid():N}", "An alert"),
        };
        var path = page.Replace("{id}", id.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace(
                "{name}",
                page.StartsWith("/api/v1/rules", StringComparison.Ordinal) ? "CPU" : DeskFixture.Metric,
                StringComparison.Ordinal
            );
        return path
            + (page switch
            {
                "/api/v1/metrics/{name}/keys" or "/api/v1/metrics/{name}/baseline" => "?instance=PROD",
                "/api/v1/metrics/{name}/series" or "/api/v1/metrics/{name}/percentiles" =>
                    "?instance=PROD&from=2026-05-01T00:00:00Z&to=2026-05-02T00:00:00Z",
                _ => "",
            });
    }

    private static Task<long> QueuedJobAsync(string who) =>
        DeskFixture.ScalarAsync<long>(
            """
            INSERT ops.Job (KindName, ArgumentsJson, QueuedAt, QueuedBy) VALUES (N'Export', N'{}', SYSUTCDATETIME(), @Who);
            SELECT CAST(SCOPE_IDENTITY() AS bigint);
            """,
            new { Who = who }
        );
}
