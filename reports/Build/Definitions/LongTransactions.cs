// Who holds a transaction, and what it costs.

namespace AxMonitor.Reports.Definitions;

public sealed class LongTransactions : IReportDefinition
{
    private const string Fields = """
        LongTransactionId InstanceName Severity WhoText SessionLabel AxConfidence BatchTask SinceLocal EndedLocal OpenMs IdleMs
        LogBytes TempDbBytes StateText Statement IncidentId InstanceId ExecutionId QueryKey
        """;

    private const string RunTip = "[Open the run of {BatchTask}]";

    private static readonly Link Run = new("BatchExecution", "ExecutionId") { Optional = true };
    private static readonly Link Query = new("Statement", "QueryKey", "InstanceId") { Optional = true };

    public Report Define()
    {
        var tiles = new DataSet(
            "TransactionTiles",
            "InstanceId Stage",
            "OpenCount OldestMs LongestIdleMs LogBytes TempDbBytes RequestCount LongestRequestMs Severity"
        );
        var open = new DataSet("LongTransactions", "InstanceId Stage Period Search", Fields);
        var ended = new DataSet("EndedTransactions", "InstanceId Stage Period Search", Fields);
        var requests = new DataSet(
            "LongRequests",
            "InstanceId Stage Period Search",
            """
            LongRequestId InstanceName Severity WhoText SessionLabel BatchTask SinceLocal EndedLocal RunningMs CpuMs ReadCount
            TempDbBytes WaitType Statement InstanceId ExecutionId QueryKey
            """
        );
        var trend = new DataSet(
            "TransactionTrend",
            "InstanceId Stage Period",
            "SliceLocal OldestMs VersionBytes BandLowMs BandHighMs UsualNote"
        );

        return new Report("LongTransactions", "Who holds a transaction, and what it costs.")
        {
            Title = "Long transactions",
            RefreshSeconds = 30,
            Collectors = ["Requests"],
            RetentionDays = 30,
            Parent = new Parent("Sessions", "Sessions"),
            Body =
            [
                new Tiles(
                    new Tile("Oldest", tiles, "{OldestMs}")
                    {
                        Metric = "requests.oldest_transaction_ms",
                        Note = "[{OpenCount} long ones open|none is long]",
                        BySeverity = true,
                        Now = true,
                    },
                    new Tile("Idle in transaction", tiles, "{LongestIdleMs}")
                    {
                        Note = "the longest: nothing runs, locks are held",
                        Now = true,
                    },
                    new Tile("Log written", tiles, "{LogBytes}") { Note = "by all of them together", Now = true },
                    new Tile("Tempdb", tiles, "{TempDbBytes}") { Note = "at most, of all together", Now = true },
                    new Tile("Long requests", tiles, "{RequestCount}")
                    {
                        Metric = "requests.long_count",
                        Note = "[longest {LongestRequestMs}|none runs long]",
                        Now = true,
                    }
                ),
                new Heading("Oldest transaction", "In seconds, the most in each slice; below, the version store in GB. {UsualNote}")
                {
                    Data = trend,
                    Metric = "requests.oldest_transaction_ms",
                    WindowLinks = true,
                },
                new Chart(
                    "OldestChart",
                    trend,
                    "SliceLocal",
                    "s",
                    "Nothing was measured in this window.",
                    new Series("Oldest transaction", SeriesKind.Line, "max OldestMs", Palette.Wait)
                )
                {
                    Band = ("BandLowMs", "BandHighMs"),
                },
                new Chart(
                    "VersionChart",
                    trend,
                    "SliceLocal",
                    "GB",
                    "Nothing was measured in this window.",
                    new Series("Version store", SeriesKind.Columns, "max VersionBytes", Palette.Log)
                )
                {
                    Height = 1.3,
                },
                new Heading(
                    "Open",
                    "The longest first. What a session did last is not what takes long: between statements X++ works elsewhere."
                ),
                Transactions("OpenTable", open, "No transaction is older than 5 min.", "-OpenMs"),
                new Heading("Ended in the window", "The latest first."),
                Transactions("EndedTable", ended, "No long transaction ended in this window.", "-EndedLocal"),
                new Heading("Long requests", "Those that run first, then by how long they ran."),
                new Table(
                    "RequestTable",
                    requests,
                    "LongRequestId",
                    "No request ran long in this window.",
                    Column.Severity,
                    new Column("Who", 2.4, "{WhoText}")
                    {
                        Second = "{SessionLabel}",
                        Bold = true,
                        Link = Run,
                        ToolTip = RunTip,
                        OnPhone = true,
                    },
                    new Column("Since", 1.4, "{SinceLocal}") { Second = "[to {EndedLocal:HH:mm:ss}|still runs]" },
                    new Column("Running", 1.0, "{RunningMs}") { Bold = true, OnPhone = true },
                    new Column("CPU", 0.9, "{CpuMs}"),
                    new Column("Reads", 0.9, "{ReadCount}"),
                    new Column("Tempdb", 0.8, "{TempDbBytes}"),
                    new Column("Waits for", 1.0, "{WaitType}") { OnPhone = true },
                    new Column("Statement", 1.5, "{Statement:statement}") { Link = Query, ToolTip = "{Statement}" }
                ),
            ],
        };
    }

    private static Table Transactions(string name, DataSet data, string empty, string order) =>
        new(
            name,
            data,
            "LongTransactionId",
            empty,
            Column.Severity,
            new Column("Who", 2.5, "{WhoText}")
            {
                Second = "{SessionLabel}[ · {AxConfidence}]",
                Bold = true,
                Link = Run,
                ToolTip = RunTip,
                OnPhone = true,
            },
            new Column("Since", 1.4, "{SinceLocal}") { Second = "[to {EndedLocal:HH:mm:ss}|still open]" },
            new Column("Open", 1.0, "{OpenMs}") { Bold = true, OnPhone = true },
            new Column("Idle", 0.9, "{IdleMs}") { OnPhone = true },
            new Column("Log", 0.8, "{LogBytes}"),
            new Column("Tempdb", 0.8, "{TempDbBytes}"),
            new Column("State", 0.9, "{StateText}"),
            new Column("Blocks", 0.6, "[chain{?IncidentId}]")
            {
                Link = new Link("BlockingChain", "IncidentId") { Optional = true },
                SortBy = "IncidentId",
            },
            new Column("Statement", 1.0, "{Statement:statement}") { Link = Query, ToolTip = "{Statement}" }
        )
        {
            Order = [order],
        };
}
