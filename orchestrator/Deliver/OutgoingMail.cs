// A rendered mail, before it becomes MIME. What goes into headers and the envelope has types that cannot hold
// a line break.
namespace AxMonitor.Orchestrator.Deliver;

/// <summary>One mail to send.</summary>
public sealed record OutgoingMail
{
    /// <summary>Without angle brackets; the same for every copy of one message.</summary>
    public required string MessageId { get; init; }

    /// <summary>Message-ID of the alert's first message, which this one answers; null for the first
    /// itself.</summary>
    public string? ThreadId { get; init; }

    /// <summary>Everybody the message is for, as its header shows them.</summary>
    public required IReadOnlyList<MailRecipient> Addressees { get; init; }

    /// <summary>Those of them who get this copy: the ones that do not have it yet.</summary>
    public required IReadOnlyList<MailRecipient> Recipients { get; init; }

    public required HeaderText Subject { get; init; }

    public required string Html { get; init; }

    public required string Text { get; init; }

    /// <summary>The run that sends it, by which the log and ops.JobRun know it; null outside a run.</summary>
    public Guid? RunId { get; init; }

    /// <summary>Whether it is the plain mail that goes out when the usual one cannot.</summary>
    public bool IsSubstitute { get; init; }
}
