// The proxy that has people sign in before they reach the desk, and names them in headers.
using System.Net;

namespace AxMonitor.Orchestrator.Configuration;

/// <summary>A proxy that says who people are.</summary>
public sealed record ProxySignInOptions
{
    /// <summary>The header with the secret, unless a setting says otherwise.</summary>
    public const string DefaultSecretHeader = "X-AxMonitor-Proxy-Secret";

    /// <summary>The header with a person's name.</summary>
    public required string NameHeader { get; init; }

    /// <summary>The header with the groups, separated by ';' or ','.</summary>
    public required string GroupsHeader { get; init; }

    /// <summary>The header by which the proxy proves that it is the proxy.</summary>
    public string SecretHeader { get; init; } = DefaultSecretHeader;

    /// <summary>What stands in <see cref="SecretHeader"/>.</summary>
    public required string Secret { get; init; }

    /// <summary>Where the proxy's requests come from.</summary>
    public IReadOnlyList<IPNetwork> Addresses { get; init; } = [IPNetwork.Parse("127.0.0.1/32"), IPNetwork.Parse("::1/128")];

    /// <summary>Which groups stand for which role.</summary>
    public RoleGroups Groups { get; init; } = new();

    /// <summary>No secret.</summary>
    public override string ToString() => $"{NameHeader} from {string.Join(", ", Addresses)}";
}
