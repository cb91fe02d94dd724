// Maintenance windows and mutes: what is open, what comes, what was; and the form for another one.
using Microsoft.AspNetCore.Mvc;

namespace AxMonitor.Orchestrator.Desk.Pages;

/// <summary>/windows.</summary>
public sealed class WindowsModel : DeskPage
{
    /// <summary>Rows of a page.</summary>
    public const int PageSize = 50;

    private const int MostExported = 5000;

    /// <summary>What can be asked for.</summary>
    public static IReadOnlyList<string> States { get; } = ["current", "open", "planned", "ended", "all"];

    public override string Title => "Maintenance windows";

    [BindProperty(SupportsGet = true, Name = "state")]
    public string? State { get; set; }

    [BindProperty(SupportsGet = true, Name = "on")]
    public string? Instance { get; set; }

    [BindProperty(SupportsGet = true, Name = "search")]
    public string? Search { get; set; }

    [BindProperty(SupportsGet = true, Name = "sort")]
    public string? Sort { get; set; }

    /// <summary>What was typed, where it was refused.</summary>
    public WindowForm Form { get; private set; } = new();

    public int Total => Rows is [var first, ..] ? first.TotalCount : 0;

    public IReadOnlyList<WindowRow> Rows { get; private set; } = [];

    public IReadOnlyList<string> Zones { get; private set; } = [];

    public IReadOnlyList<string> Instances { get; private set; } = [];

    public Task OnGetAsync() => LoadAsync();

    public async Task<IActionResult> OnGetCsvAsync()
    {
        var rows = await ReadAsync(1, MostExported);
        await ExportedAsync(rows.Count);
        return CsvFile.Of(
            "windows.csv",
            [
                "WindowId",
                "State",
                "Instance",
                "Rule",
                "KeyLike",
                "StartsAt",
                "EndsAt",
                "WeekDays",
                "LocalTime",
                "DurationMs",
                "TimeZone",
                "NextAt",
                "CollectionPaused",
                "Reason",
                "CreatedBy",
                "CreatedAt",
                "EndedAt",
            ],
            rows.Select(r =>
                (IReadOnlyList<object?>)
                    [
                        r.WindowId,
                        r.State,
                        r.InstanceName,
                        r.RuleName,
                        r.KeyLike,
                        r.StartsAt,
                        r.EndsAt,
                        r.WeekDays,
                        r.LocalTime?.ToString(),
                        r.DurationMs,
                        r.TimeZoneName,
                        r.NextAt,
                        r.IsCollectionPaused,
                        r.Reason,
                        r.CreatedBy,
                        r.CreatedAt,
                        r.EndedAt,
                    ]
            )
        );
    }

    public Task<IActionResult> OnPostAddAsync([FromForm] WindowForm form)
    {
        Form = form;
        return ChangeAsync(
            async () =>
            {
                var (days, at) = form.Schedule();
                await Database.ExecuteAsync(
                    "config.AddMaintenanceWindow",
                    new
                    {
                        InstanceName = Field("The instance", form.Instance, 128),
                        RuleName = Field("The rule", form.Rule, 128),
                        KeyLike = Field("The key", form.Key, 256),
                        StartsAt = await UtcAsync("The beginning", form.Starts, form.Zone),
                        EndsAt = await UtcAsync("The end", form.Ends, form.Zone),
                        WeekDays = days,
                        LocalTime = at,
                        DurationMs = form.DurationMs(),
                        TimeZoneName = form.IsRepeated ? Field("The time zone", form.Zone, 128, isRequired: true) : null,
                        Reason = Field("The reason", form.Reason, 400, isRequired: true),
                        IsCollectionPaused = form.Paused,
                        ChangedBy = Me,
                        Database.Now,
                    },
                    Aborted
                );
            },
            "window",
            "/windows"
        );
    }

    protected override async Task LoadAsync()
    {
        Rows = await ReadAsync(PageNumber, PageSize);
        Zones = await ReadZonesAsync();
        Instances =
        [
            .. (await Database.QueryAsync<InstanceHealthRow>("report.InstanceHealth", null, Aborted)).Select(i => i.InstanceName),
        ];
    }

    private Task<IReadOnlyList<WindowRow>> ReadAsync(int page, int size) =>
        Database.QueryAsync<WindowRow>(
            "report.WindowList",
            new
            {
                State,
                InstanceName = Instance,
                Search,
                SortBy = Sort,
                PageNumber = page,
                PageSize = size,
            },
            Aborted
        );
}

/// <summary>A row of report.WindowList.</summary>
public sealed record WindowRow
{
    public int WindowId { get; init; }

    public string? InstanceName { get; init; }

    public string? RuleName { get; init; }

    public string? KeyLike { get; init; }

    public DateTime StartsAt { get; init; }

    public DateTime EndsAt { get; init; }

    public string? WeekDays { get; init; }

    public TimeSpan? LocalTime { get; init; }

    public int? DurationMs { get; init; }

    public string? TimeZoneName { get; init; }

    public required string Reason { get; init; }

    public DateTime CreatedAt { get; init; }

    public required string CreatedBy { get; init; }

    public DateTime? EndedAt { get; init; }

    public bool IsCollectionPaused { get; init; }

    public required string State { get; init; }

    public DateTime? NextAt { get; init; }

    public required string VersionText { get; init; }

    public int TotalCount { get; init; }

    /// <summary>Null: it holds until it is ended.</summary>
    public DateTime? LastAt => EndsAt.Year < 9999 ? EndsAt : null;

    /// <summary>When it is open, for people.</summary>
    public string? DaysText =>
        WeekDays is null
            ? null
            : string.Create(
                System.Globalization.CultureInfo.InvariantCulture,
                $"{(WeekDays == "1234567" ? "daily" : string.Join(", ", WeekDays.Select(d => DayNames[d - '1'])))} {LocalTime:hh\\:mm} for {Show.Duration(DurationMs)} ({TimeZoneName})"
            );

    internal static readonly string[] DayNames = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
}
