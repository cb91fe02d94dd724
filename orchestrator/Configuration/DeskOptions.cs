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

    /// <summary>Whether people sign in with a password that the desk itself knows.</summary>
    public bool LocalSignIn { get; init; } = true;

    /// <summary>The OpenID provider by which people sign in; null for none.</summary>
    public OpenIdOptions? OpenId { get; init; }

    /// <summary>The groups of each way to sign in without a password of the desk.</summary>
    public IEnumerable<RoleGroups> OutsideGroups => new[] { OpenId?.Groups, Proxy?.Groups, Windows }.OfType<RoleGroups>();

    /// <summary>The proxy that says who people are; null for none.</summary>
    public ProxySignInOptions? Proxy { get; init; }

    /// <summary>The groups of people whose Windows account IIS has seen; null where IIS does not say who
    /// people are.</summary>
    public RoleGroups? Windows { get; init; }
}
