// Answers /health and /metrics on the loopback address, when a port is configured. Nothing else is served,
// and nobody from outside the machine reaches it.
using System.Net;
using AxMonitor.Orchestrator.Configuration;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace AxMonitor.Orchestrator.Observe;

/// <summary>The service's own HTTP endpoint.</summary>
public sealed class ObserveEndpoint(
    OrchestratorOptions options,
    Health health,
    CollectorStates states,
    RunMetrics metrics,
    ILogger<ObserveEndpoint> logger
) : IHostedService, IAsyncDisposable
{
    private readonly PrometheusText _metrics = new(metrics);
    private WebApplication? _app;

    /// <summary>Where it answers, once started.</summary>
    public string? Address { get; private set; }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(k => k.Listen(IPAddress.Loopback, options.ObservePort ?? 0));
        _app = builder.Build();
        _app.Run(AnswerAsync);
        await _app.StartAsync(cancellationToken);
        Address = _app.Urls.First();
        Log.Observing(logger, Address);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_app is not null)
        {
            await _app.StopAsync(cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _metrics.Dispose();
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }
    }

    private Task AnswerAsync(HttpContext context)
    {
        switch (context.Request.Path.Value)
        {
            case "/health":
                context.Response.StatusCode = health.IsHealthy
                    ? StatusCodes.Status200OK
                    : StatusCodes.Status503ServiceUnavailable;
                return context.Response.WriteAsJsonAsync(
                    new
                    {
                        status = health.IsHealthy ? "healthy" : "unhealthy",
                        stages = health.Stages,
                        collectors = states.Totals,
                        notCollecting = states.Others,
                    },
                    context.RequestAborted
                );
            case "/metrics":
                context.Response.ContentType = "text/plain; version=0.0.4; charset=utf-8";
                return context.Response.WriteAsync(_metrics.Write(), context.RequestAborted);
            default:
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                return context.Response.WriteAsync("Here are /health and /metrics.\n", context.RequestAborted);
        }
    }
}
