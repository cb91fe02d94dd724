// Counters nobody looks at, but every server has: deprecated features, broker, replicas, wait statistics as
// counters.
namespace AxMonitor.Sandbox.AxWorkload.Server;

/// <summary>Rows of the other objects.</summary>
internal static class OtherCounters
{
    private static readonly string[] Deprecated =
    [
        "'::' function calling syntax",
        "ADDING TAPE DEVICE",
        "ALTER DATABASE WITH TORN_PAGE_DETECTION",
        "ALTER LOGIN WITH SET CREDENTIAL",
        "Azeri_Cyrillic_90",
        "BACKUP DATABASE or LOG TO TAPE",
        "CREATE FULLTEXT CATLOG IN PATH",
        "CREATE INDEX with 'DROP_EXISTING' relational index option",
        "CREATE TRIGGER WITH APPEND",
        "DATABASE_MIRRORING",
        "Data types: text ntext or image",
        "DBCC [UN]PINTABLE",
        "DBCC DBREINDEX",
        "DBCC INDEXDEFRAG",
        "DBCC SHOWCONTIG",
        "Hindi",
        "INDEX_OPTION",
        "Indirect TVF hints",
        "INSERT NULL into TIMESTAMP columns",
        "INSERT_HINTS",
        "Korean_Wansung_Unicode",
        "More than two-part column name",
        "Multiple table hints without comma",
        "NOLOCK or READUNCOMMITTED in UPDATE or DELETE",
        "Non-ANSI *= or =* outer join operators",
        "numbered_procedures",
        "Oldstyle RAISERROR",
        "sp_configure 'allow updates'",
        "sp_dboption",
        "sp_trace_create",
        "String literals as column aliases",
        "sysdatabases",
        "sysindexes",
        "sysobjects",
        "sysprocesses",
        "Table hint without WITH",
    ];

    private static readonly string[] WaitStatistics =
    [
        "Lock waits",
        "Log buffer waits",
        "Log write waits",
        "Memory grant queue waits",
        "Network IO waits",
        "Non-Page latch waits",
        "Page IO latch waits",
        "Page latch waits",
        "Thread-safe memory objects waits",
        "Transaction ownership waits",
        "Wait for the worker",
        "Workspace synchronization waits",
    ];

    private static readonly string[] Broker =
    [
        "Activation Errors Total",
        "Broker Transaction Rollbacks",
        "Corrupted Messages Total",
        "Dequeued TransmissionQ Msgs/sec",
        "Dropped Messages Total",
        "Enqueued Local Messages Total",
        "Enqueued Messages Total",
        "SQL RECEIVE Total",
        "SQL RECEIVEs/sec",
        "SQL SEND Total",
        "SQL SENDs/sec",
    ];

    private static readonly string[] Replica =
    [
        "Bytes Received from Replica/sec",
        "Bytes Sent to Replica/sec",
        "Bytes Sent to Transport/sec",
        "Flow Control Time (ms/sec)",
        "Flow Control/sec",
        "Receives from Replica/sec",
        "Resent Messages/sec",
        "Sends to Replica/sec",
        "Sends to Transport/sec",
    ];

    public static IEnumerable<CounterRow> Rows(ServerMoment m) =>
        [
            .. Deprecated.Select(
                (d, i) =>
                    new CounterRow(
                        "Deprecated Features",
                        "Usage",
                        d,
                        CounterType.State,
                        d is "sysobjects" or "sysprocesses" ? 40 + i : 0
                    )
            ),
            .. WaitStatistics.SelectMany(w =>
                new[]
                {
                    "Average wait time (ms)",
                    "Cumulative wait time (ms) per second",
                    "Waits in progress",
                    "Waits started per second",
                }.Select(i => new CounterRow(
                    "Wait Statistics",
                    w,
                    i,
                    CounterType.State,
                    w == "Lock waits" && i == "Waits in progress" ? m.Sessions.Blocked.Count() : 0
                ))
            ),
            .. Broker.Select(b => new CounterRow(
                "Broker Statistics",
                b,
                "",
                b.EndsWith("/sec", StringComparison.Ordinal) ? CounterType.Sum : CounterType.State,
                0
            )),
            .. Replica.Select(r => new CounterRow("Availability Replica", r, "_Total", CounterType.Sum, 0)),
        ];
}
