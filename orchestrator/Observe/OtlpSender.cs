// Sends the metrics over OTLP (gRPC) once a minute, when an address is configured. An address that does not
// answer costs nothing but the metrics.
using AxMonitor.Orchestrator.Configuration;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace AxMonitor.Orchestrator.Observe;

/// <summary>The way of the metrics to an OpenTelemetry collector.</summary>
public sealed class OtlpSender(OrchestratorOptions options, RunMetrics metrics) : IHostedService, IDisposable
{
    private MeterProvider? _provider;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        var builder = Sdk.CreateMeterProviderBuilder();
        _provider = metrics.Choose(builder).AddOtlpExporter(o => o.Endpoint = new Uri(options.Observe.OtlpEndpoint!)).Build();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        _provider?.Dispose();
        _provider = null;
    }
}
