// The seam between the wire and whatever answers it: the SQL engine in production of the sandbox, a scripted
// fake in protocol tests.
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Programs;

namespace AxMonitor.Engine.Tds;

/// <summary>Opens sessions for clients that have logged in.</summary>
public interface ITdsBackend
{
    /// <summary>Server name in ERROR and INFO tokens (@@SERVERNAME).</summary>
    string ServerName { get; }

    /// <summary>Version in PRELOGIN and LOGINACK, e.g. 13.0.5026.0.</summary>
    Version ProductVersion { get; }

    /// <summary>Checks the login and opens a session.</summary>
    /// <exception cref="SqlError">18456 login failed, 4060 database not available.</exception>
    ITdsSession Open(LoginRequest login);
}
