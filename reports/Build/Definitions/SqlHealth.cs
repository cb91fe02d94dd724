// Which resource of SQL Server is short: processor, waits, statements, plans, settings.

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
                    new Tile("CPU", tiles, "{CpuPercent}") { Metric = "cpu.sql_percent", Note = "[{CpuUsualText}|others {OtherPercent}]", BySeverity = true, Now = true },
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
                new Heading("Processor", "Of the whole machine: SQL Server, and other processes on top of it. {UsualNote}")
                {
                    Metric = "cpu.sql_percent",
                    Data = cpu,
                    WindowLinks = true,
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
                new Heading("Statements", "Those that took most processor time among the leaders of each capture."),
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
                },
                new Heading("Plan regressions", "Statements that take more since another plan."),
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
