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
            WhyText RemedyText PlaybookUrl Severity
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
            "SliceLocal OverdueCount BusyCount ThreadCount DelayP95Ms BandLowMs BandHighMs UsualNote"
        );
        var parts = new DataSet(
            "BatchBacklogBy",
            "InstanceId Stage Period SplitBy Company GroupId",
            "SliceLocal PartKey PartText TaskCount"
        );
        var classes = new DataSet(
            "BatchClasses",
            "InstanceId Stage Period Search TopN Company GroupId",
            """
            RowId InstanceName InstanceId ClassNumber ClassName RunCount FailedCount FailedPercent P5Ms P25Ms P50Ms P75Ms P95Ms
            P99Ms MaxMs ScaleMs UsualMs UsualRatio TotalMs ExtraMs LastFailedLocal LastErrorText UsualDaysText
            """
        );
        var threads = new DataSet(
            "BatchThreads",
            "InstanceId Stage",
            "RowId InstanceName AosName GroupCount ThreadCount BusyCount BusyPercent StateText Severity"
        );
        var groups = new DataSet(
            "BatchGroups",
            "InstanceId Stage GroupId",
            "RowId InstanceName AosName GroupId ThreadCount BusyCount DueCount HeldCount StateText Severity"
        );
        var jobs = new DataSet(
            "BatchJobs",
            "InstanceId Stage Period Search TopN Company GroupId",
            """
            RowId InstanceName BatchJobId JobCaption Companies RunCount FailedCount SuccessPercent MeanMs MaxMs RetryCount LastLocal
            LastExecutionId LastFailedId LastFailedLocal LastErrorText
            """
        );
        var failures = new DataSet(
            "BatchFailures",
            "InstanceId Stage Period Company GroupId",
            """
            RowId InstanceName InstanceId ClassNumber ClassName FailedCount RetryCount LastLocal Companies LastExecutionId
            LastCaption LastAos LastDurationMs LastErrorText
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
            Parameters =
            [
                new Parameter("SplitBy", ParameterType.String, "Backlog by")
                {
                    Default = "state",
                    Choices = [("state", "what tasks wait for"), ("group", "batch group"), ("class", "class")],
                },
            ],
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
                    new Tile("Threads busy", tiles, "{BusyCount} of {ThreadCount}")
                    {
                        Metric = "batch.busy_percent",
                        Note = "[{BusyUsualText}|over all AOS]",
                        Now = true,
                        Link = new Link("Sessions"),
                    },
                    new Tile("Groups nobody serves", tiles, "{UnservedCount}")
                    {
                        Metric = "batch.unserved_count",
                        Note = "though tasks are due in them",
                        Now = true,
                        Link = new Link("Sessions"),
                    }
                ),
                new Heading(
                    "Overdue",
                    "Due for more than two minutes, not held, and waiting for no other task; what waits for ever, and what is held."
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
                    new Column("Why", 3.0, "{WhyText}") { Second = "{RemedyText}", OnPhone = true },
                    new Column("What to do", 0.7, "[playbook{?PlaybookUrl}|none]")
                    {
                        Address = "PlaybookUrl",
                        ToolTip = "[Open the playbook for it{?PlaybookUrl}]",
                        SortBy = "WhyText",
                    }
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
                    "Tasks by what they wait for, of each slice the last capture; or, by the parameter, those that are ready by group or class. "
                        + "Below, tasks overdue, and threads that were busy, of those configured."
                        + "[ The backlog is not known by company ({@Company}).]"
                )
                {
                    Metric = "batch.ready_count",
                    WindowLinks = true,
                },
                new Chart(
                    "BacklogChart",
                    parts,
                    "SliceLocal",
                    "tasks",
                    "No task waited in this window, or nothing was measured.",
                    new Series("Tasks", SeriesKind.StackedColumns, "max TaskCount", Palette.Idle)
                )
                {
                    By = (
                        "PartText",
                        [
                            ("1", Palette.Lock),
                            ("2", Palette.PageIo),
                            ("3", Palette.Idle),
                            ("4", Palette.Network),
                            ("5", Palette.Log),
                            ("6", Palette.Latch),
                            ("7", Palette.Memory),
                            ("8", Palette.Pale),
                        ]
                    ),
                    ByKey = "PartKey",
                },
                new Chart(
                    "OverdueChart",
                    trend,
                    "SliceLocal",
                    "tasks",
                    "Nothing was measured in this window.",
                    new Series("Overdue", SeriesKind.Line, "max OverdueCount", Palette.Wait)
                )
                {
                    Height = 1.3,
                },
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
                new Heading("Delay", "How late tasks began, 95 of 100 sooner, of each slice. {UsualNote}")
                {
                    Metric = "batch.delay_ms",
                    Data = trend,
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
                    Band = ("BandLowMs", "BandHighMs"),
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
                    "Groups",
                    "Each batch group now, with the AOS that ran its tasks in the last four hours; threads are those of the AOS, whose groups share them."
                ),
                new Table(
                    "GroupTable",
                    groups,
                    "RowId",
                    "No batch group is known.",
                    Column.Severity,
                    new Column("Group", 1.7, "{GroupId}") { Second = "{InstanceName}", OnPhone = true },
                    new Column("AOS", 1.6, "{AosName}") { Absent = "none", OnPhone = true },
                    new Column("Threads", 0.75, "{ThreadCount}"),
                    new Column("Busy", 0.75, "{BusyCount}") { OnPhone = true },
                    Column.Bar("BusyCount", 1.2),
                    new Column("Due", 0.7, "{DueCount}") { OnPhone = true },
                    new Column("Held", 0.7, "{HeldCount}"),
                    new Column("State", 2.5, "{StateText}") { OnPhone = true }
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
                    new Column("Class", 1.6, "{ClassName}")
                    {
                        Second = "{InstanceName}",
                        Link = new Link("BatchClass", "ClassNumber", "InstanceId"),
                        OnPhone = true,
                    },
                    new Column("Runs", 0.5, "{RunCount}"),
                    new Column("Failed", 0.65, "{FailedPercent}") { OnPhone = true },
                    new Column("P50, P25–P75", 1.3, "{P50Ms}") { Second = "{P25Ms}–{P75Ms}", Bold = true, OnPhone = true },
                    new Column("Usual P50", 0.8, "{UsualMs}") { Second = "[{UsualDaysText}]", Absent = "no usual yet" },
                    new Column("Ratio", 0.55, "{UsualRatio}"),
                    Column.Spread(
                        "Spread",
                        1.25,
                        new RowBox("P5Ms", "P25Ms", "P50Ms", "P75Ms", "P95Ms", "P99Ms", "MaxMs", "ScaleMs")
                    ),
                    new Column("P95", 0.8, "{P95Ms}") { Second = "P99 {P99Ms}" },
                    new Column("Longest", 0.75, "{MaxMs}"),
                    new Column("Extra", 0.75, "{ExtraMs}") { Absent = "not known yet" },
                    new Column("Last error", 1.25, "{LastErrorText:statement}")
                    {
                        Second = "[{LastFailedLocal}]",
                        ToolTip = "[{LastErrorText}|SQL Server reported no error in its session]",
                        SortBy = "LastFailedLocal",
                    }
                )
                {
                    Order = ["-ExtraMs"],
                },
                new Heading(
                    "Jobs",
                    "How the tasks of each job went in the window, those with most failures first. "
                        + "Last error: what SQL Server reported in the session of the last run that failed."
                ),
                new Table(
                    "JobTable",
                    jobs,
                    "RowId",
                    "No run in this window.",
                    new Column("Job", 2.5, "{JobCaption}") { Second = "{InstanceName}", Bold = true, OnPhone = true },
                    new Column("Company", 0.8, "{Companies}"),
                    new Column("Runs", 0.6, "{RunCount}") { OnPhone = true },
                    new Column("Success", 0.75, "{SuccessPercent}") { Second = "[{FailedCount} failed]", OnPhone = true },
                    new Column("Mean", 0.85, "{MeanMs}") { OnPhone = true },
                    new Column("Longest", 0.85, "{MaxMs}"),
                    new Column("Retries", 0.65, "{RetryCount}"),
                    new Column("Last run", 1.35, "{LastLocal}")
                    {
                        Link = new Link("BatchExecution", "ExecutionId=LastExecutionId"),
                    },
                    new Column("Last error", 1.85, "[{LastErrorText:statement}|[failed{?LastFailedId}]]")
                    {
                        Second = "[{LastFailedLocal}]",
                        ToolTip = "[{LastErrorText}|SQL Server reported no error in its session]",
                        Link = new Link("BatchExecution", "ExecutionId=LastFailedId") { Optional = true },
                        SortBy = "LastFailedLocal",
                        OnPhone = true,
                    }
                )
                {
                    Order = ["-FailedCount"],
                },
                new Heading("Failures", "Classes whose tasks ended in error, most first."),
                new Table(
                    "FailureTable",
                    failures,
                    "RowId",
                    "No task failed.",
                    new Column("Class", 2.2, "{ClassName}")
                    {
                        Second = "{InstanceName}",
                        Link = new Link("BatchClass", "ClassNumber", "InstanceId"),
                        OnPhone = true,
                    },
                    new Column("Last error", 3.5, "{LastErrorText}")
                    {
                        Second = "{LastCaption}[ · {LastAos}]",
                        Absent = "SQL Server reported none: see the log of the job in AX",
                        OnPhone = true,
                    },
                    new Column("Failed", 0.7, "{FailedCount}") { Bold = true, OnPhone = true },
                    new Column("Retries", 0.7, "{RetryCount}"),
                    new Column("Company", 0.9, "{Companies}"),
                    new Column("Last", 1.35, "{LastLocal}")
                    {
                        Link = new Link("BatchExecution", "ExecutionId=LastExecutionId"),
                        OnPhone = true,
                    },
                    new Column("It took", 0.85, "{LastDurationMs}")
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
