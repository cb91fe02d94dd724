// Who may do what at the desk: the only place that says so. A page or call that is not in the table is
// refused to everybody. docs/security.md shows it, and a test walks all of it, also in the repository.
namespace AxMonitor.Orchestrator.Desk;

/// <summary>One thing that can be done.</summary>
/// <param name="Area">What it is about.</param>
/// <param name="Action">What is done.</param>
/// <param name="Least">The lowest role that may; None: also who is not signed in.</param>
/// <param name="Page">The page's place below Desk/Pages, such as /Alerts; of a call of the API its
/// path.</param>
/// <param name="Handler">Its handler: Get, Post, GetCsv, PostAcknowledge …; of a call its method.</param>
/// <param name="Procedures">What it calls in the repository in the person's role.</param>
public sealed record DeskAction(
    string Area,
    string Action,
    DeskRole Least,
    string Page,
    string Handler,
    params IReadOnlyList<string> Procedures
)
{
    /// <summary>Whether it is a call of the API.</summary>
    public bool IsCall => Page.StartsWith("/api/", StringComparison.Ordinal);
}

/// <summary>The table.</summary>
public static class DeskMatrix
{
    /// <summary>Everything that can be done at the desk.</summary>
    public static IReadOnlyList<DeskAction> Actions { get; } =
        [
            new("signing in", "see the form", DeskRole.None, "/SignIn", "Get"),
            new("signing in", "sign in", DeskRole.None, "/SignIn", "Post"),
            new("signing in", "sign in by an OpenID provider", DeskRole.None, "/OpenId", "Get"),
            new("signing in", "sign in by IIS or a proxy", DeskRole.None, "/Host", "Get"),
            new("signing in", "sign out", DeskRole.Viewer, "/SignOut", "Post"),
            new("signing in", "sign out everywhere", DeskRole.Viewer, "/SignOut", "PostEverywhere"),
            new("signing in", "see the form for a new password", DeskRole.Viewer, "/Password", "Get"),
            new("signing in", "change one's password", DeskRole.Viewer, "/Password", "Post"),
            new("alerts", "see", DeskRole.Viewer, "/Index", "Get", "report.InstanceHealth", "report.AlertInbox"),
            new("alerts", "see", DeskRole.Viewer, "/Alerts", "Get", "report.AlertInbox"),
            new("alerts", "export", DeskRole.Viewer, "/Alerts", "GetCsv", "report.AlertInbox"),
            new(
                "alerts",
                "see",
                DeskRole.Viewer,
                "/Alert",
                "Get",
                "report.AlertState",
                "report.AlertMeasures",
                "report.AlertEvidence",
                "report.AlertHistory",
                "report.AlertNotifications",
                "report.AlertRelated"
            ),
            new("alerts", "acknowledge", DeskRole.PowerUser, "/Alert", "PostAcknowledge", "alert.Acknowledge"),
            new("alerts", "snooze", DeskRole.PowerUser, "/Alert", "PostSnooze", "alert.Snooze"),
            new("alerts", "mute with end and reason", DeskRole.PowerUser, "/Alert", "PostMute", "config.AddMaintenanceWindow"),
            new("alerts", "add a note", DeskRole.PowerUser, "/Alert", "PostNote", "alert.AddNote"),
            new("alerts", "assign", DeskRole.PowerUser, "/Alert", "PostAssign", "alert.Assign"),
            new("maintenance windows", "see", DeskRole.Viewer, "/Windows", "Get", "report.WindowList", "report.TimeZoneList", "report.InstanceHealth"),
            new("maintenance windows", "export", DeskRole.Viewer, "/Windows", "GetCsv", "report.WindowList"),
            new("maintenance windows", "open", DeskRole.PowerUser, "/Windows", "PostAdd", "config.AddMaintenanceWindow"),
            new("maintenance windows", "see", DeskRole.Viewer, "/Window", "Get", "report.WindowList", "report.TimeZoneList", "report.ZoneTime"),
            new("maintenance windows", "change", DeskRole.PowerUser, "/Window", "PostSave", "config.SetMaintenanceWindow"),
            new("maintenance windows", "end", DeskRole.PowerUser, "/Window", "PostEnd", "config.EndMaintenanceWindow"),
            new("rules", "see", DeskRole.Viewer, "/Rules", "Get", "report.RuleList"),
            new("rules", "export", DeskRole.Viewer, "/Rules", "GetCsv", "report.RuleList"),
            new(
                "rules",
                "see",
                DeskRole.Viewer,
                "/Rule",
                "Get",
                "report.RuleList",
                "report.RuleMeasures",
                "report.RuleOverrides",
                "report.BacktestRuns",
                "report.BacktestAlerts"
            ),
            new("rules", "try other limits by a back-test", DeskRole.PowerUser, "/Rule", "PostTry", "ops.QueueJob"),
            new("rules", "change limits", DeskRole.Admin, "/Rule", "PostSave", "config.SetAlertRuleLimits"),
            new("rules", "change limits", DeskRole.Admin, "/Rule", "PostReset", "config.SetAlertRuleLimits"),
            new("rules", "enable and disable", DeskRole.Admin, "/Rule", "PostSwitch", "config.SetAlertRule"),
            new("jobs", "see", DeskRole.Viewer, "/Jobs", "Get", "report.JobList"),
            new("jobs", "export", DeskRole.Viewer, "/Jobs", "GetCsv", "report.JobList"),
            new("jobs", "start an export", DeskRole.PowerUser, "/Jobs", "PostExport", "ops.QueueJob"),
            new("jobs", "have baselines built anew", DeskRole.Admin, "/Jobs", "PostBaselines", "ops.QueueRepositoryJob"),
            new("jobs", "have the repository checked", DeskRole.Admin, "/Jobs", "PostCheck", "ops.QueueRepositoryJob"),
            new("jobs", "import rules", DeskRole.Admin, "/Jobs", "PostImport", "ops.QueueRepositoryJob"),
            new("jobs", "see", DeskRole.Viewer, "/Job", "Get", "report.JobList"),
            new("jobs", "see", DeskRole.Viewer, "/Job", "GetEvents", "report.JobList"),
            new("jobs", "take away what one made", DeskRole.Viewer, "/Job", "GetFile", "report.JobFile"),
            new("jobs", "cancel one's own (administrators: any)", DeskRole.PowerUser, "/Job", "PostCancel", "ops.CancelJob"),
            new(
                "channels and routes",
                "see (no secret)",
                DeskRole.Viewer,
                "/Channels",
                "Get",
                "report.ChannelList",
                "report.RouteList"
            ),
            new(
                "channels and routes",
                "send a test message",
                DeskRole.PowerUser,
                "/Channels",
                "PostTest",
                "alert.TestChannel",
                "alert.GetTestResult"
            ),
            new(
                "channels and routes",
                "change",
                DeskRole.Admin,
                "/Channels",
                "PostChannel",
                "config.SetChannel",
                "config.SetMailRoute"
            ),
            new("channels and routes", "change", DeskRole.Admin, "/Channels", "PostRoute", "config.SetRoute"),
            new(
                "instances and collectors",
                "see",
                DeskRole.Viewer,
                "/Instance",
                "Get",
                "report.InstanceState",
                "report.PreflightList"
            ),
            new("instances and collectors", "change", DeskRole.Admin, "/Instance", "PostSave", "config.SetCollectorLimits"),
            new(
                "settings, retention, service levels",
                "see",
                DeskRole.Viewer,
                "/Settings",
                "Get",
                "report.SettingState",
                "report.RetentionList",
                "report.ServiceLevelList",
                "report.SloStatus"
            ),
            new("settings, retention, service levels", "export", DeskRole.Viewer, "/Settings", "GetCsv", "report.SettingState"),
            new("settings, retention, service levels", "change", DeskRole.Admin, "/Settings", "PostSave", "config.SetSetting"),
            new("settings, retention, service levels", "change", DeskRole.Admin, "/Settings", "PostRetention", "config.SetRetention"),
            new("settings, retention, service levels", "change", DeskRole.Admin, "/Settings", "PostLevel", "config.SetServiceLevel"),
            new("playbooks", "see", DeskRole.Viewer, "/Playbook", "Get"),
            new("audit", "see", DeskRole.Admin, "/Audit", "Get", "desk.GetAudit"),
            new("audit", "export", DeskRole.Admin, "/Audit", "GetCsv", "desk.GetAudit"),
            new("users", "see", DeskRole.Admin, "/Users", "Get", "desk.GetAccounts"),
            new("users", "add, change role, enable and disable", DeskRole.Admin, "/Users", "PostSave", "desk.SetAccount"),
            new("users", "give a first password again", DeskRole.Admin, "/Users", "PostReset", "desk.SetAccount"),
            new("users", "delete", DeskRole.Admin, "/Users", "PostDelete", "desk.DeleteAccount"),
            new("keys of the API", "see (no key itself)", DeskRole.Admin, "/Keys", "Get", "desk.GetApiKeys"),
            new("keys of the API", "make", DeskRole.Admin, "/Keys", "PostAdd", "desk.AddApiKey"),
            new("keys of the API", "rotate", DeskRole.Admin, "/Keys", "PostRotate", "desk.RotateApiKey"),
            new("keys of the API", "revoke", DeskRole.Admin, "/Keys", "PostRevoke", "desk.RevokeApiKey"),
            .. Calls,
        ];

    /// <summary>The calls of the API, in the areas of the pages that do the same.</summary>
    private static IEnumerable<DeskAction> Calls =>
        [
            new("description of the API", "see", DeskRole.Viewer, "/api/v1/openapi.json", "GET"),
            new("health of instances", "see", DeskRole.Viewer, "/api/v1/health", "GET", "report.InstanceHealth"),
            new("alerts", "see", DeskRole.Viewer, "/api/v1/alerts", "GET", "report.AlertPage"),
            new(
                "alerts",
                "see",
                DeskRole.Viewer,
                "/api/v1/alerts/{id}",
                "GET",
                "report.AlertState",
                "report.AlertMeasures",
                "report.AlertEvidence",
                "report.AlertHistory"
            ),
            new("alerts", "acknowledge", DeskRole.PowerUser, "/api/v1/alerts/{id}/acknowledge", "POST", "alert.Acknowledge"),
            new("alerts", "snooze", DeskRole.PowerUser, "/api/v1/alerts/{id}/snooze", "POST", "alert.Snooze"),
            new(
                "alerts",
                "mute with end and reason",
                DeskRole.PowerUser,
                "/api/v1/alerts/{id}/mute",
                "POST",
                "config.AddMaintenanceWindow"
            ),
            new("alerts", "add a note", DeskRole.PowerUser, "/api/v1/alerts/{id}/note", "POST", "alert.AddNote"),
            new("incidents", "see", DeskRole.Viewer, "/api/v1/incidents", "GET", "report.IncidentPage"),
            new("incidents", "see", DeskRole.Viewer, "/api/v1/incidents/deadlocks", "GET", "report.DeadlockPage"),
            new("rules", "see", DeskRole.Viewer, "/api/v1/rules", "GET", "report.RuleList"),
            new(
                "rules",
                "see",
                DeskRole.Viewer,
                "/api/v1/rules/{name}",
                "GET",
                "report.RuleList",
                "report.RuleMeasures",
                "report.RuleOverrides"
            ),
            new("rules", "change limits", DeskRole.Admin, "/api/v1/rules/{name}", "PUT", "config.ReplaceAlertRuleLimits"),
            new("metrics", "see", DeskRole.Viewer, "/api/v1/metrics", "GET", "report.MetricList"),
            new("metrics", "see", DeskRole.Viewer, "/api/v1/metrics/{name}/keys", "GET", "report.MetricState", "report.MetricKeys"),
            new(
                "metrics",
                "see",
                DeskRole.Viewer,
                "/api/v1/metrics/{name}/series",
                "GET",
                "report.MetricState",
                "report.MetricSeries"
            ),
            new(
                "metrics",
                "see",
                DeskRole.Viewer,
                "/api/v1/metrics/{name}/percentiles",
                "GET",
                "report.MetricState",
                "report.MetricPercentiles"
            ),
            new(
                "metrics",
                "see",
                DeskRole.Viewer,
                "/api/v1/metrics/{name}/baseline",
                "GET",
                "report.MetricState",
                "report.MetricBaseline"
            ),
            new("jobs", "see", DeskRole.Viewer, "/api/v1/jobs", "GET", "report.JobList"),
            new("jobs", "see", DeskRole.Viewer, "/api/v1/jobs/{id}", "GET", "report.JobList"),
            new("jobs", "see", DeskRole.Viewer, "/api/v1/jobs/{id}/events", "GET", "report.JobList"),
            new("jobs", "take away what one made", DeskRole.Viewer, "/api/v1/jobs/{id}/file", "GET", "report.JobFile"),
            new(
                "jobs",
                "cancel one's own (administrators: any)",
                DeskRole.PowerUser,
                "/api/v1/jobs/{id}",
                "DELETE",
                "ops.CancelJob"
            ),
            new("jobs", "start an export", DeskRole.PowerUser, "/api/v1/jobs/exports", "POST", "ops.QueueJob"),
            new(
                "rules",
                "try other limits by a back-test",
                DeskRole.PowerUser,
                "/api/v1/jobs/backtests",
                "POST",
                "ops.QueueJob",
                "report.RuleList"
            ),
            new("jobs", "have baselines built anew", DeskRole.Admin, "/api/v1/jobs/baselines", "POST", "ops.QueueRepositoryJob"),
            new("jobs", "have the repository checked", DeskRole.Admin, "/api/v1/jobs/checks", "POST", "ops.QueueRepositoryJob"),
            new("jobs", "import rules", DeskRole.Admin, "/api/v1/jobs/imports", "POST", "ops.QueueRepositoryJob"),
        ];

    /// <summary>What a handler of a page does; null where nobody may.</summary>
    public static DeskAction? Find(string page, string handler) =>
        Actions.FirstOrDefault(a =>
            string.Equals(a.Page, page, StringComparison.OrdinalIgnoreCase)
            && string.Equals(a.Handler, handler, StringComparison.OrdinalIgnoreCase)
        );

    /// <summary>Whether somebody may do something.</summary>
    public static bool May(DeskRole role, string page, string handler) => Find(page, handler) is { } found && role >= found.Least;
}
