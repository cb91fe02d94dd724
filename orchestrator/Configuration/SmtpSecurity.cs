// How the connection to the mail server is protected. Named in the configuration as Smtp:Security.
namespace AxMonitor.Orchestrator.Configuration;

/// <summary>Protection of the connection to the mail server.</summary>
public enum SmtpSecurity
{
    /// <summary>Plain text. For a relay on the same machine and for evaluation.</summary>
    None,

    /// <summary>Upgraded to TLS by STARTTLS before anything is said; refused when the server does not offer
    /// it.</summary>
    StartTls,
}
