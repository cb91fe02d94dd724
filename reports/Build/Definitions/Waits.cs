// What the server waited for, by category and type.

namespace AxMonitor.Reports.Definitions;

public sealed class Waits : IReportDefinition
{
    public Report Define()
    {
        var trend = new DataSet("WaitTrend", "InstanceId Stage Period", "SliceLocal CategoryName WaitedMsPerS");
        var categories = new DataSet(
            "WaitCategories",
            "InstanceId Stage Period",
            "CategoryName WaitedMs MsPerS UsualText SharePercent TaskCount SignalMs InflightMs InflightCount Description"
        );
        var types = new DataSet(
            "WaitTypes",
            "InstanceId Stage Period TopN",
            "WaitType CategoryName WaitedMs TaskCount MeanLatencyMs SignalPercent"
        );

        return new Report("Waits", "What the server waited for.")
        {
            RefreshSeconds = 30,
            Collectors = ["Waits"],
            RetentionDays = 30,
            Parent = new Parent("SQL health", "SqlHealth"),
            Body =
            [
                new Tiles(
                    new Tile("Waited", categories, "{sum WaitedMs}")
                    {
                        Metric = "waits.wait_ms_per_s",
                        Note = "by {sum TaskCount} tasks, in the window",
                        Muted = true,
                    },
                    new Tile("Top category", categories, "{CategoryName}") { Note = "[{SharePercent} of all waits][ · {UsualText}]" },
                    new Tile("Waiting for a processor", categories, "{sum SignalMs}")
                    {
                        Metric = "waits.signal_ms_per_s",
                        Note = "of the waited time (signal)",
                        Muted = true,
                        Link = new Link("TopStatements"),
                    },
                    new Tile("Waiting now", categories, "{sum InflightCount}")
                    {
                        Metric = "waits.inflight_tasks",
                        Note = "tasks, for {sum InflightMs} together",
                        Now = true,
                        Link = new Link("Blocking", "Window:1h"),
                    }
                ),
                new Heading("Over time", "Milliseconds waited in a second, by category.") { Metric = "waits.wait_ms_per_s", WindowLinks = true },
                new Chart(
                    "WaitChart",
                    trend,
                    "SliceLocal",
                    "ms waited per s",
                    "No value yet: the first comes with the second capture.",
                    new Series("Waited", SeriesKind.StackedColumns, "max WaitedMsPerS", Palette.Idle)
                )
                {
                    By = ("CategoryName", Categories.Waits),
                    Height = 2.4,
                },
                new Heading("Categories", "Most first. A lock leads to Blocking, page io and log to Files, memory to Memory."),
                new Table(
                    "CategoryTable",
                    categories,
                    "CategoryName",
                    "No value yet: the first comes with the second capture.",
                    new Column("Category", 1.3, "{CategoryName}") { Bold = true, OnPhone = true },
                    new Column("Waited", 1.1, "{WaitedMs}") { OnPhone = true },
                    new Column("Share", 0.8, "{SharePercent}") { OnPhone = true },
                    Column.Bar("WaitedMs", 1.2, Palette.WaitBar),
                    new Column("Waiting now", 1.0, "{InflightMs}") { Metric = "waits.inflight_ms", Second = "[{InflightCount} tasks]", OnPhone = true },
                    new Column("Beside usual", 2.0, "{UsualText}") { OnPhone = true },
                    new Column("Means", 2.8, "{Description}")
                )
                {
                    Order = ["-WaitedMs"],
                },
                new Heading("Wait types", "Most first."),
                new Table(
                    "TypeTable",
                    types,
                    "WaitType",
                    "No value yet: the first comes with the second capture.",
                    new Column("Wait type", 3.6, "{WaitType}") { Second = "{CategoryName}", OnPhone = true },
                    new Column("Waited", 1.3, "{WaitedMs}") { Bold = true, OnPhone = true },
                    Column.Bar("WaitedMs", 1.6, Palette.WaitBar),
                    new Column("Tasks", 1.1, "{TaskCount}"),
                    new Column("Mean", 1.2, "{MeanLatencyMs}") { OnPhone = true },
                    new Column("Signal", 1.4, "{SignalPercent}") { Metric = "waits.signal_percent" }
                )
                {
                    Order = ["-WaitedMs"],
                },
            ],
        };
    }
}
