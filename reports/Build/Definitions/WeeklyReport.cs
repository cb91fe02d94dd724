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
            "WeeklyLevels",
            "InstanceId Stage TimeZone WeekStart",
            "LevelName Description TargetPercent ReachedPercent BeforePercent BadMinutes BeforeMinutes BudgetLeftPercent StateText"
        );
        var full = new DataSet(
            "Forecasts",
            "InstanceId Stage",
            "RowId InstanceName WhatText UsedPercent FullInDays FullText Severity"
        );
        var classes = new DataSet(
            "WeeklyBatch",
            "InstanceId Stage TimeZone WeekStart",
            "RowId InstanceName ClassName RunCount MedianMs UsualMs UsualRatio ExtraMs"
        );
        var leaks = new DataSet(
            "Leaks",
            "InstanceId Stage",
            "LeakId PlaceNumber InstanceName WhatText Severity OnsetDate RelativePercent CrossesText CrossesInDays ShapeText"
        );
        var changes = new DataSet(
            "WeeklyChanges",
            "InstanceId Stage TimeZone WeekStart",
            "ChangedLocal InstanceName WhatText ChangedBy SourceName"
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
                new Heading("Slowest batch classes", "Five that took most beyond their usual, of runs that ended well.")
                {
                    Metric = "batch.duration_ms",
                },
                new Table(
                    "ClassTable",
                    classes,
                    "RowId",
                    "No batch class was slower than usual, or nothing is usual yet.",
                    new Column("Class", 4.0, "{ClassName}") { Second = "{InstanceName}", Bold = true, OnPhone = true },
                    new Column("Runs", 1.0, "{RunCount}"),
                    new Column("Median", 1.3, "{MedianMs}") { OnPhone = true },
                    new Column("Usual", 1.3, "{UsualMs}") { OnPhone = true },
                    new Column("Of usual", 1.1, "{UsualRatio}") { Bold = true, OnPhone = true },
                    new Column("Together longer", 1.5, "{ExtraMs}") { OnPhone = true }
                )
                {
                    Order = ["-ExtraMs"],
                },
                new Heading(
                    "Service levels",
                    "Of the minutes that were watched in each week. Budget left: of the 30 days that end with the week; below 0 it is overspent."
                ),
                new Table(
                    "LevelTable",
                    levels,
                    "LevelName",
                    "No service level is set.",
                    new Column("Level", 2.2, "{LevelName}") { Second = "{StateText}", Bold = true, OnPhone = true },
                    new Column("Means", 3.4, "{Description}"),
                    new Column("Target", 0.9, "{TargetPercent}"),
                    new Column("This week", 1.2, "{ReachedPercent}")
                    {
                        Second = "[{BadMinutes} bad minutes]",
                        Bold = true,
                        OnPhone = true,
                    },
                    new Column("The week before", 1.4, "{BeforePercent}") { Second = "[{BeforeMinutes} bad minutes]" },
                    new Column("Budget left", 1.1, "{BudgetLeftPercent}") { OnPhone = true }
                ),
                new Heading("What grows", "From day to day beyond chance, the first to hurt first.") { Data = leaks },
                new Table(
                    "LeakTable",
                    leaks,
                    "LeakId",
                    "Nothing rises from day to day.",
                    Column.Severity,
                    new Column("What", 4.9, "{WhatText}") { Second = "{InstanceName} · {ShapeText}", OnPhone = true },
                    new Column("Since", 1.4, "{OnsetDate}"),
                    new Column("A day", 1.2, "{RelativePercent}") { Bold = true, OnPhone = true },
                    new Column("Reaches its limit", 2.4, "{CrossesText}") { SortBy = "CrossesInDays", OnPhone = true }
                )
                {
                    Order = ["PlaceNumber"],
                },
                new Heading("Full when", "The ten fullest, the first to be full first."),
                new Table(
                    "FullTable",
                    full,
                    "RowId",
                    "Nothing has a forecast yet.",
                    Column.Severity,
                    new Column("What", 5.3, "{WhatText}") { Second = "{InstanceName}", OnPhone = true },
                    new Column("Used", 1.6, "{UsedPercent}") { OnPhone = true },
                    new Column("Full", 3.0, "{FullText}") { SortBy = "FullInDays", OnPhone = true }
                )
                {
                    Largest = ("UsedPercent", 10),
                },
                new Heading("Changes", "The latest ten of the week: of server settings and files, and what administrators did."),
                new Table(
                    "ChangeTable",
                    changes,
                    "ChangedLocal",
                    "Nothing changed in this week.",
                    new Column("When", 1.4, "{ChangedLocal}") { OnPhone = true },
                    new Column("What", 7.4, "{WhatText}") { Second = "[{InstanceName}|AxMonitor]", OnPhone = true },
                    new Column("By", 1.4, "{ChangedBy}")
                )
                {
                    Order = ["-ChangedLocal"],
                    Largest = ("ChangedLocal", 10),
                },
            ],
        };
    }
}
