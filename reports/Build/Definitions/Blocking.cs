// Who blocks whom now, what it cost over time, and what SQL Server itself reported about it.

namespace AxMonitor.Reports.Definitions;

public sealed class Blocking : IReportDefinition
{
    private const string Filters = " AxUser AosName ObjectName MinMs Search IncludeOwn";

    private const string IncidentFields = """
        IncidentId InstanceName HeadSessionId HeadLabel AxUser AxSessionId AxConfidence HostName ProgramName
        HeadState HeadAdvice BatchTask LogUsedText HeadStatement FirstSeenLocal DurationMs VictimCount MaxDepth TotalWaitMs
        LongestWaitMs ObjectName Severity AlertState
        """;

    private readonly DataSet _offenders = new(
        "BlockingOffenders",
        "InstanceId Period" + Filters,
        "RowId KindName Name IncidentCount WaitMs PeakVictimCount"
    );

    public Report Define()
    {
        var active = new DataSet("BlockingActive", "InstanceId TimeZone" + Filters, IncidentFields);
        var history = new DataSet("BlockingHistory", "InstanceId Period" + Filters, IncidentFields + " PeakVictimCount EndedLocal");
        var slices = new DataSet("BlockedSessionsOverTime", "InstanceId Period", "BucketLocal BlockedSessions TotalWaitMs BandLow BandHigh UsualNote");
        var reports = new DataSet(
            "BlockedProcessReports",
            "InstanceId Period",
            """
            BlockedProcessId IncidentId InstanceName EventLocal BlockedSessionId BlockingSessionId
            BlockedApp BlockedHost BlockedLogin BlockingApp BlockingHost BlockingLogin BlockingStatus
            WaitResource ObjectName WaitMs LockMode BlockedIsolationLevel BlockingIsolationLevel
            BlockedStatement BlockingStatement
            """
        );

        var deadlocks = new DataSet(
            "DeadlockSignatures",
            "InstanceId Period",
            """
            DeadlockId InstanceName SignatureKey DeadlockCount LastLocal FirstLocal SessionCount Objects VictimSessionId
            VictimHost VictimAxUser VictimBatchTask VictimStatement
            """
        );

        return new Report(
            "Blocking",
            "Who blocks whom in Dynamics AX right now, what it cost over time, and what SQL Server reported about it."
        )
        {
            Window = "1h",
            RefreshSeconds = 30,
            Parameters =
            [
                new Parameter("IncludeOwn", ParameterType.Integer, "AxMonitor's own")
                {
                    Default = "0",
                    Choices = [("0", "left out"), ("1", "shown")],
                },
            ],
            Collectors = ["Requests", "BlockedProcesses"],
            Body =
            [
                new Tiles(
                    new Tile("Active incidents", active, "{count}")
                    {
                        Note = "[{count Severity=critical} critical|0 critical] · [{count Severity=warning} warning|0 warning]",
                        BySeverity = true,
                        Now = true,
                    },
                    new Tile("Sessions blocked now", active, "{sum VictimCount}")
                    {
                        Metric = "requests.blocked_count",
                        Note = "[deepest chain {max MaxDepth}|no chain]",
                        Now = true,
                    },
                    new Tile("Longest wait now", active, "{max LongestWaitMs}")
                    {
                        Note = "[total wait {sum TotalWaitMs}|nobody waits]",
                        Now = true,
                    },
                    new Tile("Incidents in the window", history, "{count}")
                    {
                        Note = "[total wait of all together {sum TotalWaitMs}|nobody waited]",
                        Muted = true,
                    }
                ),
                new Heading(
                    "Active incidents",
                    "A head blocker and everyone who waits behind it, as the last snapshot saw them. Open one to see its chain. "
                        + "A user with (?) is the last one of a pooled connection, and most likely not involved."
                ),
                new Table(
                    "ActiveIncidents",
                    active,
                    "IncidentId",
                    "Nobody is blocked now.",
                    Column.Severity,
                    Head(2.45, refreshSeconds: 10),
                    new Column("What it is doing", 2.25, "{HeadState}")
                    {
                        Second = "{HeadStatement:statement}",
                        SecondIsCode = true,
                        ToolTip = "[{HeadAdvice} ][Log written: {LogUsedText}. ]{HeadStatement}",
                    },
                    Object(1.45),
                    new Column("Blocked", 0.7, "{VictimCount}") { Bold = true, OnPhone = true },
                    new Column("Depth", 0.6, "{MaxDepth}"),
                    new Column("Total wait", 0.85, "{TotalWaitMs}") { Bold = true, BySeverity = true },
                    new Column("Longest wait", 0.8, "{LongestWaitMs}") { OnPhone = true },
                    new Column("Duration", 0.8, "{DurationMs}")
                    {
                        Second = "[alert {AlertState}]",
                        ToolTip = "First seen {FirstSeenLocal}",
                    }
                )
                {
                    Order = ["-Severity", "-TotalWaitMs"],
                },
                new Heading("Blocked sessions over time", "The most in each slice, whatever is filtered; below, what they waited together. {UsualNote}")
                {
                    Metric = "requests.blocked_count",
                    Data = slices,
                    WindowLinks = true,
                },
                new Chart(
                    "BlockedSessions",
                    slices,
                    "BucketLocal",
                    "blocked sessions",
                    "Nothing was measured in this window.",
                    new Series("Blocked sessions", SeriesKind.Columns, "max BlockedSessions", Palette.Volume)
                )
                {
                    Band = ("BandLow", "BandHigh"),
                },
                new Chart(
                    "TotalWait",
                    slices,
                    "BucketLocal",
                    "total wait, s",
                    "Nothing was measured in this window.",
                    new Series("Total wait", SeriesKind.Line, "sum TotalWaitMs", Palette.Wait)
                )
                {
                    Height = 1.3,
                },
                new Heading(
                    "Who blocks most",
                    "AX users, batch classes and objects in the window, ten of each; one that is opened filters this page by it. "
                        + "AxMonitor itself is left out, unless the parameter asks for it."
                ),
                new Beside(
                    Offenders("UserOffenders", "AX users", "AX user", "AxUser=Name", "{Name}", "No AX user has blocked in this window."),
                    Offenders("ClassOffenders", "Batch classes", "batch class", "Search=Name", "{Name}", "No batch task has blocked in this window."),
                    Offenders("ObjectOffenders", "Objects", "object", "ObjectName=Name", "{Name:object}", "Nothing was waited for in this window.")
                ),
                new Heading("History", "Every incident that was seen in the window, the latest first."),
                new Table(
                    "History",
                    history,
                    "IncidentId",
                    "No incident in this window.",
                    Column.Severity,
                    new Column("First seen", 1.35, "{FirstSeenLocal}") { OnPhone = true },
                    new Column("Ended", 1.35, "[{EndedLocal}|still active]"),
                    new Column("Duration", 0.8, "{DurationMs}") { OnPhone = true },
                    Head(2.6),
                    Object(1.4),
                    new Column("Peak blocked", 0.7, "{PeakVictimCount}") { Bold = true },
                    new Column("Total wait", 0.85, "{TotalWaitMs}"),
                    Column.Bar("TotalWaitMs", 0.85) with
                    {
                        BySeverity = true,
                    }
                )
                {
                    Order = ["-FirstSeenLocal"],
                },
                new Heading(
                    "Deadlocks",
                    "All in the window, whatever is filtered. Those of the same making in one line, of which the latest opens; "
                        + "what happened last comes first."
                ),
                new Table(
                    "Deadlocks",
                    deadlocks,
                    "DeadlockId",
                    "No deadlock.",
                    new Column("Last", 1.4, "{LastLocal}")
                    {
                        Second = "{InstanceName}",
                        Link = new Link("Deadlock", "DeadlockId"),
                        OnPhone = true,
                    },
                    new Column("Objects", 3.6, "[{Objects}|not told]") { OnPhone = true },
                    new Column("Victim", 2.7, "[{VictimBatchTask}|[{VictimAxUser}|session {VictimSessionId}]]")
                    {
                        Second = "[on {VictimHost}]",
                        ToolTip = "[{VictimStatement}]",
                        OnPhone = true,
                    },
                    new Column("Sessions", 0.8, "{SessionCount}"),
                    new Column("Deadlocks", 1.7, "{DeadlockCount}")
                    {
                        Second = "since {FirstLocal}",
                        ToolTip = "Signature {SignatureKey}",
                        OnPhone = true,
                    }
                )
                {
                    Order = ["-LastLocal"],
                },
                new Heading(
                    "Blocked process reports",
                    "What SQL Server itself reported in the window, whatever is filtered (event blocked_process_report). Open a line to read both statements."
                ),
                new Table(
                    "BlockedReports",
                    reports,
                    "BlockedProcessId",
                    "No blocked process report in this window. The session AxMonitor_Blocking and the option "
                        + "\"blocked process threshold (s)\" must be on for SQL Server to write them.",
                    new Column("Reported", 1.4, "{EventLocal}") { Second = "{InstanceName}", OnPhone = true },
                    new Column("Blocked session", 2.1, "Session {BlockedSessionId}[ · {BlockedHost}]")
                    {
                        Second = "{BlockedApp}[ · {BlockedLogin}]",
                        Bold = true,
                    },
                    new Column("Blocking session", 2.4, "Session {BlockingSessionId}[ · {BlockingHost}]")
                    {
                        Second = "{BlockingApp}[ · {BlockingLogin}][ · {BlockingStatus}]",
                        Bold = true,
                        OnPhone = true,
                    },
                    new Column("Wait", 0.8, "{WaitMs}") { Bold = true, OnPhone = true },
                    Column.Bar("WaitMs", 0.85),
                    new Column("Lock", 0.6, "{LockMode}"),
                    new Column("Object", 2.05, "[{ObjectName:object}|name not known]")
                    {
                        Second = "{ObjectName:schema}",
                        Link = new Link("BlockingChain", "IncidentId") { Optional = true },
                        ToolTip = "[Open the blocking chain of incident {IncidentId}]",
                    }
                )
                {
                    Order = ["-EventLocal"],
                    Details =
                    [
                        new Detail(
                            "BLOCKED STATEMENT[ · {BlockedIsolationLevel}][ · waits for {WaitResource}]",
                            "[{BlockedStatement}|(no text in the event)]"
                        ),
                        new Detail(
                            "BLOCKING STATEMENT[ · {BlockingIsolationLevel}]",
                            "[{BlockingStatement}|(no text in the event)]"
                        ),
                    ],
                },
            ],
        };
    }

    /// <summary>Those of one kind: each leads to this page with nothing but its incidents.</summary>
    private Table Offenders(string name, string title, string kind, string filter, string shown, string empty) =>
        new(
            name,
            _offenders,
            "RowId",
            empty,
            new Column("Name", 1.62, shown)
            {
                Link = new Link("Blocking", filter),
                ToolTip = "Show nothing but the incidents of {Name}",
                OnPhone = true,
            },
            new Column("Incidents", 0.76, "{IncidentCount}") { ToolTip = "{PeakVictimCount} blocked at most", OnPhone = true },
            new Column("Total wait", 0.9, "{WaitMs}") { Bold = true, OnPhone = true }
        )
        {
            Title = title,
            Where = ("KindName", kind),
            Order = ["-WaitMs"],
        };

    private static Column Head(double width, int? refreshSeconds = null) =>
        new("Head blocker", width, "{HeadLabel}")
        {
            Second =
                "{InstanceName}[ · AX user {AxUser}{?BatchTask}][ · AX session {AxSessionId}]"
                + "[ · attribution {AxConfidence}{?AxUser}| · AX user unknown]",
            Link = new Link("BlockingChain", "IncidentId") { RefreshSeconds = refreshSeconds },
            ToolTip = "Open the blocking chain of incident {IncidentId}",
            OnPhone = true,
        };

    private static Column Object(double width) =>
        new("Object", width, "{ObjectName:object}") { Second = "{ObjectName:schema}", ToolTip = "{ObjectName}" };
}
