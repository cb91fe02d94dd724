// Long work: what waits, runs and has ended, and the forms that ask for more.
using System.Text;
using AxMonitor.Orchestrator.Jobs.Long;
using Microsoft.AspNetCore.Mvc;

namespace AxMonitor.Orchestrator.Desk.Pages;

/// <summary>/jobs.</summary>
public sealed class JobsModel : DeskPage
{
    /// <summary>Rows of a page.</summary>
    public const int PageSize = 50;

    private const int MostExported = 5000;
    private const int LargestFile = 240 * 1024;

    /// <summary>What can be asked for.</summary>
    public static IReadOnlyList<string> States { get; } = ["all", "active", "queued", "running", "done", "failed", "cancelled"];

    /// <summary>Kinds of work.</summary>
    public static IReadOnlyList<string> Kinds { get; } = ["Backtest", "Export", "BuildBaselines", "CheckRepository", "ImportRules"];

    public override string Title => "Jobs";

    [BindProperty(SupportsGet = true, Name = "state")]
    public string? State { get; set; }

    [BindProperty(SupportsGet = true, Name = "kind")]
    public string? Kind { get; set; }

    [BindProperty(SupportsGet = true, Name = "by")]
    public string? By { get; set; }

    [BindProperty(SupportsGet = true, Name = "sort")]
    public string? Sort { get; set; }

    public int Total => Rows is [var first, ..] ? first.TotalRows : 0;

    public IReadOnlyList<JobRow> Rows { get; private set; } = [];

    /// <summary>Yesterday, as the form of an export begins.</summary>
    public DateTime Yesterday => Database.Now.Date.AddDays(-1);

    public Task OnGetAsync() => LoadAsync();

    public async Task<IActionResult> OnGetCsvAsync()
    {
        var rows = await ReadAsync(1, MostExported);
        await ExportedAsync(rows.Count);
        return CsvFile.Of(
            "jobs.csv",
            ["JobId", "Kind", "State", "QueuedBy", "QueuedAt", "StartedAt", "EndedAt", "Attempts", "Done", "Total", "Result"],
            rows.Select(r =>
                (IReadOnlyList<object?>)
                    [
                        r.JobId,
                        r.KindName,
                        r.State,
                        r.QueuedBy,
                        r.QueuedAt,
                        r.StartedAt,
                        r.EndedAt,
                        r.AttemptCount,
                        r.DoneCount,
                        r.TotalCount,
                        r.ResultText,
                    ]
            )
        );
    }

    public Task<IActionResult> OnPostExportAsync(
        IReadOnlyList<string>? sets,
        DateTime? from,
        DateTime? to,
        string? instance,
        string? format
    )
    {
        var asked = new ExportArguments(
            sets ?? [],
            Utc(from ?? Yesterday),
            Utc((to ?? Yesterday).Date.AddDays(1)),
            string.IsNullOrWhiteSpace(instance) ? null : instance.Trim(),
            format ?? "csv"
        );
        return QueueAsync(
            "ops.QueueJob",
            "Export",
            () =>
                ExportWork.Fault(asked) is { } fault
                    ? throw new DeskRefusedException(fault)
                    : Task.FromResult(WorkArguments.Write(asked))
        );
    }

    public Task<IActionResult> OnPostBaselinesAsync(bool sure) =>
        QueueAsync(
            "ops.QueueRepositoryJob",
            "BuildBaselines",
            () => sure ? Task.FromResult("{}") : throw new DeskRefusedException("Nothing was queued: tick that you are sure.")
        );

    public Task<IActionResult> OnPostCheckAsync() => QueueAsync("ops.QueueRepositoryJob", "CheckRepository", () => Task.FromResult("{}"));

    public Task<IActionResult> OnPostImportAsync(IFormFile? file, bool apply) =>
        QueueAsync(
            "ops.QueueRepositoryJob",
            "ImportRules",
            async () =>
            {
                if (file is not { Length: > 0 and <= LargestFile })
                {
                    throw new DeskRefusedException("A file of rules is missing, or it has more than 240 KB.");
                }

                using var reader = new StreamReader(file.OpenReadStream(), Encoding.UTF8);
                return WorkArguments.Write(new ImportArguments(await reader.ReadToEndAsync(Aborted), !apply));
            }
        );

    protected override async Task LoadAsync() => Rows = await ReadAsync(PageNumber, PageSize);

    private static DateTime Utc(DateTime day) => DateTime.SpecifyKind(day, DateTimeKind.Utc);

    private Task<IReadOnlyList<JobRow>> ReadAsync(int page, int size) =>
        Database.QueryAsync<JobRow>(
            "report.JobList",
            new
            {
                State,
                KindName = Kind,
                QueuedBy = By,
                SortBy = Sort,
                PageNumber = page,
                PageSize = size,
            },
            Aborted
        );
}
