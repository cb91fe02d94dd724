// The first page: whether any environment is in trouble, since when, and where to look.

namespace AxMonitor.Reports.Definitions;

public sealed class Overview : IReportDefinition
{
    private const string Instances = "First(Fields!InstanceCount.Value, \"OverviewTiles\")";

    /// <summary>Good news is worth something only where somebody looks: all are collecting, then.</summary>
    private const string Calm =
        "=\"No open alert.\" & IIf(First(Fields!NotCollectingCount.Value, \"OverviewTiles\") > 0 Or "
        + Instances
        + " < 1, \"\", IIf("
        + Instances
        + " = 1, \" The one instance is collecting.\", \" All \" & "
        + Instances
        + " & \" instances are collecting.\"))";

    public Report Define()
    {
        var tiles = new DataSet(
            "OverviewTiles",
            "InstanceId Stage",
            """
            Severity AlertCount CriticalCount WarningCount InstanceCount NotCollectingCount OffCollectorCount BlockedCount
            LongestWaitMs BatchOverdueCount OldestAgeMs AosCount AosDownCount FullInDays BlockedUsualText BatchUsualText
            """
        );
        var alerts = new DataSet(
            "OverviewAlerts",
            "InstanceId Stage TimeZone",
            "AlertId InstanceId InstanceName Severity RuleName Headline CauseText State OpenedLocal DurationMs"
        );
        var instances = new DataSet(
            "OverviewInstances",
            "InstanceId Stage TimeZone",
            """
            InstanceId InstanceName Stage Severity AlertCount DataAgeMs OffText AosText SessionCount BlockedCount OverdueCount
            FailedPercent FailedText CpuNowPercent TempDbPercent FullInDays FullText BackupAgeMs LeakCount SlotLocal CpuPercent CpuLow CpuHigh CpuUsualText ReadLatencyMs ReadNowLatencyMs
            """
        );
        var changes = new DataSet(
            "Changes",
            "InstanceId Stage Period",
            "ChangedLocal InstanceName WhatText ChangedBy SourceName"
        );

        var levels = new DataSet(
            "SloStatus",
            "",
            "LevelName Description TargetPercent ReachedPercent BudgetLeftPercent BudgetLeftMinutes BurnState"
        );

        return new Report("Overview", "Whether any environment is in trouble, since when, and where to look.")
        {
            RefreshSeconds = 30,
            Collectors = ["Requests", "Batch", "AxSessions", "Cpu", "FileIo", "TempDb", "Storage"],
            Body =
            [
                new Tiles(
                    new Tile("Open alerts", tiles, "{AlertCount}")
                    {
                        Note = "{CriticalCount} critical · {WarningCount} warning",
                        BySeverity = true,
                        Link = new Link("Alerts"),
                    },
                    new Tile("Not collecting", tiles, "{NotCollectingCount}")
                    {
                        Note = "of {InstanceCount} instances[, {OffCollectorCount} collectors]",
                        Link = new Link("Administration"),
                    },
                    new Tile("Blocked now", tiles, "{BlockedCount}")
                    {
                        Metric = "requests.blocked_count",
                        Note = "[longest wait {max LongestWaitMs}|{BlockedUsualText}]",
                        Now = true,
                        Link = new Link("Blocking", "Window:1h"),
                    },
                    new Tile("Batch overdue", tiles, "{BatchOverdueCount}")
                    {
                        Metric = "batch.overdue_count",
                        Note = "[oldest {OldestAgeMs}|[{BatchUsualText}|none waits too long]]",
                        Now = true,
                        Link = new Link("Batch"),
                    },
                    new Tile("AOS down", tiles, "{AosDownCount}")
                    {
                        Metric = "axsessions.aos_up",
                        Note = "of {AosCount}",
                        Now = true,
                        Link = new Link("Sessions"),
                    },
                    new Tile("First full", tiles, "{FullInDays}") { Note = "of all that fills up", Link = new Link("Leaks") }
                ),
                new Table(
                    "OpenAlerts",
                    alerts,
                    "AlertId",
                    Calm,
                    Column.Severity,
                    new Column("Since", 1.4, "{OpenedLocal}") { Second = "{DurationMs}", OnPhone = true },
                    new Column("Alert", 4.6, "{Headline}")
                    {
                        Second = "{RuleName}[, {State}]",
                        Link = new Link("Alert", "AlertId", "InstanceId"),
                        OnPhone = true,
                    },
                    new Column("Instance", 1.2, "{InstanceName}") { Link = new Link("Instance", "InstanceId") },
                    new Column("Cause", 2.7, "{CauseText}") { ToolTip = "{CauseText}" }
                )
                {
                    EmptyData = tiles,
                },
                new Heading(
                    "Instances",
                    "The worst first, then production before test. Lines are the last 24 hours. "
                        + "A cell leads to the page that tells more."
                ),
                new Table(
                    "InstanceTable",
                    instances,
                    "InstanceId",
                    "No instance is watched.",
                    Column.Severity,
                    new Column("Instance", 1.2, "{InstanceName}")
                    {
                        Second = "{Stage}",
                        Link = new Link("Instance", "InstanceId"),
                        OnPhone = true,
                    },
                    new Column("Alerts", 0.55, "{AlertCount}") { Link = new Link("Alerts", "InstanceId"), OnPhone = true },
                    new Column("Data age", 0.75, "{DataAgeMs}")
                    {
                        Second = "{OffText}",
                        Link = new Link("Administration", "InstanceId"),
                    },
                    new Column("AOS up", 0.55, "{AosText}") { Metric = "axsessions.aos_up", Link = new Link("Sessions", "InstanceId") },
                    new Column("Sessions", 0.65, "{SessionCount}") { Metric = "axsessions.active_count", Link = new Link("Sessions", "InstanceId") },
                    new Column("Blocked", 0.6, "{BlockedCount}")
                    {
                        Link = new Link("Blocking", "InstanceId", "Window:1h"),
                        OnPhone = true,
                    },
                    new Column("Overdue", 0.65, "{OverdueCount}") { Metric = "batch.overdue_count", Link = new Link("Batch", "InstanceId"), OnPhone = true },
                    new Column("Failed", 0.55, "{FailedPercent}")
                    {
                        Link = new Link("Batch", "InstanceId"),
                        ToolTip = "{FailedText}",
                    },
                    new Column("CPU", 0.55, "{CpuNowPercent}")
                    {
                        Metric = "cpu.sql_percent",
                        Link = new Link("SqlHealth", "InstanceId"),
                        ToolTip = "[{CpuUsualText}]",
                    },
                    Column.Line("CPU, 24 h", 0.75, "CpuPercent", "SlotLocal", "CpuNowPercent") with
                    {
                        Band = ("CpuLow", "CpuHigh"),
                    },
                    Column.Line("Read latency, 24 h", 0.75, "ReadLatencyMs", "SlotLocal", "ReadNowLatencyMs") with
                    {
                        Link = new Link("Files", "InstanceId"),
                    },
                    new Column("Tempdb", 0.6, "{TempDbPercent}") { Metric = "tempdb.used_percent", Link = new Link("TempDb", "InstanceId") },
                    new Column("Full in", 0.65, "{FullInDays}")
                    {
                        Link = new Link("Files", "InstanceId"),
                        ToolTip = "[{FullText}]",
                    },
                    new Column("Backup age", 0.65, "{BackupAgeMs}") { Metric = "log.backup_age_min", Link = new Link("Files", "InstanceId") },
                    new Column("Leaks", 0.45, "{LeakCount}") { Link = new Link("Leaks", "InstanceId") }
                )
                {
                    Order = ["-Severity"],
                },
                new Heading(
                    "Service levels",
                    "Of all instances, over the last 30 days: what was reached of the watched minutes."
                ),
                new Table(
                    "LevelTable",
                    levels,
                    "LevelName",
                    "No service level is set.",
                    new Column("Level", 2.2, "{LevelName}") { Bold = true, OnPhone = true },
                    new Column("Means", 3.8, "{Description}"),
                    new Column("Target", 0.9, "{TargetPercent}"),
                    new Column("Reached", 0.9, "{ReachedPercent}") { Bold = true, OnPhone = true },
                    new Column("Budget left", 1.2, "{BudgetLeftPercent}") { OnPhone = true },
                    new Column("Burns", 1.2, "{BurnState}")
                ),
                new Heading("Changes", "Of server settings and files, and what administrators of AxMonitor did.")
                {
                    WindowLinks = true,
                },
                new Table(
                    "ChangeTable",
                    changes,
                    "ChangedLocal",
                    "Nothing changed in this window.",
                    new Column("When", 1.4, "{ChangedLocal}") { OnPhone = true },
                    new Column("Instance", 1.4, "[{InstanceName}|AxMonitor]"),
                    new Column("What", 6.0, "{WhatText}") { OnPhone = true },
                    new Column("By", 1.4, "{ChangedBy}")
                )
                {
                    Order = ["-ChangedLocal"],
                },
            ],
        };
    }
}
