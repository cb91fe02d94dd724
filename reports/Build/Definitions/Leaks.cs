// What grows from day to day until it hurts, and what is full when.

namespace AxMonitor.Reports.Definitions;

public sealed class Leaks : IReportDefinition
{
    public Report Define()
    {
        var tiles = new DataSet(
            "LeakTiles",
            "InstanceId Stage",
            "LeakCount EarlyCount CrossesInDays FullInDays SeriesCount LearningCount Severity"
        );
        var leaks = new DataSet(
            "Leaks",
            "InstanceId Stage Search TopN",
            """
            LeakId PlaceNumber InstanceName WhatText Description Severity OnsetDate RelativePercent RangeText LevelText LimitText
            CrossesInDays CrossesText ShapeText DayDate MedianValue ChangedText
            """
        );
        var full = new DataSet(
            "Forecasts",
            "InstanceId Stage",
            "RowId InstanceName WhatText KindName UsedPercent UsedText PerDayText FullInDays FullText Severity"
        );

        return new Report("Leaks", "What grows from day to day until it hurts, and what is full when.")
        {
            Window = "30d",
            Collectors = ["Batch", "Storage", "TempDb", "Memory"],
            Body =
            [
                new Tiles(
                    new Tile("Open leaks", tiles, "{LeakCount}")
                    {
                        Note = "[and {EarlyCount} early signs|no early sign]",
                        BySeverity = true,
                    },
                    new Tile("First to hurt", tiles, "{CrossesInDays}") { Note = "until it reaches its limit" },
                    new Tile("First full", tiles, "{FullInDays}") { Note = "of volumes, files, logs, sequences" },
                    new Tile("Learning", tiles, "{LearningCount}") { Note = "of {SeriesCount} series", Muted = true }
                ),
                new Heading(
                    "Leaks",
                    "The first to reach its limit first. Lines are the daily medians of 48 days. "
                        + "Changed: what changed nearest to its beginning."
                ),
                new Table(
                    "LeakTable",
                    leaks,
                    "LeakId",
                    "No leak in {SeriesCount} series[; {LearningCount} are learning].",
                    Column.Severity,
                    new Column("What", 2.6, "{WhatText}")
                    {
                        Second = "{InstanceName} · {ShapeText}",
                        Link = new Link("Leak", "LeakId"),
                        ToolTip = "{Description}",
                        OnPhone = true,
                    },
                    new Column("Since", 0.9, "{OnsetDate}"),
                    new Column("A day", 0.8, "{RelativePercent}") { Bold = true, OnPhone = true },
                    new Column("95 % of slopes", 1.3, "{RangeText}"),
                    new Column("Now", 0.9, "{LevelText}"),
                    new Column("Reaches its limit", 1.3, "{CrossesText}")
                    {
                        Second = "[limit {LimitText}]",
                        SortBy = "CrossesInDays",
                        OnPhone = true,
                    },
                    Column.Line("Days", 0.9, "MedianValue", "DayDate", "PlaceNumber"),
                    new Column("Changed", 1.2, "{ChangedText}") { Absent = "nothing known", ToolTip = "[{ChangedText}]" }
                )
                {
                    EmptyData = tiles,
                    Order = ["PlaceNumber"],
                },
                new Heading("Full when", "Everything that has a capacity, the first to be full first."),
                new Table(
                    "FullTable",
                    full,
                    "RowId",
                    "Nothing has a forecast yet: the first comes with the second night.",
                    Column.Severity,
                    new Column("What", 3.4, "{WhatText}") { Second = "{InstanceName}", OnPhone = true },
                    new Column("Used", 0.9, "{UsedPercent}") { Bold = true, OnPhone = true },
                    Column.Bar("UsedPercent", 1.2),
                    new Column("Now", 1.8, "{UsedText}"),
                    new Column("A day", 1.0, "{PerDayText}"),
                    new Column("Full", 1.6, "{FullText}") { SortBy = "FullInDays", OnPhone = true }
                ),
            ],
        };
    }
}
