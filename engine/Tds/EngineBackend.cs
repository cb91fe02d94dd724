// The SQL engine as a backend of the endpoint.
using AxMonitor.Engine.Programs;

namespace AxMonitor.Engine.Tds;

/// <summary>Opens the engine's sessions for clients.</summary>
public sealed class EngineBackend(ServerInstance instance) : ITdsBackend
{
    public string ServerName => instance.Options.ServerName;

    public Version ProductVersion { get; } = Version.Parse(instance.Options.ProductVersion);

    public ITdsSession Open(LoginRequest login) => new EngineSession(instance.OpenSession(login));
}
