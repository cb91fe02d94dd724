// What became of one recipient of a message, as the outbox keeps it. A recipient that is to be tried again has no result.
namespace AxMonitor.Orchestrator.Repository;

/// <summary>A settled recipient.</summary>
/// <param name="Recipient">As it stands in the mail route.</param>
/// <param name="WasAccepted">True when the mail server took the message for it, false when it is refused for good.</param>
/// <param name="Reply">Why it was refused.</param>
public sealed record RecipientResult(string Recipient, bool WasAccepted, string? Reply = null)
{
    /// <summary>Longest text by which the outbox knows a recipient.</summary>
    public const int LongestRecipient = 320;
}
