// Who is on, where, and which AOS is ill.

namespace AxMonitor.Reports.Definitions;

public sealed class Sessions : IReportDefinition
{
    public Report Define()
    {
        var tiles = new DataSet(
            "SessionTiles",
            "InstanceId Stage",
            """
            UserCount SessionCount AosCount AosUpCount AosDownCount StuckCount EndingCount HighestSessionCount
            LongTransactionCount OldestTransactionMs UserUsualText Severity
            """
        );
        var servers = new DataSet(
            "AosList",
            "InstanceId Stage TimeZone",
            """
            RowId InstanceName AosName Severity StateText HeartbeatAgeMs ActiveCount EndingCount StuckCount UserCount
            SqlSessionCount UsedPercent TaskCount StartedLocal SeenLocal UsualText
            """
        );
        var trend = new DataSet(
            "SessionTrend",
            "InstanceId Stage Period",
            "SliceLocal ClientText SessionCount TotalCount BandLow BandHigh UsualNote"
        );
        var list = new DataSet(
            "SessionList",
            "InstanceId Stage TimeZone Search Company ClientType",
            """
            SessionLifeId InstanceName UserName SessionNumber AosName ClientText ClientComputer Company LogOnLocal StateText
            EndingMs
            """
        );

        var groups = new DataSet("SessionGroups", "InstanceId Stage", "RowId KindName Name SessionCount UserCount");

        return new Report("Sessions", "Who is on, where, and which AOS is ill.")
        {
            RefreshSeconds = 30,
            Parameters = [new Parameter("ClientType", ParameterType.String, "Client type") { Default = "" }],
            Collectors = ["AxSessions"],
            RetentionDays = 30,
            Body =
            [
                new Tiles(
                    new Tile("Users", tiles, "{UserCount}") { Metric = "axsessions.user_count", Note = "{SessionCount} sessions[ · {UserUsualText}]", Now = true },
                    new Tile("AOS up", tiles, "{AosUpCount} of {AosCount}")
                    {
                        Metric = "axsessions.aos_up",
                        Note = "[{AosDownCount} down|all answer]",
                        BySeverity = true,
                        Now = true,
                    },
                    new Tile("Stuck", tiles, "{StuckCount}") { Metric = "axsessions.stuck_count", Note = "[{EndingCount} ending|none ending]", Now = true },
                    new Tile("Highest session id", tiles, "{HighestSessionCount}") { Metric = "axsessions.highest_session_id", Note = "of 65,535", Now = true },
                    new Tile("Long transactions", tiles, "{LongTransactionCount}")
                    {
                        Metric = "requests.long_transaction_count",
                        Note = "[oldest {OldestTransactionMs}|none is old]",
                        Now = true,
                        Link = new Link("LongTransactions"),
                    }
                ),
                new Heading(
                    "AX servers",
                    "Those in trouble first. An AOS that died leaves its status behind; go by its heartbeat."
                ),
                new Table(
                    "AosTable",
                    servers,
                    "RowId",
                    "No AOS has been seen.",
                    Column.Severity,
                    new Column("AOS", 1.7, "{AosName}") { Second = "{InstanceName}", OnPhone = true },
                    new Column("State", 3.2, "{StateText}")
                    {
                        Second = "[Sessions: {UsualText}]",
                        OnPhone = true,
                        ToolTip = "as of {SeenLocal}",
                    },
                    new Column("Heartbeat", 0.9, "{HeartbeatAgeMs}") { Metric = "axsessions.heartbeat_silent_ms", OnPhone = true },
                    new Column("Active", 0.65, "{ActiveCount}") { Metric = "axsessions.active_count" },
                    new Column("Users", 0.65, "{UserCount}") { Metric = "axsessions.user_count" },
                    new Column("Stuck", 0.6, "{StuckCount}") { Metric = "axsessions.stuck_count", Second = "[{EndingCount} ending]" },
                    new Column("Used", 0.65, "{UsedPercent}") { Metric = "axsessions.used_percent" },
                    new Column("SQL sessions", 0.75, "{SqlSessionCount}") { Metric = "axsessions.sql_sessions" },
                    new Column("Batch tasks", 0.8, "{TaskCount}") { Link = new Link("Batch") }
                ),
                new Heading("Sessions over time", "By type of client, the most in each slice.") { WindowLinks = true },
                new Chart(
                    "SessionChart",
                    trend,
                    "SliceLocal",
                    "sessions",
                    "Nothing was measured in this window.",
                    new Series("Sessions", SeriesKind.StackedColumns, "max SessionCount", Palette.Idle)
                )
                {
                    By = (
                        "ClientText",
                        [
                            ("Client", Palette.Volume),
                            ("Worker", Palette.Log),
                            ("Business Connector", Palette.Lock),
                            ("Web", Palette.Memory),
                        ]
                    ),
                },
                new Heading("All together", "Sessions of all types, the most in each slice. {UsualNote}")
                {
                    Metric = "axsessions.active_count",
                    Data = trend,
                },
                new Chart(
                    "TotalChart",
                    trend,
                    "SliceLocal",
                    "sessions",
                    "Nothing was measured in this window.",
                    new Series("Sessions", SeriesKind.Line, "max TotalCount", Palette.Volume)
                )
                {
                    Band = ("BandLow", "BandHigh"),
                    Height = 1.3,
                },
                new Heading("By client and company", "Sessions that are on now; one that is opened filters the list below by it."),
                new Beside(
                    Groups("ClientGroups", "Client types", "client type", "ClientType=Name", "No session is on."),
                    Groups("CompanyGroups", "Companies", "company", "Company=Name", "No session is on.")
                ),
                new Heading(
                    "Sessions",
                    "As the latest capture saw them; stuck ones first, then the latest log-on. "
                        + "Search finds user, AOS, computer, company."
                ),
                new Table(
                    "SessionTable",
                    list,
                    "SessionLifeId",
                    "No session matches.",
                    new Column("User", 1.2, "{UserName}") { Bold = true, OnPhone = true },
                    new Column("AX session", 0.9, "{SessionNumber}"),
                    new Column("AOS", 1.5, "{AosName}") { Second = "{InstanceName}", OnPhone = true },
                    new Column("Client", 1.2, "{ClientText}"),
                    new Column("Computer", 1.4, "{ClientComputer}"),
                    new Column("Company", 0.8, "{Company}"),
                    new Column("Log-on", 1.4, "{LogOnLocal}") { OnPhone = true },
                    new Column("State", 0.8, "{StateText}") { OnPhone = true },
                    new Column("Ending for", 1.0, "{EndingMs}")
                ),
            ],
        };

        Table Groups(string name, string title, string kind, string key, string empty) =>
            new(
                name,
                groups,
                "RowId",
                empty,
                new Column("Name", 2.2, "{Name}") { Link = new Link("Sessions", key), OnPhone = true },
                new Column("Sessions", 0.85, "{SessionCount}") { Bold = true, OnPhone = true },
                new Column("Users", 0.76, "{UserCount}") { OnPhone = true },
                Column.Bar("SessionCount", 1.2)
            )
            {
                Title = title,
                Where = ("KindName", kind),
                Order = ["-SessionCount"],
            };
    }
}
