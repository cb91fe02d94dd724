// Settings of the repository, how long things are kept, and what is promised.
using System.Globalization;
using Microsoft.AspNetCore.Mvc;

namespace AxMonitor.Orchestrator.Desk.Pages;

/// <summary>/settings.</summary>
public sealed class SettingsModel : DeskPage
{
    public override string Title => "Settings";

    [BindProperty(SupportsGet = true, Name = "search")]
    public string? Search { get; set; }

    public IReadOnlyList<SettingRow> Rows { get; private set; } = [];

    public IReadOnlyList<RetentionRow> Families { get; private set; } = [];

    public IReadOnlyList<ServiceLevelRow> Levels { get; private set; } = [];

    public IReadOnlyDictionary<string, SloRow> Reached { get; private set; } =
        new Dictionary<string, SloRow>(StringComparer.Ordinal);

    /// <summary>What was typed and refused, by what it is for.</summary>
    public (string Name, string? Value) Typed { get; private set; }

    public Task OnGetAsync() => LoadAsync();

    public async Task<IActionResult> OnGetCsvAsync()
    {
        var rows = await ReadAsync();
        await ExportedAsync(rows.Count);
        return CsvFile.Of(
            "settings.csv",
            ["Setting", "Value", "Kind", "Description", "Protected", "ChangedAt", "ChangedBy"],
            rows.Select(r =>
                (IReadOnlyList<object?>)
                    [r.SettingName, r.SettingValue, r.ValueKind, r.Description, r.IsProtected, r.ChangedAt, r.ChangedBy]
            )
        );
    }

    public Task<IActionResult> OnPostSaveAsync(string? name, string? value, string? was)
    {
        Typed = (name ?? "", value);
        return ChangeAsync(
            () =>
                Database.ExecuteAsync(
                    "config.SetSetting",
                    new
                    {
                        Name = Field("The name", name, 128, isRequired: true),
                        Value = Field("The value", value, 1000) ?? "",
                        WasValue = was ?? "",
                        ChangedBy = Me,
                        Database.Now,
                    },
                    Aborted
                ),
            "saved"
        );
    }

    public Task<IActionResult> OnPostRetentionAsync(string? name, int days, int was, int cap, bool sure)
    {
        Typed = (name ?? "", days.ToString(CultureInfo.InvariantCulture));
        return ChangeAsync(
            () =>
                days < was && !sure
                    ? throw new DeskRefusedException(
                        "Nothing was changed: what is older than the new limit is deleted by the next purge. Tick that you are sure."
                    )
                    : Database.ExecuteAsync(
                        "config.SetRetention",
                        new
                        {
                            FamilyName = Field("The family", name, 64, isRequired: true),
                            RetentionDays = days,
                            CapMb = cap,
                            WasDays = was,
                            ChangedBy = Me,
                            Database.Now,
                        },
                        Aborted
                    ),
            "saved"
        );
    }

    public Task<IActionResult> OnPostLevelAsync(string? name, decimal target, int? limitMs, string? description, bool enabled) =>
        ChangeAsync(
            async () =>
            {
                var level =
                    (await Database.QueryAsync<ServiceLevelRow>("report.ServiceLevelList", null, Aborted)).FirstOrDefault(l =>
                        string.Equals(l.LevelName, name, StringComparison.OrdinalIgnoreCase)
                    ) ?? throw new DeskRefusedException("There is no such service level.");
                await Database.ExecuteAsync(
                    "config.SetServiceLevel",
                    new
                    {
                        level.LevelName,
                        level.SourceName,
                        level.RuleName,
                        level.SeverityName,
                        LimitMs = level.LimitMs is null ? null : limitMs,
                        TargetPercent = target,
                        Description = Field("The description", description, 400, isRequired: true),
                        IsEnabled = enabled,
                        ChangedBy = Me,
                        Database.Now,
                    },
                    Aborted
                );
            },
            "saved"
        );

    protected override async Task LoadAsync()
    {
        Rows = await ReadAsync();
        Families = await Database.QueryAsync<RetentionRow>("report.RetentionList", null, Aborted);
        Levels = await Database.QueryAsync<ServiceLevelRow>("report.ServiceLevelList", null, Aborted);
        Reached = (await Database.QueryAsync<SloRow>("report.SloStatus", null, Aborted)).ToDictionary(
            s => s.LevelName,
            StringComparer.Ordinal
        );
    }

    private Task<IReadOnlyList<SettingRow>> ReadAsync() =>
        Database.QueryAsync<SettingRow>("report.SettingState", new { Search }, Aborted);
}

/// <summary>A row of report.SettingState.</summary>
public sealed record SettingRow
{
    public required string SettingName { get; init; }

    public required string SettingValue { get; init; }

    public required string ValueKind { get; init; }

    public required string Description { get; init; }

    public string? CollectorName { get; init; }

    /// <summary>The values it may have, separated by semicolons; null: any of its kind.</summary>
    public string? AllowedValues { get; init; }

    public bool IsProtected { get; init; }

    public DateTime? ChangedAt { get; init; }

    public string? ChangedBy { get; init; }
}

/// <summary>A row of report.RetentionList.</summary>
public sealed record RetentionRow
{
    public required string FamilyName { get; init; }

    public int RetentionDays { get; init; }

    public int CapMb { get; init; }

    public required string Description { get; init; }

    public DateTime? PurgedBefore { get; init; }
}

/// <summary>A row of report.ServiceLevelList.</summary>
public sealed record ServiceLevelRow
{
    public required string LevelName { get; init; }

    public required string SourceName { get; init; }

    public string? RuleName { get; init; }

    public string? SeverityName { get; init; }

    public int? LimitMs { get; init; }

    public decimal TargetPercent { get; init; }

    public required string Description { get; init; }

    public bool IsEnabled { get; init; }
}

/// <summary>A row of report.SloStatus.</summary>
public sealed record SloRow
{
    public required string LevelName { get; init; }

    public double? ReachedPercent { get; init; }

    public double? BudgetLeftPercent { get; init; }

    public string? BurnState { get; init; }
}
