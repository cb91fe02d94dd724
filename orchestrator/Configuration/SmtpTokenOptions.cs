// Where the access tokens of an XOAUTH2 login come from. The secret is resolved before it gets here and is
// never logged.
namespace AxMonitor.Orchestrator.Configuration;

/// <summary>Client credentials for the token endpoint.</summary>
public sealed record SmtpTokenOptions
{
    /// <summary>The scope that Exchange Online asks for.</summary>
    public const string ExchangeOnlineScope = "https://outlook.office365.com/.default";

    /// <summary>Address that tokens are requested from.</summary>
    public required Uri Endpoint { get; init; }

    /// <summary>Id of the application that is registered there.</summary>
    public required string ClientId { get; init; }

    /// <summary>Secret of that application.</summary>
    public required string ClientSecret { get; init; }

    /// <summary>What the token is for.</summary>
    public string Scope { get; init; } = ExchangeOnlineScope;

    /// <summary>Without the secret, so that an options dump cannot leak it.</summary>
    public override string ToString() => $"{ClientId} at {Endpoint}";
}
