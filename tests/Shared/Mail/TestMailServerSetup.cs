// How the mail server of the tests is reached.
using System.Net.Security;

namespace AxMonitor.Tests.Shared.Mail;

/// <summary>Encryption and login. The default has neither.</summary>
public sealed record TestMailServerSetup
{
    /// <summary>Certificate with the ones it hands out beside it; null offers no encryption.</summary>
    public SslStreamCertificateContext? Chain { get; init; }

    /// <summary>TLS at once instead of STARTTLS.</summary>
    public bool IsSecureFromTheFirstByte { get; init; }

    /// <summary>The login that must be used; null asks for none.</summary>
    public string? UserName { get; init; }

    public string? Password { get; init; }

    /// <summary>First line, with its code; null greets.</summary>
    public string? Greeting { get; init; }
}
