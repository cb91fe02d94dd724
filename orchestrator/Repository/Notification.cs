// One claimed row of the outbox.
namespace AxMonitor.Orchestrator.Repository;

/// <summary>A message about an alert that this process has claimed and now must deliver.</summary>
public sealed record Notification
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
    public string Subject { get; init; } = "";
    public string PayloadJson { get; init; } = "";
}
