// One deadlock: who wanted what, who lost, and how often it has happened.

namespace AxMonitor.Reports.Definitions;

public sealed class Deadlock : IReportDefinition
{
    public Report Define()
    {
        var deadlock = new DataSet(
            "DeadlockSummary",
            "DeadlockId TimeZone",
            """
            DeadlockId InstanceName InstanceId DetectedLocal DeadlockKind SessionCount VictimSessionCount ResourceCount
            SignatureKey SameCount VictimText Objects NoPictureText Severity State
            """
        );
        var ring = new DataSet(
            "DeadlockRing",
            "DeadlockId",
            """
            StepNumber ProcessText SessionId HoldsText ResourceText IndexName ResourceKind WantsText NextText NextSessionId
            IsVictimText NextIsVictimText
            """
        );
        var graph = new DataSet(
            "DeadlockGraph",
            "DeadlockId",
            "PointId ElementKind ElementOrder X Y MarkerText LabelText PartText TipText"
        );
        var resources = new DataSet(
            "DeadlockResources",
            "DeadlockId",
            """
            RowNumber ResourceText ResourceKind IndexName ResourceMode WaitType Attributes RoleText WhoText SessionId VictimText
            LockMode RequestType
            """
        );
        var processes = new DataSet(
            "DeadlockProcesses",
            "DeadlockId",
            """
            ProcessNumber InstanceId Severity RoleText WhoText SessionLabel SessionId AxConfidence DoingText WaitMs LockMode LogBytes
            IsolationLevel ProgramName HostName LoginName Statement ProcedureName QueryKey
            """
        );
        var same = new DataSet("DeadlockSame", "DeadlockId TimeZone", "DeadlockId DetectedLocal SessionCount VictimText");

        return new Report("Deadlock", "One deadlock: who wanted what, who lost, and how often it has happened.")
        {
            Title = "[Deadlock {@DeadlockId}|Deadlock]",
            Parameters = [new Parameter("DeadlockId", ParameterType.Integer, "Deadlock number")],
            Collectors = ["Deadlocks"],
            Subject = new Subject(
                deadlock,
                "DeadlockId",
                "Choose a deadlock.",
                "Deadlock {@DeadlockId} does not exist, or is older than 12 months."
            ),
            Parent = new Parent("Blocking", "Blocking"),
            Body =
            [
                new Tiles(
                    new Tile("When", deadlock, "{DetectedLocal:HH:mm:ss}") { Note = "{DetectedLocal}", BySeverity = true },
                    new Tile("Kind", deadlock, "{DeadlockKind}") { Note = "{SessionCount} sessions, {ResourceCount} resources" },
                    new Tile("Victim", deadlock, "[{VictimText}|none named]") { Note = "its transaction was rolled back" },
                    new Tile("Same signature", deadlock, "{SameCount}")
                    {
                        Note = "in 30 days, this one included; {SignatureKey}",
                        Muted = true,
                    }
                ),
                new Heading("Ring", "Each holds what the next one wants; the last row closes at the first. {Objects}")
                {
                    Data = deadlock,
                },
                new Table(
                    "RingTable",
                    ring,
                    "StepNumber",
                    "The report names no circle of processes: see the resources below.",
                    new Column("Step", 0.5, "{StepNumber}"),
                    new Column("Process", 2.6, "{ProcessText}")
                    {
                        Second = "session {SessionId}[ · {IsVictimText}]",
                        Bold = true,
                        OnPhone = true,
                    },
                    new Column("Holds", 0.7, "{HoldsText}"),
                    new Column("Resource", 3.1, "{ResourceText:object}")
                    {
                        Second = "{ResourceKind}[ · {IndexName}]",
                        ToolTip = "{ResourceText}",
                        OnPhone = true,
                    },
                    new Column("Wanted", 0.7, "{WantsText}") { OnPhone = true },
                    new Column("By", 2.6, "{NextText}") { Second = "session {NextSessionId}[ · {NextIsVictimText}]", OnPhone = true }
                )
                {
                    Order = ["StepNumber"],
                },
                new Heading(
                    "Picture",
                    "Dots grow in the direction of the request: from who wants to the resource, from the resource to who holds it."
                ),
                new NodeLink(
                    "DeadlockPicture",
                    graph,
                    "{NoPictureText}",
                    deadlock,
                    ("holds", "Circle", Palette.Muted),
                    ("wants", "Circle", Palette.Wait),
                    ("resource", "Circle", Palette.Volume),
                    ("process", "Square", Palette.Ink),
                    ("victim", "Cross", Palette.Wait)
                ),
                new Heading("Processes", "Victims first. Open a line to read the statement."),
                new Table(
                    "ProcessTable",
                    processes,
                    "ProcessNumber",
                    "The report lists no process.",
                    Column.Severity,
                    new Column("Who", 2.3, "{WhoText}")
                    {
                        Second = "{SessionLabel}[ · {AxConfidence}]",
                        Bold = true,
                        OnPhone = true,
                    },
                    new Column("Outcome", 1.1, "{RoleText}") { OnPhone = true },
                    new Column("Doing", 1.2, "{DoingText}"),
                    new Column("Statement", 2.2, "[{Statement:statement}|(no statement could be read)]")
                    {
                        Link = new Link("Statement", "QueryKey", "InstanceId") { Optional = true },
                        ToolTip = "[Open what statement {QueryKey} costs|It never was among the leaders]",
                    },
                    new Column("Waited", 0.8, "{WaitMs}") { OnPhone = true },
                    new Column("Log", 0.7, "{LogBytes}"),
                    new Column("Isolation", 0.9, "{IsolationLevel}"),
                    new Column("Login", 0.7, "{LoginName}") { Second = "{ProgramName}" }
                )
                {
                    Details = [new Detail("STATEMENT[ in {ProcedureName}]", "[{Statement}|(no statement could be read)]")],
                },
                new Heading("Resources", "Who held them and who wanted them, those outside the ring too."),
                new Table(
                    "ResourceTable",
                    resources,
                    "RowNumber",
                    "The report lists no resource.",
                    new Column("Resource", 3.4, "{ResourceText:object}")
                    {
                        Second = "{ResourceKind}[ · {IndexName}]",
                        ToolTip = "{Attributes}",
                        OnPhone = true,
                    },
                    new Column("Mode", 0.8, "{ResourceMode}") { Second = "[{WaitType}]" },
                    new Column("Held or wanted", 1.2, "{RoleText}") { OnPhone = true },
                    new Column("Who", 3.2, "[{WhoText}|a process that the report does not list]")
                    {
                        Second = "session {SessionId}[ · {VictimText}]",
                        Bold = true,
                        OnPhone = true,
                    },
                    new Column("In mode", 0.8, "{LockMode}") { OnPhone = true },
                    new Column("Request", 0.8, "{RequestType}")
                )
                {
                    Order = ["RowNumber"],
                },
                new Heading("Same signature", "Deadlocks of the same making: same statements, same objects, same locks."),
                new Table(
                    "SameTable",
                    same,
                    "DeadlockId",
                    "No other deadlock of this signature is kept.",
                    new Column("When", 1.8, "{DetectedLocal}") { Link = new Link("Deadlock", "DeadlockId"), OnPhone = true },
                    new Column("Victim", 6.4, "{VictimText}") { OnPhone = true },
                    new Column("Sessions", 2.0, "{SessionCount}")
                ),
            ],
        };
    }
}
