// How metrics and traces travel.
namespace AxMonitor.Orchestrator.Configuration;

/// <summary>A transport of OTLP.</summary>
public enum OtlpProtocol
{
    /// <summary>gRPC, customarily on port 4317.</summary>
    Grpc,

    /// <summary>HTTP with protobuf, customarily on port 4318; /v1/metrics and /v1/traces below the
    /// address.</summary>
    Http,
}
