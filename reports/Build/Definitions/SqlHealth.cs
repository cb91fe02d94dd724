// Which resource of SQL Server is short: each of the seven in a line, then processor, waits, statements,
// plans, indexes and settings.

namespace AxMonitor.Reports.Definitions;

public sealed class SqlHealth : IReportDefinition
{
    public Report Define()
    {
        var tiles = new DataSet(
            "SqlTiles",
            "InstanceId Stage",
            """
            CpuPercent OtherPercent WaitCount ReadLatencyMs WriteLatencyMs PageLifeMs RegressionCount DifferingCount Severity
            CpuUsualText WaitUsualText ReadUsualText PageLifeUsualText
            """
        );
        var resources = new DataSet(
            "SqlResources",
            "InstanceId Stage Period",
            """
            ResourceNumber ResourceName PageName Severity WhereText BusyValue BusyText QueueValue QueueText ErrorCount ErrorText
            UsualText ReadingText SlotLocal TrendValue TrendLow TrendHigh
            """
        );
        var indexes = new DataSet(
            "IndexTiles",
            "InstanceId Stage",
            "MissingCount UnusedCount StaleCount FragmentedCount Severity ReasonText"
        );
        var cpu = new DataSet("CpuTrend", "InstanceId Stage Period", "SliceLocal SqlPercent OtherPercent RunnableCount BandLow BandHigh UsualNote");
        var waits = new DataSet("WaitTrend", "InstanceId Stage Period", "SliceLocal CategoryName WaitedMsPerS");
        var statements = new DataSet(
            "TopStatements",
            "InstanceId Stage Period TopN",
            """
            RowId RankNumber InstanceId InstanceName QueryKey Statement Tables RunCount CpuMs ReadCount MeanLatencyMs
            CpuSharePercent Severity
            """
        );
        var regressions = new DataSet(
            "PlanRegressions",
            "InstanceId Stage Period",
            "RegressionId InstanceName InstanceId QueryKey Severity Statement Tables DetectedLocal EndedLocal SlowerRatio ExtraMs"
        );
        var settings = new DataSet(
            "SettingFindings",
            "InstanceId TimeZone",
            "RowId Severity SettingText ScopeKind SettingValue WantedText Verdict SinceLocal SourceName Note"
        );

        return new Report("SqlHealth", "Which resource of SQL Server is short.")
        {
            Title = "SQL health",
            RefreshSeconds = 30,
            Collectors = ["Cpu", "Waits", "FileIo", "Memory", "QueryStats", "ServerInfo"],
            RetentionDays = 365,
            Body =
            [
                new Tiles(
                    new Tile("CPU", tiles, "{CpuPercent}")
                    {
                        Metric = "cpu.sql_percent",
                        Note = "[{CpuUsualText}|others {OtherPercent}]",
                        BySeverity = true,
                        Now = true,
                        Link = new Link("TopStatements"),
                    },
                    new Tile("Tasks that wait", tiles, "{WaitCount}")
                    {
                        Metric = "waits.inflight_tasks",
                        Note = "{WaitUsualText}",
                        Now = true,
                        Link = new Link("Waits"),
                    },
                    new Tile("Read latency", tiles, "{ReadLatencyMs}")
                    {
                        Metric = "fileio.read_latency_ms",
                        Note = "[{ReadUsualText}|slowest file]",
                        Now = true,
                        Link = new Link("Files"),
                    },
                    new Tile("Page life", tiles, "{PageLifeMs}")
                    {
                        Metric = "memory.page_life_expectancy_s",
                        Note = "{PageLifeUsualText}",
                        Now = true,
                        Link = new Link("Memory"),
                    },
                    new Tile("Plan regressions", tiles, "{RegressionCount}")
                    {
                        Metric = "query_store.regressions",
                        Note = "not over yet",
                        Link = new Link("PlanRegression"),
                    },
                    new Tile("Settings differing", tiles, "{DifferingCount}") { Metric = "server.settings_differing", Note = "from what is recommended" }
                ),
                new Heading(
                    "Resources",
                    "How busy each is, what queues for it, what failed in the window; lines are the window, the band is usual."
                )
                {
                    WindowLinks = true,
                },
                new Table(
                    "ResourceTable",
                    resources,
                    "ResourceNumber",
                    "Nothing was measured in this window.",
                    Column.Severity,
                    new Column("Resource", 1.2, "{ResourceName}")
                    {
                        Second = "{WhereText}",
                        Bold = true,
                        Link = new Link("=PageName", "InstanceId"),
                        SortBy = "ResourceNumber",
                        OnPhone = true,
                    },
                    new Column("Busy", 1.3, "{BusyText}") { SortBy = "BusyValue", OnPhone = true },
                    new Column("Queue", 1.3, "{QueueText}") { SortBy = "QueueValue", OnPhone = true },
                    new Column("Errors", 0.7, "{ErrorCount}") { ToolTip = "{ErrorText}", OnPhone = true },
                    new Column("Usual", 2.0, "{UsualText}") { OnPhone = true },
                    Column.Line("Trend", 0.95, "TrendValue", "SlotLocal", "BusyValue") with
                    {
                        Band = ("TrendLow", "TrendHigh"),
                    },
                    new Column("Reading", 2.45, "{ReadingText}")
                )
                {
                    Order = ["ResourceNumber"],
                },
                new Heading("Processor", "Of the whole machine: SQL Server, and other processes on top of it. {UsualNote}")
                {
                    Metric = "cpu.sql_percent",
                    Data = cpu,
                },
                new Chart(
                    "CpuChart",
                    cpu,
                    "SliceLocal",
                    "percent",
                    "Nothing was measured in this window.",
                    new Series("SQL Server", SeriesKind.StackedColumns, "max SqlPercent", Palette.Volume),
                    new Series("Others", SeriesKind.StackedColumns, "max OtherPercent", Palette.Idle)
                )
                {
                    Band = ("BandLow", "BandHigh"),
                    Maximum = 100,
                },
                new Heading("Waits", "Milliseconds waited in a second, by category. More on the page Waits.") { Metric = "waits.wait_ms_per_s" },
                new Chart(
                    "WaitChart",
                    waits,
                    "SliceLocal",
                    "ms waited per s",
                    "Nothing was measured in this window.",
                    new Series("Waited", SeriesKind.StackedColumns, "max WaitedMsPerS", Palette.Idle)
                )
                {
                    By = ("CategoryName", Categories.Waits),
                },
                new Heading("Statements", "The five that took most processor time among the leaders of each capture."),
                new Table(
                    "StatementTable",
                    statements,
                    "RowId",
                    "Did not lead in this window.",
                    Column.Severity,
                    new Column("Statement", 4.3, "{Statement:statement}")
                    {
                        Second = "{Tables}",
                        Link = new Link("Statement", "QueryKey", "InstanceId"),
                        ToolTip = "{Statement}",
                        OnPhone = true,
                    },
                    new Column("Runs", 0.9, "{RunCount}"),
                    new Column("CPU", 1.1, "{CpuMs}") { Bold = true, OnPhone = true },
                    new Column("Share", 0.8, "{CpuSharePercent}") { OnPhone = true },
                    new Column("Mean", 1.0, "{MeanLatencyMs}"),
                    new Column("Reads", 1.8, "{ReadCount}")
                )
                {
                    Order = ["RankNumber"],
                    Largest = ("CpuMs", 5),
                },
                new Heading("Plan regressions", "The five that cost most since another plan."),
                new Table(
                    "RegressionTable",
                    regressions,
                    "RegressionId",
                    "No regression.",
                    Column.Severity,
                    new Column("Statement", 4.9, "{Statement:statement}")
                    {
                        Second = "{Tables}",
                        Link = new Link("PlanRegression", "RegressionId", "InstanceId"),
                        OnPhone = true,
                    },
                    new Column("Since", 1.4, "{DetectedLocal}"),
                    new Column("Ended", 1.4, "[{EndedLocal}|goes on]"),
                    new Column("Slower", 0.9, "{SlowerRatio}") { Bold = true, OnPhone = true },
                    new Column("Cost so far", 1.3, "{ExtraMs}") { OnPhone = true }
                )
                {
                    Order = ["-ExtraMs"],
                    Largest = ("ExtraMs", 5),
                },
                new Heading("Indexes and statistics", "As last read.[ {ReasonText}]") { Data = indexes },
                new Tiles(
                    new Tile("Missing", indexes, "{MissingCount}")
                    {
                        Metric = "index.missing_count",
                        Note = "indexes worthwhile",
                        Link = new Link("IndexAdvice"),
                    },
                    new Tile("Unused", indexes, "{UnusedCount}")
                    {
                        Metric = "index.unused_count",
                        Note = "kept up to date, never read",
                        Link = new Link("IndexAdvice"),
                    },
                    new Tile("Stale", indexes, "{StaleCount}")
                    {
                        Metric = "stats.stale_count",
                        Note = "statistics",
                        BySeverity = true,
                        Link = new Link("IndexAdvice"),
                    },
                    new Tile("Fragmented", indexes, "{FragmentedCount}")
                    {
                        Metric = "index.fragmented_count",
                        Note = "indexes by half or more",
                        Link = new Link("IndexAdvice"),
                    }
                ),
                new Heading("Settings", "What differs from what is recommended, of the chosen instance."),
                new Table(
                    "SettingTable",
                    settings,
                    "RowId",
                    "No setting differs; of several instances choose one.",
                    Column.Severity,
                    new Column("Setting", 2.6, "{SettingText}") { Second = "{ScopeKind}", Bold = true, OnPhone = true },
                    new Column("Value", 1.5, "{SettingValue}") { OnPhone = true },
                    new Column("Wanted", 1.5, "{WantedText}") { OnPhone = true },
                    new Column("Why", 2.9, "{Note}") { Second = "{SourceName}" },
                    new Column("Since", 1.4, "{SinceLocal}")
                ),
            ],
        };
    }
}
