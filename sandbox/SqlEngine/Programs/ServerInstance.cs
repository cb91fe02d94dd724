// One simulated SQL Server instance: its databases, logins and sessions. Everything a client does goes through a Session opened here.
namespace AxMonitor.Sandbox.SqlEngine.Programs;

/// <summary>An in-process SQL Server stand-in. Thread-safe.</summary>
public sealed class ServerInstance : IDisposable
{
    public ServerInstance(EngineOptions options)
    {
        Options = options;
    }

    public EngineOptions Options { get; }

    /// <summary>Checks the login and opens a session.</summary>
    /// <exception cref="SqlError">18456 login failed, 4060 database not available.</exception>
    public Session OpenSession(LoginRequest login) => throw SqlError.Unsupported("sessions");

    public void Dispose()
    {
    }
}
