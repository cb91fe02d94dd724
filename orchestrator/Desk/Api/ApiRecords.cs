// What the API answers and takes, as the OpenAPI document describes it. Columns of procedures have the names
// of the fields. Fields may be added within a version; none is taken away or changes its meaning.
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace AxMonitor.Orchestrator.Desk.Api;

/// <summary>A part of a list.</summary>
/// <param name="Items">The newest first.</param>
/// <param name="Next">Where the list goes on, as an address below this service; null at its end.</param>
public sealed record AlertPage(IReadOnlyList<AlertItem> Items, string? Next);

/// <inheritdoc cref="AlertPage"/>
public sealed record IncidentPage(IReadOnlyList<IncidentItem> Items, string? Next);

/// <inheritdoc cref="AlertPage"/>
public sealed record MetricKeyPage(IReadOnlyList<MetricKeyItem> Items, string? Next);

/// <summary>All metrics.</summary>
public sealed record MetricPage(IReadOnlyList<MetricItem> Items);

/// <inheritdoc cref="AlertPage"/>
public sealed record JobPage(IReadOnlyList<JobItem> Items, string? Next);

/// <summary>An alert in a list.</summary>
public record AlertItem
{
    public long AlertId { get; init; }

    public required string InstanceName { get; init; }

    public required string RuleName { get; init; }

    [Description("What it is about: rule, instance and key have one unresolved alert at most.")]
    public required string AlertKey { get; init; }

    [Description("warning or critical.")]
    public required string Severity { get; init; }

    [Description("open, acknowledged or resolved.")]
    public required string State { get; init; }

    public int Priority { get; init; }

    public required string Headline { get; init; }

    public string? CauseText { get; init; }

    public DateTime? OpenedAt { get; init; }

    public DateTime? AcknowledgedAt { get; init; }

    public string? AcknowledgedBy { get; init; }

    public string? AssignedTo { get; init; }

    public DateTime? SnoozedUntil { get; init; }

    public DateTime? ResolvedAt { get; init; }

    [Description("The alert of the cause whose story this one belongs to; null: its own.")]
    public long? RootAlertId { get; init; }
}

/// <summary>An alert with all that is known of it.</summary>
public sealed record AlertDetail : AlertItem
{
    public string? AdviceText { get; init; }

    public string? PlaybookName { get; init; }

    public long DurationMs { get; init; }

    [Description("Whether a maintenance window keeps it from being told now.")]
    public bool IsMuted { get; init; }

    public string? ReportUrl { get; init; }

    public IReadOnlyList<AlertMeasure> Measures { get; init; } = [];

    public IReadOnlyList<AlertEvidence> Evidence { get; init; } = [];

    public IReadOnlyList<AlertChange> History { get; init; } = [];
}

/// <summary>What was measured when the alert opened or became worse.</summary>
public sealed record AlertMeasure
{
    public int MeasureNumber { get; init; }

    public required string MeasureName { get; init; }

    public string? Description { get; init; }

    public string? Unit { get; init; }

    public double? Value { get; init; }

    public double? WarnValue { get; init; }

    public double? CriticalValue { get; init; }

    public string? ValueText { get; init; }

    public string? WarnText { get; init; }

    public string? CriticalText { get; init; }

    public string? WindowText { get; init; }

    public string? DetailText { get; init; }
}

/// <summary>Who or what was found at it.</summary>
public sealed record AlertEvidence
{
    public required string EvidenceName { get; init; }

    public int ItemNumber { get; init; }

    public required string Name { get; init; }

    public string? ValueText { get; init; }
}

/// <summary>What became of it.</summary>
public sealed record AlertChange
{
    public DateTime ChangedAt { get; init; }

    public required string ChangeKind { get; init; }

    public required string ChangedBy { get; init; }

    public string? FromState { get; init; }

    public string? ToState { get; init; }

    public string? Note { get; init; }
}

/// <summary>A blocking incident.</summary>
public sealed record IncidentItem
{
    public long IncidentId { get; init; }

    public required string InstanceName { get; init; }

    public DateTime FirstSeenAt { get; init; }

    public DateTime LastSeenAt { get; init; }

    [Description("null: it goes on.")]
    public DateTime? EndedAt { get; init; }

    public long DurationMs { get; init; }

    public int HeadSessionId { get; init; }

    public string? HeadLabel { get; init; }

    public string? HeadState { get; init; }

    public string? AxUser { get; init; }

    public string? HostName { get; init; }

    public string? ProgramName { get; init; }

    public string? BatchTask { get; init; }

    public string? ObjectName { get; init; }

    public string? HeadStatement { get; init; }

    public int VictimCount { get; init; }

    public int PeakVictimCount { get; init; }

    public int MaxDepth { get; init; }

    public long TotalWaitMs { get; init; }

    public long LongestWaitMs { get; init; }

    [Description("Of its alert; null: it raised none.")]
    public string? Severity { get; init; }
}

/// <summary>What a metric is.</summary>
public sealed record MetricItem
{
    public required string MetricName { get; init; }

    public required string CollectorName { get; init; }

    public required string Unit { get; init; }

    [Description("Which side is worse: higher, lower or none.")]
    public required string Direction { get; init; }

    [Description("gauge, event count or event value.")]
    public required string Kind { get; init; }

    [Description("What a key names; none: the metric has no keys.")]
    public required string KeyKind { get; init; }

    public required string Description { get; init; }
}

/// <summary>A key of a metric on an instance.</summary>
public sealed record MetricKeyItem
{
    public required string InstanceName { get; init; }

    public required string KeyText { get; init; }
}

/// <summary>The values of a metric over a time.</summary>
public sealed record MetricSeries
{
    public required string MetricName { get; init; }

    public required string InstanceName { get; init; }

    public required string Key { get; init; }

    public required string Unit { get; init; }

    public DateTime From { get; init; }

    public DateTime To { get; init; }

    public int StepMinutes { get; init; }

    [Description("Steps that were watched or have values; no step stands for 'not known'.")]
    public required IReadOnlyList<MetricBucket> Buckets { get; init; }
}

/// <summary>A step of a series.</summary>
public sealed record MetricBucket
{
    public DateTime BucketAt { get; init; }

    [Description("Which part of the step was watched, 0 to 1.")]
    public double CoveredShare { get; init; }

    public long ValueCount { get; init; }

    public double? MeanValue { get; init; }

    public double? MinValue { get; init; }

    public double? MaxValue { get; init; }

    public double? SumValue { get; init; }

    public double? LastValue { get; init; }

    [Description("Of event counts, by watched time.")]
    public double? PerSecond { get; init; }

    [Description("5 percent of what is usual in this hour lie below; null while it is being learnt, and of days.")]
    public double? UsualP5 { get; init; }

    public double? UsualP50 { get; init; }

    public double? UsualP95 { get; init; }
}

/// <summary>Percentiles of a metric over a time.</summary>
public sealed record MetricPercentiles
{
    public required string MetricName { get; init; }

    public required string InstanceName { get; init; }

    public required string Key { get; init; }

    public required string Unit { get; init; }

    public DateTime From { get; init; }

    public DateTime To { get; init; }

    [Description("Empty where there are no values.")]
    public required IReadOnlyList<MetricPercentile> Percentiles { get; init; }
}

/// <summary>A percentile.</summary>
public sealed record MetricPercentile
{
    [Description("0.95 is the 95th percentile.")]
    public double Quantile { get; init; }

    public double? Value { get; init; }

    public long ValueCount { get; init; }

    [Description("false: within 1 percent, from sketches.")]
    public bool IsExact { get; init; }
}

/// <summary>What is usual for a metric at a time.</summary>
public sealed record MetricBaseline
{
    public string? MetricName { get; init; }

    public string? InstanceName { get; init; }

    public string? Key { get; init; }

    public string? Unit { get; init; }

    public DateTime? At { get; init; }

    public double? P5 { get; init; }

    public double? P50 { get; init; }

    public double? P95 { get; init; }

    public double? P99 { get; init; }

    public int SampleCount { get; init; }

    [Description("From what it was learnt: hour of week, hour of day, flat or none.")]
    public required string LevelName { get; init; }

    [Description("true: not to be relied on yet.")]
    public bool IsLearning { get; init; }

    public int LearnedDates { get; init; }

    public int NeededDates { get; init; }
}

/// <summary>A job.</summary>
public sealed record JobItem
{
    public int JobId { get; init; }

    public required string KindName { get; init; }

    [Description("queued, running, done, failed or cancelled.")]
    public required string State { get; init; }

    public DateTime QueuedAt { get; init; }

    public required string QueuedBy { get; init; }

    public DateTime? StartedAt { get; init; }

    public DateTime? EndedAt { get; init; }

    public int AttemptCount { get; init; }

    public long DoneCount { get; init; }

    public long? TotalCount { get; init; }

    public int? PercentDone { get; init; }

    public double? DonePerSecond { get; init; }

    public long? RemainingMs { get; init; }

    public string? StepText { get; init; }

    public string? CancelRequestedBy { get; init; }

    public string? ResultText { get; init; }

    [Description("Of a back-test: its run.")]
    public int? ResultId { get; init; }

    [Description("What it made; GET jobs/{id}/file takes it away.")]
    public string? FileName { get; init; }

    public long? FileBytes { get; init; }
}

/// <summary>A job that was queued.</summary>
/// <param name="JobId">Its number.</param>
public sealed record JobQueued(int JobId);

/// <summary>How all instances are.</summary>
/// <param name="Status">healthy; degraded: a collector does not collect; alerting: a critical alert is
/// open.</param>
/// <param name="Instances">The worst first.</param>
public sealed record HealthAnswer(string Status, IReadOnlyList<InstanceItem> Instances);

/// <summary>How an instance is.</summary>
public sealed record InstanceItem
{
    public required string InstanceName { get; init; }

    public required string Stage { get; init; }

    public int CriticalCount { get; init; }

    public int WarningCount { get; init; }

    public int CollectorCount { get; init; }

    [Description("Collectors that do not collect.")]
    public int OffCount { get; init; }

    [Description("Of the newest data; null: none.")]
    public long? DataAgeMs { get; init; }
}

/// <summary>A note beside what is done.</summary>
public sealed record NoteBody
{
    [MaxLength(1000)]
    public string? Note { get; init; }
}

/// <summary>A snooze.</summary>
public sealed record SnoozeBody
{
    [Range(0, 44640), Description("For how long; 0 ends a snooze.")]
    public int? Minutes { get; init; }

    [MaxLength(1000)]
    public string? Note { get; init; }
}

/// <summary>A mute.</summary>
public sealed record MuteBody
{
    [Description("alert: this key alone; rule: the whole rule on the alert's instance.")]
    public string? Scope { get; init; }

    [Range(1, 44640)]
    public int? Minutes { get; init; }

    [MaxLength(400)]
    public string? Reason { get; init; }
}

/// <summary>An export.</summary>
public sealed record ExportBody
{
    [Description("alerts, incidents, deadlocks, batch, metrics (by hour), runs.")]
    public IReadOnlyList<string>? Sets { get; init; }

    public DateTime? From { get; init; }

    [Description("Not meant any more.")]
    public DateTime? To { get; init; }

    [MaxLength(128), Description("null: all.")]
    public string? Instance { get; init; }

    [Description("csv or json.")]
    public string? Format { get; init; }
}

/// <summary>A back-test.</summary>
public sealed record BacktestBody
{
    [MaxLength(128)]
    public string? Rule { get; init; }

    public DateTime? From { get; init; }

    public DateTime? To { get; init; }

    [Range(10, 3600), Description("Between two evaluations; 60 where it is missing.")]
    public int? StepSeconds { get; init; }

    [MaxLength(64), Description("Whose limits are tried; null: the rule as it is.")]
    public string? Measure { get; init; }

    public double? Warn { get; init; }

    [Description("null beside warn: never critical.")]
    public double? Critical { get; init; }
}

/// <summary>Rules to import.</summary>
public sealed record ImportBody
{
    [Description("As 'axmonitor rules export' writes it.")]
    public string? File { get; init; }

    [Description("Only says what would change.")]
    public bool? DryRun { get; init; }
}
