// Whether memory is short, and who takes it.

namespace AxMonitor.Reports.Definitions;

public sealed class Memory : IReportDefinition
{
    public Report Define()
    {
        var tiles = new DataSet(
            "MemoryTiles",
            "InstanceId Stage",
            """
            CommittedPercent CommittedBytes TargetBytes PageLifeMs WaitingCount LongestWaitMs GrantedBytes AvailableBytes
            SignalText Severity PageLifeUsualText
            """
        );
        var trend = new DataSet("MemoryTrend", "InstanceId Stage Period", "SliceLocal PageLifeMs GrantedBytes WaitingCount BandLowMs BandHighMs UsualNote");
        var clerks = new DataSet(
            "MemoryClerks",
            "InstanceId Stage",
            "RowId InstanceName ClerkType SizeBytes BeforeBytes GrowthRatio"
        );
        var grants = new DataSet(
            "MemoryGrants",
            "InstanceId Stage",
            "RowId InstanceName WhoText SessionLabel RequestedBytes GrantedBytes UsedBytes WaitingMs DopText"
        );

        return new Report("Memory", "Whether memory is short, and who takes it.")
        {
            RefreshSeconds = 30,
            Collectors = ["Memory"],
            RetentionDays = 30,
            Parent = new Parent("SQL health", "SqlHealth"),
            Body =
            [
                new Tiles(
                    new Tile("Committed", tiles, "{CommittedPercent}")
                    {
                        Metric = "memory.committed_mb",
                        Note = "{CommittedBytes} of {TargetBytes}",
                        BySeverity = true,
                        Now = true,
                    },
                    new Tile("Page life", tiles, "{PageLifeMs}") { Metric = "memory.page_life_expectancy_s", Note = "{PageLifeUsualText}", Now = true },
                    new Tile("Grants that wait", tiles, "{WaitingCount}")
                    {
                        Metric = "memory.grants_waiting",
                        Note = "[longest {LongestWaitMs}|none waits]",
                        Now = true,
                    },
                    new Tile("Granted", tiles, "{GrantedBytes}") { Metric = "memory.granted_mb", Note = "for sorts and hashes", Now = true },
                    new Tile("Left to Windows", tiles, "{AvailableBytes}") { Metric = "memory.available_mb", Note = "{SignalText}", Now = true }
                ),
                new Heading("Page life", "Seconds a page stays in memory; the lowest in each slice. {UsualNote}")
                {
                    Metric = "memory.page_life_expectancy_s",
                    Data = trend,
                    WindowLinks = true,
                },
                new Chart(
                    "LifeChart",
                    trend,
                    "SliceLocal",
                    "s",
                    "No value yet: the first comes with the second capture.",
                    new Series("Page life expectancy", SeriesKind.Line, "min PageLifeMs", Palette.PageIo)
                )
                {
                    Band = ("BandLowMs", "BandHighMs"),
                },
                new Chart(
                    "GrantChart",
                    trend,
                    "SliceLocal",
                    "GB granted",
                    "No value yet: the first comes with the second capture.",
                    new Series("Granted", SeriesKind.Columns, "max GrantedBytes", Palette.Memory)
                )
                {
                    Height = 1.3,
                },
                new Heading("Grants", "Queries that wait for memory first, then those that hold most."),
                new Table(
                    "GrantTable",
                    grants,
                    "RowId",
                    "No query holds or wants memory for sorts and hashes.",
                    new Column("Who", 4.0, "{WhoText}") { Second = "{SessionLabel}", Bold = true, OnPhone = true },
                    new Column("Requested", 1.3, "{RequestedBytes}") { OnPhone = true },
                    new Column("Granted", 1.3, "{GrantedBytes}"),
                    new Column("Used", 1.3, "{UsedBytes}"),
                    new Column("Waiting", 1.3, "{WaitingMs}") { OnPhone = true },
                    new Column("Parallel", 1.0, "{DopText}")
                ),
                new Heading("Clerks", "What SQL Server spends its memory on, beside a week ago.") { Metric = "memory.clerk_mb" },
                new Table(
                    "ClerkTable",
                    clerks,
                    "RowId",
                    "No value yet: the first comes with the second capture.",
                    new Column("Clerk", 4.4, "{ClerkType}") { Second = "{InstanceName}", OnPhone = true },
                    new Column("Size", 1.3, "{SizeBytes}") { Metric = "memory.clerk_mb", Bold = true, OnPhone = true },
                    Column.Bar("SizeBytes", 1.9),
                    new Column("A week ago", 1.3, "{BeforeBytes}"),
                    new Column("Growth", 1.3, "{GrowthRatio}") { OnPhone = true }
                )
                {
                    Order = ["-SizeBytes"],
                },
            ],
        };
    }
}
