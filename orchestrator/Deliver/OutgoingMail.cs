// A rendered mail, before it becomes MIME.
namespace AxMonitor.Orchestrator.Deliver;

/// <summary>One mail to send.</summary>
public sealed record OutgoingMail
{
    /// <summary>With angle brackets; the same for every copy of one message.</summary>
    public required string MessageId { get; init; }

    /// <summary>Addresses that have not received it yet.</summary>
    public required IReadOnlyList<string> Recipients { get; init; }
    public required string Subject { get; init; }
    public required string Html { get; init; }
    public required string Text { get; init; }
}
