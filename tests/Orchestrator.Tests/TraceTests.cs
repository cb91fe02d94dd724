// Traces over OTLP: a run with the calls that it made, by HTTP and by gRPC, with the ids of the log and
// nothing of what was asked; and a receiver that is away, which nobody waits for and which is said once.
using System.Collections.Concurrent;
using System.Net;
using AxMonitor.Engine.Errors;
using AxMonitor.Orchestrator.Configuration;
using AxMonitor.Orchestrator.Observe;
using AxMonitor.Orchestrator.Repository;
using AxMonitor.Orchestrator.Tests.Doubles;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace AxMonitor.Orchestrator.Tests;

[TestFixture]
[NonParallelizable]
public sealed class TraceTests
{
    private readonly ConcurrentQueue<(string Path, string? Key, byte[] Body)> _received = new();
    private readonly NotedEvents<OtlpSender> _log = new();
    private int _status = StatusCodes.Status200OK;

    [TestCase(OtlpProtocol.Http)]
    [TestCase(OtlpProtocol.Grpc)]
    public async Task A_run_is_a_trace_with_its_calls_and_ids_and_nothing_of_what_was_asked(OtlpProtocol protocol)
    {
        await using var receiver = await ReceiveAsync(protocol);
        await using var server = await ScriptedServer.StartAsync();
        server.OnProcedure = (name, _, sink, _) =>
        {
            if (name.Contains("SaveJobRun", StringComparison.Ordinal))
            {
                sink.Message(new SqlMessage(50070, 16, 1, "Of CUSTTABLE of ann.", name, 1));
            }
        };
        using var wired = new Wired();
        var options = Options(receiver.Urls.Single(), protocol) with { RepositoryConnectionString = server.ConnectionString };
        var limit = new RepeatLimit(TimeProvider.System);
        var calls = new RepositoryCalls(options, wired.Metrics, limit, new NotedEvents<RepositoryCalls>());
        var operations = new SqlOperations(new RepositoryConnection(options, TimeProvider.System, calls), TimeProvider.System);
        using var sender = new OtlpSender(options, wired.Metrics, _log);
        await sender.StartAsync(CancellationToken.None);
        var id = Guid.Empty;
        await operations.ReleaseLeaseAsync("outside", "of a run", CancellationToken.None);
        await wired.Frame.MeasureAsync(
            "test:Job",
            async run =>
            {
                id = run.RunId;
                await operations.ReleaseLeaseAsync("evaluate", "s3cret-owner", CancellationToken.None);
                await operations.SaveJobRunAsync(
                    new JobRun
                    {
                        RunId = run.RunId,
                        JobName = "x",
                        Outcome = "ok",
                        StartedAt = DateTime.UtcNow,
                        EndedAt = DateTime.UtcNow,
                    },
                    CancellationToken.None
                );
            },
            (_, _) => { },
            CancellationToken.None
        );
        await sender.StopAsync(CancellationToken.None);

        var spans = Spans(protocol);
        var run = spans.Single(s => s.Text(5) == "test:Job");
        var parts = spans.Where(s => s.Bytes(4).Any(p => p.SequenceEqual(run.Bytes(2).Single()))).ToList();
        Assert.Multiple(() =>
        {
            Assert.That(spans, Has.Count.EqualTo(3), "a call outside of a run makes no trace");
            Assert.That(run.Attributes(9)["axmonitor.run_id"], Is.EqualTo($"{id}"));
            Assert.That(run.Attributes(9)["axmonitor.outcome"], Is.EqualTo("failed"));
            Assert.That(run.Attributes(9)["axmonitor.error_number"], Is.EqualTo("50070"));
            Assert.That(run.Messages(15).Single().Number(3), Is.EqualTo(2), "status error");
            Assert.That(parts.Select(p => p.Text(5)), Is.EqualTo(new[] { "EXECUTE ops.ReleaseLease", "EXECUTE ops.SaveJobRun" }));
            Assert.That(parts.Select(p => p.Bytes(1).Single()), Has.All.EqualTo(run.Bytes(1).Single()), "one trace");
            Assert.That(parts[0].Attributes(9)["db.stored_procedure.name"], Is.EqualTo("ops.ReleaseLease"));
            Assert.That(parts[1].Attributes(9)["db.response.status_code"], Is.EqualTo("50070"));
            Assert.That(parts[0].Number(7), Is.GreaterThanOrEqualTo(run.Number(7)), "begins within the run");
            Assert.That(_received.Select(r => r.Key), Has.All.EqualTo("k3y"));
            foreach (var (_, _, body) in _received)
            {
                Assert.That(
                    System.Text.Encoding.Latin1.GetString(body),
                    Does.Not.Contain("s3cret").And.Not.Contain("CUSTTABLE").And.Not.Contain("ann").And.Not.Contain("Password")
                );
            }
        });
    }

    [Test]
    public async Task Metrics_come_by_HTTP_too_and_the_service_says_who_it_is()
    {
        await using var receiver = await ReceiveAsync(OtlpProtocol.Http);
        using var metrics = new RunMetrics();
        using var sender = new OtlpSender(Options(receiver.Urls.Single(), OtlpProtocol.Http), metrics, _log);
        await sender.StartAsync(CancellationToken.None);
        metrics.Run("collect:Waits", "PRD", "ok", TimeSpan.FromSeconds(1), rows: 3);
        await sender.StopAsync(CancellationToken.None);
        // At its end, and before when the machine is slow.
        var resources = Messages("/v1/metrics", OtlpProtocol.Http).SelectMany(m => m.Messages(1)).ToList();
        Assert.That(resources, Is.Not.Empty);
        var about = resources[^1].Messages(1).First().Attributes(1);
        Assert.That(about["service.name"], Is.EqualTo("axmonitor"));
        Assert.That(about["service.instance.id"], Is.EqualTo("test:1"));
        Assert.That(
            resources.SelectMany(r => r.Messages(2)).SelectMany(s => s.Messages(2)).Select(m => m.Text(1)),
            Has.Some.EqualTo("axmonitor.runs")
        );
    }

    [TestCase(OtlpProtocol.Http)]
    [TestCase(OtlpProtocol.Grpc)]
    public async Task A_receiver_that_is_away_is_said_once_and_nobody_waits_for_it(OtlpProtocol protocol)
    {
        using var wired = new Wired();
        using var sender = new OtlpSender(Options("http://127.0.0.1:1", protocol), wired.Metrics, _log);
        await sender.StartAsync(CancellationToken.None);
        for (var i = 0; i < 5000; i++)
        {
            // More than the queue of spans has room for.
            await wired.Frame.MeasureAsync("test:Job", _ => Task.CompletedTask, (_, _) => { }, CancellationToken.None);
        }

        await sender.StopAsync(CancellationToken.None);
        Assert.That(_log.Ids, Is.EquivalentTo(new[] { 1013, 1013 }), "once for metrics, once for traces");
        Assert.That(_log.Texts, Has.All.Contains("http://127.0.0.1:1").And.None.Contains("k3y"));
    }

    [Test]
    public async Task A_receiver_that_refuses_is_said_and_that_it_takes_again()
    {
        await using var receiver = await ReceiveAsync(OtlpProtocol.Http);
        _status = StatusCodes.Status403Forbidden;
        using var metrics = new RunMetrics();
        foreach (var status in new[] { 403, 200 })
        {
            _status = status;
            using var sender = new OtlpSender(Options(receiver.Urls.Single(), OtlpProtocol.Http), metrics, _log);
            await sender.StartAsync(CancellationToken.None);
            metrics.Run("collect:Waits", "PRD", "ok", TimeSpan.FromSeconds(1), rows: 3);
            await sender.StopAsync(CancellationToken.None);
        }

        Assert.That(_log.Ids, Is.EqualTo(new[] { 1013 }));
        Assert.That(_log.Texts.Single(), Does.Contain("it answered 403"));
    }

    private static OrchestratorOptions Options(string endpoint, OtlpProtocol protocol) =>
        new()
        {
            RepositoryConnectionString = "Server=nowhere",
            Owner = "test:1",
            Observe = new ObserveOptions
            {
                OtlpEndpoint = endpoint,
                OtlpProtocol = protocol,
                OtlpTracePercent = 100,
                OtlpHeadersSecret = "Otlp",
            },
            SecretOf = name => name == "Otlp" ? "x-key=k3y" : null,
        };

    private async Task<WebApplication> ReceiveAsync(OtlpProtocol protocol)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.ConfigureKestrel(k =>
            k.Listen(
                IPAddress.Loopback,
                0,
                l => l.Protocols = protocol == OtlpProtocol.Grpc ? HttpProtocols.Http2 : HttpProtocols.Http1
            )
        );
        builder.Logging.ClearProviders();
        var receiver = builder.Build();
        receiver.Run(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            _received.Enqueue((context.Request.Path.ToString(), context.Request.Headers["x-key"].ToString(), body.ToArray()));
            context.Response.StatusCode = _status;
            if (protocol == OtlpProtocol.Grpc)
            {
                context.Response.ContentType = "application/grpc";
                await context.Response.Body.WriteAsync(new byte[5]);
                context.Response.AppendTrailer("grpc-status", "0");
            }
        });
        await receiver.StartAsync();
        return receiver;
    }

    private List<ProtobufMessage> Spans(OtlpProtocol protocol) =>
        [
            .. Messages(protocol == OtlpProtocol.Http ? "/v1/traces" : "/opentelemetry.proto.collector.trace.v1.TraceService/Export", protocol)
                .SelectMany(m => m.Messages(1))
                .SelectMany(r => r.Messages(2))
                .SelectMany(s => s.Messages(2))
                .OrderBy(s => s.Number(7)),
        ];

    /// <summary>What came to an address; gRPC puts five bytes before a message.</summary>
    private IEnumerable<ProtobufMessage> Messages(string path, OtlpProtocol protocol) =>
        _received
            .Where(r => r.Path == path)
            .Select(r => new ProtobufMessage(protocol == OtlpProtocol.Grpc ? r.Body[5..] : r.Body));
}
