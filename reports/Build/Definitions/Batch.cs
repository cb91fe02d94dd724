// Batch: what does not start and why, what runs too long, which classes cost time, which failed.

namespace AxMonitor.Reports.Definitions;

public sealed class Batch : IReportDefinition
{
    public Report Define()
    {
        var tiles = new DataSet(
            "BatchTiles",
            "InstanceId Stage Period Company GroupId",
            """
            RunningCount ReadyCount OverdueCount OldestAgeMs EndedCount FailedCount FailedPercent BusyCount ThreadCount UnservedCount Severity
            BusyUsualText OverdueUsualText
            """
        );
        var overdue = new DataSet(
            "BatchOverdue",
            "InstanceId Stage TimeZone GroupId",
            """
            RowId InstanceName GroupId ClassNumber ClassName OverdueCount DueLocal WaitingMs DeadEndCount HeldCount
            WhyText RemedyText Severity
            """
        );
        var running = new DataSet(
            "BatchRunning",
            "InstanceId Stage TimeZone Company GroupId",
            """
            ExecutionId InstanceName ClassNumber ClassName Caption Company AosName GroupId CreatedBy StartedLocal RunningMs
            UsualMs UsualDaysText UsualRatio
            Severity
            """
        );
        var trend = new DataSet(
            "BatchBacklogTrend",
            "InstanceId Stage Period Company GroupId",
            "SliceLocal ReadyCount OverdueCount BusyCount ThreadCount DelayP95Ms"
        );
        var classes = new DataSet(
            "BatchClasses",
            "InstanceId Stage Period Search TopN Company GroupId",
            """
            RowId InstanceName InstanceId ClassNumber ClassName RunCount FailedCount FailedPercent P5Ms P25Ms P50Ms P75Ms P95Ms
            P99Ms MaxMs ScaleMs UsualMs UsualRatio TotalMs ExtraMs LastFailedLocal UsualDaysText
            """
        );
        var threads = new DataSet(
            "BatchThreads",
            "InstanceId Stage",
            "RowId InstanceName AosName GroupCount ThreadCount BusyCount BusyPercent StateText Severity"
        );
        var failures = new DataSet(
            "BatchFailures",
            "InstanceId Stage Period Company GroupId",
            """
            RowId InstanceName InstanceId ClassNumber ClassName FailedCount RetryCount LastLocal Companies LastExecutionId
            LastCaption LastAos LastDurationMs
            """
        );
        var heat = new DataSet(
            "BatchHeatMap",
            "InstanceId Stage TimeZone Company GroupId",
            "RowId DayNumber DayName HourNumber DelayMs Step ValueText CellText"
        );

        return new Report("Batch", "What runs too long, what does not start, and why.")
        {
            RefreshSeconds = 30,
            Collectors = ["Batch"],
            Body =
            [
                new Tiles(
                    new Tile("Running", tiles, "{RunningCount}") { Metric = "batch.busy_threads", Note = "[{ReadyCount} ready to run]", Now = true },
                    new Tile("Overdue", tiles, "{OverdueCount}")
                    {
                        Metric = "batch.overdue_count",
                        Note = "[oldest {OldestAgeMs}|[{OverdueUsualText}|none waits too long]]",
                        BySeverity = true,
                        Now = true,
                    },
                    new Tile("Failed", tiles, "{FailedCount}")
                    {
                        Metric = "batch.error_count",
                        Note = "[{FailedPercent} of {EndedCount} runs in the window|no run in the window]",
                        Muted = true,
                    },
                    new Tile("Threads busy", tiles, "{BusyCount} of {ThreadCount}") { Metric = "batch.busy_percent", Note = "[{BusyUsualText}|over all AOS]", Now = true },
                    new Tile("Groups nobody serves", tiles, "{UnservedCount}")
                    {
                        Metric = "batch.unserved_count",
                        Note = "though tasks are due in them",
                        Now = true,
                    }
                ),
                new Heading(
                    "Overdue",
                    "Due for more than two minutes, not held, and waiting for no other task; and what waits for ever."
                        + "[ Of all companies, not of {@Company} alone: what waits is not known by company.]"
                ),
                new Table(
                    "OverdueTable",
                    overdue,
                    "RowId",
                    "Nothing is overdue.",
                    Column.Severity,
                    new Column("Class", 2.1, "{ClassName}") { Second = "{InstanceName}", OnPhone = true },
                    new Column("Group", 1.1, "{GroupId}") { Link = new Link("Batch", "GroupId"), ToolTip = "Show this group alone" },
                    new Column("Overdue", 0.75, "{OverdueCount}") { OnPhone = true },
                    new Column("Due", 1.35, "{DueLocal}"),
                    new Column("Waiting", 0.9, "{WaitingMs}") { Bold = true, OnPhone = true },
                    new Column("Why", 3.7, "{WhyText}") { Second = "{RemedyText}", OnPhone = true }
                )
                {
                    Order = ["-WaitingMs"],
                },
                new Heading(
                    "Running",
                    "The furthest beyond what is usual first. Usual: the mean of the daily medians of 14 days."
                ),
                new Table(
                    "RunningTable",
                    running,
                    "ExecutionId",
                    "Nothing is running.",
                    Column.Severity,
                    new Column("Class", 2.3, "{ClassName}")
                    {
                        Second = "{Caption}",
                        Link = new Link("BatchExecution", "ExecutionId"),
                        OnPhone = true,
                    },
                    new Column("Company", 0.75, "{Company}")
                    {
                        Link = new Link("Batch", "Company") { Optional = true },
                        ToolTip = "[Show company {Company} alone]",
                    },
                    new Column("AOS", 1.35, "{AosName}") { Second = "{GroupId}" },
                    new Column("Created by", 0.95, "{CreatedBy}"),
                    new Column("Started", 1.4, "{StartedLocal}"),
                    new Column("Running", 1.15, "{RunningMs}") { Bold = true, OnPhone = true },
                    new Column("Usual", 1.1, "{UsualMs}") { Second = "[{UsualDaysText}]", Absent = "no usual yet" },
                    new Column("Ratio", 0.9, "{UsualRatio}") { OnPhone = true }
                )
                {
                    Order = ["-UsualRatio"],
                },
                new Heading(
                    "Backlog",
                    "Tasks ready to run and overdue; below, threads that were busy, of those configured, "
                        + "and how late tasks began: 95 of 100 sooner."
                        + "[ Ready and overdue are not known by company ({@Company}).]"
                )
                {
                    Metric = "batch.ready_count",
                    WindowLinks = true,
                },
                new Chart(
                    "BacklogChart",
                    trend,
                    "SliceLocal",
                    "tasks",
                    "Nothing was measured in this window.",
                    new Series("Ready", SeriesKind.StackedArea, "max ReadyCount", Palette.Pale),
                    new Series("Overdue", SeriesKind.Line, "max OverdueCount", Palette.Wait)
                ),
                new Chart(
                    "ThreadChart",
                    trend,
                    "SliceLocal",
                    "threads",
                    "Nothing was measured in this window.",
                    new Series("Busy", SeriesKind.StackedArea, "max BusyCount", Palette.Pale),
                    new Series("Configured", SeriesKind.DashedLine, "max ThreadCount", Palette.Idle)
                )
                {
                    Height = 1.3,
                },
                new Chart(
                    "DelayChart",
                    trend,
                    "SliceLocal",
                    "s",
                    "No task began in this window.",
                    new Series("Delay, P95", SeriesKind.Columns, "max DelayP95Ms", Palette.Wait)
                )
                {
                    Height = 1.3,
                },
                new Heading("Threads", "Of each AOS now."),
                new Table(
                    "ThreadTable",
                    threads,
                    "RowId",
                    "No AOS works batch groups.",
                    Column.Severity,
                    new Column("AOS", 2.2, "{AosName}") { Second = "{InstanceName}", OnPhone = true },
                    new Column("Groups", 0.8, "{GroupCount}"),
                    new Column("Threads", 0.8, "{ThreadCount}") { OnPhone = true },
                    new Column("Busy", 0.8, "{BusyCount}") { Metric = "batch.busy_threads", OnPhone = true },
                    Column.Bar("BusyCount", 1.6),
                    new Column("State", 3.7, "{StateText}") { OnPhone = true }
                ),
                new Heading(
                    "Classes",
                    "Runs that ended in the window; first those whose median lies most beyond the usual, times their runs. "
                        + "Spread: half of the runs lie in the box, with the median as its line, nine in ten between its ends; "
                        + "marks at P99 and the longest. Its width is four times the usual median (without one, the window's); ► goes on."
                ),
                new Table(
                    "ClassTable",
                    classes,
                    "RowId",
                    "No task ended in this window.",
                    new Column("Class", 1.95, "{ClassName}")
                    {
                        Second = "{InstanceName}",
                        Link = new Link("BatchClass", "ClassNumber", "InstanceId"),
                        OnPhone = true,
                    },
                    new Column("Runs", 0.5, "{RunCount}"),
                    new Column("Failed", 0.65, "{FailedPercent}") { OnPhone = true },
                    new Column("P50, P25–P75", 1.4, "{P50Ms}") { Second = "{P25Ms}–{P75Ms}", Bold = true, OnPhone = true },
                    new Column("Usual P50", 0.8, "{UsualMs}") { Second = "[{UsualDaysText}]", Absent = "no usual yet" },
                    new Column("Ratio", 0.55, "{UsualRatio}"),
                    Column.Spread(
                        "Spread",
                        1.25,
                        new RowBox("P5Ms", "P25Ms", "P50Ms", "P75Ms", "P95Ms", "P99Ms", "MaxMs", "ScaleMs")
                    ),
                    new Column("P95", 0.85, "{P95Ms}") { Second = "P5 {P5Ms}" },
                    new Column("P99", 0.7, "{P99Ms}"),
                    new Column("Longest", 0.75, "{MaxMs}"),
                    new Column("Extra", 0.8, "{ExtraMs}") { Absent = "not known yet" }
                )
                {
                    Order = ["-ExtraMs"],
                },
                new Heading("Failures", "Classes whose tasks ended in error, most first."),
                new Table(
                    "FailureTable",
                    failures,
                    "RowId",
                    "No task failed.",
                    new Column("Class", 2.6, "{ClassName}")
                    {
                        Second = "{InstanceName}",
                        Link = new Link("BatchClass", "ClassNumber", "InstanceId"),
                        OnPhone = true,
                    },
                    new Column("Failed", 0.8, "{FailedCount}") { Bold = true, OnPhone = true },
                    new Column("Retries", 0.8, "{RetryCount}"),
                    new Column("Company", 1.2, "{Companies}"),
                    new Column("Last", 1.4, "{LastLocal}")
                    {
                        Link = new Link("BatchExecution", "ExecutionId=LastExecutionId"),
                        OnPhone = true,
                    },
                    new Column("Its caption", 2.0, "{LastCaption}") { Second = "{LastAos}" },
                    new Column("It took", 1.4, "{LastDurationMs}")
                )
                {
                    Order = ["-FailedCount"],
                },
                new Heading(
                    "Delay by hour and weekday",
                    "Mean delay between due and begun, over 28 days: the darker, the later."
                ),
                new HeatMap("DelayMap", heat, "No task has begun in 28 days."),
                new Heading("Worst hours", "The five hours of the week in which tasks begin latest."),
                new Table(
                    "WorstHours",
                    heat,
                    "RowId",
                    "No task has begun in 28 days.",
                    new Column("Day", 1.6, "{DayName}") { SortBy = "DayNumber", OnPhone = true },
                    new Column("Hour", 1.0, "{HourNumber}:00") { OnPhone = true },
                    new Column("Delay", 1.4, "{DelayMs}") { Bold = true, OnPhone = true },
                    Column.Bar("DelayMs", 2.2),
                    new Column("Tells", 4.0, "{CellText}")
                )
                {
                    Largest = ("DelayMs", 5),
                    Order = ["-DelayMs"],
                },
            ],
        };
    }
}
