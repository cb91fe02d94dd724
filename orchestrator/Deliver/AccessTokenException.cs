// Thrown when the token endpoint gives no access token. Its message carries the endpoint's error, never the
// client's secret.
namespace AxMonitor.Orchestrator.Deliver;

/// <summary>No access token could be had.</summary>
public sealed class AccessTokenException : Exception
{
    public AccessTokenException(string message)
        : base(message) { }

    public AccessTokenException(string message, Exception inner)
        : base(message, inner) { }
}
