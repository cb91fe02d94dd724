// The rows that the pages of rules show, named as their procedures return them.
using System.Globalization;

namespace AxMonitor.Orchestrator.Desk.Pages;

/// <summary>A row of report.RuleList.</summary>
public sealed record RuleRow
{
    public required string RuleName { get; init; }

    public required string RuleKind { get; init; }

    public string? SourceText { get; init; }

    public string? LimitText { get; init; }

    public bool IsEnabled { get; init; }

    public bool IsDigest { get; init; }

    public required string RouteName { get; init; }

    public string? PlaybookName { get; init; }

    public int PendingMs { get; init; }

    public int ClearPercent { get; init; }

    public int ClearMs { get; init; }

    public byte WarnPriority { get; init; }

    public byte CriticalPriority { get; init; }

    public int EveryMs { get; init; }

    public string? AdviceText { get; init; }

    public int OverrideCount { get; init; }

    public string? StageText { get; init; }

    public int OpenCount { get; init; }

    public DateTime? LastOpenedAt { get; init; }

    public required string VersionText { get; init; }

    public int TotalRows { get; init; }

    /// <summary>Of the state of collectors no history is kept: such a rule cannot be tried.</summary>
    public bool HasHistory => RuleKind != "Absence";
}

/// <summary>A row of report.RuleMeasures.</summary>
public sealed record RuleMeasureRow
{
    public required string MeasureName { get; init; }

    public string? SourceText { get; init; }

    public string? UnitName { get; init; }

    public double WarnValue { get; init; }

    public double? CriticalValue { get; init; }

    public bool IsGate { get; init; }

    public required string WorseSide { get; init; }
}

/// <summary>A row of report.RuleOverrides.</summary>
public sealed record RuleOverrideRow
{
    public required string InstanceName { get; init; }

    public string? Stage { get; init; }

    public required string MeasureName { get; init; }

    public bool IsEnabled { get; init; }

    public double? WarnValue { get; init; }

    public double? CriticalValue { get; init; }
}

/// <summary>A row of report.BacktestRuns.</summary>
public sealed record BacktestRunRow
{
    public int RunId { get; init; }

    public required string RuleName { get; init; }

    public DateTime FromAt { get; init; }

    public DateTime ToAt { get; init; }

    public string? MeasureName { get; init; }

    public double? WarnValue { get; init; }

    public double? CriticalValue { get; init; }

    public DateTime RanAt { get; init; }

    public required string RanBy { get; init; }

    public int AlertCount { get; init; }

    public int CriticalCount { get; init; }

    public int PendingOnlyCount { get; init; }

    public int ConfirmedCount { get; init; }

    public decimal OpenMinutes { get; init; }

    public double? AlertsPerDay { get; init; }

    /// <summary>The limits it tried.</summary>
    public string Limits =>
        WarnValue is { } warn
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{MeasureName} warning at {warn}, critical at {(CriticalValue is { } c ? c.ToString(CultureInfo.InvariantCulture) : "no value")}"
            )
            : "the rule's own limits";
}

/// <summary>A row of report.BacktestAlerts.</summary>
public sealed record BacktestAlertRow
{
    public required string InstanceName { get; init; }

    public required string AlertKey { get; init; }

    public required string Severity { get; init; }

    public DateTime? OpenedAt { get; init; }

    public long? OpenMs { get; init; }

    public double? PeakValue { get; init; }

    public bool IsConfirmed { get; init; }
}
