// One maintenance window: how it is, and the form to change or end it.
using Microsoft.AspNetCore.Mvc;

namespace AxMonitor.Orchestrator.Desk.Pages;

/// <summary>/windows/ID.</summary>
public sealed class WindowModel : DeskPage
{
    public override string Title => "Maintenance window " + Id;

    [BindProperty(SupportsGet = true, Name = "id")]
    public int Id { get; set; }

    public WindowRow? Window { get; private set; }

    /// <summary>What is to be changed: how it is, or what was typed and refused.</summary>
    public WindowForm Form { get; private set; } = new();

    public IReadOnlyList<string> Zones { get; private set; } = [];

    public Task OnGetAsync() => LoadAsync();

    public Task<IActionResult> OnPostSaveAsync([FromForm] WindowForm form)
    {
        Form = form;
        return ChangeAsync(
            async () =>
            {
                var (days, at) = form.Schedule();
                await Database.ExecuteAsync(
                    "config.SetMaintenanceWindow",
                    new
                    {
                        WindowId = Id,
                        StartsAt = await UtcAsync("The beginning", form.Starts, form.Zone),
                        EndsAt = await UtcAsync("The end", form.Ends, form.Zone),
                        WeekDays = days,
                        LocalTime = at,
                        DurationMs = form.DurationMs(),
                        TimeZoneName = form.IsRepeated ? Field("The time zone", form.Zone, 128, isRequired: true) : null,
                        Reason = Field("The reason", form.Reason, 400, isRequired: true),
                        IsCollectionPaused = form.Paused,
                        VersionText = Field("The version", form.Version, 64, isRequired: true),
                        ChangedBy = Me,
                        Database.Now,
                    },
                    Aborted
                );
            },
            "saved"
        );
    }

    public Task<IActionResult> OnPostEndAsync(bool sure) =>
        ChangeAsync(
            () =>
                sure
                    ? Database.ExecuteAsync(
                        "config.EndMaintenanceWindow",
                        new
                        {
                            WindowId = Id,
                            ChangedBy = Me,
                            Database.Now,
                        },
                        Aborted
                    )
                    : throw new DeskRefusedException("Nothing was ended: tick that you are sure."),
            "ended"
        );

    protected override async Task LoadAsync()
    {
        Window =
            await Database.FindAsync<WindowRow>("report.WindowList", new { WindowId = Id }, Aborted)
            ?? throw new DeskRefusedException("There is no such window.", StatusCodes.Status404NotFound);
        Zones = await ReadZonesAsync();
        Form = Form.Reason is null && Form.Version is null
            ? new WindowForm
            {
                Kind = Window.WeekDays is null ? "once" : "weekly",
                Zone = Window.TimeZoneName ?? "UTC",
                Starts = WindowForm.Text(await LocalAsync(Window.StartsAt)),
                Ends = Window.LastAt is { } last ? WindowForm.Text(await LocalAsync(last)) : null,
                Days = [.. (Window.WeekDays ?? "").Select(d => d.ToString())],
                At = Window.LocalTime?.ToString("hh\\:mm", System.Globalization.CultureInfo.InvariantCulture),
                Minutes = Window.DurationMs / 60_000,
                Paused = Window.IsCollectionPaused,
                Reason = Window.Reason,
                Version = Window.VersionText,
            }
            // Saved again, it is meant for how the window is now, which the page says.
            : Form with { Version = Window.VersionText };
    }

    private Task<DateTime> LocalAsync(DateTime at) => LocalAsync(at, Window?.TimeZoneName);
}
