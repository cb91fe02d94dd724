// Answers /health and /metrics when a port is configured, on the loopback address unless it is told
// otherwise. Nothing else is served.
using System.Net;
using System.Text.Json;
using AxMonitor.Orchestrator.Configuration;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using OpenTelemetry.Metrics;

namespace AxMonitor.Orchestrator.Observe;

/// <summary>The service's own HTTP endpoint.</summary>
public sealed class ObserveEndpoint(
    OrchestratorOptions options,
    HealthCheckService checks,
    RunMetrics metrics,
    ILogger<ObserveEndpoint> logger
) : IHostedService, IAsyncDisposable
{
    private WebApplication? _app;

    /// <summary>Where it answers, once started.</summary>
    public string? Address { get; private set; }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder
            .WebHost.UseKestrelCore()
            .ConfigureKestrel(k =>
            {
                k.AddServerHeader = false;
                k.Listen(IPAddress.Parse(options.Observe.Address), options.Observe.Port ?? 0);
            });
        builder.Services.AddSingleton(checks);
        builder.Services.AddOpenTelemetry().WithMetrics(Export);
        _app = builder.Build();
        _app.Use(GuardAsync);
        _app.UseOpenTelemetryPrometheusScrapingEndpoint("/metrics");
        _app.UseHealthChecks("/health/live", Tagged(HealthChecks.Live));
        _app.UseHealthChecks("/health/ready", Tagged(HealthChecks.Ready));
        _app.UseHealthChecks("/health", new HealthCheckOptions { ResponseWriter = WriteAsync });
        _app.Run(NotFoundAsync);
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
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }
    }

    /// <summary>Under the names that Prometheus expects, without labels that are always the same.</summary>
    private void Export(MeterProviderBuilder builder) =>
        metrics
            .Choose(builder)
            .AddPrometheusExporter(o =>
            {
                o.ScopeInfoEnabled = false;
                o.TargetInfoEnabled = false;
            });

    private static HealthCheckOptions Tagged(string tag) =>
        new() { Predicate = c => c.Tags.Contains(tag), ResponseWriter = WriteAsync };

    private static Task WriteAsync(HttpContext context, HealthReport report) =>
        context.Response.WriteAsJsonAsync(
            new
            {
                status = Name(report.Status),
                checks = report.Entries.ToDictionary(
                    e => e.Key,
                    e => new
                    {
                        status = Name(e.Value.Status),
                        description = e.Value.Description,
                        data = e.Value.Data,
                    },
                    StringComparer.Ordinal
                ),
            },
            JsonSerializerOptions.Web,
            context.RequestAborted
        );

    private static string Name(HealthStatus status) => status.ToString().ToLowerInvariant();

    // A page that the browser of this machine shows may not make it ask here under a name of its own.
    private Task GuardAsync(HttpContext context, RequestDelegate next)
    {
        context.Response.Headers.XContentTypeOptions = "nosniff";
        var host = context.Request.Host.Host.Trim('[', ']');
        if (
            string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address))
            || string.Equals(host, options.Observe.Address, StringComparison.OrdinalIgnoreCase)
            || (options.Observe.Hosts ?? "")
                .Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .Contains(host, StringComparer.OrdinalIgnoreCase)
        )
        {
            return next(context);
        }

        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        return context.Response.WriteAsync("Ask for 127.0.0.1 or localhost.\n", context.RequestAborted);
    }

    private static Task NotFoundAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return context.Response.WriteAsync(
            "Here are /health, /health/live, /health/ready and /metrics.\n",
            context.RequestAborted
        );
    }
}
