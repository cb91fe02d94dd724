// Who changed what, signed in, or was refused.
using Microsoft.AspNetCore.Mvc;

namespace AxMonitor.Orchestrator.Desk.Pages;

/// <summary>/audit.</summary>
public sealed class AuditModel : DeskPage
{
    /// <summary>Rows of a page.</summary>
    public const int PageSize = 50;

    private const int MostExported = 5000;

    public override string Title => "Audit";

    [BindProperty(SupportsGet = true, Name = "from")]
    public DateTime? From { get; set; }

    [BindProperty(SupportsGet = true, Name = "to")]
    public DateTime? To { get; set; }

    [BindProperty(SupportsGet = true, Name = "who")]
    public string? Who { get; set; }

    [FromQuery(Name = "action")]
    public string? Action { get; set; }

    [BindProperty(SupportsGet = true, Name = "search")]
    public string? Search { get; set; }

    public int Total => Rows is [var first, ..] ? first.TotalCount : 0;

    public IReadOnlyList<AuditRow> Rows { get; private set; } = [];

    public async Task OnGetAsync()
    {
        Rows = await ReadAsync(PageNumber, PageSize);
    }

    public async Task<IActionResult> OnGetCsvAsync()
    {
        var rows = await ReadAsync(1, MostExported);
        await ExportedAsync(rows.Count);
        return CsvFile.Of(
            "audit.csv",
            ["EventId", "RecordedAt", "OccurredAt", "ChangedBy", "LoginName", "Action", "Subject", "OldValue", "NewValue"],
            rows.Select(r =>
                (IReadOnlyList<object?>)
                    [
                        r.EventId,
                        r.RecordedAt,
                        r.OccurredAt,
                        r.ChangedBy,
                        r.LoginName,
                        r.ActionName,
                        r.Subject,
                        r.OldValue,
                        r.NewValue,
                    ]
            )
        );
    }

    private Task<IReadOnlyList<AuditRow>> ReadAsync(int page, int size) =>
        Database.QueryAsync<AuditRow>(
            "desk.GetAudit",
            new
            {
                From = Day(From),
                To = Day(To)?.AddDays(1),
                ChangedBy = Who,
                Action,
                Search,
                PageNumber = page,
                PageSize = size,
            },
            Aborted
        );

    /// <summary>A day that both sides can reckon with.</summary>
    private static DateTime? Day(DateTime? day) => day is { Year: >= 2000 and <= 2100 } known ? known.Date : null;
}

/// <summary>A row of desk.GetAudit.</summary>
public sealed record AuditRow
{
    public long EventId { get; init; }

    public DateTime RecordedAt { get; init; }

    public DateTime OccurredAt { get; init; }

    public required string ChangedBy { get; init; }

    public required string LoginName { get; init; }

    public required string ActionName { get; init; }

    public required string Subject { get; init; }

    public string? OldValue { get; init; }

    public string? NewValue { get; init; }

    public int TotalCount { get; init; }
}
