// A place of secrets that change while the service runs.
namespace AxMonitor.Orchestrator.Configuration;

/// <summary>Secrets that may be other ones now.</summary>
internal interface IChangingSecrets
{
    /// <summary>Takes what there is now; true where anything has changed. Waits for no network.</summary>
    /// <exception cref="ConfigurationException">It cannot be read; what was known before stays.</exception>
    bool Refresh();
}
