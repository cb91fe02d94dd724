// Where the service shows how it is doing.
using System.ComponentModel.DataAnnotations;

namespace AxMonitor.Orchestrator.Configuration;

/// <summary>The endpoint of /health and /metrics.</summary>
public sealed record ObserveOptions
{
    /// <summary>Port; null leaves the endpoint off, 0 takes any free port.</summary>
    [Range(0, 65535)]
    public int? Port { get; init; }

    /// <summary>IP address it listens on.</summary>
    public string Address { get; init; } = "127.0.0.1";

    /// <summary>Names by which it is asked for, separated by ';', beside this machine's own and
    /// <see cref="Address"/>. A request for another is refused.</summary>
    public string? Hosts { get; init; }

    /// <summary>Calls to the repository that take at least this long are logged.</summary>
    [Range(1, 3_600_000)]
    public int SlowCallMs { get; init; } = 100;

    /// <summary>Whether anybody is shown metrics.</summary>
    public bool IsOn => Port is not null || OtlpEndpoint is not null;

    /// <summary>Where metrics and traces are sent over OTLP, such as http://otel01:4317; null sends
    /// none.</summary>
    public string? OtlpEndpoint { get; init; }

    /// <summary>How they travel.</summary>
    public OtlpProtocol OtlpProtocol { get; init; }

    /// <summary>Of a hundred runs and requests so many are traced.</summary>
    [Range(0, 100)]
    public int OtlpTracePercent { get; init; }

    /// <summary>The name of the secret that holds headers for the receiver, as KEY=VALUE with commas between;
    /// null sends none.</summary>
    public string? OtlpHeadersSecret { get; init; }

    /// <summary>The name of the secret that holds the DSN of an error tracker of Sentry's protocol; null
    /// sends no errors.</summary>
    public string? SentryDsnSecret { get; init; }

    /// <summary>What this installation is called there.</summary>
    public string SentryEnvironment { get; init; } = "production";
}
