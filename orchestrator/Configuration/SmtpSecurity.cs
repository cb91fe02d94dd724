// How the connection to the mail server is protected. Named in the configuration as Smtp:Security.
namespace AxMonitor.Orchestrator.Configuration;

public enum SmtpSecurity
{
    /// <summary>Plain text, without a login. For a relay on the own network.</summary>
    None,

    /// <summary>Upgraded to TLS by STARTTLS before anything is said; refused when the server does not offer
    /// it.</summary>
    StartTls,

    /// <summary>TLS from the first byte, as on port 465.</summary>
    Tls,
}
