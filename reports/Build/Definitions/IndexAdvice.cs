// Which indexes are missing, unused or fragmented, and which statistics are stale.

namespace AxMonitor.Reports.Definitions;

public sealed class IndexAdvice : IReportDefinition
{
    public Report Define()
    {
        var tiles = new DataSet(
            "IndexTiles",
            "InstanceId Stage",
            "MissingCount UnusedCount StaleCount FragmentedCount Severity ReasonText"
        );
        var missing = new DataSet(
            "MissingIndexes",
            "InstanceId Stage TimeZone Search",
            """
            RowId InstanceName TableName KeyColumns IncludedColumns SavesPercent WantedCount SavingCost LastWantedLocal
            NearestIndexName Advice Severity
            """
        );
        var unused = new DataSet(
            "UnusedIndexes",
            "InstanceId Stage Search",
            "RowId InstanceName TableName IndexName SizeBytes UpdateCount"
        );
        var stale = new DataSet(
            "StaleStatistics",
            "InstanceId Stage TimeZone Search",
            "RowId InstanceName TableName StatisticName ChangedPercent ChangedCount RowCountText UpdatedLocal AgeMs"
        );
        var fragmented = new DataSet(
            "FragmentedIndexes",
            "InstanceId Stage TimeZone Search",
            "RowId InstanceName TableName IndexName PageCount FragmentationPercent MeasuredLocal"
        );

        return new Report("IndexAdvice", "Which indexes are missing, unused or fragmented, and which statistics are stale.")
        {
            Title = "Index advice",
            Collectors = ["IndexHealth"],
            Parent = new Parent("SQL health", "SqlHealth"),
            Body =
            [
                new Tiles(
                    new Tile("Missing", tiles, "{MissingCount}") { Metric = "index.missing_count", Note = "worthwhile" },
                    new Tile("Unused", tiles, "{UnusedCount}") { Metric = "index.unused_count", Note = "never read since the start" },
                    new Tile("Stale statistics", tiles, "{StaleCount}") { Metric = "stats.stale_count", Note = "[{ReasonText}]", BySeverity = true },
                    new Tile("Fragmented", tiles, "{FragmentedCount}") { Metric = "index.fragmented_count", Note = "each index has its turn within some nights" }
                ),
                new Heading(
                    "Missing",
                    "Columns in AX's order. Create in the AOT: an index made only in SQL goes with the next synchronization."
                ),
                new Table(
                    "MissingTable",
                    missing,
                    "RowId",
                    "Nothing worthwhile.",
                    Column.Severity,
                    new Column("Table", 1.7, "{TableName}") { Second = "{InstanceName}", Bold = true, OnPhone = true },
                    new Column("Columns", 3.4, "{KeyColumns}") { Second = "[include {IncludedColumns}]", OnPhone = true },
                    new Column("Saves", 0.8, "{SavesPercent}") { Bold = true, OnPhone = true },
                    new Column("Wanted", 0.8, "{WantedCount}") { ToolTip = "last {LastWantedLocal}" },
                    new Column("Nearest index", 1.2, "{NearestIndexName}"),
                    new Column("Advice", 2.0, "{Advice}")
                ),
                new Heading(
                    "Unused",
                    "The largest first. Every write keeps them up, and nobody has read them since the server's start."
                ),
                new Table(
                    "UnusedTable",
                    unused,
                    "RowId",
                    "None, or the server has not run for long enough.",
                    new Column("Table", 3.0, "{TableName}") { Second = "{InstanceName}", OnPhone = true },
                    new Column("Index", 4.0, "{IndexName}") { Bold = true, OnPhone = true },
                    new Column("Size", 1.6, "{SizeBytes}") { OnPhone = true },
                    new Column("Updates", 1.6, "{UpdateCount}")
                ),
                new Heading(
                    "Stale statistics",
                    "Tables that changed much since: plans are made for rows that are not there any more."
                ),
                new Table(
                    "StaleTable",
                    stale,
                    "RowId",
                    "No statistic is stale.",
                    new Column("Table", 2.6, "{TableName}") { Second = "{InstanceName} · {RowCountText}", OnPhone = true },
                    new Column("Statistic", 2.6, "{StatisticName}") { Bold = true, OnPhone = true },
                    new Column("Changed", 1.0, "{ChangedPercent}") { Bold = true, OnPhone = true },
                    new Column("Rows changed", 1.3, "{ChangedCount}"),
                    new Column("Updated", 1.4, "{UpdatedLocal}"),
                    new Column("Age", 1.3, "{AgeMs}") { OnPhone = true }
                ),
                new Heading("Fragmented", "By pages that lie out of order."),
                new Table(
                    "FragmentedTable",
                    fragmented,
                    "RowId",
                    "No index has been measured yet: the first come by night.",
                    new Column("Table", 2.8, "{TableName}") { Second = "{InstanceName}", OnPhone = true },
                    new Column("Index", 3.4, "{IndexName}") { OnPhone = true },
                    new Column("Pages", 1.3, "{PageCount}"),
                    new Column("Fragmentation", 1.3, "{FragmentationPercent}") { Bold = true, OnPhone = true },
                    new Column("Measured", 1.4, "{MeasuredLocal}")
                ),
            ],
        };
    }
}
