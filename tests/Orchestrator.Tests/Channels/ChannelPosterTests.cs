// Messages on their way to a real server that fails in every way: none is lost, none is taken twice, those of
// one alert arrive in order, and a channel that hangs delays no other.
using System.Text.Json;
using AxMonitor.Orchestrator.Configuration;
using AxMonitor.Orchestrator.Deliver.Channels;
using AxMonitor.Orchestrator.Tests.Doubles;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using AxMonitor.Tests.Shared.Web;

namespace AxMonitor.Orchestrator.Tests.Channels;

public sealed class ChannelPosterTests
{
    private readonly TempFolder _templates = new();
    private Wired _wired = null!;
    private Outbox _outbox = null!;
    private HookServer _server = null!;
    private ChannelClient _client = null!;
    private ChannelPoster _poster = null!;

    [SetUp]
    public async Task Wire()
    {
        _wired = new Wired();
        _outbox = new Outbox(_wired.Alerting, _wired.Time);
        _server = await HookServer.StartAsync();
        Wire(TimeSpan.FromSeconds(45));
    }

    [TearDown]
    public async Task Unwire()
    {
        _poster.Dispose();
        _client.Dispose();
        await _server.DisposeAsync();
        _wired.Dispose();
        _templates.Dispose();
    }

    [Test]
    public async Task A_channel_may_have_a_template_of_its_own_and_a_wrong_one_costs_no_message()
    {
        Directory.CreateDirectory(Path.Combine(_templates.Path, "channels"));
        _templates.Write(Path.Combine("channels", "hook.json.hbs"), """{"short":"{{subject}}","who":"{{head.label}}"}""");
        _server.Answer = HookServer.With(200);
        _outbox.Add("hook", "webhook", 1, "open");
        var hostile = _outbox.Rows[0].Message with { Subject = "\"},\"x\":{\" </script> Größe" };
        _outbox.Rows[0].Message = hostile;
        await PostAllAsync();
        var own = await _server.NextAsync();

        _templates.Write(Path.Combine("channels", "hook.json.hbs"), """{"short":{{subject}}""");
        _outbox.Add("hook", "webhook", 2, "open");
        await PostAllAsync();
        var usual = await _server.NextAsync();
        Assert.Multiple(() =>
        {
            Assert.That(JsonDocument.Parse(own.Body).RootElement.GetProperty("short").GetString(), Is.EqualTo(hostile.Subject));
            Assert.That(JsonDocument.Parse(own.Body).RootElement.TryGetProperty("x", out _), Is.False);
            Assert.That(own.Headers.ContainsKey(WebhookShape.SignatureHeader), Is.True);
            Assert.That(JsonDocument.Parse(usual.Body).RootElement.GetProperty("version").GetInt32(), Is.EqualTo(1));
        });
    }

    [Test]
    public async Task Nothing_is_lost_doubled_or_out_of_order_whatever_the_server_does()
    {
        var answers = new Queue<Func<HttpContext, Task>>([
            HookServer.With(500),
            Abort,
            HookServer.With(200),
            HookServer.With(429, "", ("Retry-After", "30")),
            HookServer.With(302, "", ("Location", "/elsewhere")),
            HookServer.With(200),
            HookServer.With(408),
            HookServer.With(503, "", ("Retry-After", "1")),
            Abort,
        ]);
        var taken = new List<string>();
        _server.Answer = async context =>
        {
            await (answers.TryDequeue(out var answer) ? answer : HookServer.With(200))(context);
            if (context.Response.StatusCode == 200 && !context.RequestAborted.IsCancellationRequested)
            {
                taken.Add(context.Request.Headers["Idempotency-Key"].ToString());
            }
        };
        for (var alert = 1; alert <= 4; alert++)
        {
            _outbox.Add("hook", "webhook", alert, "open");
            _outbox.Add("hook", "webhook", alert, "resolved");
        }

        await PostAllAsync();
        Assert.That(taken, Is.Unique.And.EquivalentTo(_outbox.Rows.Select(r => r.Message.MessageKey)));
        for (var alert = 1; alert <= 4; alert++)
        {
            Assert.That(
                taken.Where(k => k.StartsWith($"alert/{alert}/", StringComparison.Ordinal)),
                Is.EqualTo(new[] { $"alert/{alert}/hook/open", $"alert/{alert}/hook/resolved" })
            );
        }
    }

    [Test]
    public async Task A_server_that_asks_to_wait_is_left_alone_for_so_long()
    {
        _server.Answer = HookServer.With(429, "", ("Retry-After", "90"));
        _outbox.Add("hook", "webhook", 1, "open");
        _outbox.Add("hook", "webhook", 2, "open");
        await _poster.PostAsync(CancellationToken.None);
        for (var second = 0; second < 89; second++)
        {
            _wired.Time.Advance(TimeSpan.FromSeconds(1));
            await _poster.PostAsync(CancellationToken.None);
        }

        Assert.That(_server.Requests, Has.Count.EqualTo(1));
        _server.Answer = HookServer.With(200);
        await PostAllAsync();
    }

    [Test]
    public async Task A_refused_message_is_given_up_alone_and_says_why()
    {
        _server.Answer = context =>
            HookServer.With(context.Request.Headers["Idempotency-Key"].ToString().Contains("/1/") ? 400 : 200, "bad field")(context);
        _outbox.Add("hook", "webhook", 1, "open");
        _outbox.Add("hook", "webhook", 2, "open");
        await _poster.PostAsync(CancellationToken.None);
        Assert.That(_outbox.Rows.Select(r => r.Status), Is.EqualTo(new[] { "failed", "sent" }));
        Assert.That(_outbox.Rows[0].Error, Is.EqualTo("the server answered 400: bad field"));
    }

    [Test]
    public async Task A_channel_that_hangs_or_is_dead_delays_no_other()
    {
        var released = new TaskCompletionSource();
        _server.Answer = context =>
            context.Request.Path.Value == "/slow" ? released.Task.WaitAsync(context.RequestAborted) : Task.CompletedTask;
        _outbox.Add("slow", "slack", 1, "open");
        _outbox.Add("hook", "webhook", 1, "open");
        var round = _poster.PostAsync(CancellationToken.None);
        while ((await _server.NextAsync()).Path != "/hook") { }
        await _outbox.Rows[1].Sent.WaitAsync(TimeSpan.FromSeconds(60));

        Assert.That(_outbox.Rows[1].Status, Is.EqualTo("sent"));
        Assert.That(_outbox.Rows[0].Status, Is.EqualTo("pending"));
        released.SetResult();
        await round;
        Assert.That(_outbox.Rows[0].Status, Is.EqualTo("sent"));
    }

    [Test]
    public async Task A_result_that_was_not_recorded_is_recorded_later_without_a_second_post()
    {
        _outbox.LostResults = 2;
        _outbox.Add("hook", "webhook", 1, "open");
        await PostAllAsync();
        Assert.That(_server.Requests, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_channel_without_its_secret_waits_and_names_it()
    {
        _outbox.Add("unknown", "teams", 1, "open");
        await _poster.PostAsync(CancellationToken.None);
        Assert.That(_outbox.Rows[0].Status, Is.EqualTo("pending"));
        Assert.That(_outbox.Rows[0].Error, Is.EqualTo("this process lacks AXMONITOR__Channels__unknown__Url"));
    }

    [Test]
    public async Task While_a_channel_is_down_one_message_at_a_time_asks_for_it()
    {
        _server.Answer = HookServer.With(503);
        for (var alert = 1; alert <= 5; alert++)
        {
            _outbox.Add("hook", "webhook", alert, "open");
        }

        await _poster.PostAsync(CancellationToken.None);
        await _poster.PostAsync(CancellationToken.None);
        Assert.That(_server.Requests, Has.Count.EqualTo(1));
        _wired.Time.Advance(TimeSpan.FromSeconds(2));
        await _poster.PostAsync(CancellationToken.None);
        Assert.That(_server.Requests, Has.Count.EqualTo(2));
        _server.Answer = HookServer.With(200);
        await PostAllAsync();
    }

    [Test]
    public async Task A_message_that_makes_the_server_fail_does_not_hold_up_the_others()
    {
        _server.Answer = context =>
            HookServer.With(context.Request.Headers["Idempotency-Key"].ToString().Contains("/1/") ? 500 : 200)(context);
        _outbox.Add("hook", "webhook", 1, "open");
        _outbox.Add("hook", "webhook", 2, "open");
        for (var second = 0; second < 300 && _outbox.Rows[1].Status == "pending"; second++)
        {
            await _poster.PostAsync(CancellationToken.None);
            _wired.Time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.That(_outbox.Rows.Select(r => r.Status), Is.EqualTo(new[] { "pending", "sent" }));
    }

    private static Task Abort(HttpContext context)
    {
        context.Abort();
        context.Response.StatusCode = 499;
        return Task.CompletedTask;
    }

    private void Wire(TimeSpan timeout)
    {
        var options = _wired.Options with
        {
            Channels = new Dictionary<string, ChannelOptions>(StringComparer.OrdinalIgnoreCase)
            {
                ["hook"] = new() { Url = _server.Address("/hook"), Key = "k3y" },
                ["slow"] = new() { Url = _server.Address("/slow") },
            },
        };
        _client = new ChannelClient(timeout, _wired.Time);
        _poster = new ChannelPoster(
            _wired.Alerting,
            _client,
            [new TeamsShape(), new SlackShape(), new PagerDutyShape(), new WebhookShape()],
            new ChannelTemplates(_templates.Path),
            _wired.Frame,
            options,
            _wired.Metrics,
            _wired.Health,
            _wired.Wakeups,
            _wired.Time,
            NullLogger<ChannelPoster>.Instance
        );
    }

    /// <summary>Lets time pass until everything is sent.</summary>
    private async Task PostAllAsync()
    {
        for (var second = 0; second < 3600 && _outbox.Rows.Any(r => r.Status == "pending"); second++)
        {
            await _poster.PostAsync(CancellationToken.None);
            _wired.Time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.That(
            _outbox.Rows.Select(r => r.Status),
            Is.All.EqualTo("sent"),
            JsonSerializer.Serialize(_outbox.Rows.Select(r => r.Error))
        );
    }
}
