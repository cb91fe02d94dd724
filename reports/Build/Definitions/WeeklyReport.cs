// The week in one page, for those who look once a week: beside the week before, without links to follow.

namespace AxMonitor.Reports.Definitions;

public sealed class WeeklyReport : IReportDefinition
{
    public Report Define()
    {
        var week = new DataSet(
            "WeeklyReport",
            "InstanceId Stage TimeZone WeekStart",
            "RowNumber WeekText AnswerText FigureText ThisText BeforeText"
        );
        var incidents = new DataSet(
            "WeeklyIncidents",
            "InstanceId Stage TimeZone WeekStart",
            "AlertId Severity InstanceName Headline OpenedLocal DurationMs"
        );
        var levels = new DataSet(
            "SloStatus",
            "",
            "LevelName Description TargetPercent ReachedPercent BudgetLeftPercent BurnState"
        );
        var full = new DataSet(
            "Forecasts",
            "InstanceId Stage",
            "RowId InstanceName WhatText UsedPercent FullInDays FullText Severity"
        );

        return new Report("WeeklyReport", "The week in one page, beside the week before.")
        {
            Title = "Weekly report",
            Window = "7d",
            Parameters =
            [
                new Parameter("WeekStart", ParameterType.DateTime, "Week of (empty: the last whole week)"),
            ],
            Collectors = ["Requests", "Batch"],
            Parent = new Parent("Overview", "Overview"),
            Body =
            [
                new Answer("Sentence", week, "{AnswerText}") { Note = "{WeekText}" },
                new Table(
                    "FigureTable",
                    week,
                    "RowNumber",
                    "No week can be told of yet.",
                    new Column("Figure", 4.2, "{FigureText}") { Bold = true, OnPhone = true },
                    new Column("This week", 3.0, "{ThisText}") { OnPhone = true },
                    new Column("The week before", 3.0, "{BeforeText}") { OnPhone = true }
                )
                {
                    Order = ["RowNumber"],
                },
                new Heading("Longest alerts", "Five of the week, the critical before the others."),
                new Table(
                    "IncidentTable",
                    incidents,
                    "AlertId",
                    "No alert opened in this week.",
                    Column.Severity,
                    new Column("Opened", 1.4, "{OpenedLocal}") { OnPhone = true },
                    new Column("Alert", 5.9, "{Headline}") { Second = "{InstanceName}", OnPhone = true },
                    new Column("Lasted", 2.6, "{DurationMs}") { OnPhone = true }
                ),
                new Heading("Service levels", "Over the last 30 days, of the watched minutes."),
                new Table(
                    "LevelTable",
                    levels,
                    "LevelName",
                    "No service level is set.",
                    new Column("Level", 2.6, "{LevelName}") { Bold = true, OnPhone = true },
                    new Column("Means", 4.0, "{Description}"),
                    new Column("Target", 1.1, "{TargetPercent}"),
                    new Column("Reached", 1.2, "{ReachedPercent}") { Bold = true, OnPhone = true },
                    new Column("Budget left", 1.3, "{BudgetLeftPercent}") { OnPhone = true }
                ),
                new Heading("Full when", "The first to be full first."),
                new Table(
                    "FullTable",
                    full,
                    "RowId",
                    "Nothing has a forecast yet.",
                    Column.Severity,
                    new Column("What", 5.3, "{WhatText}") { Second = "{InstanceName}", OnPhone = true },
                    new Column("Used", 1.6, "{UsedPercent}") { OnPhone = true },
                    new Column("Full", 3.0, "{FullText}") { SortBy = "FullInDays", OnPhone = true }
                ),
            ],
        };
    }
}
