// What callers may get wrong: every problem names the thing, its value and what would be right, and nothing
// that comes in makes the service fail.
using System.Net;
using System.Text;
using System.Text.Json;

namespace AxMonitor.Desk.Tests;

[TestFixture]
public sealed class ApiValueTests
{
    private const string Series = "/api/v1/metrics/cpu.sql_percent/series?instance=PROD";

    [TestCase("/api/v1/alerts?state=opened", "state", "opened", "one of active, open, acknowledged, resolved, all")]
    [TestCase("/api/v1/alerts?severity=fatal", "severity", "fatal", "one of warning, critical")]
    [TestCase("/api/v1/alerts?limit=0", "limit", "0", "a whole number from 1 to 1000")]
    [TestCase("/api/v1/alerts?limit=1001", "limit", "1001", "a whole number from 1 to 1000")]
    [TestCase("/api/v1/alerts?limit=99999999999999999999", "limit", "99999999999999999999", "a whole number from 1 to 1000")]
    [TestCase("/api/v1/alerts?before=-1", "before", "-1", "a whole number from 1 on")]
    [TestCase("/api/v1/alerts?since=yesterday", "since", "yesterday", "a time from 2000 to 2100 such as 2026-05-01T06:00:00Z")]
    [TestCase("/api/v1/alerts?since=0001-01-01T00:00:00Z", "since", "0001-01-01T00:00:00Z", "a time from 2000 to 2100")]
    [TestCase("/api/v1/alerts?since=9999-12-31T23:59:59-14:00", "since", "9999-12-31T23:59:59-14:00", "a time from 2000 to 2100")]
    [TestCase("/api/v1/alerts?instance=", "instance", "", "1 to 128 characters")]
    [TestCase("/api/v1/alerts?instance=a%00b", "instance", "a\0b", "1 to 128 characters")]
    [TestCase("/api/v1/alerts?state=open&state=all", "state", "open and all", "once")]
    [TestCase("/api/v1/alerts?stat=open", "stat", "open", "one of the call's parameters: state, severity")]
    [TestCase("/api/v1/alerts/0", "id", "0", "a whole number from 1 on")]
    [TestCase("/api/v1/alerts/one", "id", "one", "a whole number from 1 on")]
    [TestCase("/api/v1/jobs/2147483648", "id", "2147483648", "a whole number from 1 to 2147483647")]
    [TestCase("/api/v1/jobs?kind=Nothing", "kind", "Nothing", "one of Backtest")]
    [TestCase("/api/v1/incidents?open=yes", "open", "yes", "true or false")]
    [TestCase("/api/v1/incidents?minMs=-5", "minMs", "-5", "a whole number from 0 on")]
    [TestCase("/api/v1/health?all=1", "all", "1", "no parameter, the call has none")]
    [TestCase(Series + "&to=2026-05-01", "from", null, "a time from 2000 to 2100")]
    [TestCase(Series + "&from=2026-05-02&to=2026-05-01", "to", "2026-05-01T00:00:00.000Z", "later than from")]
    [TestCase(Series + "&from=2026-05-01&to=2027-05-01", "to", "2027-05-01T00:00:00.000Z", "no more than 2000 steps of 5m behind from")]
    [TestCase(Series + "&from=2026-05-01&to=2026-05-02&step=7m", "step", "7m", "one of 5m, 1h, 1d")]
    [TestCase("/api/v1/metrics/cpu.sql_percent/percentiles?instance=PROD&from=2026-05-01&to=2026-05-02&quantiles=1.5", "quantiles", "1.5", "numbers from 0 to 1")]
    [TestCase("/api/v1/metrics/cpu.sql_percent/percentiles?instance=PROD&from=2026-05-01&to=2026-05-02&quantiles=NaN", "quantiles", "NaN", "numbers from 0 to 1")]
    public async Task An_absurd_value_is_named_with_what_would_be_right(string path, string name, string? value, string expected)
    {
        using var reader = ApiReader.Of("admin");
        using var answer = await reader.GetAsync(path);
        var problem = await ApiReader.ProblemAsync(answer, HttpStatusCode.BadRequest);
        var error = problem.GetProperty("errors").EnumerateArray().Single();
        Assert.That(error.GetProperty("name").GetString(), Is.EqualTo(name));
        Assert.That(error.GetProperty("value").GetString(), Is.EqualTo(value));
        Assert.That(error.GetProperty("expected").GetString(), Does.Contain(expected));
    }

    [TestCase("/api/v1/metrics/none/baseline?instance=PROD", "There is no metric 'none'")]
    [TestCase("/api/v1/metrics/cpu.sql_percent/baseline?instance=none", "There is no instance 'none'")]
    [TestCase("/api/v1/metrics/cpu.sql_percent/baseline?instance=PROD&key=x", "never brought a value for key 'x'")]
    [TestCase("/api/v1/alerts/999999999", "There is no alert 999999999")]
    [TestCase("/api/v1/jobs/999999999", "There is no job 999999999")]
    [TestCase("/api/v1/jobs/999999999/events", "There is no job 999999999")]
    [TestCase("/api/v1/jobs/999999999/file", "has made no file")]
    [TestCase("/api/v1/none", "openapi.json")]
    [TestCase("/api/v2/alerts", "openapi.json")]
    [TestCase("/api", "openapi.json")]
    public async Task What_does_not_exist_is_said(string path, string expected)
    {
        using var reader = ApiReader.Of("admin");
        using var answer = await reader.GetAsync(path);
        var problem = await ApiReader.ProblemAsync(answer, HttpStatusCode.NotFound);
        Assert.That(problem.GetProperty("detail").GetString(), Does.Contain(expected));
    }

    [TestCase("/api/v1/alerts/1/note", "{}", "note", "1 to 1000 characters")]
    [TestCase("/api/v1/alerts/1/note", "{\"note\":\"  \"}", "note", "1 to 1000 characters")]
    [TestCase("/api/v1/alerts/1/note", "{\"note\":1}", "note", "JSON that fits the call")]
    [TestCase("/api/v1/alerts/1/note", "{\"text\":\"x\"}", "text", "a field that the call has")]
    [TestCase("/api/v1/alerts/1/note", "null", "body", "a JSON object")]
    [TestCase("/api/v1/alerts/1/note", "[]", "body", "JSON that fits the call")]
    [TestCase("/api/v1/alerts/1/note", "{\"note\":", "note", "JSON that fits the call")]
    [TestCase("/api/v1/alerts/1/note", "", "body", "JSON that fits the call")]
    [TestCase("/api/v1/alerts/1/mute", "{\"scope\":\"all\",\"minutes\":1,\"reason\":\"x\"}", "scope", "alert or rule")]
    [TestCase("/api/v1/alerts/1/mute", "{\"scope\":\"rule\",\"minutes\":44641,\"reason\":\"x\"}", "minutes", "from 1 to 44640")]
    [TestCase("/api/v1/alerts/1/mute", "{\"scope\":\"rule\",\"minutes\":1.5,\"reason\":\"x\"}", "minutes", "JSON that fits the call")]
    [TestCase("/api/v1/alerts/1/mute", "{\"scope\":\"rule\",\"minutes\":\"1\",\"reason\":\"x\"}", "minutes", "JSON that fits the call")]
    [TestCase("/api/v1/alerts/1/snooze", "{\"note\":\"x\"}", "minutes", "from 0 to 44640")]
    [TestCase("/api/v1/jobs/exports", "{\"sets\":[\"all\"],\"from\":\"2026-05-01\",\"to\":\"2026-05-02\"}", "sets", "some of alerts")]
    [TestCase("/api/v1/jobs/exports", "{\"sets\":[\"alerts\"],\"from\":\"May\",\"to\":\"2026-05-02\"}", "from", "JSON that fits the call")]
    [TestCase("/api/v1/jobs/backtests", "{\"rule\":\"None\",\"from\":\"2026-05-01\",\"to\":\"2026-05-02\"}", "rule", "the name of a rule")]
    [TestCase("/api/v1/jobs/imports", "{\"file\":\"\"}", "file", "the text of a file of rules")]
    public async Task A_body_that_cannot_be_is_refused_by_name(string path, string body, string name, string expected)
    {
        using var reader = ApiReader.Of("admin");
        using var answer = await reader.SendAsync("POST", path, body);
        var problem = await ApiReader.ProblemAsync(answer, HttpStatusCode.BadRequest);
        var error = problem.GetProperty("errors").EnumerateArray().Single();
        Assert.That(error.GetProperty("name").GetString(), Is.EqualTo(name));
        Assert.That(error.GetProperty("expected").GetString(), Does.Contain(expected));
        Assert.That(problem.GetRawText(), Does.Not.Contain("AxMonitor.Orchestrator"), "nothing of the program's inside");
    }

    [Test]
    public async Task All_that_is_wrong_is_said_at_once()
    {
        using var reader = ApiReader.Of("admin");
        using var answer = await reader.GetAsync("/api/v1/alerts?state=x&limit=x&since=x&other=x");
        var problem = await ApiReader.ProblemAsync(answer, HttpStatusCode.BadRequest);
        Assert.That(
            problem.GetProperty("errors").EnumerateArray().Select(e => e.GetProperty("name").GetString()),
            Is.EquivalentTo(new[] { "state", "limit", "since", "other" })
        );
        Assert.That(problem.GetProperty("requestId").GetString(), Is.EqualTo(answer.Headers.GetValues("X-Request-Id").Single()));
    }

    [Test]
    public async Task Too_much_too_deep_and_no_JSON_at_all_are_refused()
    {
        using var reader = ApiReader.Of("admin");
        using var large = await reader.SendAsync("POST", "/api/v1/alerts/1/note", new { note = new string('x', 300_000) });
        await ApiReader.ProblemAsync(large, HttpStatusCode.RequestEntityTooLarge);
        using var deep = await reader.SendAsync(
            "POST",
            "/api/v1/alerts/1/note",
            new StringBuilder().Insert(0, "{\"note\":", 50).Append('1').Append('}', 50).ToString()
        );
        await ApiReader.ProblemAsync(deep, HttpStatusCode.BadRequest);
        using var form = await reader.SendAsync("POST", "/api/v1/alerts/1/note", "note=x", "application/x-www-form-urlencoded");
        await ApiReader.ProblemAsync(form, HttpStatusCode.UnsupportedMediaType);
        using var method = await reader.SendAsync("PUT", "/api/v1/alerts", "{}");
        await ApiReader.ProblemAsync(method, HttpStatusCode.MethodNotAllowed);
    }

    [Test]
    public async Task Collected_texts_arrive_as_data()
    {
        var alert = await DeskFixture.AddAlertAsync($"probe {Guid.NewGuid():N}");
        using var reader = ApiReader.Of("viewer");
        using var answer = await reader.GetAsync($"/api/v1/alerts/{alert}");
        var text = await answer.Content.ReadAsStringAsync();
        Assert.That(text, Does.Not.Contain("<script"));
        Assert.That(JsonDocument.Parse(text).RootElement.GetProperty("headline").GetString(), Is.EqualTo(DeskFixture.Probe));
        Assert.That(answer.Content.Headers.ContentType?.MediaType, Is.EqualTo("application/json"));
    }
}
