// Where secrets are kept beside the environment and the folder of secrets.
using System.ComponentModel.DataAnnotations;

namespace AxMonitor.Orchestrator.Configuration;

/// <summary>A vault of Azure Key Vault.</summary>
public sealed record KeyVaultOptions
{
    /// <summary>Its address, such as https://axmonitor.vault.azure.net; null uses none.</summary>
    public string? Address { get; init; }

    /// <summary>Only secrets whose names begin so are taken, without it; null takes all of the
    /// vault.</summary>
    public string? Prefix { get; init; }

    /// <summary>How often the vault is asked for other ones.</summary>
    [Range(10, 86_400)]
    public int RefreshSeconds { get; init; } = 300;
}
