// One run of a batch task: where its time went, and what was seen of it.

namespace AxMonitor.Reports.Definitions;

public sealed class BatchExecution : IReportDefinition
{
    public Report Define()
    {
        var run = new DataSet(
            "BatchExecution",
            "ExecutionId TimeZone",
            """
            ExecutionId InstanceName InstanceId ClassNumber ClassName Caption JobCaption Company CreatedBy GroupId AosName
            AxSessionId BatchJobId StatusText RetryCount ScheduledLocal StartedLocal EndedLocal DelayMs RunningMs UsualMs
            UsualRatio Severity AnswerText
            """
        );
        var timeline = new DataSet(
            "BatchExecutionTimeline",
            "ExecutionId",
            "LaneNumber LaneText SegmentNumber Kind Length UnitText TipText IncidentId"
        );
        var split = new DataSet("BatchExecutionSplit", "ExecutionId", "PartNumber PartText SpentMs SharePercent");
        var evidence = new DataSet(
            "BatchExecutionEvidence",
            "ExecutionId TimeZone",
            "RowNumber KindText BeganLocal WhatText SpanMs Severity IncidentId DeadlockId QueryKey LinkPage Statement"
        );

        return new Report("BatchExecution", "One run of a batch task: where its time went, and what was seen of it.")
        {
            Title = "[Batch execution {@ExecutionId}|Batch execution]",
            Parameters = [new Parameter("ExecutionId", ParameterType.Integer, "Execution number")],
            Collectors = ["Batch", "Requests"],
            Subject = new Subject(
                run,
                "ExecutionId",
                "Choose an execution.",
                "Execution {@ExecutionId} does not exist, or is older than 90 days."
            ),
            Parent = new Parent("Batch", "Batch"),
            Body =
            [
                new Answer("Sentence", run, "{ClassName}: {AnswerText}") { Note = "{Caption}" },
                new Tiles(
                    new Tile("Status", run, "{StatusText}") { Note = "[{RetryCount} retries|no retry known]", BySeverity = true },
                    new Tile("Took", run, "{RunningMs}") { Note = "[usual {UsualMs}|no usual yet]" },
                    new Tile("Ratio", run, "{UsualRatio}") { Note = "of its usual" },
                    new Tile("Delay", run, "{DelayMs}") { Note = "between due and begun" }
                ),
                new Facts(
                    run,
                    new Fact("Class", "{ClassName}") { Link = new Link("BatchClass", "ClassNumber", "InstanceId") },
                    new Fact("Company", "[{Company}|none]"),
                    new Fact("Created by", "[{CreatedBy}|not known]"),
                    new Fact("AOS and group", "[{AosName}|not known][, {GroupId}]"),
                    new Fact("Due", "[{ScheduledLocal}|not known]"),
                    new Fact("Started", "[{StartedLocal}|never]"),
                    new Fact("Ended", "[{EndedLocal}|still executes]"),
                    new Fact("AX session", "[{AxSessionId}|not known][, job {BatchJobId}]")
                ),
                new Heading(
                    "Timeline",
                    "Grey: due, not begun. Blue: ran. Dark orange: waited or was blocked. Purple: blocked others. Tan: transaction. Brown: an error or a time-out."
                ),
                new Gantt(
                    "ExecutionTimeline",
                    timeline,
                    "It has not begun.",
                    ("delay", Palette.Idle),
                    ("running", Palette.Volume),
                    ("waiting", Palette.Lock),
                    ("blocked", Palette.Lock),
                    ("blocks", Palette.Log),
                    ("transaction", Palette.Network),
                    ("error", Palette.Latch),
                    ("time-out", Palette.Latch)
                )
                {
                    Link = new Link("BlockingChain", "IncidentId") { Optional = true },
                },
                new Heading("Where the time went", "As far as it was seen: what is not sampled is short statements and X++."),
                new Table(
                    "SplitTable",
                    split,
                    "PartNumber",
                    "It has not begun.",
                    new Column("Part", 4.0, "{PartText}") { Bold = true, OnPhone = true },
                    new Column("Time", 1.6, "{SpentMs}") { OnPhone = true },
                    new Column("Share", 1.2, "{SharePercent}") { OnPhone = true },
                    Column.Bar("SpentMs", 3.4, Palette.WaitBar)
                )
                {
                    Order = ["PartNumber"],
                },
                new Heading("Evidence", "What was seen while it lasted, in order. Open a line to read the statement."),
                new Table(
                    "EvidenceTable",
                    evidence,
                    "RowNumber",
                    "Nothing was seen of it: it neither waited nor was slow in SQL Server.",
                    Column.Severity,
                    new Column("Kind", 1.6, "{KindText}") { Bold = true, OnPhone = true },
                    new Column("At", 1.4, "{BeganLocal}") { OnPhone = true },
                    new Column("What", 4.9, "{WhatText}")
                    {
                        Link = new Link("=LinkPage", "IncidentId", "DeadlockId", "QueryKey", "InstanceId") { Optional = true },
                        OnPhone = true,
                    },
                    new Column("For", 2.0, "{SpanMs}")
                )
                {
                    Order = ["RowNumber"],
                    Details = [new Detail("STATEMENT", "[{Statement}|(none)]")],
                },
            ],
        };
    }
}
