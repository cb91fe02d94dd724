// What all pages of the desk share: who reads, the repository in that person's role, and how a change ends:
// in the page again with what was done, or with what the repository refused.
using System.Globalization;
using AxMonitor.Orchestrator.Desk.Pages;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Orchestrator.Desk;

/// <summary>A page of the desk.</summary>
public abstract class DeskPage : PageModel
{
    private const int MostNoted = 1000;

    private static readonly Dictionary<string, string> Deeds = new(StringComparer.Ordinal)
    {
        ["acknowledged"] = "Acknowledged. No more reminders of this alert are sent.",
        ["snoozed"] = "Snoozed. It is told again then, unless it is over or acknowledged.",
        ["woken"] = "It is not snoozed any more.",
        ["muted"] = "Muted. Measuring goes on; nobody is told until the end.",
        ["noted"] = "The note was added.",
        ["assigned"] = "Assigned.",
        ["saved"] = "Saved.",
        ["deleted"] = "Deleted.",
        ["window"] = "The window was added.",
        ["ended"] = "The window was ended.",
        ["cancelled"] = "The job ends at its next step.",
        ["queued"] = "The job was queued.",
        ["tested"] = "A test message was queued.",
        ["password"] = "Your password was changed. Other sessions of yours have ended.",
    };

    /// <summary>Who reads; null where nobody is signed in.</summary>
    public DeskPerson? Person => DeskPerson.Of(HttpContext);

    /// <summary>What was refused, as a sentence.</summary>
    public string? Problem { get; protected set; }

    /// <summary>What was done before this page was shown again, as a sentence.</summary>
    public string? Done => Request.Query["done"].ToString() is { } key ? Deeds.GetValueOrDefault(key) : null;

    /// <summary>The title.</summary>
    public abstract string Title { get; }

    /// <summary>Which page of a list is asked for, from 1.</summary>
    public int PageNumber =>
        int.TryParse(Request.Query["page"], CultureInfo.InvariantCulture, out var asked) ? Math.Clamp(asked, 1, 100_000) : 1;

    /// <summary>The repository in the person's role.</summary>
    protected DeskDatabase Database => HttpContext.RequestServices.GetRequiredService<DeskDatabase>();

    /// <summary>Ends when nobody waits for the answer any more.</summary>
    protected CancellationToken Aborted => HttpContext.RequestAborted;

    /// <summary>The name that stands in history and audit.</summary>
    protected string Me => Person?.UserName ?? throw new InvalidOperationException("Nobody is signed in.");

    /// <summary>Whether the person may use a handler of this page.</summary>
    public bool May(string handler) => May(PageContext.ActionDescriptor.ViewEnginePath, handler);

    /// <summary>Whether the person may use a handler of a page.</summary>
    public bool May(string page, string handler) => DeskMatrix.May(Person?.Role ?? DeskRole.None, page, handler);

    /// <summary>Maintenance windows that are open now.</summary>
    public async Task<IReadOnlyList<OpenWindow>> OpenWindowsAsync() =>
        Person is { MustChangePassword: false }
            ? await Database.QueryAsync<OpenWindow>("report.OpenWindows", null, Aborted)
            : [];

    /// <summary>Loads what the page shows; called again where a change was refused.</summary>
    protected virtual Task LoadAsync() => Task.CompletedTask;

    /// <summary>Does a change, then shows the page again.</summary>
    /// <param name="change">The change.</param>
    /// <param name="deed">A key of what was done.</param>
    /// <param name="place">Where to go on; null: this page.</param>
    protected async Task<IActionResult> ChangeAsync(Func<Task> change, string deed, string? place = null)
    {
        try
        {
            await change();
        }
        catch (DeskRefusedException e) when (e.Status < StatusCodes.Status500InternalServerError)
        {
            return await RefusedAsync(e.Message, e.Status);
        }
        catch (SqlException e) when (RepositoryRefusal.StatusOf(e.Number) is not null)
        {
            return await RefusedAsync(RepositoryRefusal.Text(e), StatusCodes.Status409Conflict);
        }

        Response.StatusCode = StatusCodes.Status303SeeOther;
        var path = place ?? Request.Path.ToString();
        Response.Headers.Location = path + (path.Contains('?', StringComparison.Ordinal) ? "&" : "?") + "done=" + deed;
        return new EmptyResult();
    }

    /// <summary>Does a change, then goes to a place that it tells.</summary>
    protected async Task<IActionResult> ChangeToAsync(Func<Task> change, Func<string> place, string deed)
    {
        var isDone = false;
        var result = await ChangeAsync(
            async () =>
            {
                await change();
                isDone = true;
            },
            deed
        );
        if (isDone)
        {
            var path = place();
            Response.Headers.Location = path + (path.Contains('?', StringComparison.Ordinal) ? "&" : "?") + "done=" + deed;
        }

        return result;
    }

    /// <summary>The text of a field, trimmed; refused where it is too long.</summary>
    protected static string? Field(string name, string? value, int maxLength, bool isRequired = false)
    {
        var text = value?.Trim();
        if (string.IsNullOrEmpty(text))
        {
            return isRequired ? throw new DeskRefusedException($"{name} is empty.") : null;
        }

        return text.Length > maxLength ? throw new DeskRefusedException($"{name} has more than {maxLength} characters.") : text;
    }

    /// <summary>Keeps in the audit that somebody took a list away.</summary>
    protected Task ExportedAsync(int rows)
    {
        var note = $"{rows} rows {Uri.UnescapeDataString(Request.QueryString.ToString())}";
        return HttpContext
            .RequestServices.GetRequiredService<DeskAccounts>()
            .SaveEventAsync(Me, "Export", Request.Path, note.Length > MostNoted ? note[..MostNoted] : note, Aborted);
    }

    /// <summary>Queues a job and goes on to its page, or to the one that is given its number.</summary>
    protected async Task<IActionResult> QueueAsync(
        string procedure,
        string kind,
        Func<Task<string>> arguments,
        Func<int, string>? place = null
    )
    {
        var id = 0;
        var result = await ChangeAsync(
            async () =>
            {
                var row = await Database.FindAsync<QueuedRow>(
                    procedure,
                    new
                    {
                        KindName = kind,
                        ArgumentsJson = await arguments(),
                        ChangedBy = Me,
                        Database.Now,
                    },
                    Aborted
                );
                id = row!.JobId;
            },
            "queued",
            "/"
        );
        if (id > 0)
        {
            Response.Headers.Location = place?.Invoke(id) ?? $"/jobs/{id}?done=queued";
        }

        return result;
    }

    /// <summary>The time zones that the repository knows.</summary>
    protected async Task<IReadOnlyList<string>> ReadZonesAsync() =>
        [.. (await Database.QueryAsync<ZoneRow>("report.TimeZoneList", null, Aborted)).Select(z => z.TimeZoneName)];

    /// <summary>What a field says by the clock of a zone, in UTC; null where it is empty.</summary>
    protected async Task<DateTime?> UtcAsync(string name, string? text, string? zone) =>
        WindowForm.Local(name, text) is { } local
            ? (
                await Database.FindAsync<ZoneTimeRow>("report.ZoneTime", new { LocalAt = local, TimeZone = Field("The time zone", zone, 128) }, Aborted)
            )?.UtcAt
            : null;

    /// <summary>What the clock of a zone shows.</summary>
    protected async Task<DateTime> LocalAsync(DateTime utc, string? zone) =>
        (await Database.FindAsync<ZoneTimeRow>("report.ZoneTime", new { UtcAt = utc, TimeZone = zone }, Aborted))?.LocalAt ?? utc;

    private async Task<IActionResult> RefusedAsync(string problem, int status)
    {
        Problem = problem;
        Response.StatusCode = status;
        await LoadAsync();
        return Page();
    }
}

/// <summary>A row of report.OpenWindows.</summary>
public sealed record OpenWindow
{
    public int WindowId { get; init; }

    public string? InstanceName { get; init; }

    public string? RuleName { get; init; }

    public string? KeyLike { get; init; }

    public DateTime EndsAt { get; init; }

    public string? WeekDays { get; init; }

    public bool IsCollectionPaused { get; init; }

    public required string Reason { get; init; }

    public required string CreatedBy { get; init; }
}

/// <summary>A row of report.TimeZoneList.</summary>
public sealed record ZoneRow
{
    public required string TimeZoneName { get; init; }
}

/// <summary>The row of report.ZoneTime.</summary>
public sealed record ZoneTimeRow
{
    public DateTime? UtcAt { get; init; }

    public DateTime? LocalAt { get; init; }
}
