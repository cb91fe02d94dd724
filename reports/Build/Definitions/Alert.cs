// One alert: what was measured, what stood behind it, what became of it, and where its cause shows.

namespace AxMonitor.Reports.Definitions;

public sealed class Alert : IReportDefinition
{
    public Report Define()
    {
        var alert = new DataSet(
            "Alert",
            "AlertId TimeZone",
            """
            AlertId InstanceId InstanceName Severity State RuleName AlertKey Headline CauseText AdviceText Priority AcknowledgedBy
            PendingLocal OpenedLocal AcknowledgedLocal ResolvedLocal DurationMs PlaybookUrl CausePage CauseName IncidentId
            DeadlockId ExecutionId LeakId QueryKey Search
            """
        );
        var measures = new DataSet(
            "AlertMeasures",
            "AlertId",
            "MeasureNumber MeasureName Description ValueText WarnText CriticalText WindowText DetailText"
        );
        var evidence = new DataSet("AlertEvidence", "AlertId", "RowNumber EvidenceName ItemNumber Name ValueText");
        var history = new DataSet(
            "AlertChanges",
            "AlertId TimeZone",
            "HistoryId ChangedLocal FromState ToState Severity ChangedBy Note"
        );
        var messages = new DataSet(
            "AlertNotifications",
            "AlertId TimeZone",
            "NotificationId CreatedLocal SentLocal Channel Recipients State Status Subject AttemptCount LastError"
        );
        var related = new DataSet(
            "AlertRelated",
            "AlertId TimeZone",
            "AlertId Severity RuleName Headline State OpenedLocal IsSameStory"
        );

        var batch = new DataSet(
            "AlertBatch",
            "AlertId TimeZone",
            "ExecutionId ClassName Caption Company AosName StartedLocal RunningMs UsualMs UsualRatio"
        );
        var changes = new DataSet(
            "AlertDayBefore",
            "AlertId TimeZone",
            "RowNumber KindText ChangedLocal WhatText BeforeMs QueryKey"
        );

        return new Report("Alert", "One alert: what was measured, what stood behind it, and where its cause shows.")
        {
            Title = "[Alert {@AlertId}|Alert]",
            Parameters = [new Parameter("AlertId", ParameterType.Integer, "Alert number")],
            Collectors = ["Requests", "Batch", "AxSessions"],
            Subject = new Subject(
                alert,
                "AlertId",
                "Choose an alert.",
                "Alert {@AlertId} does not exist, or is older than 12 months."
            ),
            Parent = new Parent("All alerts", "Alerts"),
            Body =
            [
                new Answer("Headline", alert, "{Headline}") { Note = "[{CauseText} ][{AdviceText}]" },
                new Tiles(
                    new Tile("State", alert, "{State}")
                    {
                        Note = "{Severity}, priority P{Priority}[, acknowledged by {AcknowledgedBy}]",
                        BySeverity = true,
                    },
                    new Tile("Duration", alert, "{DurationMs}") { Note = "[opened {OpenedLocal}|never opened]" },
                    new Tile("Playbook", alert, "{RuleName}")
                    {
                        Note = "[what to do{?PlaybookUrl}|no playbook] · {AlertKey}",
                        Address = "PlaybookUrl",
                    },
                    new Tile("Cause", alert, "{CauseName}")
                    {
                        Note = "open the page that shows it",
                        Link = new Link(
                            "=CausePage",
                            "InstanceId",
                            "IncidentId",
                            "DeadlockId",
                            "ExecutionId",
                            "LeakId",
                            "QueryKey"
                        ),
                    }
                ),
                new Heading("Measured", "When it opened or became worse, beside the limits that held then."),
                new Table(
                    "Measures",
                    measures,
                    "MeasureNumber",
                    "Nothing was noted.",
                    new Column("Measure", 4.4, "[{Description}|{MeasureName}]")
                    {
                        Second = "{MeasureName}[, over {WindowText}]",
                        OnPhone = true,
                    },
                    new Column("Measured", 1.2, "{ValueText}") { Bold = true, OnPhone = true },
                    new Column("Warns at", 1.1, "{WarnText}") { OnPhone = true },
                    new Column("Critical at", 1.1, "{CriticalText}"),
                    new Column("Noted", 2.4, "{DetailText}")
                )
                {
                    Order = ["MeasureNumber"],
                },
                new Heading(
                    "Evidence",
                    "Rows behind it, as they were then: the culprit, other alerts, batch tasks that ran, changes."
                ),
                new Table(
                    "EvidenceTable",
                    evidence,
                    "RowNumber",
                    "No rows were kept for this alert.",
                    new Column("What", 1.2, "{EvidenceName}") { Second = "{ItemNumber}" },
                    new Column("Name", 2.0, "{Name}") { Bold = true, OnPhone = true },
                    new Column("Value", 7.0, "{ValueText}") { OnPhone = true }
                )
                {
                    Order = ["RowNumber"],
                },
                new Heading("Batch then", "The tasks that ran when it opened, those that had run for longest first, 20 at most."),
                new Table(
                    "BatchTable",
                    batch,
                    "ExecutionId",
                    "No batch task ran when it opened.",
                    new Column("Class", 2.8, "{ClassName}")
                    {
                        Second = "{Caption}",
                        Link = new Link("BatchExecution", "ExecutionId"),
                        OnPhone = true,
                    },
                    new Column("Company", 0.9, "{Company}"),
                    new Column("AOS", 1.5, "{AosName}"),
                    new Column("Started", 1.5, "{StartedLocal}") { OnPhone = true },
                    new Column("Had run", 1.2, "{RunningMs}") { Bold = true, OnPhone = true },
                    new Column("Usual", 1.3, "{UsualMs}") { Absent = "no usual yet" },
                    new Column("Ratio", 1.0, "{UsualRatio}") { OnPhone = true }
                )
                {
                    Order = ["-RunningMs"],
                },
                new Heading("The day before", "What changed on the instance in the 24 hours before it opened, latest first, 20 at most."),
                new Table(
                    "DayBeforeTable",
                    changes,
                    "RowNumber",
                    "No setting, file or plan changed in the day before.",
                    new Column("When", 1.5, "{ChangedLocal}") { OnPhone = true },
                    new Column("Before it", 1.2, "{BeforeMs}"),
                    new Column("Kind", 1.2, "{KindText}") { OnPhone = true },
                    new Column("What", 6.3, "{WhatText}")
                    {
                        Link = new Link("Statement", "QueryKey", "InstanceId") { Optional = true },
                        Bold = true,
                        OnPhone = true,
                    }
                )
                {
                    Order = ["RowNumber"],
                },
                new Heading("Related alerts", "Of the same story, and others of the instance within half an hour."),
                new Table(
                    "RelatedTable",
                    related,
                    "AlertId",
                    "No other alert was open within half an hour.",
                    Column.Severity,
                    new Column("Opened", 1.4, "{OpenedLocal}") { OnPhone = true },
                    new Column("Alert", 6.2, "{Headline}")
                    {
                        Second = "{RuleName}",
                        Link = new Link("Alert", "AlertId"),
                        OnPhone = true,
                    },
                    new Column("State", 1.1, "{State}"),
                    new Column("Same story", 1.2, "=IIf(Fields!IsSameStory.Value, \"yes\", \"\")") { SortBy = "IsSameStory" }
                ),
                new Heading("History", "Acknowledge at the desk: axmonitor or EXEC alert.Acknowledge."),
                new Table(
                    "HistoryTable",
                    history,
                    "HistoryId",
                    "Nothing is noted of this alert.",
                    new Column("When", 1.4, "{ChangedLocal}") { OnPhone = true },
                    new Column("State", 1.8, "[{FromState} → ]{ToState}") { Second = "{Severity}", OnPhone = true },
                    new Column("By", 2.0, "{ChangedBy}"),
                    new Column("Note", 5.0, "{Note}")
                )
                {
                    Order = ["HistoryId"],
                },
                new Heading("Messages", "Who was told, and whether it arrived."),
                new Table(
                    "MessageTable",
                    messages,
                    "NotificationId",
                    "Nobody was told of this alert.",
                    new Column("Queued", 1.4, "{CreatedLocal}") { Second = "[sent {SentLocal:HH:mm:ss}]", OnPhone = true },
                    new Column("Channel", 1.0, "{Channel}") { OnPhone = true },
                    new Column("To", 2.3, "{Recipients}"),
                    new Column("Subject", 3.3, "{Subject}"),
                    new Column("Status", 0.8, "{Status}") { OnPhone = true },
                    new Column("Error", 1.4, "{LastError}")
                )
                {
                    Order = ["NotificationId"],
                },
            ],
        };
    }
}
