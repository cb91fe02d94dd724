// One batch class: since when it is slower, where, and for whom.

namespace AxMonitor.Reports.Definitions;

public sealed class BatchClass : IReportDefinition
{
    public Report Define()
    {
        var one = new DataSet(
            "BatchClass",
            "InstanceId ClassNumber Period Company GroupId",
            """
            ClassName ClassNumber InstanceName InstanceId RunCount FailedCount SuccessPercent P50Ms P95Ms MaxMs RetryCount UsualMs
            UsualDayCount UsualRatio LeakId LeakText Severity NameText
            """
        );
        var days = new DataSet(
            "BatchClassDays",
            "InstanceId ClassNumber TimeZone Company GroupId",
            "DayDate RunCount FailedCount P5Ms P25Ms P50Ms P75Ms P95Ms MeanMs MaxMs UsualMs ChangeMs ChangeText"
        );
        var by = new DataSet(
            "BatchClassBy",
            "InstanceId ClassNumber Period Company GroupId",
            """
            RowId Dimension DimensionOrder Value RunCount FailedCount P5Ms P25Ms P50Ms P75Ms P95Ms P99Ms MaxMs ScaleMs UsualRatio
            """
        );
        var runs = new DataSet(
            "BatchClassRuns",
            "InstanceId ClassNumber Period Company GroupId",
            "ExecutionId Caption Company AosName StartedLocal DelayMs DurationMs UsualRatio StatusText RetryCount Severity"
        );

        return new Report("BatchClass", "One batch class: since when it is slower, where, and for whom.")
        {
            Title = "[Batch class {@ClassNumber}|Batch class]",
            Window = "7d",
            Parameters = [new Parameter("ClassNumber", ParameterType.Integer, "Class number")],
            Collectors = ["Batch"],
            RetentionDays = 90,
            Subject = new Subject(one, "ClassNumber", "Choose a class.", "Class {@ClassNumber} has not run within 90 days."),
            Parent = new Parent("Batch", "Batch"),
            Body =
            [
                new Answer("Class", one, "{ClassName}") { Note = "[{NameText}][leak: {LeakText}]" },
                new Tiles(
                    new Tile("Runs", one, "{RunCount}") { Note = "[{RetryCount} retries|no retry]" },
                    new Tile("Success", one, "{SuccessPercent}") { Note = "{FailedCount} failed" },
                    new Tile("P50", one, "{P50Ms}")
                    {
                        Note = "[usual {UsualMs} ({UsualDayCount} days), {UsualRatio}|no usual yet]",
                        BySeverity = true,
                    },
                    new Tile("P95", one, "{P95Ms}") { Note = "longest {MaxMs}" },
                    new Tile("Leak", one, "[yes{?LeakId}|none]")
                    {
                        Note = "[{LeakText}|does not rise beyond chance]",
                        Link = new Link("Leak", "LeakId") { Optional = true },
                    }
                ),
                new Heading(
                    "Days",
                    "How long its runs took, a box a day over 28 days, in seconds: half of the runs lie in the box, nine in ten between its ends; the line is the median, the dot the mean. "
                        + "Dashed: the usual median. ◆: a setting of the server or a file changed on that day."
                ),
                new Chart(
                    "DayChart",
                    days,
                    "DayDate",
                    "s",
                    "It has not run within 28 days.",
                    Series.Boxes(
                        "Duration",
                        new BoxFields("P5Ms", "P25Ms", "P50Ms", "MeanMs", "P75Ms", "P95Ms"),
                        Palette.Volume
                    ),
                    new Series("Usual median", SeriesKind.DashedLine, "max UsualMs", Palette.Idle),
                    new Series("Changes", SeriesKind.Markers, "max ChangeMs", Palette.Ink) { ToolTip = "{DayDate}: {ChangeText}" }
                )
                {
                    AxisFormat = "MM-dd",
                },
                new Table(
                    "DayTable",
                    days,
                    "DayDate",
                    "It has not run within 28 days.",
                    new Column("Day", 1.4, "{DayDate}") { OnPhone = true },
                    new Column("Runs", 0.7, "{RunCount}") { OnPhone = true },
                    new Column("Failed", 0.7, "{FailedCount}"),
                    new Column("P5", 0.8, "{P5Ms}"),
                    new Column("P25", 0.8, "{P25Ms}"),
                    new Column("P50", 0.8, "{P50Ms}") { Bold = true, OnPhone = true },
                    new Column("P75", 0.8, "{P75Ms}"),
                    new Column("P95", 0.9, "{P95Ms}") { OnPhone = true },
                    new Column("Longest", 0.9, "{MaxMs}"),
                    new Column("Changed", 2.4, "{ChangeText}")
                )
                {
                    Order = ["-DayDate"],
                },
                new Heading(
                    "Where",
                    "By company, AOS and hour of the day in the window; the slowest of each first. Ratio: its median to the usual one "
                        + "of the class. Spread: as on page Batch, four times that wide."
                )
                {
                    WindowLinks = true,
                },
                new Table(
                    "ByTable",
                    by,
                    "RowId",
                    "No run in this window.",
                    new Column("By", 1.2, "{Dimension}") { OnPhone = true },
                    new Column("Value", 2.1, "{Value}") { Bold = true, OnPhone = true },
                    new Column("Runs", 0.8, "{RunCount}"),
                    new Column("Failed", 0.8, "{FailedCount}"),
                    new Column("P50, P25–P75", 1.4, "{P50Ms}") { Second = "{P25Ms}–{P75Ms}", Bold = true, OnPhone = true },
                    new Column("Ratio", 0.7, "{UsualRatio}"),
                    Column.Spread(
                        "Spread",
                        1.6,
                        new RowBox("P5Ms", "P25Ms", "P50Ms", "P75Ms", "P95Ms", "P99Ms", "MaxMs", "ScaleMs")
                    ),
                    new Column("P95", 0.9, "{P95Ms}") { Second = "P5 {P5Ms}" },
                    new Column("Longest", 0.7, "{MaxMs}")
                )
                {
                    Order = ["DimensionOrder", "-P50Ms"],
                },
                new Heading("Runs", "The latest first, 200 at most."),
                new Table(
                    "RunTable",
                    runs,
                    "ExecutionId",
                    "No run in this window.",
                    Column.Severity,
                    new Column("Started", 1.4, "{StartedLocal}")
                    {
                        Link = new Link("BatchExecution", "ExecutionId"),
                        OnPhone = true,
                    },
                    new Column("Caption", 2.5, "{Caption}"),
                    new Column("Company", 0.8, "{Company}"),
                    new Column("AOS", 1.4, "{AosName}"),
                    new Column("Delay", 0.9, "{DelayMs}"),
                    new Column("Took", 1.0, "{DurationMs}") { Bold = true, OnPhone = true },
                    new Column("Ratio", 0.6, "{UsualRatio}") { OnPhone = true },
                    new Column("Status", 0.8, "{StatusText}") { OnPhone = true },
                    new Column("Retries", 0.5, "{RetryCount}")
                )
                {
                    Order = ["-StartedLocal"],
                },
            ],
        };
    }
}
