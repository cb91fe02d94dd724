// One rule: what it measures, what a change of its limits would have raised, and the change. Limits are saved
// from a back-test that was looked at, never from a field.
using System.Globalization;
using AxMonitor.Orchestrator.Jobs.Long;
using Microsoft.AspNetCore.Mvc;

namespace AxMonitor.Orchestrator.Desk.Pages;

/// <summary>/rules/NAME.</summary>
public sealed class RuleModel : DeskPage
{
    private const int MostShown = 50;
    private const int MostDays = 90;

    public override string Title => Name;

    [BindProperty(SupportsGet = true, Name = "name")]
    public string Name { get; set; } = "";

    /// <summary>A back-test that runs or ran as a job.</summary>
    [BindProperty(SupportsGet = true, Name = "job")]
    public int? JobId { get; set; }

    /// <summary>A back-test to be shown.</summary>
    [BindProperty(SupportsGet = true, Name = "run")]
    public int? RunId { get; set; }

    public RuleRow? Rule { get; private set; }

    public IReadOnlyList<RuleMeasureRow> Measures { get; private set; } = [];

    public IReadOnlyList<RuleOverrideRow> Overrides { get; private set; } = [];

    public IReadOnlyList<BacktestRunRow> Runs { get; private set; } = [];

    public IReadOnlyList<string> Instances { get; private set; } = [];

    public JobRow? Job { get; private set; }

    /// <summary>The back-test that is shown.</summary>
    public BacktestRunRow? Run { get; private set; }

    public IReadOnlyList<BacktestAlertRow> Alerts { get; private set; } = [];

    public Task OnGetAsync() => LoadAsync();

    /// <summary>Queues the back-test of other limits.</summary>
    public Task<IActionResult> OnPostTryAsync(string? measure, string? warn, string? critical, int days) =>
        QueueAsync(
            "ops.QueueJob",
            "Backtest",
            async () =>
            {
                if (days is < 1 or > MostDays)
                {
                    throw new DeskRefusedException("The time is out of 1 to 90 days.");
                }

                var warnValue = Number("The warning limit", warn);
                var criticalValue = Number("The critical limit", critical);
                var measures = await Database.QueryAsync<RuleMeasureRow>("report.RuleMeasures", new { RuleName = Name }, Aborted);
                if (measures.FirstOrDefault(m => m.MeasureName == measure) is not { } tried)
                {
                    throw new DeskRefusedException("The rule has no such measure.");
                }

                if (tried.WorseSide == "lower" ? criticalValue > warnValue : criticalValue < warnValue)
                {
                    throw new DeskRefusedException(
                        $"Of {tried.MeasureName} {tried.WorseSide} is worse: the critical limit lies beyond the warning one."
                    );
                }

                return WorkArguments.Write(
                    new BacktestArguments(
                        Name,
                        DateTime.SpecifyKind(Database.Now.AddDays(-days), DateTimeKind.Utc),
                        DateTime.SpecifyKind(Database.Now, DateTimeKind.Utc),
                        // A week in ten thousand steps at most.
                        Math.Max(60, days * 9),
                        warnValue is null ? null : tried.MeasureName,
                        warnValue,
                        warnValue is null ? null : criticalValue
                    )
                );
            },
            id => $"/rules/{Uri.EscapeDataString(Name)}?job={id.ToString(CultureInfo.InvariantCulture)}&done=queued#trial"
        );

    /// <summary>Saves the limits that a back-test has tried; of a rule without history, those of the
    /// form.</summary>
    public Task<IActionResult> OnPostSaveAsync(
        int? run,
        string? measure,
        string? warn,
        string? critical,
        string? instance,
        string? version
    ) =>
        ChangeAsync(
            async () =>
            {
                var rule = await FindAsync();
                string measureName;
                double? warnValue;
                double? criticalValue;
                if (rule.HasHistory)
                {
                    var tried = (
                        await Database.QueryAsync<BacktestRunRow>(
                            "report.BacktestRuns",
                            new { RuleName = Name, RunId = run ?? 0 },
                            Aborted
                        )
                    ).FirstOrDefault();
                    if (tried is not { MeasureName: not null, WarnValue: not null })
                    {
                        throw new DeskRefusedException("Limits are saved from a back-test that has tried them: try them first.");
                    }

                    (measureName, warnValue, criticalValue) = (tried.MeasureName, tried.WarnValue, tried.CriticalValue);
                }
                else
                {
                    measureName = Field("The measure", measure, 64, isRequired: true)!;
                    warnValue = Number("The warning limit", warn) ?? throw new DeskRefusedException("The warning limit is empty.");
                    criticalValue = Number("The critical limit", critical);
                }

                await SetLimitsAsync(measureName, Field("The instance", instance, 128), warnValue, criticalValue, version);
            },
            "saved",
            Place
        );

    /// <summary>The rule's own limits hold on an instance again.</summary>
    public Task<IActionResult> OnPostResetAsync(string? measure, string? instance, string? version) =>
        ChangeAsync(
            () =>
                SetLimitsAsync(
                    Field("The measure", measure, 64, isRequired: true)!,
                    Field("The instance", instance, 128, isRequired: true),
                    warnValue: null,
                    criticalValue: null,
                    version
                ),
            "saved",
            Place
        );

    /// <summary>Enables the rule, or disables it.</summary>
    public Task<IActionResult> OnPostSwitchAsync(bool enabled, bool sure) =>
        ChangeAsync(
            async () =>
            {
                if (!enabled && !sure)
                {
                    throw new DeskRefusedException("Nothing was changed: tick that you are sure.");
                }

                await FindAsync();
                await Database.ExecuteAsync(
                    "config.SetAlertRule",
                    new
                    {
                        RuleName = Name,
                        IsEnabled = enabled,
                        ChangedBy = Me,
                        Database.Now,
                    },
                    Aborted
                );
            },
            "saved",
            Place
        );

    protected override async Task LoadAsync()
    {
        Rule = await FindAsync();
        var one = new { RuleName = Name };
        Measures = await Database.QueryAsync<RuleMeasureRow>("report.RuleMeasures", one, Aborted);
        Overrides = await Database.QueryAsync<RuleOverrideRow>("report.RuleOverrides", one, Aborted);
        Runs = await Database.QueryAsync<BacktestRunRow>("report.BacktestRuns", one, Aborted);
        Instances =
        [
            .. (await Database.QueryAsync<InstanceHealthRow>("report.InstanceHealth", null, Aborted)).Select(i => i.InstanceName),
        ];
        if (JobId is { } id)
        {
            Job = await Database.FindAsync<JobRow>("report.JobList", new { JobId = id, KindName = "Backtest" }, Aborted);
        }

        Run = Runs.FirstOrDefault(r => r.RunId == (RunId ?? Job?.ResultId));
        if (Run is not null)
        {
            Alerts =
            [
                .. (
                    await Database.QueryAsync<BacktestAlertRow>("report.BacktestAlerts", new { Run.RunId }, Aborted)
                )
                    .Where(a => a.OpenedAt is not null)
                    .Take(MostShown),
            ];
        }
    }

    private string Place => "/rules/" + Uri.EscapeDataString(Name);

    private Task SetLimitsAsync(string measure, string? instance, double? warnValue, double? criticalValue, string? version) =>
        Database.ExecuteAsync(
            "config.SetAlertRuleLimits",
            new
            {
                RuleName = Name,
                MeasureName = measure,
                InstanceName = instance,
                WarnValue = warnValue,
                CriticalValue = criticalValue,
                VersionText = Field("The version", version, 64, isRequired: true),
                ChangedBy = Me,
                Database.Now,
            },
            Aborted
        );

    private async Task<RuleRow> FindAsync() =>
        Name.Length > 128
            ? throw Unknown()
            : await Database.FindAsync<RuleRow>("report.RuleList", new { RuleName = Name }, Aborted) ?? throw Unknown();

    private static DeskRefusedException Unknown() => new("There is no such rule.", StatusCodes.Status404NotFound);

    private static double? Number(string name, string? text) =>
        string.IsNullOrWhiteSpace(text) ? null
        : double.TryParse(text.Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)
            ? value
        : throw new DeskRefusedException($"{name} is no number such as 12.5.");
}
