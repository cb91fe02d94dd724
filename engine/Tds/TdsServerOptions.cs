// Settings of the endpoint, with defaults that suit a sandbox: loopback only, limits that a broken client
// cannot exceed.
using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace AxMonitor.Engine.Tds;

/// <summary>How the endpoint listens and what it tolerates.</summary>
public sealed class TdsServerOptions
{
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>0 takes any free port; <see cref="TdsServer.Port"/> says which.</summary>
    public int Port { get; init; } = 14330;

    /// <summary>Refuses clients that do not encrypt the whole connection.</summary>
    public bool RequireEncryption { get; init; }

    /// <summary>Certificate with its private key. Without one, a self-signed certificate is made when the
    /// first client wants encryption.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>A connection that has not logged in by then is closed.</summary>
    public TimeSpan LoginTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Connections beyond this are closed at once.</summary>
    public int MaxConnections { get; init; } = 1000;

    /// <summary>Longest batch text or single parameter value accepted, in bytes.</summary>
    public int MaxValueBytes { get; init; } = 256 * 1024 * 1024;

    /// <summary>
    /// Rows of a table-valued parameter read ahead to see whether further parameters follow it. A longer
    /// table streams into the engine and must be the last parameter.
    /// </summary>
    public int TableParameterReadAheadRows { get; init; } = 2000;

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Receives one line per noteworthy event (refused login, malformed stream, engine failure).
    /// Never holds SQL text or passwords.</summary>
    public Action<string>? Log { get; init; }
}
