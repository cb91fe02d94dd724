// What the calls about rules answer and take.
using System.ComponentModel;
using AxMonitor.Orchestrator.Desk.Pages;

namespace AxMonitor.Orchestrator.Desk.Api;

/// <summary>All rules.</summary>
public sealed record RulePage(IReadOnlyList<RuleItem> Items);

/// <summary>A rule in a list.</summary>
public record RuleItem
{
    public required string Name { get; init; }

    [Description("Threshold, Rate, Absence or Event.")]
    public required string Kind { get; init; }

    public bool Enabled { get; init; }

    [Description("It tells nobody by itself.")]
    public bool Digest { get; init; }

    [Description("What it measures, and its limits, in words.")]
    public string? LimitText { get; init; }

    public int WarnPriority { get; init; }

    public int CriticalPriority { get; init; }

    public string? Playbook { get; init; }

    [Description("On so many instances and measures it is different.")]
    public int OverrideCount { get; init; }

    public int OpenCount { get; init; }

    public DateTime? LastOpenedAt { get; init; }

    internal static RuleItem Of(RuleRow row) => RuleDetail.Of(row, [], []);
}

/// <summary>A rule.</summary>
public sealed record RuleDetail : RuleItem
{
    public IReadOnlyList<RuleMeasure> Measures { get; init; } = [];

    public IReadOnlyList<RuleOverride> Overrides { get; init; } = [];

    [Description("Of limits and overrides; it is part of the ETag.")]
    public required string Version { get; init; }

    internal static RuleDetail Of(
        RuleRow row,
        IReadOnlyList<RuleMeasureRow> measures,
        IReadOnlyList<RuleOverrideRow> overrides
    ) =>
        new()
        {
            Name = row.RuleName,
            Kind = row.RuleKind,
            Enabled = row.IsEnabled,
            Digest = row.IsDigest,
            LimitText = row.LimitText,
            WarnPriority = row.WarnPriority,
            CriticalPriority = row.CriticalPriority,
            Playbook = row.PlaybookName,
            OverrideCount = row.OverrideCount,
            OpenCount = row.OpenCount,
            LastOpenedAt = row.LastOpenedAt,
            Version = row.VersionText,
            Measures =
            [
                .. measures.Select(m => new RuleMeasure
                {
                    Measure = m.MeasureName,
                    Source = m.SourceText,
                    Unit = m.UnitName,
                    Warn = m.WarnValue,
                    Critical = m.CriticalValue,
                    IsGate = m.IsGate,
                    WorseSide = m.WorseSide,
                }),
            ],
            Overrides =
            [
                .. overrides.Select(o => new RuleOverride
                {
                    Instance = o.InstanceName,
                    Measure = o.MeasureName,
                    Enabled = o.IsEnabled,
                    Warn = o.WarnValue,
                    Critical = o.CriticalValue,
                }),
            ],
        };
}

/// <summary>What a rule measures.</summary>
public sealed record RuleMeasure
{
    public required string Measure { get; init; }

    public string? Source { get; init; }

    public string? Unit { get; init; }

    public double Warn { get; init; }

    [Description("null: never critical.")]
    public double? Critical { get; init; }

    [Description("Must be reached for the others to count.")]
    public bool IsGate { get; init; }

    [Description("higher or lower.")]
    public required string WorseSide { get; init; }
}

/// <summary>What an instance does differently.</summary>
public sealed record RuleOverride
{
    public required string Instance { get; init; }

    public required string Measure { get; init; }

    [Description("false: not measured there.")]
    public bool Enabled { get; init; }

    [Description("null: the rule's limits hold.")]
    public double? Warn { get; init; }

    public double? Critical { get; init; }
}

/// <summary>A rule as it shall be.</summary>
public sealed record RuleBody
{
    public bool? Enabled { get; init; }

    [Description("Each measure of the rule, once.")]
    public IReadOnlyList<RuleLimitBody>? Measures { get; init; }
}

/// <summary>The limits of a measure.</summary>
public sealed record RuleLimitBody
{
    public string? Measure { get; init; }

    public double? Warn { get; init; }

    [Description("null: never critical.")]
    public double? Critical { get; init; }
}

/// <inheritdoc cref="AlertPage"/>
public sealed record DeadlockPage(IReadOnlyList<DeadlockItem> Items, string? Next);

/// <summary>A deadlock.</summary>
public sealed record DeadlockItem
{
    public long DeadlockId { get; init; }

    public required string InstanceName { get; init; }

    public DateTime DetectedAt { get; init; }

    [Description("lock, parallel, mixed or other.")]
    public required string DeadlockKind { get; init; }

    public int ProcessCount { get; init; }

    public int SessionCount { get; init; }

    public int VictimCount { get; init; }

    public int ResourceCount { get; init; }

    [Description("The same for deadlocks of the same making.")]
    public required string SignatureKey { get; init; }

    public string? Objects { get; init; }

    public int? VictimSessionId { get; init; }

    public string? VictimHost { get; init; }

    public string? VictimProgram { get; init; }

    public string? VictimAxUser { get; init; }

    public string? VictimBatchTask { get; init; }

    public string? VictimStatement { get; init; }
}
