// One instance on one time axis: which symptom came first, and which cause stands beside it.

namespace AxMonitor.Reports.Definitions;

public sealed class Instance : IReportDefinition
{
    /// <summary>The same a day or a week earlier, where the reader asks for it.</summary>
    private static Series Before(string field) =>
        new("Before", SeriesKind.DashedLine, "max " + field, Palette.Idle) { LegendField = "CompareText" };

    public Report Define()
    {
        var tiles = new DataSet(
            "InstanceTiles",
            "InstanceId Stage",
            """
            Severity AlertCount AlertText AosText AosDownCount UserCount SessionCount UserUsualText RunningCount OverdueCount
            CpuPercent CpuUsualText FullInDays FullText
            """
        );
        var alerts = new DataSet(
            "AlertList",
            "InstanceId Stage Period Search",
            "AlertId InstanceId InstanceName Severity RuleName Headline CauseText State OpenedLocal DurationMs ResolvedLocal"
        );
        var trend = new DataSet(
            "InstanceTrend",
            "InstanceId Stage Period CompareWith",
            """
            SliceLocal OverdueAgeMs SessionCount BlockedCount SqlPercent OtherPercent ReadLatencyMs WriteLatencyMs TempDbPercent
            LogPercent CpuLow CpuHigh BlockedLow BlockedHigh UsualNote OverdueBeforeAgeMs SessionBeforeCount BlockedBeforeCount
            SqlBeforePercent ReadBeforeLatencyMs TempDbBeforePercent CompareText
            """
        );
        var waits = new DataSet("WaitTrend", "InstanceId Stage Period", "SliceLocal CategoryName WaitedMsPerS");
        var companies = new DataSet(
            "InstanceCompanies",
            "InstanceId Stage Period",
            "Company SessionCount RunCount FailedCount FailedPercent DelayP95Ms TotalMs"
        );
        var changes = new DataSet(
            "Changes",
            "InstanceId Stage Period",
            "ChangedLocal InstanceName WhatText ChangedBy SourceName"
        );
        const string Empty = "Nothing was measured in this window.";

        return new Report("Instance", "One instance on one time axis: which symptom came first, which cause stands beside it.")
        {
            RefreshSeconds = 30,
            Parameters =
            [
                new Parameter("CompareWith", ParameterType.String, "Compare with")
                {
                    Default = "none",
                    Choices = [("none", "nothing"), ("day", "the day before"), ("week", "the week before")],
                },
            ],
            Collectors = ["Requests", "Batch", "AxSessions", "Cpu", "Waits", "FileIo", "TempDb"],
            Parent = new Parent("Overview", "Overview"),
            Body =
            [
                new Tiles(
                    new Tile("Open alerts", tiles, "{AlertCount}")
                    {
                        Note = "[{AlertText}|none is open]",
                        BySeverity = true,
                        Link = new Link("Alerts"),
                    },
                    new Tile("AOS up", tiles, "{AosText}")
                    {
                        Metric = "axsessions.aos_up",
                        Note = "[{AosDownCount} down|none is down]",
                        Now = true,
                        Link = new Link("Sessions"),
                    },
                    new Tile("Users", tiles, "{UserCount}")
                    {
                        Metric = "axsessions.user_count",
                        Note = "{SessionCount} sessions[, {UserUsualText}]",
                        Now = true,
                        Link = new Link("Sessions"),
                    },
                    new Tile("Batch running", tiles, "{RunningCount}")
                    {
                        Metric = "batch.busy_threads",
                        Note = "{OverdueCount} overdue",
                        Now = true,
                        Link = new Link("Batch"),
                    },
                    new Tile("CPU", tiles, "{CpuPercent}")
                    {
                        Metric = "cpu.sql_percent",
                        Note = "{CpuUsualText}",
                        Now = true,
                        Link = new Link("SqlHealth"),
                    },
                    new Tile("First full", tiles, "{FullInDays}")
                    {
                        Note = "[{FullText}|nothing has a forecast]",
                        Link = new Link("Files"),
                    }
                ),
                new Heading("Alerts", "Those that are open, and those of the window.") { WindowLinks = true },
                new Table(
                    "AlertTable",
                    alerts,
                    "AlertId",
                    "No alert in this window.",
                    Column.Severity,
                    new Column("Opened", 1.4, "{OpenedLocal}") { OnPhone = true },
                    new Column("Alert", 5.6, "{Headline}")
                    {
                        Second = "{RuleName}",
                        Link = new Link("Alert", "AlertId"),
                        OnPhone = true,
                    },
                    new Column("State", 1.1, "{State}") { OnPhone = true },
                    new Column("Duration", 1.8, "{DurationMs}")
                ),
                new Heading("One time axis", "Symptoms above causes, all over the same window.[ Dashed grey: {CompareText}, of several lines that of the first.] {UsualNote}") { Data = trend },
                new Chart(
                    "OverdueChart",
                    trend,
                    "SliceLocal",
                    "s",
                    Empty,
                    new Series("Oldest overdue batch task", SeriesKind.Line, "max OverdueAgeMs", Palette.Wait),
                    Before("OverdueBeforeAgeMs")
                )
                {
                    Title = "Oldest overdue batch task",
                    Height = 1.3,
                },
                new Chart(
                    "SessionChart",
                    trend,
                    "SliceLocal",
                    "sessions",
                    Empty,
                    new Series("AX sessions", SeriesKind.Line, "max SessionCount", Palette.Volume),
                    Before("SessionBeforeCount")
                )
                {
                    Title = "AX sessions",
                    Height = 1.3,
                },
                new Chart(
                    "BlockedChart",
                    trend,
                    "SliceLocal",
                    "sessions",
                    Empty,
                    new Series("Blocked sessions", SeriesKind.Columns, "max BlockedCount", Palette.Lock),
                    Before("BlockedBeforeCount")
                )
                {
                    Title = "Blocked sessions",
                    Band = ("BlockedLow", "BlockedHigh"),
                    Height = 1.3,
                },
                new Chart(
                    "CpuChart",
                    trend,
                    "SliceLocal",
                    "percent",
                    Empty,
                    new Series("CPU of SQL Server", SeriesKind.StackedColumns, "max SqlPercent", Palette.Volume),
                    new Series("CPU of others", SeriesKind.StackedColumns, "max OtherPercent", Palette.Idle),
                    Before("SqlBeforePercent")
                )
                {
                    Band = ("CpuLow", "CpuHigh"),
                    Maximum = 100,
                    Height = 1.4,
                },
                new Chart(
                    "WaitChart",
                    waits,
                    "SliceLocal",
                    "ms waited per s",
                    Empty,
                    new Series("Waited", SeriesKind.StackedColumns, "max WaitedMsPerS", Palette.Idle)
                )
                {
                    By = ("CategoryName", Categories.Waits),
                    Height = 1.5,
                },
                new Chart(
                    "LatencyChart",
                    trend,
                    "SliceLocal",
                    "ms",
                    Empty,
                    new Series("Read latency", SeriesKind.Line, "max ReadLatencyMs", Palette.PageIo),
                    new Series("Write latency", SeriesKind.Line, "max WriteLatencyMs", Palette.Lock),
                    Before("ReadBeforeLatencyMs")
                )
                {
                    Height = 1.4,
                },
                new Chart(
                    "SpaceChart",
                    trend,
                    "SliceLocal",
                    "percent",
                    Empty,
                    new Series("Tempdb used", SeriesKind.Line, "max TempDbPercent", Palette.Log),
                    new Series("Log used", SeriesKind.Line, "max LogPercent", Palette.Memory),
                    Before("TempDbBeforePercent")
                )
                {
                    Maximum = 100,
                    Height = 1.4,
                },
                new Heading("Companies", "Sessions count by the company in which their user begins."),
                new Table(
                    "CompanyTable",
                    companies,
                    "Company",
                    "No batch task ran in this window.",
                    new Column("Company", 2.0, "{Company}")
                    {
                        Bold = true,
                        Link = new Link("Batch", "Company"),
                        ToolTip = "Batch of company {Company}",
                        OnPhone = true,
                    },
                    new Column("Sessions", 1.2, "{SessionCount}") { OnPhone = true },
                    new Column("Batch runs", 1.2, "{RunCount}") { OnPhone = true },
                    Column.Bar("RunCount", 1.6),
                    new Column("Failed", 1.2, "{FailedPercent}") { OnPhone = true },
                    new Column("Delay P95", 1.5, "{DelayP95Ms}"),
                    new Column("Batch time", 1.5, "{TotalMs}")
                )
                {
                    Order = ["-RunCount"],
                },
                new Heading("Changes", "Of server settings and files, and what administrators of AxMonitor did."),
                new Table(
                    "ChangeTable",
                    changes,
                    "ChangedLocal",
                    "Nothing changed in this window.",
                    new Column("When", 1.4, "{ChangedLocal}") { OnPhone = true },
                    new Column("What", 7.4, "{WhatText}") { OnPhone = true },
                    new Column("By", 1.4, "{ChangedBy}")
                )
                {
                    Order = ["-ChangedLocal"],
                },
            ],
        };
    }
}
