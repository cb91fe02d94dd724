// Sends metrics once a minute, and traces where they are asked for, over OTLP, when an address is configured.
// A receiver that does not answer costs nothing but what it would have got, and is said once.
using AxMonitor.Orchestrator.Configuration;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace AxMonitor.Orchestrator.Observe;

/// <summary>The way of metrics and traces to an OpenTelemetry collector.</summary>
public sealed class OtlpSender(OrchestratorOptions options, RunMetrics metrics, ILogger<OtlpSender> logger)
    : IHostedService,
        IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);
    private MeterProvider? _meters;
    private TracerProvider? _traces;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        var resource = ResourceBuilder
            .CreateEmpty()
            .AddService(
                "axmonitor",
                serviceVersion: typeof(OtlpSender).Assembly.GetName().Version?.ToString(3),
                serviceInstanceId: options.Owner,
                autoGenerateServiceInstanceId: false
            );
        _meters = metrics
            .Choose(Sdk.CreateMeterProviderBuilder())
            .SetResourceBuilder(resource)
            .AddOtlpExporter(o => Set(o, "metrics"))
            .Build();
        if (options.Observe.OtlpTracePercent > 0)
        {
            _traces = Sdk.CreateTracerProviderBuilder()
                .AddSource(RunTraces.SourceName)
                .SetResourceBuilder(resource)
                .SetSampler(new ParentBasedSampler(new TraceIdRatioBasedSampler(options.Observe.OtlpTracePercent / 100.0)))
                .AddOtlpExporter(o => Set(o, "traces"))
                .Build();
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        _traces?.Dispose();
        _traces = null;
        _meters?.Dispose();
        _meters = null;
    }

    private void Set(OtlpExporterOptions exporter, string signal)
    {
        var observe = options.Observe;
        var address = observe.OtlpEndpoint!;
        exporter.Protocol = observe.OtlpProtocol == OtlpProtocol.Http ? OtlpExportProtocol.HttpProtobuf : OtlpExportProtocol.Grpc;
        exporter.Endpoint = new Uri(
            observe.OtlpProtocol == OtlpProtocol.Http ? $"{address.TrimEnd('/')}/v1/{signal}" : address
        );
        if (observe.OtlpHeadersSecret is { } name && options.SecretOf(name) is { } headers)
        {
            exporter.Headers = headers;
        }

        var watch = new ReceiverWatch(signal, address, () => logger);
        exporter.HttpClientFactory = () => new HttpClient(watch.Handler()) { Timeout = Limit };
    }
}
