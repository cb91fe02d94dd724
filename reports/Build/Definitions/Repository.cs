// How large AxMonitor's own repository is, what makes it grow, and when a family reaches its cap.

namespace AxMonitor.Reports.Definitions;

public sealed class Repository : IReportDefinition
{
    public Report Define()
    {
        var families = new DataSet(
            "RepositorySize",
            "",
            "FamilyName RowTotal SizeBytes BytesPerDay ForecastBytes RetentionDays DaysToCap"
        );
        var tables = new DataSet("RepositoryTables", "", "TableName FamilyName RowTotal SizeBytes BytesPerDay OldestDayAt");
        var trend = new DataSet("RepositoryTrend", "", "DayDate FamilyName SizeBytes");

        return new Report("Repository", "How large AxMonitor's own repository is, and what makes it grow.")
        {
            Window = "90d",
            Collectors = ["Requests"],
            Parent = new Parent("Administration", "Administration"),
            Body =
            [
                new Tiles(
                    new Tile("Size", families, "{sum SizeBytes}") { Note = "as of the latest daily measure" },
                    new Tile("A day", families, "{sum BytesPerDay}") { Note = "what a day adds now" },
                    new Tile("In 30 days", families, "{sum ForecastBytes}") { Note = "with the purges in between" },
                    new Tile("Tables", tables, "{count}") { Note = "with their indexes and texts", Muted = true }
                ),
                new Heading("Over time", "By family, in GB, day by day."),
                new Chart(
                    "SizeChart",
                    trend,
                    "DayDate",
                    "GB",
                    "No size has been taken yet.",
                    new Series("Size", SeriesKind.StackedColumns, "sum SizeBytes", Palette.Volume)
                )
                {
                    AxisFormat = "MM-dd",
                    Height = 1.6,
                },
                new Heading("Families", "The largest first. A cap deletes nothing: shorten the retention, or raise it."),
                new Table(
                    "FamilyTable",
                    families,
                    "FamilyName",
                    "No size has been taken yet.",
                    new Column("Family", 2.6, "[{FamilyName}|(configuration and state)]")
                    {
                        Bold = true,
                        SortBy = "FamilyName",
                        OnPhone = true,
                    },
                    new Column("Size", 1.2, "{SizeBytes}") { Bold = true, OnPhone = true },
                    Column.Bar("SizeBytes", 1.6),
                    new Column("A day", 1.2, "{BytesPerDay}") { OnPhone = true },
                    new Column("In 30 days", 1.2, "{ForecastBytes}"),
                    new Column("Kept, days", 1.2, "{RetentionDays}"),
                    new Column("Days to its cap", 1.2, "{DaysToCap}") { OnPhone = true }
                )
                {
                    Order = ["-SizeBytes"],
                },
                new Heading("Tables", "The largest first."),
                new Table(
                    "SizeTable",
                    tables,
                    "TableName",
                    "No size has been taken yet.",
                    new Column("Table", 3.6, "{TableName}") { Second = "{FamilyName}", OnPhone = true },
                    new Column("Size", 1.4, "{SizeBytes}") { Bold = true, OnPhone = true },
                    new Column("A day", 1.4, "{BytesPerDay}") { OnPhone = true },
                    new Column("Rows", 1.8, "{RowTotal}"),
                    new Column("Oldest day", 2.0, "{OldestDayAt}")
                )
                {
                    Order = ["-SizeBytes"],
                },
            ],
        };
    }
}
