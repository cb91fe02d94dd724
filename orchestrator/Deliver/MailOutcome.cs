// How an attempt to send a mail can end.
namespace AxMonitor.Orchestrator.Deliver;

/// <summary>End of one attempt.</summary>
public enum MailOutcome
{
    /// <summary>The mail server has taken it for at least one recipient.</summary>
    Accepted,

    /// <summary>It has not been taken; a later attempt may succeed.</summary>
    Transient,

    /// <summary>The server refuses this mail for good.</summary>
    Permanent,

    /// <summary>All of it was handed over, then the connection broke: it may have been taken or
    /// not.</summary>
    InDoubt,
}
