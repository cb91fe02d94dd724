// Statements that take more since another plan: before, after, and what it has cost.

namespace AxMonitor.Reports.Definitions;

public sealed class PlanRegression : IReportDefinition
{
    public Report Define()
    {
        var list = new DataSet(
            "PlanRegressions",
            "InstanceId Stage Period",
            """
            RegressionId InstanceName InstanceId QueryKey Severity Statement Tables Reason DetectedLocal EndedLocal EndReason
            OldLatencyMs NewLatencyMs SlowerRatio CpuRatio ReadsRatio OldCpuLatencyMs NewCpuLatencyMs OldReadCount NewReadCount
            RunCount ExtraMs PlanText
            """
        );
        var state = new DataSet(
            "QueryStoreState",
            "InstanceId Stage",
            "InstanceId InstanceName StateText Reason Remedy UsedPercent PlanCount ForcedPlanCount"
        );
        var pair = new DataSet(
            "PlanPair",
            "RegressionId InstanceId Stage Period",
            """
            RegressionId InstanceName InstanceId QueryKey AnswerText MeasureNumber MeasureText BeforeText AfterText OldText NewText
            ChangeRatio
            """
        );
        var operators = new DataSet(
            "PlanOperators",
            "RegressionId InstanceId Stage Period",
            "SideNumber SideText PlanText OperatorCount ChangeText OperatorText"
        );

        return new Report("PlanRegression", "Statements that take more since another plan: before, after, and what it has cost.")
        {
            Title = "Plan regressions",
            Window = "7d",
            Collectors = ["QueryStore"],
            Parent = new Parent("SQL health", "SqlHealth"),
            Body =
            [
                new Answer("Sentence", pair, "[{AnswerText}|No regression in this window.]") { Note = "[{InstanceName}, statement {QueryKey}]" },
                new Tiles(
                    new Tile("Regressions", list, "{count}") { Note = "that go on or ended in the window", BySeverity = true },
                    new Tile("Cost", list, "{sum ExtraMs}") { Note = "beyond what the old plans would have taken" },
                    new Tile("Slowest", list, "[{SlowerRatio}|none]")
                    {
                        Note = "[since {DetectedLocal}, {PlanText}|no statement is slower]",
                    }
                ),
                new Heading("Regressions", "Those that go on first, then by what they have cost. Means are of one run.")
                {
                    WindowLinks = true,
                },
                new Table(
                    "RegressionTable",
                    list,
                    "RegressionId",
                    "No regression.",
                    Column.Severity,
                    new Column("Statement", 2.6, "{Statement:statement}")
                    {
                        Second = "{InstanceName} · {PlanText}",
                        Link = new Link("Statement", "QueryKey", "InstanceId"),
                        ToolTip = "{Statement}",
                        OnPhone = true,
                    },
                    new Column("Since", 1.4, "{DetectedLocal}") { Second = "[ended {EndedLocal:HH:mm}, {EndReason}]" },
                    new Column("Before", 0.9, "{OldLatencyMs}") { OnPhone = true },
                    new Column("After", 0.9, "{NewLatencyMs}") { Bold = true, OnPhone = true },
                    new Column("Slower", 0.7, "{SlowerRatio}")
                    {
                        Bold = true,
                        Link = new Link("PlanRegression", "RegressionId", "InstanceId"),
                        ToolTip = "Compare the plans of {PlanText}",
                        OnPhone = true,
                    },
                    new Column("CPU", 0.7, "{CpuRatio}") { ToolTip = "{OldCpuLatencyMs} before, {NewCpuLatencyMs} after" },
                    new Column("Reads", 0.7, "{ReadsRatio}") { ToolTip = "{OldReadCount} before, {NewReadCount} after" },
                    new Column("Runs", 0.8, "{RunCount}"),
                    new Column("Cost", 1.2, "{ExtraMs}") { OnPhone = true }
                ),
                new Heading("Before and after", "[{InstanceName}: {BeforeText} and {AfterText}, means of a run.|Of the regression that is chosen, or has cost most.]")
                {
                    Data = pair,
                },
                new Table(
                    "PairTable",
                    pair,
                    "MeasureNumber",
                    "No regression.",
                    new Column("Measure", 4.2, "{MeasureText}") { Bold = true, OnPhone = true },
                    new Column("Before", 2.0, "{OldText}") { OnPhone = true },
                    new Column("After", 2.0, "{NewText}") { OnPhone = true },
                    new Column("Change", 2.0, "{ChangeRatio}") { Bold = true, OnPhone = true }
                )
                {
                    Order = ["MeasureNumber"],
                },
                new Heading("Operators", "Open a line to see all of a plan."),
                new Table(
                    "OperatorTable",
                    operators,
                    "SideNumber",
                    "No regression.",
                    new Column("Plan", 1.6, "{PlanText}") { Second = "{SideText}", Bold = true, OnPhone = true },
                    new Column("Operators", 1.2, "{OperatorCount}"),
                    new Column("Only in this plan", 7.4, "[{ChangeText}|nothing that the other has not]") { OnPhone = true }
                )
                {
                    Order = ["SideNumber"],
                    Details = [new Detail("OPERATORS", "[{OperatorText}|(the plan has not been read)]")],
                },
                new Heading("Query Store", "Where nothing comes, why."),
                new Table(
                    "StoreTable",
                    state,
                    "InstanceId",
                    "No instance is watched.",
                    new Column("Instance", 1.6, "{InstanceName}") { OnPhone = true },
                    new Column("State", 1.4, "{StateText}") { Bold = true, OnPhone = true },
                    new Column("Reason", 2.6, "[{Reason}|collects]") { OnPhone = true },
                    new Column("Remedy", 2.2, "{Remedy}"),
                    new Column("Full", 0.7, "{UsedPercent}"),
                    new Column("Plans", 0.8, "{PlanCount}"),
                    new Column("Forced", 0.9, "{ForcedPlanCount}")
                ),
            ],
        };
    }
}
