// One back-test: what a rule would have raised, and beside what of it somebody acted.

namespace AxMonitor.Reports.Definitions;

public sealed class Backtest : IReportDefinition
{
    public Report Define()
    {
        var run = new DataSet(
            "BacktestRuns",
            "RunId TimeZone",
            """
            RunId RuleName FromLocal ToLocal RanLocal RanBy LimitText AnswerText AlertCount CriticalCount PendingOnlyCount ConfirmedCount
            ConfirmedPercent OpenMs
            """
        );
        var alerts = new DataSet(
            "BacktestAlerts",
            "RunId TimeZone",
            """
            AlertNumber InstanceName InstanceId AlertKey Severity PendingLocal OpenedLocal ResolvedLocal OpenMs PeakText ConfirmedText
            IncidentId
            """
        );

        return new Report("Backtest", "One back-test: what a rule would have raised, and beside what of it somebody acted.")
        {
            Title = "[Back-test {@RunId}|The latest back-test]",
            Window = "30d",
            Parameters = [new Parameter("RunId", ParameterType.Integer, "Back-test")],
            Collectors = ["Requests"],
            Subject = new Subject(
                run,
                "RunId",
                "No back-test yet: axmonitor backtest RULE makes one.",
                "Back-test {@RunId} does not exist; the latest twenty of each rule are kept."
            ),
            Parent = new Parent("All back-tests", "Alerts"),
            Body =
            [
                new Answer("Sentence", run, "{AnswerText}") { Note = "From {FromLocal} to {ToLocal}, {LimitText}." },
                new Tiles(
                    new Tile("Alerts", run, "{AlertCount}") { Note = "{CriticalCount} critical" },
                    new Tile("Confirmed", run, "{ConfirmedCount}") { Note = "[{ConfirmedPercent} of them|none would have opened]" },
                    new Tile("Open together", run, "{OpenMs}") { Note = "of all alerts" },
                    new Tile("Went away before", run, "{PendingOnlyCount}") { Note = "nobody would have been told" },
                    new Tile("Made", run, "{RanLocal}") { Note = "by {RanBy}" }
                ),
                new Heading("Alerts", "In the order of time; an alert without Opened went away before anybody was told."),
                new Table(
                    "AlertTable",
                    alerts,
                    "AlertNumber",
                    "It would have raised nothing.",
                    Column.Severity,
                    new Column("Opened", 1.5, "{OpenedLocal}") { OnPhone = true },
                    new Column("Resolved", 1.5, "{ResolvedLocal}") { Absent = "not before the end" },
                    new Column("Open", 1.1, "{OpenMs}") { OnPhone = true },
                    new Column("Key", 2.2, "{AlertKey}") { Second = "{InstanceName}", OnPhone = true },
                    new Column("Peak", 1.6, "{PeakText}"),
                    new Column("Acknowledged", 1.0, "{ConfirmedText}") { OnPhone = true },
                    new Column("Incident", 1.0, "{IncidentId}")
                    {
                        Link = new Link("BlockingChain", "IncidentId", "InstanceId") { Optional = true },
                        Absent = "none",
                    }
                )
                {
                    Order = ["AlertNumber"],
                },
            ],
        };
    }
}
