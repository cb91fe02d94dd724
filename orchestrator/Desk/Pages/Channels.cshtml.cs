// Where messages go: the mail route, channels, routes to them, and a message to try each. Secrets stand in
// the orchestrator's environment and are shown nowhere.
using System.Globalization;
using Microsoft.AspNetCore.Mvc;

namespace AxMonitor.Orchestrator.Desk.Pages;

/// <summary>/channels.</summary>
public sealed class ChannelsModel : DeskPage
{
    /// <summary>Kinds of channels.</summary>
    public static IReadOnlyList<string> Kinds { get; } = ["mail", "teams", "slack", "pagerduty", "webhook"];

    public override string Title => "Channels";

    /// <summary>A test message whose fate is shown.</summary>
    [BindProperty(SupportsGet = true, Name = "test")]
    public long? TestId { get; set; }

    public IReadOnlyList<ChannelRow> Channels { get; private set; } = [];

    public IReadOnlyList<RouteRow> Routes { get; private set; } = [];

    public string? TestText { get; private set; }

    public Task OnGetAsync() => LoadAsync();

    public Task<IActionResult> OnPostTestAsync(string? name)
    {
        var id = 0L;
        return ChangeToAsync(
            async () =>
                id = (
                    await Database.FindAsync<TestRow>(
                        "alert.TestChannel",
                        new
                        {
                            ChannelName = Field("The channel", name, 64, isRequired: true),
                            WaitSeconds = 0,
                            ChangedBy = Me,
                            Database.Now,
                        },
                        Aborted
                    )
                )!.NotificationId,
            () => string.Create(CultureInfo.InvariantCulture, $"/channels?test={id}"),
            "tested"
        );
    }

    public Task<IActionResult> OnPostChannelAsync(string? name, string? kind, string? address, bool enabled, string? was) =>
        ChangeAsync(
            () =>
                string.Equals(name, "mail", StringComparison.OrdinalIgnoreCase)
                    ? Database.ExecuteAsync(
                        "config.SetMailRoute",
                        new
                        {
                            Recipients = Field("The recipients", address, 4000) ?? "",
                            ChangedBy = Me,
                            Database.Now,
                            WasText = was ?? "",
                        },
                        Aborted
                    )
                    : Database.ExecuteAsync(
                        "config.SetChannel",
                        new
                        {
                            ChannelName = Field("The name", name, 64, isRequired: true),
                            ChannelKind = Field("The kind", kind, 16, isRequired: true),
                            AddressText = Field("The address", address, 4000) ?? "",
                            IsEnabled = enabled,
                            ChangedBy = Me,
                            Database.Now,
                            WasText = was ?? "",
                        },
                        Aborted
                    ),
            "saved"
        );

    public Task<IActionResult> OnPostRouteAsync([FromForm] RouteForm form) =>
        ChangeAsync(
            () =>
                Database.ExecuteAsync(
                    "config.SetRoute",
                    new
                    {
                        RouteName = Field("The name", form.Name, 64, isRequired: true),
                        ChannelName = Field("The channel", form.Channel, 64, isRequired: true),
                        MinPriority = form.From,
                        MaxPriority = form.To,
                        InstanceName = Field("The instance", form.Instance, 128),
                        Environment = Field("The stage", form.Stage, 16),
                        Tag = Field("The tag", form.Tag, 64),
                        RuleKind = Field("The kind", form.Kind, 16),
                        RuleName = Field("The rule", form.Rule, 128),
                        WeekDays = Field("The days", form.Days, 7),
                        FromTime = Time("The beginning", form.Begins),
                        ToTime = Time("The end", form.Ends),
                        TimeZoneName = Field("The time zone", form.Zone, 128),
                        AfterMs = form.AfterMinutes is { } minutes ? minutes * 60_000 : (int?)null,
                        IsEnabled = form.Enabled,
                        ChangedBy = Me,
                        Database.Now,
                        WasText = form.Was ?? "",
                    },
                    Aborted
                ),
            "saved"
        );

    protected override async Task LoadAsync()
    {
        Channels = await Database.QueryAsync<ChannelRow>("report.ChannelList", null, Aborted);
        Routes = await Database.QueryAsync<RouteRow>("report.RouteList", null, Aborted);
        if (TestId is { } id && May("PostTest"))
        {
            var fate = await Database.FindAsync<TestRow>("alert.GetTestResult", new { NotificationId = id }, Aborted);
            TestText = fate?.ResultText;
        }
    }

    private static TimeSpan? Time(string name, string? text) =>
        string.IsNullOrWhiteSpace(text) ? null
        : TimeSpan.TryParseExact(text.Trim(), ["hh\\:mm", "hh\\:mm\\:ss"], CultureInfo.InvariantCulture, out var time) ? time
        : throw new DeskRefusedException($"{name} is no time of day such as 22:30.");
}

/// <summary>The form of a route; a field that is empty lets everything pass.</summary>
public sealed record RouteForm
{
    public string? Name { get; init; }

    public string? Channel { get; init; }

    public byte From { get; init; }

    public byte To { get; init; } = 3;

    public string? Instance { get; init; }

    public string? Stage { get; init; }

    public string? Tag { get; init; }

    public string? Kind { get; init; }

    public string? Rule { get; init; }

    public string? Days { get; init; }

    public string? Begins { get; init; }

    public string? Ends { get; init; }

    public string? Zone { get; init; }

    public int? AfterMinutes { get; init; }

    public bool Enabled { get; init; }

    /// <summary>The route as it was shown; empty: a new one.</summary>
    public string? Was { get; init; }
}

/// <summary>A row of report.ChannelList.</summary>
public sealed record ChannelRow
{
    public required string ChannelName { get; init; }

    public required string ChannelKind { get; init; }

    public required string AddressText { get; init; }

    public bool IsEnabled { get; init; }

    /// <summary>As the audit has it; what a change of it was thought of with.</summary>
    public string WasText =>
        ChannelName == "mail" ? AddressText : $"{ChannelKind}, {AddressText}{(IsEnabled ? "" : ", disabled")}";

    public int RouteCount { get; init; }

    public int WaitingCount { get; init; }

    public DateTime? LastSentAt { get; init; }

    public DateTime? LastErrorAt { get; init; }

    public string? LastError { get; init; }
}

/// <summary>A row of report.RouteList.</summary>
public sealed record RouteRow
{
    public required string RouteName { get; init; }

    public required string ChannelName { get; init; }

    public byte MinPriority { get; init; }

    public byte MaxPriority { get; init; }

    public string? InstanceName { get; init; }

    public string? Environment { get; init; }

    public string? Tag { get; init; }

    public string? RuleKind { get; init; }

    public string? RuleName { get; init; }

    public string? WeekDays { get; init; }

    public TimeSpan? FromTime { get; init; }

    public TimeSpan? ToTime { get; init; }

    public string? TimeZoneName { get; init; }

    public int? AfterMs { get; init; }

    public bool IsEnabled { get; init; }

    public required string RouteText { get; init; }
}

/// <summary>A row of alert.TestChannel and alert.GetTestResult.</summary>
public sealed record TestRow
{
    public long NotificationId { get; init; }

    public string? ResultText { get; init; }
}
