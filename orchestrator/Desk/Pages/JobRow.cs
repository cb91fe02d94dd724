// A job as the pages show it, named as report.JobList returns it.
using System.Globalization;

namespace AxMonitor.Orchestrator.Desk.Pages;

/// <summary>A row of report.JobList.</summary>
public sealed record JobRow
{
    public int JobId { get; init; }

    public required string KindName { get; init; }

    public required string ArgumentsJson { get; init; }

    public required string State { get; init; }

    public DateTime QueuedAt { get; init; }

    public required string QueuedBy { get; init; }

    public DateTime? StartedAt { get; init; }

    public DateTime? EndedAt { get; init; }

    public string? LeaseOwner { get; init; }

    public int AttemptCount { get; init; }

    public long DoneCount { get; init; }

    public long? TotalCount { get; init; }

    public int? PercentDone { get; init; }

    public double? DonePerSecond { get; init; }

    public long? RemainingMs { get; init; }

    public long? RunMs { get; init; }

    public string? StepText { get; init; }

    public string? CancelRequestedBy { get; init; }

    public string? ResultText { get; init; }

    public int? ResultId { get; init; }

    public string? FileName { get; init; }

    public long? FileBytes { get; init; }

    public int TotalRows { get; init; }

    /// <summary>Whether it may still change.</summary>
    public bool IsActive => State is "queued" or "running";

    /// <summary>Its kind, for people.</summary>
    public string Title => TitleOf(KindName);

    /// <summary>How far it is, in one line.</summary>
    public string Line =>
        State == "queued" ? "waits for its turn" + (StepText is null ? "" : ", " + StepText)
        : State != "running" ? State
        : string.Join(
            ", ",
            new[]
            {
                TotalCount is { } total
                    ? string.Create(CultureInfo.InvariantCulture, $"{DoneCount} of {total} ({PercentDone} %)")
                    : null,
                DonePerSecond is { } rate ? string.Create(CultureInfo.InvariantCulture, $"{rate:0.#} a second") : null,
                RemainingMs is { } left ? "about " + Show.Duration(left) + " left" : null,
                StepText,
                CancelRequestedBy is null ? null : "being cancelled",
            }.Where(t => t is not null)
        );

    /// <summary>A kind, for people.</summary>
    public static string TitleOf(string kind) =>
        kind switch
        {
            "Backtest" => "Back-test",
            "Export" => "Export",
            "BuildBaselines" => "Baselines built anew",
            "CheckRepository" => "Check of the repository",
            "ImportRules" => "Import of rules",
            _ => kind,
        };
}

/// <summary>The row of ops.QueueJob.</summary>
public sealed record QueuedRow
{
    public int JobId { get; init; }
}
