// One alert: what it is about, what was done about it, and what can be done. The mail's button leads here.
using Microsoft.AspNetCore.Mvc;

namespace AxMonitor.Orchestrator.Desk.Pages;

/// <summary>/alerts/ID.</summary>
public sealed class AlertModel : DeskPage
{
    private const int NoteLength = 1000;
    private const int MostMinutes = 44_640;

    public override string Title => Alert?.Headline ?? "Alert";

    [BindProperty(SupportsGet = true, Name = "id")]
    public long Id { get; set; }

    public AlertStateRow? Alert { get; private set; }

    public IReadOnlyList<MeasureTextRow> Measures { get; private set; } = [];

    public IReadOnlyList<EvidenceRow> Evidence { get; private set; } = [];

    public IReadOnlyList<HistoryRow> History { get; private set; } = [];

    public IReadOnlyList<NotificationRow> Notifications { get; private set; } = [];

    public IReadOnlyList<RelatedRow> Related { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync()
    {
        await LoadAsync();
        return Page();
    }

    public Task<IActionResult> OnPostAcknowledgeAsync(string? note) =>
        ChangeAsync(
            () =>
                Database.ExecuteAsync(
                    "alert.Acknowledge",
                    new
                    {
                        AlertId = Id,
                        AcknowledgedBy = Me,
                        Note = Field("The note", note, NoteLength),
                        Database.Now,
                    },
                    Aborted
                ),
            "acknowledged"
        );

    public Task<IActionResult> OnPostSnoozeAsync(int minutes, string? note) =>
        ChangeAsync(
            () =>
                Database.ExecuteAsync(
                    "alert.Snooze",
                    new
                    {
                        AlertId = Id,
                        Until = minutes == 0 ? (DateTime?)null : Database.Now.AddMinutes(Minutes(minutes)),
                        Note = Field("The note", note, NoteLength),
                        ChangedBy = Me,
                        Database.Now,
                    },
                    Aborted
                ),
            minutes == 0 ? "woken" : "snoozed"
        );

    public Task<IActionResult> OnPostAssignAsync(string? to, string? note) =>
        ChangeAsync(
            () =>
                Database.ExecuteAsync(
                    "alert.Assign",
                    new
                    {
                        AlertId = Id,
                        AssignedTo = Field("The name", to, 128),
                        Note = Field("The note", note, NoteLength),
                        ChangedBy = Me,
                        Database.Now,
                    },
                    Aborted
                ),
            "assigned"
        );

    public Task<IActionResult> OnPostNoteAsync(string? note) =>
        ChangeAsync(
            () =>
                Database.ExecuteAsync(
                    "alert.AddNote",
                    new
                    {
                        AlertId = Id,
                        Note = Field("The note", note, NoteLength, isRequired: true),
                        ChangedBy = Me,
                        Database.Now,
                    },
                    Aborted
                ),
            "noted"
        );

    public Task<IActionResult> OnPostMuteAsync(string? scope, int minutes, string? reason) =>
        ChangeAsync(
            async () =>
            {
                var alert = await FindAsync();
                await Database.ExecuteAsync(
                    "config.AddMaintenanceWindow",
                    new
                    {
                        alert.InstanceName,
                        alert.RuleName,
                        KeyLike = string.Equals(scope, "rule", StringComparison.Ordinal) ? null : KeyPattern.Of(alert.AlertKey),
                        EndsAt = Database.Now.AddMinutes(Minutes(minutes)),
                        Reason = Field("The reason", reason, 400, isRequired: true),
                        ChangedBy = Me,
                        Database.Now,
                    },
                    Aborted
                );
            },
            "muted"
        );

    protected override async Task LoadAsync()
    {
        Alert = await FindAsync();
        var one = new { AlertId = Id };
        Measures = await Database.QueryAsync<MeasureTextRow>("report.AlertMeasures", one, Aborted);
        Evidence = await Database.QueryAsync<EvidenceRow>("report.AlertEvidence", one, Aborted);
        History = await Database.QueryAsync<HistoryRow>("report.AlertHistory", one, Aborted);
        Notifications = await Database.QueryAsync<NotificationRow>("report.AlertNotifications", one, Aborted);
        Related = await Database.QueryAsync<RelatedRow>("report.AlertRelated", one, Aborted);
    }

    private async Task<AlertStateRow> FindAsync() =>
        await Database.FindAsync<AlertStateRow>("report.AlertState", new { AlertId = Id }, Aborted)
        ?? throw new DeskRefusedException("There is no such alert, or it has been purged.", StatusCodes.Status404NotFound);

    private static int Minutes(int minutes) =>
        minutes is >= 1 and <= MostMinutes
            ? minutes
            : throw new DeskRefusedException("The time is out of one minute to 31 days.");
}
