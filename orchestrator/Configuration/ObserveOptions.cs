// Where the service shows how it is doing.
using System.ComponentModel.DataAnnotations;

namespace AxMonitor.Orchestrator.Configuration;

/// <summary>The endpoint of /health and /metrics.</summary>
public sealed record ObserveOptions
{
    /// <summary>Port on the loopback address; null leaves the endpoint off, 0 takes any free port.</summary>
    [Range(0, 65535)]
    public int? Port { get; init; }
}
