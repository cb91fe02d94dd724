// One watched instance: its collectors, what each brings and costs, what is missing with the exact remedy,
// and what it does differently.
using Microsoft.AspNetCore.Mvc;

namespace AxMonitor.Orchestrator.Desk.Pages;

/// <summary>/instances/NAME.</summary>
public sealed class InstanceModel : DeskPage
{
    public override string Title => Name;

    [BindProperty(SupportsGet = true, Name = "name")]
    public string Name { get; set; } = "";

    public InstanceRow? Instance { get; private set; }

    public IReadOnlyList<InstanceCollectorRow> Collectors { get; private set; } = [];

    public IReadOnlyList<NeedRow> Needs { get; private set; } = [];

    public Task OnGetAsync() => LoadAsync();

    public Task<IActionResult> OnPostSaveAsync([FromForm] CollectorForm form) =>
        ChangeAsync(
            () =>
                form.Enabled == "0" && !form.Sure
                    ? throw new DeskRefusedException("Nothing was changed: a collector that is off brings nothing. Tick that you are sure.")
                    : Database.ExecuteAsync(
                        "config.SetCollectorLimits",
                        new
                        {
                            InstanceName = Name,
                            CollectorName = Field("The collector", form.Collector, 64, isRequired: true),
                            form.IntervalMs,
                            form.TimeoutMs,
                            form.RowLimit,
                            form.BudgetMs,
                            form.BudgetPercent,
                            IsEnabled = form.Enabled switch
                            {
                                "1" => true,
                                "0" => false,
                                _ => (bool?)null,
                            },
                            VersionText = Field("The version", form.Version, 64, isRequired: true),
                            ChangedBy = Me,
                            Database.Now,
                        },
                        Aborted
                    ),
            "saved",
            "/instances/" + Uri.EscapeDataString(Name)
        );

    protected override async Task LoadAsync()
    {
        if (Name.Length > 128)
        {
            throw Unknown();
        }

        using (var sets = await Database.QueryMultipleAsync("report.InstanceState", new { InstanceName = Name }, Aborted))
        {
            Instance = (await sets.ReadAsync<InstanceRow>()).FirstOrDefault() ?? throw Unknown();
            Collectors = [.. await sets.ReadAsync<InstanceCollectorRow>()];
        }

        Needs = await Database.QueryAsync<NeedRow>("report.PreflightList", new { Instance.InstanceId }, Aborted);
    }

    private static DeskRefusedException Unknown() => new("There is no such instance.", StatusCodes.Status404NotFound);
}

/// <summary>What an instance is to do differently with a collector; a field that is empty: as
/// everywhere.</summary>
public sealed record CollectorForm
{
    public string? Collector { get; init; }

    public int? IntervalMs { get; init; }

    public int? TimeoutMs { get; init; }

    public int? RowLimit { get; init; }

    public int? BudgetMs { get; init; }

    public int? BudgetPercent { get; init; }

    /// <summary>1, 0, or empty.</summary>
    public string? Enabled { get; init; }

    public bool Sure { get; init; }

    public string? Version { get; init; }
}

/// <summary>The first set of report.InstanceState.</summary>
public sealed record InstanceRow
{
    public int InstanceId { get; init; }

    public required string InstanceName { get; init; }

    public required string ConnectionName { get; init; }

    public string? AxDatabaseName { get; init; }

    public string? Stage { get; init; }

    public string? Tags { get; init; }

    public string? TimeZoneName { get; init; }

    public bool IsEnabled { get; init; }
}

/// <summary>The second set of report.InstanceState.</summary>
public sealed record InstanceCollectorRow
{
    public required string CollectorName { get; init; }

    public required string State { get; init; }

    public bool IsCollecting { get; init; }

    public required string Standing { get; init; }

    public string? Remedy { get; init; }

    public long? DataAgeMs { get; init; }

    public int IntervalMs { get; init; }

    public int? LastSourceMs { get; init; }

    public int BudgetMs { get; init; }

    public long? CostMs { get; init; }

    public int? OwnIntervalMs { get; init; }

    public int? OwnTimeoutMs { get; init; }

    public int? OwnRowLimit { get; init; }

    public int? OwnBudgetMs { get; init; }

    public int? OwnBudgetPercent { get; init; }

    public bool? OwnIsEnabled { get; init; }

    public bool HasOwnText { get; init; }

    public required string VersionText { get; init; }

    /// <summary>Whether this instance does anything differently.</summary>
    public bool IsChanged =>
        HasOwnText
        || (OwnIntervalMs ?? OwnTimeoutMs ?? OwnRowLimit ?? OwnBudgetMs ?? OwnBudgetPercent) is not null
        || OwnIsEnabled is not null;
}

/// <summary>A row of report.PreflightList.</summary>
public sealed record NeedRow
{
    public required string CollectorName { get; init; }

    public required string CheckName { get; init; }

    public required string NeedText { get; init; }

    public required string Severity { get; init; }

    public string? Finding { get; init; }

    public string? Remedy { get; init; }
}
