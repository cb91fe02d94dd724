// What each way in which a server can answer, or not answer, means for a message.
using AxMonitor.Orchestrator.Configuration;
using AxMonitor.Orchestrator.Deliver.Channels;
using AxMonitor.Tests.Shared.Web;

namespace AxMonitor.Orchestrator.Tests.Channels;

public sealed class ChannelClientTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private HookServer _server = null!;

    [SetUp]
    public async Task Start() => _server = await HookServer.StartAsync();

    [TearDown]
    public async Task Stop() => await _server.DisposeAsync();

    [TestCase(200, PostOutcome.Sent)]
    [TestCase(202, PostOutcome.Sent)]
    [TestCase(204, PostOutcome.Sent)]
    [TestCase(302, PostOutcome.Transient)]
    [TestCase(307, PostOutcome.Transient)]
    [TestCase(400, PostOutcome.Refused)]
    [TestCase(401, PostOutcome.Refused)]
    [TestCase(403, PostOutcome.Refused)]
    [TestCase(404, PostOutcome.Refused)]
    [TestCase(408, PostOutcome.Transient)]
    [TestCase(410, PostOutcome.Refused)]
    [TestCase(413, PostOutcome.Refused)]
    [TestCase(425, PostOutcome.Transient)]
    [TestCase(429, PostOutcome.Transient)]
    [TestCase(500, PostOutcome.Transient)]
    [TestCase(502, PostOutcome.Transient)]
    [TestCase(503, PostOutcome.Transient)]
    [TestCase(504, PostOutcome.Transient)]
    public async Task A_status_says_whether_to_try_again(int status, PostOutcome expected)
    {
        _server.Answer = HookServer.With(status);
        var result = await PostAsync();
        Assert.That(result.Outcome, Is.EqualTo(expected), result.Reason);
        Assert.That(result.Reason, expected == PostOutcome.Sent ? Is.Empty : Does.Contain($"{status}"));
    }

    [TestCase(429, "120", 120)]
    [TestCase(503, "7", 7)]
    [TestCase(429, "Sun, 01 Mar 2026 12:01:30 GMT", 90)]
    [TestCase(429, "Sun, 01 Mar 2026 11:00:00 GMT", null, Description = "over already")]
    [TestCase(429, "864000", 3600, Description = "no longer than an hour")]
    [TestCase(429, "soon", null)]
    [TestCase(429, "-5", null)]
    public async Task Retry_after_is_read_in_both_forms(int status, string header, int? seconds)
    {
        _server.Answer = HookServer.With(status, "slow down", ("Retry-After", header));
        var result = await PostAsync();
        Assert.That(result.RetryAfter, Is.EqualTo(seconds is { } some ? TimeSpan.FromSeconds(some) : (TimeSpan?)null));
        Assert.That(result.Reason, Does.Contain("slow down"));
    }

    [Test]
    public async Task A_redirect_is_not_followed()
    {
        _server.Answer = HookServer.With(307, "", ("Location", "/elsewhere"));
        var result = await PostAsync();
        Assert.That(_server.Requests.Select(r => r.Path), Is.EqualTo(new[] { "/hook/s3cr3t-token" }));
        Assert.That(result.Reason, Does.Contain("redirect"));
    }

    [Test]
    public async Task A_server_that_hangs_is_left_after_the_time_out()
    {
        var released = new TaskCompletionSource();
        _server.Answer = context => released.Task.WaitAsync(context.RequestAborted);
        var result = await PostAsync(TimeSpan.FromMilliseconds(500));
        released.SetResult();
        Assert.That(result, Is.EqualTo(new PostResult(PostOutcome.Transient, "no answer within 0.5 s")));
    }

    [Test]
    public async Task A_body_that_never_ends_is_left_after_the_time_out()
    {
        _server.Answer = async context =>
        {
            context.Response.StatusCode = 400;
            await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        };
        Assert.That((await PostAsync(TimeSpan.FromSeconds(1))).Outcome, Is.EqualTo(PostOutcome.Transient));
    }

    [Test]
    public async Task A_connection_that_is_reset_is_tried_again()
    {
        _server.Answer = context =>
        {
            context.Abort();
            return Task.CompletedTask;
        };
        var result = await PostAsync();
        Assert.That(result.Outcome, Is.EqualTo(PostOutcome.Transient), result.Reason);
        Assert.That(result.Reason, Is.Not.Empty);
    }

    [Test]
    public async Task A_server_that_is_away_is_tried_again()
    {
        var address = _server.Address();
        await _server.DisposeAsync();
        _server = await HookServer.StartAsync();
        var result = await PostAsync(address: address);
        Assert.That(result.Outcome, Is.EqualTo(PostOutcome.Transient));
    }

    [Test]
    public async Task Of_a_huge_answer_only_the_beginning_is_read()
    {
        var written = 0;
        _server.Answer = async context =>
        {
            context.Response.StatusCode = 400;
            var block = new byte[64 * 1024];
            Array.Fill(block, (byte)'x');
            for (; written < 4096 && !context.RequestAborted.IsCancellationRequested; written++)
            {
                await context.Response.Body.WriteAsync(block);
            }
        };
        var result = await PostAsync();
        Assert.That(result.Outcome, Is.EqualTo(PostOutcome.Refused));
        Assert.That(result.Reason, Has.Length.LessThan(300));
    }

    [Test]
    public async Task A_reason_repeats_no_secret()
    {
        _server.Answer = HookServer.With(403, $"no such hook /hook/s3cr3t-token, key k3y-of-mine at {_server.Address()}");
        var result = await PostAsync();
        Assert.That(result.Reason, Does.Contain("no such hook").And.Not.Contain("s3cr3t").And.Not.Contain("k3y"));
    }

    [Test]
    public void A_call_that_is_cancelled_throws()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.CatchAsync<OperationCanceledException>(() => PostAsync(cancel: cancelled.Token));
    }

    private async Task<PostResult> PostAsync(TimeSpan? timeout = null, Uri? address = null, CancellationToken cancel = default)
    {
        using var client = new ChannelClient(timeout ?? TimeSpan.FromSeconds(60), _time);
        var channel = new ChannelOptions { Url = address ?? _server.Address(), Key = "k3y-of-mine" };
        using var request = new HttpRequestMessage(HttpMethod.Post, channel.Url) { Content = new StringContent("{}") };
        return await client.PostAsync(request, channel, cancel);
    }
}
