// Who may do what at the desk: the only place that says so. A page or call that is not in the table is
// refused to everybody. docs/security.md shows it, and a test walks all of it, also in the repository.
namespace AxMonitor.Orchestrator.Desk;

/// <summary>One thing that can be done.</summary>
/// <param name="Area">What it is about.</param>
/// <param name="Action">What is done.</param>
/// <param name="Least">The lowest role that may; None: also who is not signed in.</param>
/// <param name="Page">The page's place below Desk/Pages, such as /Alerts.</param>
/// <param name="Handler">Its handler: Get, Post, GetCsv, PostAcknowledge …</param>
/// <param name="Procedures">What it calls in the repository in the person's role.</param>
public sealed record DeskAction(
    string Area,
    string Action,
    DeskRole Least,
    string Page,
    string Handler,
    params IReadOnlyList<string> Procedures
);

/// <summary>The table.</summary>
public static class DeskMatrix
{
    /// <summary>Everything that can be done at the desk.</summary>
    public static IReadOnlyList<DeskAction> Actions { get; } =
        [
            new("signing in", "see the form", DeskRole.None, "/SignIn", "Get"),
            new("signing in", "sign in", DeskRole.None, "/SignIn", "Post"),
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
            new("playbooks", "see", DeskRole.Viewer, "/Playbook", "Get"),
            new("audit", "see", DeskRole.Admin, "/Audit", "Get", "desk.GetAudit"),
            new("audit", "export", DeskRole.Admin, "/Audit", "GetCsv", "desk.GetAudit"),
            new("users", "see", DeskRole.Admin, "/Users", "Get", "desk.GetAccounts"),
            new("users", "add, change role, enable and disable", DeskRole.Admin, "/Users", "PostSave", "desk.SetAccount"),
            new("users", "give a first password again", DeskRole.Admin, "/Users", "PostReset", "desk.SetAccount"),
            new("users", "delete", DeskRole.Admin, "/Users", "PostDelete", "desk.DeleteAccount"),
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
