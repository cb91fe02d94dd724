// Where alert mails go out. Secrets are resolved before they get here and are never logged.
namespace AxMonitor.Orchestrator.Configuration;

/// <summary>The mail server that takes alert mails.</summary>
public sealed record SmtpOptions
{
    /// <summary>Host name of the mail server; its certificate must be issued for it.</summary>
    public required string Host { get; init; }

    /// <summary>TCP port; 587 is customary with STARTTLS, 465 with TLS from the first byte, 25 without
    /// either.</summary>
    public int Port { get; init; } = 587;

    /// <summary>Sender address of alert mails; its domain also ends their Message-ID.</summary>
    public required string From { get; init; }

    /// <summary>How the connection is protected.</summary>
    public SmtpSecurity Security { get; init; } = SmtpSecurity.StartTls;

    /// <summary>File of root certificates (PEM or DER) that are trusted besides the operating system's; null
    /// for none.</summary>
    public string? TrustedRootFile { get; init; }

    /// <summary>Whether the server's certificate is refused when it is revoked or its issuer cannot be
    /// asked.</summary>
    public bool CheckRevocation { get; init; }

    /// <summary>Login name; null when the server asks for none.</summary>
    public string? UserName { get; init; }

    /// <summary>Password of <see cref="UserName"/>.</summary>
    public string? Password { get; init; }

    /// <summary>Login of <see cref="UserName"/> by XOAUTH2 instead of a password.</summary>
    public SmtpTokenOptions? Token { get; init; }

    /// <summary>After this long without an answer an attempt counts as failed for the moment.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Without the secrets, so that an options dump cannot leak them.</summary>
    public override string ToString() => $"{Host}:{Port} ({Security}, from {From})";
}
