// What is open and who cares, what happened in the period, and which rules are noise.

namespace AxMonitor.Reports.Definitions;

public sealed class Alerts : IReportDefinition
{
    public Report Define()
    {
        var tiles = new DataSet(
            "AlertTiles",
            "InstanceId Stage Period",
            """
            Severity OpenCount CriticalCount WarningCount UnacknowledgedCount WindowCount MedianAcknowledgeMs MailCount
            FailedMailCount
            """
        );
        var list = new DataSet(
            "AlertList",
            "InstanceId Stage Period Search State Severity RuleName",
            """
            AlertId InstanceId InstanceName Severity RuleName Headline CauseText State OpenedLocal DurationMs AcknowledgedBy
            ResolvedLocal
            """
        );
        var noise = new DataSet(
            "AlertNoise",
            "InstanceId Stage Period",
            "RuleName FiredCount AcknowledgedPercent AlonePercent MeanDurationMs MailCount"
        );

        var tests = new DataSet(
            "BacktestRuns",
            "TimeZone",
            "RunId RuleName FromLocal ToLocal RanLocal RanBy LimitText AlertCount CriticalCount ConfirmedPercent OpenMs"
        );

        return new Report("Alerts", "What is open, what happened in the period, and which rules are noise.")
        {
            Window = "7d",
            RefreshSeconds = 30,
            Collectors = ["Requests", "Batch", "AxSessions"],
            Body =
            [
                new Tiles(
                    new Tile("Open", tiles, "{OpenCount}")
                    {
                        Note = "{CriticalCount} critical · {WarningCount} warning",
                        BySeverity = true,
                    },
                    new Tile("Not acknowledged", tiles, "{UnacknowledgedCount}") { Note = "of those that are open" },
                    new Tile("Opened in the window", tiles, "{WindowCount}") { Note = "also those since resolved", Muted = true },
                    new Tile("Median to acknowledge", tiles, "{MedianAcknowledgeMs}")
                    {
                        Note = "of those acknowledged in the window",
                        Muted = true,
                    },
                    new Tile("Messages in the window", tiles, "{MailCount}")
                    {
                        Note = "{FailedMailCount} could not be delivered",
                        Muted = true,
                    }
                ),
                new Heading("Alerts", "Those that are open first, the critical before the others.") { WindowLinks = true },
                new Table(
                    "AlertTable",
                    list,
                    "AlertId",
                    "No alert in this window.",
                    Column.Severity,
                    new Column("Opened", 1.4, "{OpenedLocal}") { OnPhone = true },
                    new Column("Alert", 4.4, "{Headline}")
                    {
                        Second = "{RuleName}",
                        Link = new Link("Alert", "AlertId", "InstanceId"),
                        ToolTip = "[{CauseText}]",
                        OnPhone = true,
                    },
                    new Column("Instance", 1.2, "{InstanceName}"),
                    new Column("State", 1.0, "{State}") { OnPhone = true },
                    new Column("Duration", 0.9, "{DurationMs}"),
                    new Column("Acknowledged by", 1.0, "{AcknowledgedBy}")
                ),
                new Heading(
                    "Noise",
                    "Rules by how often they fired. What nobody acknowledged and went by itself may be set too low."
                ),
                new Table(
                    "NoiseTable",
                    noise,
                    "RuleName",
                    "No rule fired in this window.",
                    new Column("Rule", 3.4, "{RuleName}")
                    {
                        Bold = true,
                        Link = new Link("Alerts", "RuleName"),
                        ToolTip = "The alerts of this rule",
                        OnPhone = true,
                    },
                    new Column("Fired", 0.9, "{FiredCount}") { OnPhone = true },
                    Column.Bar("FiredCount", 1.7),
                    new Column("Acknowledged", 1.1, "{AcknowledgedPercent}") { OnPhone = true },
                    new Column("Went by itself", 1.1, "{AlonePercent}") { OnPhone = true },
                    new Column("Mean duration", 1.1, "{MeanDurationMs}"),
                    new Column("Messages", 0.9, "{MailCount}")
                )
                {
                    Order = ["-FiredCount"],
                },
                new Heading("Back-tests", "What rules would have raised, with their limits or with others: axmonitor backtest makes one."),
                new Table(
                    "TestTable",
                    tests,
                    "RunId",
                    "No back-test yet: axmonitor backtest RULE makes one.",
                    new Column("Rule", 2.7, "{RuleName}")
                    {
                        Second = "{LimitText}",
                        Link = new Link("Backtest", "RunId"),
                        OnPhone = true,
                    },
                    new Column("Made", 1.4, "{RanLocal}") { Second = "{RanBy}" },
                    new Column("From", 1.4, "{FromLocal}"),
                    new Column("To", 1.4, "{ToLocal}"),
                    new Column("Alerts", 0.8, "{AlertCount}") { Bold = true, OnPhone = true },
                    new Column("Critical", 0.7, "{CriticalCount}") { OnPhone = true },
                    new Column("Acknowledged", 0.9, "{ConfirmedPercent}") { OnPhone = true },
                    new Column("Open", 0.9, "{OpenMs}")
                )
                {
                    Order = ["-RanLocal"],
                },
            ],
        };
    }
}
