// Where alert mails go out. The password is resolved from a secret before it gets here and is never logged.
namespace AxMonitor.Orchestrator.Configuration;

/// <summary>The mail server that takes alert mails.</summary>
public sealed record SmtpOptions
{
    /// <summary>Host name of the mail server.</summary>
    public required string Host { get; init; }

    /// <summary>TCP port; 587 is customary with STARTTLS, 25 without.</summary>
    public int Port { get; init; } = 587;

    /// <summary>Sender address of alert mails; its domain also ends their Message-ID.</summary>
    public required string From { get; init; }

    /// <summary>How the connection is protected.</summary>
    public SmtpSecurity Security { get; init; } = SmtpSecurity.StartTls;

    /// <summary>Login name; null when the server asks for none.</summary>
    public string? UserName { get; init; }

    /// <summary>Password of <see cref="UserName"/>.</summary>
    public string? Password { get; init; }

    /// <summary>After this long without an answer an attempt counts as failed for the moment.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Without the password, so that an options dump cannot leak it.</summary>
    public override string ToString() => $"{Host}:{Port} ({Security}, from {From})";
}
