// Errors of the log at a tracker of Sentry's protocol: what it gets, what it never gets, and that one that is
// away is said once and holds up nothing.
using System.Collections.Concurrent;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using AxMonitor.Orchestrator.Configuration;
using AxMonitor.Orchestrator.Hosting;
using AxMonitor.Orchestrator.Observe;
using AxMonitor.Orchestrator.Tests.Doubles;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace AxMonitor.Orchestrator.Tests;

[TestFixture]
public sealed class ErrorTrackerTests
{
    private readonly ConcurrentQueue<string> _received = new();
    private readonly NotedEvents<ErrorTracker> _log = new();
    private int _status = StatusCodes.Status200OK;

    [Test]
    public async Task An_error_comes_with_its_ids_and_stack_and_nothing_that_was_collected()
    {
        await using var receiver = await ReceiveAsync();
        using (var tracker = new ErrorTracker(Dsn(receiver), "test", () => _log))
        using (var loggers = LoggerFactory.Create(l => l.AddProvider(tracker)))
        {
            var logger = loggers.CreateLogger("AxMonitor.Test");
            var run = Guid.Parse("11112222-3333-4444-5555-666677778888");
            using (RunScope.Begin(logger, run))
            {
                Log.CollectFailed(
                    logger,
                    "Waits",
                    "PRD-OF-CONTOSO",
                    run,
                    "reading from CUSTTABLE",
                    "failed",
                    208,
                    12,
                    0,
                    "Invalid object name 'CUSTTABLE'; Server=axsql01;Password=s3cret",
                    Thrown()
                );
            }

            Log.Stopped(logger, "not an error");
        }

        var sent = _received.Single();
        var error = JsonDocument.Parse(sent.Split('\n').First(l => l.Contains("\"event_id\"", StringComparison.Ordinal) && l.Contains("\"level\"", StringComparison.Ordinal))).RootElement;
        Assert.Multiple(() =>
        {
            Assert.That(error.GetProperty("level").GetString(), Is.EqualTo("error"));
            Assert.That(error.GetProperty("environment").GetString(), Is.EqualTo("test"));
            Assert.That(error.GetProperty("logentry").GetProperty("message").GetString(), Does.Contain("{Collector}").And.Contain("{Instance}"));
            var tags = error.GetProperty("tags");
            Assert.That(tags.GetProperty("RunId").GetString(), Is.EqualTo("11112222-3333-4444-5555-666677778888"));
            Assert.That(tags.GetProperty("Collector").GetString(), Is.EqualTo("Waits"));
            Assert.That(tags.GetProperty("event").GetString(), Is.EqualTo("1201"));
            var exceptions = error.GetProperty("exception").GetProperty("values");
            Assert.That(
                exceptions.EnumerateArray().Select(x => x.GetProperty("type").GetString()),
                Is.EqualTo(new[] { "System.IO.IOException", "System.InvalidOperationException" })
            );
            var exception = exceptions[1];
            Assert.That(exception.GetProperty("stacktrace").GetProperty("frames").GetArrayLength(), Is.Positive);
            string[] collected = ["CONTOSO", "CUSTTABLE", "axsql01", "s3cret", "SELECT", "ann", Environment.MachineName];
            foreach (var secret in collected)
            {
                Assert.That(sent, Does.Not.Contain(secret));
            }
        });
    }

    [Test]
    public async Task The_service_sends_its_errors_where_the_setting_says_so_and_not_otherwise()
    {
        await using var receiver = await ReceiveAsync();
        foreach (var isOn in new[] { false, true })
        {
            using var host = OrchestratorHost.Build(
                new OrchestratorOptions
                {
                    RepositoryConnectionString = "Server=nowhere",
                    Observe = new ObserveOptions { SentryDsnSecret = isOn ? "Tracker" : null },
                    Log = new LogOptions { Console = ConsoleLog.Off },
                    SecretOf = name => name == "Tracker" ? Dsn(receiver) : null,
                }
            );
            var logger = host.Services.GetRequiredService<ILoggerFactory>().CreateLogger("x");
            Log.NotStarted(logger, "secret reason");
            host.Dispose();
            Assert.That(_received, Has.Count.EqualTo(isOn ? 1 : 0));
        }
    }

    [TestCase("away")]
    [TestCase("refuses")]
    public async Task A_tracker_that_does_not_take_them_is_said_once(string how)
    {
        await using var receiver = await ReceiveAsync();
        _status = StatusCodes.Status403Forbidden;
        var dsn = how == "away" ? "http://k3y@127.0.0.1:1/7" : Dsn(receiver);
        using (var tracker = new ErrorTracker(dsn, "test", () => _log))
        using (var loggers = LoggerFactory.Create(l => l.AddProvider(tracker)))
        {
            for (var i = 0; i < 200; i++)
            {
                Log.NotStarted(loggers.CreateLogger("x"), "reason");
            }
        }

        Assert.That(_log.Ids, Is.EqualTo(new[] { 1013 }));
        Assert.That(_log.Texts.Single(), Does.Not.Contain("k3y"));
    }

    private static InvalidOperationException Thrown()
    {
        try
        {
            throw new InvalidOperationException("SELECT ann FROM CUSTTABLE", new IOException("axsql01"))
            {
                Data = { ["server"] = "axsql01" },
            };
        }
        catch (InvalidOperationException e)
        {
            return e;
        }
    }

    private static string Dsn(WebApplication receiver) =>
        receiver.Urls.Single().Replace("://", "://k3y@", StringComparison.Ordinal) + "/7";

    private async Task<WebApplication> ReceiveAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var receiver = builder.Build();
        receiver.Run(async context =>
        {
            var body = context.Request.Body;
            if (context.Request.Headers.ContentEncoding == "gzip")
            {
                body = new GZipStream(body, CompressionMode.Decompress);
            }

            using var reader = new StreamReader(body, Encoding.UTF8);
            _received.Enqueue(await reader.ReadToEndAsync());
            context.Response.StatusCode = _status;
        });
        await receiver.StartAsync();
        return receiver;
    }
}
