// Who burns processor, reads and time: the leading statements.

namespace AxMonitor.Reports.Definitions;

public sealed class TopStatements : IReportDefinition
{
    private static readonly (string Value, string Colour)[] Places =
        [
            ("No. 1", Palette.PageIo),
            ("No. 2", Palette.Lock),
            ("No. 3", Palette.Log),
            ("No. 4", Palette.Memory),
            ("No. 5", Palette.Network),
        ];

    public Report Define()
    {
        var list = new DataSet(
            "TopStatements",
            "InstanceId Stage Period By Search TopN",
            """
            RowId RankNumber InstanceId InstanceName QueryKey Statement Tables StatementKind FlagsText RunCount CpuMs ElapsedMs
            ReadCount MeanLatencyMs CpuSharePercent LeadersPercent PlanCount RegressionId Severity
            """
        );

        var trend = new DataSet(
            "TopStatementTrend",
            "InstanceId Stage Period By Search",
            "SliceLocal PlaceText ValuePerS UnitText"
        );

        return new Report("TopStatements", "Who burns processor, reads and time.")
        {
            Title = "Top statements",
            Collectors = ["QueryStats"],
            RetentionDays = 30,
            Parameters =
            [
                new Parameter("By", ParameterType.String, "Order by")
                {
                    Default = "cpu",
                    Choices =
                    [
                        ("cpu", "processor time"),
                        ("reads", "reads"),
                        ("duration", "duration"),
                        ("executions", "executions"),
                        ("mean", "mean duration"),
                    ],
                },
            ],
            Parent = new Parent("SQL health", "SqlHealth"),
            Body =
            [
                new Heading("Over time", "{UnitText}: the five that lead in the window, by their rank below, and all others together.")
                {
                    Data = trend,
                    WindowLinks = true,
                },
                new Chart(
                    "TrendChart",
                    trend,
                    "SliceLocal",
                    "a second",
                    "Nothing was captured in this window.",
                    new Series("Statement", SeriesKind.StackedColumns, "max ValuePerS", Palette.Idle)
                )
                {
                    By = ("PlaceText", Places),
                },
                new Heading("Statements", "Leaders of each capture only[; together {LeadersPercent} of all processor time].")
                {
                    Data = list,
                },
                new Table(
                    "StatementTable",
                    list,
                    "RowId",
                    "Did not lead in this window.",
                    Column.Severity,
                    new Column("Rank", 0.4, "{RankNumber}"),
                    new Column("Statement", 3.6, "{Statement:statement}")
                    {
                        Second = "{InstanceName}[ · {FlagsText}]",
                        Link = new Link("Statement", "QueryKey", "InstanceId"),
                        ToolTip = "{Statement}",
                        OnPhone = true,
                    },
                    new Column("Tables", 1.3, "{Tables}"),
                    new Column("Runs", 0.8, "{RunCount}"),
                    new Column("CPU", 0.9, "{CpuMs}") { Bold = true, OnPhone = true },
                    new Column("Share", 0.7, "{CpuSharePercent}") { OnPhone = true },
                    new Column("Mean", 0.9, "{MeanLatencyMs}") { OnPhone = true },
                    new Column("Reads", 0.9, "{ReadCount}"),
                    new Column("Plans", 0.4, "{PlanCount}")
                )
                {
                    Order = ["RankNumber"],
                },
            ],
        };
    }
}
