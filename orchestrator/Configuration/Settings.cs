// The section AxMonitor as it is written in files and the environment. A property is a setting: its name is
// the key, its initial value the default, its attributes say what is right.
using System.ComponentModel.DataAnnotations;

namespace AxMonitor.Orchestrator.Configuration;

/// <summary>What configuration is bound to.</summary>
internal sealed record Settings
{
    public RepositorySettings Repository { get; init; } = new();

    /// <summary>Connection strings by connection name.</summary>
    public Dictionary<string, string> Instances { get; init; } = new(StringComparer.OrdinalIgnoreCase);

    public Dictionary<string, string> Secrets { get; init; } = new(StringComparer.OrdinalIgnoreCase);

    public SmtpSettings Smtp { get; init; } = new();

    public DatabaseMailSettings DatabaseMail { get; init; } = new();

    public string? CollectorsFolder { get; init; }

    public string? TemplatesFolder { get; init; }

    public string? SecretsFolder { get; init; }

    public string? Owner { get; init; }

    public IntervalOptions Intervals { get; init; } = new();

    public QueueOptions Queue { get; init; } = new();

    public ObserveOptions Observe { get; init; } = new();

    public LogOptions Log { get; init; } = new();

    public DeskSettings Desk { get; init; } = new();

    public KeyVaultOptions KeyVault { get; init; } = new();

    /// <summary>Addresses and keys of channels by name. All of it is secret.</summary>
    public Dictionary<string, ChannelSettings> Channels { get; init; } = new(StringComparer.OrdinalIgnoreCase);
}

/// <summary>The secrets of one channel.</summary>
internal sealed record ChannelSettings
{
    public string? Url { get; init; }

    public string? Key { get; init; }
}

/// <summary>The repository.</summary>
internal sealed record RepositorySettings
{
    public string? ConnectionString { get; init; }
}

/// <summary>The desk. Its certificate's password is named here, and given elsewhere.</summary>
internal sealed record DeskSettings
{
    [Range(0, 65535)]
    public int? Port { get; init; }

    public string? Address { get; init; }

    public string? Hosts { get; init; }

    public string? CertificateFile { get; init; }

    public string? CertificatePasswordSecret { get; init; }

    public bool IsBehindProxy { get; init; }

    [Range(1, 10000)]
    public int SignInsPerMinute { get; init; } = 5;

    [Range(1, 100000)]
    public int ChangesPerMinute { get; init; } = 60;

    [Range(1, 1000000)]
    public int ReadsPerMinute { get; init; } = 600;

    public bool LocalSignIn { get; init; } = true;

    public OpenIdSettings OpenId { get; init; } = new();

    public ProxySettings Proxy { get; init; } = new();

    public WindowsSettings Windows { get; init; } = new();
}

/// <summary>The proxy that says who people are. Its secret is named here, and given elsewhere.</summary>
internal sealed record ProxySettings
{
    public string? NameHeader { get; init; }

    public string? GroupsHeader { get; init; }

    public string? SecretHeader { get; init; }

    public string? Secret { get; init; }

    public string? Addresses { get; init; }

    public string? ViewerGroups { get; init; }

    public string? PowerUserGroups { get; init; }

    public string? AdminGroups { get; init; }
}

/// <summary>Groups of Windows, where IIS says who people are.</summary>
internal sealed record WindowsSettings
{
    public string? ViewerGroups { get; init; }

    public string? PowerUserGroups { get; init; }

    public string? AdminGroups { get; init; }
}

/// <summary>The OpenID provider. Its secret is named here, and given elsewhere.</summary>
internal sealed record OpenIdSettings
{
    public string? Authority { get; init; }

    public string? ClientId { get; init; }

    public string? ClientSecret { get; init; }

    public string? Scope { get; init; }

    public string? NameClaim { get; init; }

    public string? RoleClaim { get; init; }

    public string? ViewerGroups { get; init; }

    public string? PowerUserGroups { get; init; }

    public string? AdminGroups { get; init; }

    public string? Title { get; init; }
}

/// <summary>Database Mail of the repository's server, instead of a mail server.</summary>
internal sealed record DatabaseMailSettings
{
    public string? Profile { get; init; }

    [Range(1, 300)]
    public int TimeoutSeconds { get; init; } = 20;
}

/// <summary>The mail server. Secrets are named here, and given elsewhere.</summary>
internal sealed record SmtpSettings
{
    public string? Host { get; init; }

    /// <summary>By default the one that is customary for <see cref="Security"/>.</summary>
    [Range(1, 65535)]
    public int? Port { get; init; }

    public string? From { get; init; }

    public SmtpSecurity Security { get; init; } = SmtpSecurity.StartTls;

    public string? TrustedRootFile { get; init; }

    public bool CheckRevocation { get; init; }

    public string? UserName { get; init; }

    public string? PasswordSecret { get; init; }

    public string? TokenEndpoint { get; init; }

    public string? TokenClientId { get; init; }

    public string? TokenSecret { get; init; }

    public string? TokenScope { get; init; }

    [Range(1, 300)]
    public int TimeoutSeconds { get; init; } = 20;
}
