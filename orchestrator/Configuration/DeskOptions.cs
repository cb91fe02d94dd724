// Where the desk is served, and how fast it may be asked.

namespace AxMonitor.Orchestrator.Configuration;

/// <summary>The desk: pages on which people act on alerts and administer AxMonitor.</summary>
public sealed record DeskOptions
{
    /// <summary>Port; null leaves the desk off, 0 takes any free one.</summary>
    public int? Port { get; init; }

    /// <summary>Address it listens on. Any other than this machine's own needs a certificate.</summary>
    public string Address { get; init; } = "127.0.0.1";

    /// <summary>Hosts by which people ask for it, separated by ';', beside this machine's own and
    /// <see cref="Address"/>. A request for another host is refused.</summary>
    public string? Hosts { get; init; }

    /// <summary>File of the certificate (PFX, or PEM with its key); with one, HTTPS alone is
    /// served.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>Opens <see cref="CertificateFile"/>; null where that is not encrypted.</summary>
    public string? CertificatePassword { get; init; }

    /// <summary>True where a proxy on this machine serves it to others over HTTPS and names the client in
    /// X-Forwarded-For.</summary>
    public bool IsBehindProxy { get; init; }

    /// <summary>Attempts to sign in per minute and client.</summary>
    public int SignInsPerMinute { get; init; } = 5;

    /// <summary>Changes per minute and client.</summary>
    public int ChangesPerMinute { get; init; } = 60;

    /// <summary>Pages per minute and client.</summary>
    public int ReadsPerMinute { get; init; } = 600;
}
