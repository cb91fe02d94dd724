// The inbox: the address holds what is shown.
using Microsoft.AspNetCore.Mvc;

namespace AxMonitor.Orchestrator.Desk.Pages;

/// <summary>/alerts.</summary>
public sealed class AlertsModel : DeskPage
{
    /// <summary>Rows of a page.</summary>
    public const int PageSize = 50;

    private const int MostExported = 5000;

    /// <summary>What can be asked for.</summary>
    public static IReadOnlyList<string> States { get; } = ["active", "open", "acknowledged", "snoozed", "resolved", "all"];

    public override string Title => "Alerts";

    [BindProperty(SupportsGet = true, Name = "state")]
    public string? State { get; set; }

    [BindProperty(SupportsGet = true, Name = "severity")]
    public string? Severity { get; set; }

    [BindProperty(SupportsGet = true, Name = "instance")]
    public string? Instance { get; set; }

    [BindProperty(SupportsGet = true, Name = "rule")]
    public string? Rule { get; set; }

    [BindProperty(SupportsGet = true, Name = "assigned")]
    public string? Assigned { get; set; }

    [BindProperty(SupportsGet = true, Name = "search")]
    public string? Search { get; set; }

    public int Total => Rows is [var first, ..] ? first.TotalCount : 0;

    public IReadOnlyList<InboxRow> Rows { get; private set; } = [];

    public async Task OnGetAsync()
    {
        Rows = await ReadAsync(PageNumber, PageSize);
    }

    public async Task<IActionResult> OnGetCsvAsync()
    {
        var rows = await ReadAsync(1, MostExported);
        await ExportedAsync(rows.Count);
        return CsvFile.Of(
            "alerts.csv",
            [
                "AlertId",
                "Severity",
                "State",
                "Instance",
                "Rule",
                "Headline",
                "Cause",
                "OpenedAt",
                "ResolvedAt",
                "DurationMs",
                "AcknowledgedBy",
                "AssignedTo",
            ],
            rows.Select(r =>
                (IReadOnlyList<object?>)
                    [
                        r.AlertId,
                        r.Severity,
                        r.State,
                        r.InstanceName,
                        r.RuleName,
                        r.Headline,
                        r.CauseText,
                        r.OpenedAt,
                        r.ResolvedAt,
                        r.DurationMs,
                        r.AcknowledgedBy,
                        r.AssignedTo,
                    ]
            )
        );
    }

    private Task<IReadOnlyList<InboxRow>> ReadAsync(int page, int size) =>
        Database.QueryAsync<InboxRow>(
            "report.AlertInbox",
            new
            {
                State,
                Severity,
                InstanceName = Instance,
                RuleName = Rule,
                AssignedTo = Assigned,
                Search,
                PageNumber = page,
                PageSize = size,
            },
            Aborted
        );
}

/// <summary>A row of report.AlertInbox.</summary>
public sealed record InboxRow
{
    public long AlertId { get; init; }

    public required string InstanceName { get; init; }

    public required string RuleName { get; init; }

    public required string Severity { get; init; }

    public required string State { get; init; }

    public required string Headline { get; init; }

    public string? CauseText { get; init; }

    public DateTime? OpenedAt { get; init; }

    public string? AcknowledgedBy { get; init; }

    public string? AssignedTo { get; init; }

    public DateTime? SnoozedUntil { get; init; }

    public DateTime? ResolvedAt { get; init; }

    public long? DurationMs { get; init; }

    public int TotalCount { get; init; }
}
