// One job: how far it is, live, what came of it, and the file it made.
using System.Text.Json;
using Microsoft.AspNetCore.Mvc;

namespace AxMonitor.Orchestrator.Desk.Pages;

/// <summary>/jobs/ID.</summary>
public sealed class JobModel : DeskPage
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web);

    public override string Title => "Job " + Id;

    [BindProperty(SupportsGet = true, Name = "id")]
    public int Id { get; set; }

    public JobRow? Job { get; private set; }

    public Task OnGetAsync() => LoadAsync();

    /// <summary>Server-sent events: how far it is, once a second where anything has changed, until it is
    /// over.</summary>
    public async Task<IActionResult> OnGetEventsAsync()
    {
        // Refused as any other request where there is no such job.
        await LoadAsync();
        var isLoaded = true;
        await JobEvents.WriteAsync(
            HttpContext,
            async () =>
            {
                if (!isLoaded)
                {
                    await LoadAsync();
                }

                isLoaded = false;
                var job = Job!;
                return (
                    new
                    {
                        job.State,
                        job.DoneCount,
                        job.TotalCount,
                        job.PercentDone,
                        job.DonePerSecond,
                        job.RemainingMs,
                        job.Line,
                        job.IsActive,
                    },
                    job.IsActive
                );
            },
            Format
        );
        return new EmptyResult();
    }

    public async Task<IActionResult> OnGetFileAsync()
    {
        var file =
            await Database.FindAsync<JobFileRow>("report.JobFile", new { JobId = Id }, Aborted)
            ?? throw new DeskRefusedException("The job has made no file, or it has been purged.", StatusCodes.Status404NotFound);
        await ExportedAsync(1);
        return File(file.FileContent, "application/octet-stream", file.FileName);
    }

    public Task<IActionResult> OnPostCancelAsync() =>
        ChangeAsync(
            () =>
                Database.ExecuteAsync(
                    "ops.CancelJob",
                    new
                    {
                        JobId = Id,
                        ChangedBy = Me,
                        Database.Now,
                    },
                    Aborted
                ),
            "cancelled"
        );

    protected override async Task LoadAsync() =>
        Job =
            await Database.FindAsync<JobRow>("report.JobList", new { JobId = Id }, Aborted)
            ?? throw new DeskRefusedException("There is no such job, or it has been purged.", StatusCodes.Status404NotFound);
}

/// <summary>The row of report.JobFile.</summary>
public sealed record JobFileRow
{
    public required string FileName { get; init; }

    public required byte[] FileContent { get; init; }
}
