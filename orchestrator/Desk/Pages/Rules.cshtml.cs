// The alert rules: what they measure, their limits, and how often they speak.
using Microsoft.AspNetCore.Mvc;

namespace AxMonitor.Orchestrator.Desk.Pages;

/// <summary>/rules.</summary>
public sealed class RulesModel : DeskPage
{
    /// <summary>Rows of a page.</summary>
    public const int PageSize = 100;

    private const int MostExported = 5000;

    /// <summary>What can be asked for.</summary>
    public static IReadOnlyList<string> States { get; } = ["all", "enabled", "disabled", "digest", "changed", "open"];

    public override string Title => "Rules";

    [BindProperty(SupportsGet = true, Name = "state")]
    public string? State { get; set; }

    [BindProperty(SupportsGet = true, Name = "search")]
    public string? Search { get; set; }

    [BindProperty(SupportsGet = true, Name = "sort")]
    public string? Sort { get; set; }

    public int Total => Rows is [var first, ..] ? first.TotalRows : 0;

    public IReadOnlyList<RuleRow> Rows { get; private set; } = [];

    public async Task OnGetAsync() => Rows = await ReadAsync(PageNumber, PageSize);

    public async Task<IActionResult> OnGetCsvAsync()
    {
        var rows = await ReadAsync(1, MostExported);
        await ExportedAsync(rows.Count);
        return CsvFile.Of(
            "rules.csv",
            ["Rule", "Kind", "Measures", "Limits", "Enabled", "Digest", "Route", "Playbook", "Overrides", "Stages", "OpenAlerts", "LastOpenedAt"],
            rows.Select(r =>
                (IReadOnlyList<object?>)
                    [
                        r.RuleName,
                        r.RuleKind,
                        r.SourceText,
                        r.LimitText,
                        r.IsEnabled,
                        r.IsDigest,
                        r.RouteName,
                        r.PlaybookName,
                        r.OverrideCount,
                        r.StageText,
                        r.OpenCount,
                        r.LastOpenedAt,
                    ]
            )
        );
    }

    private Task<IReadOnlyList<RuleRow>> ReadAsync(int page, int size) =>
        Database.QueryAsync<RuleRow>(
            "report.RuleList",
            new
            {
                State,
                Search,
                SortBy = Sort,
                PageNumber = page,
                PageSize = size,
            },
            Aborted
        );
}
