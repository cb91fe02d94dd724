// One leak: its days, its trend, when it reaches its limit, and what changed when it began.

namespace AxMonitor.Reports.Definitions;

public sealed class Leak : IReportDefinition
{
    public Report Define()
    {
        var leak = new DataSet(
            "Leak",
            "LeakId",
            """
            LeakId InstanceName InstanceId MetricName Unit Description KeyText WhatText Severity AnswerText ShapeText LevelText
            SlopeText RangeText RisePercent HistoryDays WindowDays OnsetDate OnsetErrorDays NightDate
            """
        );
        var series = new DataSet("LeakSeries", "LeakId", "DayDate MedianValue TrendValue LowValue HighValue LimitValue");
        var changes = new DataSet("LeakChanges", "LeakId TimeZone", "ChangedLocal WhatText KindText DistanceMs");

        return new Report("Leak", "One leak: its days, its trend, when it reaches its limit, and what changed when it began.")
        {
            Title = "[Leak {@LeakId}|Leak]",
            Window = "30d",
            Parameters = [new Parameter("LeakId", ParameterType.Integer, "Leak number")],
            Collectors = ["Batch", "Storage", "TempDb", "Memory"],
            Subject = new Subject(leak, "LeakId", "Choose a leak.", "Leak {@LeakId} does not exist, or is older than 12 months."),
            Parent = new Parent("All leaks", "Leaks"),
            Body =
            [
                new Answer("Sentence", leak, "{AnswerText}") { Note = "{Description}" },
                new Tiles(
                    new Tile("Shape", leak, "{ShapeText}") { Note = "[{Severity}]", BySeverity = true },
                    new Tile("Now", leak, "{LevelText}") { Note = "by the trend, on {NightDate}" },
                    new Tile("Grows", leak, "{SlopeText}") { Note = "95 %: {RangeText}" },
                    new Tile("Since", leak, "{OnsetDate}")
                    {
                        Note = "right to {OnsetErrorDays} days, {HistoryDays} days of history",
                    }
                ),
                new Heading(
                    "Days",
                    "Daily medians of 90 days, the trend since the onset, and 30 days ahead with the band of 95 percent; "
                        + "the limit, where a rule has one."
                ),
                new Chart(
                    "DayChart",
                    series,
                    "DayDate",
                    "in the metric's unit",
                    "No day is kept of this series.",
                    new Series("Median of the day", SeriesKind.Columns, "max MedianValue", Palette.Pale),
                    new Series("Trend", SeriesKind.Line, "max TrendValue", Palette.PageIo),
                    new Series("Low", SeriesKind.DashedLine, "max LowValue", Palette.Idle),
                    new Series("High", SeriesKind.DashedLine, "max HighValue", Palette.Idle),
                    new Series("Limit", SeriesKind.DashedLine, "max LimitValue", Palette.Wait)
                )
                {
                    Height = 2.6,
                    AxisFormat = "yyyy-MM-dd",
                },
                new Heading("When it began", "What changed on the instance around the onset, the nearest first."),
                new Table(
                    "ChangeTable",
                    changes,
                    "WhatText",
                    "Nothing that AxMonitor watches changed around the onset.",
                    new Column("When", 1.4, "{ChangedLocal}") { OnPhone = true },
                    new Column("What", 5.8, "{WhatText}") { OnPhone = true },
                    new Column("Kind", 1.4, "{KindText}"),
                    new Column("Away from it", 1.6, "{DistanceMs}")
                ),
            ],
        };
    }
}
