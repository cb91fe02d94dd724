// Who fills tempdb, and with what.

namespace AxMonitor.Reports.Definitions;

public sealed class TempDb : IReportDefinition
{
    public Report Define()
    {
        var tiles = new DataSet(
            "TempDbTiles",
            "InstanceId Stage",
            "UsedPercent FreeBytes TotalBytes VersionAgeMs AxTableCount AllocationWaitCount FileCount FilesText Severity"
        );
        var trend = new DataSet(
            "TempDbTrend",
            "InstanceId Stage Period",
            "SliceLocal UserBytes InternalBytes VersionBytes MixedBytes FreeBytes AxTableCount"
        );
        var holders = new DataSet(
            "TempDbHolders",
            "InstanceId Stage",
            """
            RowId InstanceName WhoText SessionLabel AxConfidence Severity UserBytes InternalBytes TotalBytes VersionAgeMs Status
            Statement InstanceId ExecutionId QueryKey
            """
        );
        var kinds = new DataSet(
            "TempDbAxTables",
            "InstanceId Stage",
            "RowId InstanceName TableText TableCount BeforeCount GrowthRatio"
        );

        return new Report("TempDb", "Who fills tempdb, and with what.")
        {
            Title = "Tempdb",
            RefreshSeconds = 30,
            Collectors = ["TempDb"],
            RetentionDays = 30,
            Parent = new Parent("SQL health", "SqlHealth"),
            Body =
            [
                new Tiles(
                    new Tile("Used", tiles, "{UsedPercent}") { Metric = "tempdb.used_percent", Note = "of {TotalBytes}", BySeverity = true, Now = true },
                    new Tile("Free", tiles, "{FreeBytes}") { Metric = "tempdb.free_mb", Note = "{FilesText}", Now = true },
                    new Tile("Version age", tiles, "{VersionAgeMs}")
                    {
                        Metric = "tempdb.version_age_s",
                        Note = "of the oldest row versions that are kept",
                        Now = true,
                    },
                    new Tile("AX tables", tiles, "{AxTableCount}") { Metric = "tempdb.ax_tables", Note = "temporary tables of AX", Now = true },
                    new Tile("Allocation waits", tiles, "{AllocationWaitCount}")
                    {
                        Metric = "tempdb.latch_waits",
                        Note = "tasks, at the latest capture",
                        Now = true,
                    }
                ),
                new Heading("Space", "By what takes it, in GB: the most in each slice, and the least that was free.")
                {
                    Metric = "tempdb.used_mb",
                    WindowLinks = true,
                },
                new Chart(
                    "SpaceChart",
                    trend,
                    "SliceLocal",
                    "GB",
                    "No value yet: the first comes with the second capture.",
                    new Series("User objects", SeriesKind.StackedArea, "max UserBytes", Palette.Volume),
                    new Series("Internal objects", SeriesKind.StackedArea, "max InternalBytes", Palette.Lock),
                    new Series("Version store", SeriesKind.StackedArea, "max VersionBytes", Palette.Log),
                    new Series("Mixed extents", SeriesKind.StackedArea, "max MixedBytes", Palette.Network),
                    new Series("Free", SeriesKind.StackedArea, "min FreeBytes", Palette.Pale)
                ),
                new Chart(
                    "AxTableChart",
                    trend,
                    "SliceLocal",
                    "AX tables",
                    "No value yet: the first comes with the second capture.",
                    new Series("Temporary tables of AX", SeriesKind.Line, "max AxTableCount", Palette.PageIo)
                )
                {
                    Height = 1.3,
                },
                new Heading("Holders", "Sessions that hold space now, most first."),
                new Table(
                    "HolderTable",
                    holders,
                    "RowId",
                    "No session holds more than a little.",
                    Column.Severity,
                    new Column("Who", 2.4, "{WhoText}")
                    {
                        Second = "{SessionLabel}[ · {AxConfidence}]",
                        Bold = true,
                        Link = new Link("BatchExecution", "ExecutionId") { Optional = true },
                        ToolTip = "[Open the batch task that it runs{?ExecutionId}]",
                        OnPhone = true,
                    },
                    new Column("Together", 1.0, "{TotalBytes}") { Bold = true, OnPhone = true },
                    new Column("User", 0.9, "{UserBytes}"),
                    new Column("Internal", 0.9, "{InternalBytes}") { OnPhone = true },
                    new Column("Versions", 0.9, "{VersionAgeMs}"),
                    new Column("State", 1.0, "{Status}"),
                    new Column("Statement", 2.8, "{Statement:statement}")
                    {
                        Link = new Link("Statement", "QueryKey", "InstanceId") { Optional = true },
                        ToolTip = "{Statement}",
                    }
                )
                {
                    Order = ["-TotalBytes"],
                },
                new Heading(
                    "AX tables by kind",
                    "A kind whose number grows, and does not fall when the AOS is restarted, is a leak."
                ),
                new Table(
                    "KindTable",
                    kinds,
                    "RowId",
                    "No temporary table of AX was seen.",
                    new Column("Table", 4.4, "{TableText}") { Second = "{InstanceName}", OnPhone = true },
                    new Column("Now", 1.2, "{TableCount}") { Bold = true, OnPhone = true },
                    Column.Bar("TableCount", 2.0),
                    new Column("A week ago", 1.3, "{BeforeCount}"),
                    new Column("Growth", 1.3, "{GrowthRatio}") { OnPhone = true }
                )
                {
                    Order = ["-TableCount"],
                },
            ],
        };
    }
}
