// Counters of the object Databases: each database of the server and their total.
namespace AxMonitor.Sandbox.AxWorkload.Server;

/// <summary>Rows of SQLServer:Databases.</summary>
internal static class DatabaseCounters
{
    private static readonly string[] Unused =
    [
        "Backup/Restore Throughput/sec",
        "Bulk Copy Rows/sec",
        "Bulk Copy Throughput/sec",
        "Commit table entries",
        "DBCC Logical Scan Bytes/sec",
        "Log Pool Disk Reads/sec",
        "Log Pool LogWriter Pushes/sec",
        "Log Pool Push Empty FreePool/sec",
        "Log Pool Push Low Memory/sec",
        "Log Pool Push No Free Buffer/sec",
        "Log Pool Req. Behind Trunc/sec",
        "Log Pool Requests Old VLF/sec",
        "Repl. Pending Xacts",
        "Repl. Trans. Rate",
        "Shrink Data Movement Bytes/sec",
        "Tracked transactions/sec",
        "XTP Controller DLC Latency/Fetch",
        "XTP Controller DLC Peak Latency",
        "XTP Controller Log Processed/sec",
        "XTP Memory Used (KB)",
    ];

    private static readonly HashSet<string> UnusedStates =
    [
        "Commit table entries",
        "Repl. Pending Xacts",
        "XTP Controller DLC Peak Latency",
        "XTP Memory Used (KB)",
    ];

    public static IEnumerable<CounterRow> Rows(ServerMoment m)
    {
        var files = ServerFiles.Of(m).ToLookup(f => ServerFiles.DatabaseName(f.DatabaseId, m));
        (string Name, double Share)[] databases =
        [
            (m.AxDatabaseName, 0.86),
            (m.AxDatabaseName + "_model", 0.01),
            ("tempdb", 0.11),
            ("master", 0.002),
            ("model", 0),
            ("msdb", 0.008),
            ("mssqlsystemresource", 0),
        ];
        return databases
            .SelectMany(d => Rows(m, d.Name, d.Share, [.. files[d.Name]]))
            .Concat(Rows(m, "_Total", databases.Sum(d => d.Share), [.. files.SelectMany(f => f)]));
    }

    private static IEnumerable<CounterRow> Rows(ServerMoment m, string database, double share, IReadOnlyList<ServerFile> files)
    {
        var transactions = share * m.Sum("counters.transactions", static l => l.TransactionsPerSecond);
        var logBytes = share * m.Sum("counters.log_bytes", static l => l.LogBytesPerSecond);
        var logMs = share * m.Sum("counters.log_ms", static l => l.TransactionsPerSecond * l.LogLatencyMs);
        var open = m.Sessions.Sessions.Count(s => s.TransactionBeganAt is not null);
        var dataKb = files.Where(static f => !f.IsLog).Sum(static f => f.SizeBytes) / 1024;
        var logKb = files.Where(static f => f.IsLog).Sum(static f => f.SizeBytes) / 1024;
        var usedKb = files.Where(static f => f.IsLog).Sum(static f => f.UsedBytes) / 1024;
        foreach (
            var (counter, value) in new (string, double)[]
            {
                ("Active Transactions", share > 0.5 ? open : 0),
                ("Data File(s) Size (KB)", dataKb),
                ("Log File(s) Size (KB)", logKb),
                ("Log File(s) Used Size (KB)", usedKb),
                ("Log Growths", share > 0.5 ? 3 : 0),
                ("Log Shrinks", 0),
                ("Log Truncations", Math.Floor(logBytes / 40_000_000_000)),
                ("Percent Log Used", logKb == 0 ? 0 : Math.Floor(100.0 * usedKb / logKb)),
                ("Log Flush Write Time (ms)", Math.Floor(m.Levels.LogLatencyMs)),
                ("Log Flush Wait Time", Math.Floor(m.Levels.LogLatencyMs * m.Levels.TransactionsPerSecond * share)),
            }
        )
        {
            yield return new("Databases", counter, database, CounterType.State, value);
        }

        foreach (
            var (counter, value) in new (string, double)[]
            {
                ("Log Bytes Flushed/sec", logBytes),
                ("Log Flushes/sec", transactions * 0.9),
                ("Log Flush Waits/sec", transactions * 0.85),
                ("Transactions/sec", transactions * 1.9),
                ("Write Transactions/sec", transactions),
                ("Log Cache Reads/sec", transactions * 0.01),
                ("Log Pool Cache Misses/sec", transactions * 0.001),
                ("Log Pool Requests/sec", transactions * 0.2),
                ("Group Commit Time/sec", logMs),
            }
        )
        {
            yield return new("Databases", counter, database, CounterType.Sum, Math.Floor(value));
        }

        yield return new("Databases", "Log Cache Hit Ratio", database, CounterType.Ratio, Math.Floor(share * 970));
        yield return new("Databases", "Log Cache Hit Ratio Base", database, CounterType.Base, Math.Floor(share * 1000));
        foreach (var counter in Unused)
        {
            yield return new(
                "Databases",
                counter,
                database,
                UnusedStates.Contains(counter) ? CounterType.State : CounterType.Sum,
                0
            );
        }
    }
}
