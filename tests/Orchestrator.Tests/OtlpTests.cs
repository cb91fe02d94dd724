// Metrics over OTLP: a receiver of its own gets what the service counted, at the end of the service too.
using System.Net;
using System.Text;
using AxMonitor.Orchestrator.Configuration;
using AxMonitor.Orchestrator.Observe;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging.Abstractions;

namespace AxMonitor.Orchestrator.Tests;

public sealed class OtlpTests
{
    [Test]
    public async Task A_receiver_gets_the_metrics_of_this_service()
    {
        var received = new TaskCompletionSource<(string Path, string Body)>(TaskCreationOptions.RunContinuationsAsynchronously);
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0, l => l.Protocols = HttpProtocols.Http2));
        builder.Logging.ClearProviders();
        await using var receiver = builder.Build();
        receiver.Run(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            received.TrySetResult((context.Request.Path, Encoding.Latin1.GetString(body.ToArray())));
            context.Response.ContentType = "application/grpc";
            await context.Response.Body.WriteAsync(new byte[5]);
            context.Response.AppendTrailer("grpc-status", "0");
        });
        await receiver.StartAsync();

        using var metrics = new RunMetrics();
        using var sender = new OtlpSender(
            new OrchestratorOptions
            {
                RepositoryConnectionString = "Server=x",
                Observe = new ObserveOptions { OtlpEndpoint = receiver.Urls.Single() },
            },
            metrics,
            NullLogger<OtlpSender>.Instance
        );
        await sender.StartAsync(CancellationToken.None);
        metrics.Run("collect:Waits", "PRD", "ok", TimeSpan.FromSeconds(1), rows: 3);
        await sender.StopAsync(CancellationToken.None);

        var (path, text) = await received.Task.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.That(path, Is.EqualTo("/opentelemetry.proto.collector.metrics.v1.MetricsService/Export"));
        Assert.That(text, Does.Contain("axmonitor.runs").And.Contain("collect:Waits").And.Contain("PRD"));
    }
}
