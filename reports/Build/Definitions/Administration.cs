// Whether AxMonitor itself watches, what watching costs, and who changed what.

namespace AxMonitor.Reports.Definitions;

public sealed class Administration : IReportDefinition
{
    public Report Define()
    {
        var tiles = new DataSet(
            "AdministrationTiles",
            "InstanceId",
            """
            CollectorCount OffCount Severity FailedRunCount RunCount SourceMs WaitingMailCount FailedMailCount AsideCount
            UnmetCount
            """
        );
        var collectors = new DataSet(
            "CollectorList",
            "InstanceId TimeZone",
            """
            RowId InstanceName CollectorName Severity Standing Remedy DataAgeMs IntervalMs CostMs LastSourceMs AsideCount
            LastSuccessLocal
            """
        );
        var preflight = new DataSet(
            "PreflightList",
            "InstanceId",
            "RowId InstanceName CollectorName CheckName NeedText Severity Finding Remedy"
        );
        var jobs = new DataSet(
            "JobRuns",
            "InstanceId Period",
            "RowId InstanceName JobName Severity RunCount FailedCount MeanMs LongestMs LastLocal LastOutcome ErrorMessage"
        );
        var deliveries = new DataSet(
            "DeliveryList",
            "InstanceId Period",
            """
            NotificationId AlertId InstanceName Severity Channel Recipients Subject Status AttemptCount CreatedLocal SentLocal
            LastError
            """
        );
        var aside = new DataSet(
            "QuarantineList",
            "InstanceId Period",
            "QuarantineId InstanceName CollectorName Reason OccurrenceCount LastSeenLocal RawText"
        );
        var settings = new DataSet(
            "SettingList",
            "TimeZone Search",
            "SettingName SettingValue ValueKind Description ChangedLocal ChangedBy"
        );
        var schedule = new DataSet(
            "ScheduleList",
            "TimeZone",
            "JobNumber JobName DoesText Severity HolderName RunCount EveryMs MeanMs LastLocal NextLocal StateText"
        );
        var roles = new DataSet(
            "RoleList",
            "",
            "RoleNumber RoleName MayText AccountCount LoginCount MemberText MemberNote"
        );
        var audit = new DataSet(
            "AuditList",
            "Period Search",
            "EventId OccurredLocal ChangedBy LoginName ActionName Subject OldValue NewValue"
        );

        return new Report("Administration", "Whether AxMonitor itself watches, what watching costs, and who changed what.")
        {
            RefreshSeconds = 30,
            Collectors =
            [
                "Requests", "BlockedProcesses", "Deadlocks", "Batch", "AxSessions", "Waits", "Cpu", "Memory", "FileIo", "TempDb",
                "Storage", "Counters", "QueryStats", "QueryStore", "Errors", "Attentions", "LongQueries", "ServerInfo",
                "IndexHealth", "ObjectNames",
            ],
            Body =
            [
                new Tiles(
                    new Tile("Not collecting", tiles, "{OffCount}")
                    {
                        Note = "of {CollectorCount} collectors",
                        BySeverity = true,
                    },
                    new Tile("Cost", tiles, "{SourceMs}") { Note = "a minute on the watched servers" },
                    new Tile("Failed runs", tiles, "{FailedRunCount}") { Note = "of {RunCount} in the last hour" },
                    new Tile("Messages waiting", tiles, "{WaitingMailCount}") { Note = "{FailedMailCount} given up in a day" },
                    new Tile("Set aside", tiles, "{AsideCount}") { Note = "texts in a day, not understood" },
                    new Tile("Unmet needs", tiles, "{UnmetCount}") { Note = "see preflight" }
                ),
                new Heading(
                    "Collectors",
                    "What brings nothing first, with reason and remedy. Cost: a minute on the watched server, last hour."
                ),
                new Table(
                    "CollectorTable",
                    collectors,
                    "RowId",
                    "No instance is watched.",
                    Column.Severity,
                    new Column("Collector", 1.6, "{CollectorName}") { Second = "{InstanceName}", Bold = true, OnPhone = true },
                    new Column("Standing", 3.4, "{Standing}") { Second = "{Remedy}", OnPhone = true },
                    new Column("Age", 0.9, "{DataAgeMs}") { ToolTip = "last success {LastSuccessLocal}", OnPhone = true },
                    new Column("Every", 0.9, "{IntervalMs}"),
                    new Column("Cost", 0.9, "{CostMs}"),
                    Column.Bar("CostMs", 0.9),
                    new Column("Last run", 0.7, "{LastSourceMs}"),
                    new Column("Set aside", 0.6, "{AsideCount}")
                ),
                new Heading("Preflight", "What collectors need and do not find."),
                new Table(
                    "PreflightTable",
                    preflight,
                    "RowId",
                    "All that collectors need is there.",
                    Column.Severity,
                    new Column("Collector", 1.6, "{CollectorName}") { Second = "{InstanceName}", OnPhone = true },
                    new Column("Finding", 4.0, "{Finding}") { Second = "{CheckName} · {NeedText}", OnPhone = true },
                    new Column("Remedy", 4.3, "{Remedy}") { OnPhone = true }
                ),
                new Heading("Jobs", "Runs in the window; those that failed most first.") { WindowLinks = true },
                new Table(
                    "JobTable",
                    jobs,
                    "RowId",
                    "No job ran in this window.",
                    Column.Severity,
                    new Column("Job", 2.4, "{JobName}") { Second = "{InstanceName}", OnPhone = true },
                    new Column("Runs", 0.7, "{RunCount}"),
                    new Column("Failed", 0.7, "{FailedCount}") { Bold = true, OnPhone = true },
                    new Column("Mean", 0.8, "{MeanMs}"),
                    new Column("Longest", 0.9, "{LongestMs}"),
                    new Column("Last", 1.4, "{LastLocal}") { Second = "{LastOutcome}", OnPhone = true },
                    new Column("Last error", 3.0, "{ErrorMessage}")
                ),
                new Heading("Schedule", "The repository's own jobs: how often each ran in the last three hours, and who does it."),
                new Table(
                    "ScheduleTable",
                    schedule,
                    "JobNumber",
                    "No job is known.",
                    Column.Severity,
                    new Column("Job", 3.6, "{JobName}") { Second = "{DoesText}", Bold = true, OnPhone = true },
                    new Column("Every", 0.9, "{EveryMs}") { OnPhone = true },
                    new Column("Runs", 0.7, "{RunCount}"),
                    new Column("Mean", 0.8, "{MeanMs}"),
                    new Column("Last", 1.4, "{LastLocal}") { OnPhone = true },
                    new Column("Next about", 1.4, "{NextLocal}"),
                    new Column("Done by", 1.1, "[{HolderName}|nobody]") { Second = "{StateText}", OnPhone = true }
                )
                {
                    Order = ["JobNumber"],
                },
                new Heading("Deliveries", "Given up first, then what waits, then what was sent in the window."),
                new Table(
                    "DeliveryTable",
                    deliveries,
                    "NotificationId",
                    "No message in this window.",
                    Column.Severity,
                    new Column("Queued", 1.4, "{CreatedLocal}") { Second = "[sent {SentLocal:HH:mm:ss}]", OnPhone = true },
                    new Column("Subject", 3.7, "{Subject}")
                    {
                        Link = new Link("Alert", "AlertId") { Optional = true },
                        OnPhone = true,
                    },
                    new Column("Channel", 0.9, "{Channel}"),
                    new Column("To", 1.9, "{Recipients}"),
                    new Column("Status", 0.8, "{Status}") { Second = "[{AttemptCount} attempts]", OnPhone = true },
                    new Column("Error", 1.2, "{LastError}")
                ),
                new Heading("Set aside", "What collectors brought and nobody could understand."),
                new Table(
                    "AsideTable",
                    aside,
                    "QuarantineId",
                    "Nothing was set aside in this window.",
                    new Column("Last", 1.4, "{LastSeenLocal}") { OnPhone = true },
                    new Column("Collector", 1.6, "{CollectorName}") { Second = "{InstanceName}", OnPhone = true },
                    new Column("Reason", 6.2, "{Reason}") { OnPhone = true },
                    new Column("Times", 1.0, "{OccurrenceCount}")
                )
                {
                    Details = [new Detail("AS IT CAME", "[{RawText}|(no text)]")],
                },
                new Heading("Settings", "Values, and who changed them last. Search finds names and descriptions."),
                new Table(
                    "SettingTable",
                    settings,
                    "SettingName",
                    "No setting matches.",
                    new Column("Setting", 2.4, "{SettingName}") { Bold = true, OnPhone = true },
                    new Column("Value", 1.8, "{SettingValue}") { OnPhone = true },
                    new Column("Means", 3.6, "{Description}"),
                    new Column("Changed", 1.4, "{ChangedLocal}"),
                    new Column("By", 1.0, "{ChangedBy}")
                ),
                new Heading("Roles", "What each may, and how many are in it. Names are shown to administrators alone."),
                new Table(
                    "RoleTable",
                    roles,
                    "RoleNumber",
                    "No role is known.",
                    new Column("Role", 2.0, "{RoleName}") { Bold = true, OnPhone = true },
                    new Column("May", 3.8, "{MayText}") { OnPhone = true },
                    new Column("At the desk", 0.9, "{AccountCount}") { OnPhone = true },
                    new Column("Logins", 0.7, "{LoginCount}"),
                    new Column("Who", 2.8, "[{MemberText}|nobody to show]") { Second = "{MemberNote}" }
                )
                {
                    Order = ["RoleNumber"],
                },
                new Heading("Audit", "What administrators changed in the window."),
                new Table(
                    "AuditTable",
                    audit,
                    "EventId",
                    "Nobody changed anything in this window.",
                    new Column("When", 1.4, "{OccurredLocal}") { OnPhone = true },
                    new Column("Who", 1.4, "{ChangedBy}") { Second = "{LoginName}", OnPhone = true },
                    new Column("What", 2.6, "{ActionName}") { Second = "{Subject}", OnPhone = true },
                    new Column("From", 2.4, "{OldValue}"),
                    new Column("To", 2.4, "{NewValue}")
                ),
            ],
        };
    }
}
