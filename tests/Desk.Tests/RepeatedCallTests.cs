// Calls that are sent again with the same Idempotency-Key: done once, answered alike, on every copy of the
// desk; and nothing else is taken for the same call.
using System.Net;
using AxMonitor.Orchestrator.Desk;
using AxMonitor.Orchestrator.Desk.Api;
using Microsoft.AspNetCore.Http;

namespace AxMonitor.Desk.Tests;

[TestFixture]
public sealed class RepeatedCallTests
{
    [Test]
    public async Task A_call_that_is_sent_again_has_the_first_answer_and_is_done_once()
    {
        var (alert, path, key) = await NewAsync("note");
        using var client = ApiReader.Of("poweruser");
        using var first = await client.SendAsync("POST", path, """{"note":"once"}""", key: key);
        var text = await first.Content.ReadAsStringAsync();
        Assert.That(first.StatusCode, Is.EqualTo(HttpStatusCode.OK), text);
        Assert.That(first.Headers.Contains("Idempotency-Replayed"), Is.False);

        // Another copy of the desk.
        await using var desk = await DeskFixture.StartDeskAsync(DeskFixture.Options);
        using var other = new ApiReader(DeskFixture.Keys["poweruser"], new Uri(desk.Address!));
        using var second = await other.SendAsync("POST", path, """{"note":"once"}""", key: key);
        Assert.That(second.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await second.Content.ReadAsStringAsync(), Is.EqualTo(text));
        Assert.That(second.Content.Headers.ContentType, Is.EqualTo(first.Content.Headers.ContentType));
        Assert.That(second.Headers.GetValues("Idempotency-Replayed"), Is.EqualTo(new[] { "true" }));
        Assert.That(await NotesAsync(alert), Is.EqualTo(1));

        using var without = await client.SendAsync("POST", path, """{"note":"once"}""");
        Assert.That(await NotesAsync(alert), Is.EqualTo(2), "without a key each is a call");
        await desk.StopAsync(CancellationToken.None);
    }

    [Test]
    public async Task A_job_is_started_once_and_its_place_is_told_again()
    {
        var key = Guid.NewGuid().ToString();
        using var client = ApiReader.Of("admin");
        using var first = await client.SendAsync("POST", "/api/v1/jobs/checks", key: key);
        using var second = await client.SendAsync("POST", "/api/v1/jobs/checks", key: key);
        Assert.That(first.StatusCode, Is.EqualTo(HttpStatusCode.Accepted), await first.Content.ReadAsStringAsync());
        Assert.That(second.StatusCode, Is.EqualTo(HttpStatusCode.Accepted));
        Assert.That(second.Headers.Location, Is.EqualTo(first.Headers.Location));
    }

    [Test]
    public async Task Another_body_or_address_with_the_same_key_is_refused_and_changes_nothing()
    {
        var (alert, path, key) = await NewAsync("note");
        using var client = ApiReader.Of("poweruser");
        (await client.SendAsync("POST", path, """{"note":"one"}""", key: key)).Dispose();
        using var body = await client.SendAsync("POST", path, """{"note":"two"}""", key: key);
        var problem = await ApiReader.ProblemAsync(body, HttpStatusCode.UnprocessableEntity);
        Assert.That(problem.GetProperty("type").GetString(), Does.EndWith("key-of-another-call"));
        using var address = await client.SendAsync("POST", path.Replace("/note", "/acknowledge", StringComparison.Ordinal), """{"note":"one"}""", key: key);
        await ApiReader.ProblemAsync(address, HttpStatusCode.UnprocessableEntity);
        Assert.That(await NotesAsync(alert), Is.EqualTo(1));

        using var others = ApiReader.Of("admin");
        using var own = await others.SendAsync("POST", path, """{"note":"two"}""", key: key);
        Assert.That(own.StatusCode, Is.EqualTo(HttpStatusCode.OK), "another client's key is another key");
    }

    [Test]
    public async Task While_the_first_is_being_done_the_second_is_told_so()
    {
        var (alert, path, key) = await NewAsync("note");
        using var client = ApiReader.Of("poweruser");
        (await client.SendAsync("POST", path, """{"note":"slow"}""", key: key)).Dispose();
        await DeskFixture.ExecuteAsync("UPDATE desk.RepeatableCall SET StatusCode = NULL WHERE ClientName = N'api:test-poweruser';");
        using var second = await client.SendAsync("POST", path, """{"note":"slow"}""", key: key);
        var problem = await ApiReader.ProblemAsync(second, HttpStatusCode.Conflict);
        Assert.That(problem.GetProperty("detail").GetString(), Does.Contain("has not ended"));
        Assert.That(second.Headers.RetryAfter, Is.Not.Null);
        Assert.That(await NotesAsync(alert), Is.EqualTo(1));
    }

    [Test]
    public async Task Of_many_at_once_one_is_done()
    {
        var (alert, path, key) = await NewAsync("note");
        using var client = ApiReader.Of("poweruser");
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => client.SendAsync("POST", path, """{"note":"at once"}""", key: key))
        );
        var statuses = answers.Select(a => (int)a.StatusCode).ToList();
        foreach (var answer in answers)
        {
            answer.Dispose();
        }

        Assert.That(statuses, Has.All.EqualTo(200).Or.EqualTo(409));
        Assert.That(statuses, Has.Some.EqualTo(200));
        Assert.That(await NotesAsync(alert), Is.EqualTo(1));
    }

    [Test]
    public async Task What_was_refused_is_refused_alike()
    {
        var (_, path, key) = await NewAsync("snooze");
        using var client = ApiReader.Of("poweruser");
        using var first = await client.SendAsync("POST", path, """{"minutes":-1}""", key: key);
        using var second = await client.SendAsync("POST", path, """{"minutes":-1}""", key: key);
        await ApiReader.ProblemAsync(first, HttpStatusCode.BadRequest);
        await ApiReader.ProblemAsync(second, HttpStatusCode.BadRequest);
        Assert.That(await second.Content.ReadAsStringAsync(), Is.EqualTo(await first.Content.ReadAsStringAsync()));
    }

    [Test]
    public async Task What_failed_is_done_again()
    {
        var calls = new RepeatedCalls(new DeskAccounts(DeskFixture.Repository, TimeProvider.System), DeskFixture.Loggers);
        var key = Guid.NewGuid().ToString();
        var statuses = new Queue<int>([503, 200]);
        List<int> given = [];
        for (var i = 0; i < 3; i++)
        {
            var context = new DefaultHttpContext();
            context.Request.Method = "POST";
            context.Request.Path = "/api/v1/jobs/checks";
            context.Request.Headers[RepeatedCalls.Header] = key;
            context.Response.Body = new MemoryStream();
            context.Features.Set(new DeskPerson(0, "api:failing", DeskRole.Admin, MustChangePassword: false, []));
            var call = ApiEndpoints.Calls.First(c => c.Page == "/api/v1/jobs/checks");
            context.SetEndpoint(new Endpoint(null, new EndpointMetadataCollection(call), "test"));
            await calls.OnceAsync(context, (c, next) => next(c), c =>
            {
                c.Response.StatusCode = statuses.Dequeue();
                return Task.CompletedTask;
            });
            given.Add(context.Response.StatusCode);
        }

        Assert.That(given, Is.EqualTo(new[] { 503, 200, 200 }));
        Assert.That(statuses, Is.Empty);
    }

    [Test]
    public async Task A_key_counts_for_a_day_and_is_purged_by_the_next_call()
    {
        var (alert, path, key) = await NewAsync("note");
        using var client = ApiReader.Of("poweruser");
        (await client.SendAsync("POST", path, """{"note":"daily"}""", key: key)).Dispose();
        await DeskFixture.ExecuteAsync("UPDATE desk.RepeatableCall SET BegunAt = DATEADD(hour, -24, BegunAt) WHERE ClientName = N'api:test-poweruser';");
        using var next = await client.SendAsync("POST", path, """{"note":"tomorrow"}""", key: key);
        Assert.That(next.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(next.Headers.Contains("Idempotency-Replayed"), Is.False);
        Assert.That(await NotesAsync(alert), Is.EqualTo(2));
        Assert.That(
            await DeskFixture.ScalarAsync<int>("SELECT COUNT(*) FROM desk.RepeatableCall WHERE BegunAt < DATEADD(hour, -23, SYSUTCDATETIME());"),
            Is.Zero
        );
    }

    [TestCase("")]
    [TestCase("long")]
    public async Task A_key_that_cannot_be_is_refused_by_name(string key)
    {
        var (_, path, _) = await NewAsync("note");
        using var client = ApiReader.Of("poweruser");
        var sent = key == "long" ? new string('k', 256) : key;
        using var answer = await client.SendAsync("POST", path, """{"note":"x"}""", key: sent);
        var problem = await ApiReader.ProblemAsync(answer, HttpStatusCode.BadRequest);
        Assert.That(problem.GetProperty("errors")[0].GetProperty("name").GetString(), Is.EqualTo("Idempotency-Key"));
    }

    [Test]
    public async Task A_role_that_may_not_is_refused_before_the_key_is_looked_at()
    {
        var (_, path, key) = await NewAsync("note");
        using var client = ApiReader.Of("viewer");
        using var answer = await client.SendAsync("POST", path, """{"note":"x"}""", key: key);
        await ApiReader.ProblemAsync(answer, HttpStatusCode.Forbidden);
        Assert.That(
            await DeskFixture.ScalarAsync<int>("SELECT COUNT(*) FROM desk.RepeatableCall WHERE ClientName = N'api:test-viewer';"),
            Is.Zero
        );
    }

    private static async Task<(long Alert, string Path, string Key)> NewAsync(string act)
    {
        var alert = await DeskFixture.AddAlertAsync($"repeated {Guid.NewGuid():N}", "An alert");
        return (alert, $"/api/v1/alerts/{alert}/{act}", Guid.NewGuid().ToString());
    }

    private static Task<int> NotesAsync(long alert) =>
        DeskFixture.ScalarAsync<int>(
            "SELECT COUNT(*) FROM alert.History WHERE AlertId = @Alert AND ChangeKind = N'note';",
            new { Alert = alert }
        );
}
