// The OpenID provider by which people sign in to the desk: Entra ID, AD FS, or any other that keeps to
// OpenID Connect.
namespace AxMonitor.Orchestrator.Configuration;

/// <summary>An OpenID provider.</summary>
public sealed record OpenIdOptions
{
    /// <summary>What tells a person's groups, unless a setting says otherwise.</summary>
    public const string DefaultRoleClaim = "groups";

    /// <summary>What is asked for, unless a setting says otherwise.</summary>
    public const string DefaultScope = "openid profile";

    /// <summary>Where its description is, below which is .well-known/openid-configuration.</summary>
    public required Uri Authority { get; init; }

    /// <summary>The desk's id there.</summary>
    public required string ClientId { get; init; }

    /// <summary>The desk's secret there.</summary>
    public required string ClientSecret { get; init; }

    /// <summary>Scopes that are asked for, with spaces between them.</summary>
    public string Scope { get; init; } = DefaultScope;

    /// <summary>The claim that names a person; null: the first that there is of preferred_username, upn,
    /// unique_name and email.</summary>
    public string? NameClaim { get; init; }

    /// <summary>The claim that has a person's groups or roles.</summary>
    public string RoleClaim { get; init; } = DefaultRoleClaim;

    /// <summary>Which of its values stand for which role.</summary>
    public RoleGroups Groups { get; init; } = new();

    /// <summary>What people know it as.</summary>
    public string Title { get; init; } = "your organisation's account";

    /// <summary>The address alone.</summary>
    public override string ToString() => Authority.ToString();
}
