// How an attempt to send a mail can end.
namespace AxMonitor.Orchestrator.Deliver;

/// <summary>End of one attempt.</summary>
public enum MailOutcome
{
    /// <summary>The mail server has taken it for at least one recipient.</summary>
    Accepted,

    /// <summary>The server answered about each recipient, and took none.</summary>
    NoRecipient,

    /// <summary>The server refuses what the mail says or its size; another mail it may take.</summary>
    ContentRefused,

    /// <summary>It has not been taken; a later attempt may succeed.</summary>
    Transient,

    /// <summary>There is no working connection: no mail can be sent for the moment.</summary>
    Unavailable,

    /// <summary>All of it was handed over, then the connection broke: it may have been taken or
    /// not.</summary>
    InDoubt,
}
