// One claimed row of the outbox.
namespace AxMonitor.Orchestrator.Repository;

/// <summary>A message about an alert that this process has claimed and now must deliver.</summary>
public record Notification
{
    public long NotificationId { get; init; }
    public Guid LeaseToken { get; init; }
    public int AttemptNumber { get; init; }
    public string Channel { get; init; } = "";

    /// <summary>Addresses, separated by semicolons.</summary>
    public string Recipients { get; init; } = "";
    public string TemplateName { get; init; } = "";
    public string State { get; init; } = "";
    public string Severity { get; init; } = "";

    /// <summary>Stable per event, channel and state: two copies of one message are recognised by
    /// it.</summary>
    public string MessageKey { get; init; } = "";

    /// <summary>Message key of the first message about the same alert: its own when it is the first.</summary>
    public string FirstMessageKey { get; init; } = "";
    public string Subject { get; init; } = "";
    public string PayloadJson { get; init; } = "";

    /// <summary>Recipients that need no copy any more.</summary>
    public IReadOnlyList<RecipientResult> Settled { get; init; } = [];
}
