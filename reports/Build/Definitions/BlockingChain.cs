// One blocking incident: its head, its chain as it was at each snapshot, waits, objects and statements.

namespace AxMonitor.Reports.Definitions;

public sealed class BlockingChain : IReportDefinition
{
    /// <summary>Which moment the chain is of; only a look-up knows the time of the chosen snapshot.</summary>
    private const string ShownSnapshot =
        "=IIf(CountRows(\"BlockingSnapshots\") = 0, "
        + "\"As the blocked process reports tell it, because no snapshot saw this incident\", "
        + "IIf(IsNothing(Parameters!SnapshotId.Value), \"The snapshot with the most blocked sessions\", "
        + "\"The snapshot of \" & Format(Lookup(CLng(Parameters!SnapshotId.Value), Fields!SnapshotId.Value, "
        + "Fields!CapturedLocal.Value, \"BlockingSnapshots\"), \"yyyy-MM-dd HH:mm:ss\"))) "
        + "& \". Each session waits for the one it is indented under. Open a line to read its statement.\"";

    private const string Shown = "Fields!SnapshotId.Value = Parameters!SnapshotId.Value";

    public Report Define()
    {
        var incident = new DataSet(
            "BlockingIncident",
            "IncidentId TimeZone",
            """
            IncidentId InstanceName HeadSessionId HeadLabel AxUser AxSessionId AxConfidence HostName ProgramName
            HeadState HeadAdvice BatchTask LogUsedText HeadStatement FirstSeenLocal DurationMs VictimCount MaxDepth TotalWaitMs
            LongestWaitMs ObjectName Severity AlertState EndedLocal
            EndText ExecutionId AlertId
            """
        );
        var snapshots = new DataSet(
            "BlockingSnapshots",
            "IncidentId TimeZone",
            "SnapshotId CapturedLocal VictimCount TotalWaitMs MaxDepth"
        );
        var chain = new DataSet(
            "BlockingChain",
            "IncidentId SnapshotId",
            """
            NodeId ParentNodeId Depth SessionId SessionLabel AxUser AxSessionId AxConfidence HostName ProgramName
            LoginName BatchTask StateText WaitType WaitMs WaitResource ObjectName LockMode IsolationLevel Statement
            StatementSource Flags
            """
        );
        var related = new DataSet(
            "BlockingRelated",
            "IncidentId TimeZone",
            "RowNumber KindText SeenLocal WhatText WaitMs Severity LinkPage AlertId DeadlockId"
        );
        var snapshot = new Link("BlockingChain", "IncidentId", "SnapshotId");

        return new Report(
            "BlockingChain",
            "One blocking incident: its head, its chain as it was at each snapshot, waits, objects and statements."
        )
        {
            Title = "[Blocking incident {@IncidentId}|Blocking chain]",
            Parameters =
            [
                new Parameter("IncidentId", ParameterType.Integer, "Incident number"),
                new Parameter("SnapshotId", ParameterType.Integer, "Snapshot") { Hidden = true },
            ],
            Collectors = ["Requests", "BlockedProcesses"],
            Subject = new Subject(
                incident,
                "IncidentId",
                "Choose an incident.",
                "Incident {@IncidentId} does not exist, or is older than 12 months."
            ),
            Parent = new Parent("All incidents", "Blocking"),
            Body =
            [
                new Tiles(
                    new Tile("State", incident, "[ended{?EndedLocal}|active]")
                    {
                        Note = "[{Severity}[, alert {AlertState}]|no alert]",
                        BySeverity = true,
                    },
                    new Tile("Duration", incident, "{DurationMs}") { Note = "since {FirstSeenLocal}" },
                    new Tile("Sessions blocked", incident, "{VictimCount}") { Note = "deepest chain {MaxDepth}" },
                    new Tile("Total wait", incident, "{TotalWaitMs}") { Note = "of all together, longest {LongestWaitMs}" },
                    new Tile("Log written", incident, "{LogUsedText}")
                    {
                        Note = "[by the transaction of the head{?LogUsedText}|less than 1 KB, or not known]",
                    }
                ),
                new Heading("Head blocker", "{HeadLabel}[ · {HeadState}][. {HeadAdvice}]") { Data = incident },
                new Facts(
                    incident,
                    new Fact("AX user", "[{AxUser}[, session {AxSessionId}][ · attribution {AxConfidence}]|unknown]"),
                    new Fact("AOS host and program", "{HostName}[ · {ProgramName}]"),
                    new Fact("Object", "[{ObjectName}|not known]"),
                    new Fact("Seen", "{FirstSeenLocal} to [{EndedLocal:HH:mm:ss}|now]"),
                    new Fact("Batch task", "[{BatchTask}|none known]") { Link = new Link("BatchExecution", "ExecutionId") { Optional = true } },
                    new Fact("Alert", "[alert {AlertId}, {AlertState}|none]") { Link = new Link("Alert", "AlertId") { Optional = true } },
                    new Fact("To end its session", "[{EndText}|nothing to end]")
                ),
                new Code(incident, "[{HeadStatement}|(the head has no statement that could be read)]"),
                new Heading("Chain", ShownSnapshot),
                new Table(
                    "ChainTable",
                    chain,
                    "NodeId",
                    "No chain is stored for this snapshot.",
                    new Column("Session", 4.0, "{SessionLabel}")
                    {
                        Second =
                            "[[{AxUser}{?BatchTask} · ]AX session {AxSessionId}[ · attribution {AxConfidence}][ · {ProgramName}]{?AxUser}|AX user unknown]",
                        ToolTip = "{Statement}",
                        OnPhone = true,
                    },
                    new Column("Waits for", 1.35, "{WaitType}") { Second = "{StateText}" },
                    new Column("Wait", 0.9, "{WaitMs}") { Bold = true, OnPhone = true },
                    Column.Bar("WaitMs", 0.95, Palette.WaitBar),
                    new Column("Object", 1.8, "{ObjectName:object}")
                    {
                        Second = "{ObjectName:schema}",
                        ToolTip = "{ObjectName}[ · {WaitResource}]",
                        OnPhone = true,
                    },
                    new Column("Lock", 1.2, "{LockMode}") { Second = "{IsolationLevel}" }
                )
                {
                    ParentKey = "ParentNodeId",
                    Order = ["-WaitMs"],
                    Details =
                    [
                        new Detail(
                            "host {HostName}[ · login {LoginName}][ · waits for {WaitResource}][ · text {StatementSource}]",
                            "[{Statement}|(no statement could be read)]"
                        ),
                    ],
                },
                new Heading(
                    "Snapshots",
                    "Blocked sessions at each snapshot of this incident. Choose a column to see the chain of that moment."
                ),
                new Chart(
                    "Snapshots",
                    snapshots,
                    "CapturedLocal",
                    "blocked sessions",
                    "No snapshot of this incident is stored.",
                    new Series(
                        "Blocked",
                        SeriesKind.Columns,
                        "max VictimCount",
                        $"=IIf({Shown}, \"{Palette.Critical}\", \"{Palette.Volume}\")"
                    )
                    {
                        ToolTip =
                            "{CapturedLocal}: {max VictimCount} blocked, total wait {sum TotalWaitMs}, depth {max MaxDepth}",
                        Link = snapshot,
                    }
                )
                {
                    Key = "SnapshotId",
                },
                new Chart(
                    "SnapshotWait",
                    snapshots,
                    "CapturedLocal",
                    "total wait, s",
                    "No snapshot of this incident is stored.",
                    new Series("Total wait of all", SeriesKind.Line, "sum TotalWaitMs", Palette.Wait)
                )
                {
                    Key = "SnapshotId",
                    Height = 1.3,
                },
                new Heading("Alerts, deadlocks and reports", "What else belongs to the incident, in order of time."),
                new Table(
                    "RelatedTable",
                    related,
                    "RowNumber",
                    "No alert was opened about it, none of its sessions met in a deadlock, and SQL Server reported nothing of it.",
                    Column.Severity,
                    new Column("When", 1.5, "{SeenLocal}") { OnPhone = true },
                    new Column("Kind", 1.0, "{KindText}") { Bold = true, OnPhone = true },
                    new Column("What", 6.2, "{WhatText}")
                    {
                        Link = new Link("=LinkPage", "AlertId", "DeadlockId") { Optional = true },
                        OnPhone = true,
                    },
                    new Column("Waited", 1.2, "{WaitMs}")
                )
                {
                    Order = ["RowNumber"],
                },
            ],
        };
    }
}
