// The rows that the page of one alert shows, named as their procedures return them.
namespace AxMonitor.Orchestrator.Desk.Pages;

/// <summary>A row of report.AlertState.</summary>
public sealed record AlertStateRow
{
    public long AlertId { get; init; }

    public required string InstanceName { get; init; }

    public required string RuleName { get; init; }

    public required string AlertKey { get; init; }

    public required string Severity { get; init; }

    public required string State { get; init; }

    public byte Priority { get; init; }

    public required string Headline { get; init; }

    public string? CauseText { get; init; }

    public string? AdviceText { get; init; }

    public string? PlaybookName { get; init; }

    public DateTime PendingAt { get; init; }

    public DateTime? OpenedAt { get; init; }

    public DateTime? AcknowledgedAt { get; init; }

    public string? AcknowledgedBy { get; init; }

    public string? AssignedTo { get; init; }

    public DateTime? SnoozedUntil { get; init; }

    public DateTime? ResolvedAt { get; init; }

    public long DurationMs { get; init; }

    public long? RootAlertId { get; init; }

    public string? ReportUrl { get; init; }

    public bool IsMuted { get; init; }
}

/// <summary>A row of report.AlertMeasures.</summary>
public sealed record MeasureTextRow
{
    public int MeasureNumber { get; init; }

    public required string MeasureName { get; init; }

    public string? Description { get; init; }

    public string? ValueText { get; init; }

    public string? WarnText { get; init; }

    public string? CriticalText { get; init; }

    public string? WindowText { get; init; }

    public string? DetailText { get; init; }
}

/// <summary>A row of report.AlertEvidence.</summary>
public sealed record EvidenceRow
{
    public required string EvidenceName { get; init; }

    public int ItemNumber { get; init; }

    public required string Name { get; init; }

    public string? ValueText { get; init; }
}

/// <summary>A row of report.AlertHistory.</summary>
public sealed record HistoryRow
{
    public DateTime ChangedAt { get; init; }

    public required string ChangeKind { get; init; }

    public required string ChangedBy { get; init; }

    public string? LoginName { get; init; }

    public string? FromState { get; init; }

    public string? ToState { get; init; }

    public string? Note { get; init; }
}

/// <summary>A row of report.AlertNotifications; without a time zone its times are UTC.</summary>
public sealed record NotificationRow
{
    public DateTime CreatedLocal { get; init; }

    public DateTime? SentLocal { get; init; }

    public required string Channel { get; init; }

    public string? Recipients { get; init; }

    public string? Status { get; init; }

    public string? Subject { get; init; }

    public string? LastError { get; init; }
}

/// <summary>A row of report.AlertRelated.</summary>
public sealed record RelatedRow
{
    public long AlertId { get; init; }

    public required string Severity { get; init; }

    public required string Headline { get; init; }

    public required string State { get; init; }

    public bool IsSameStory { get; init; }
}
