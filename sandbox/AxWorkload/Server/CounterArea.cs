// Performance counters of the simulated server, in the objects an AX administrator looks at and those around
// them.
using AxMonitor.Engine.Types;

namespace AxMonitor.Sandbox.AxWorkload.Server;

/// <summary>sys.dm_os_performance_counters.</summary>
internal sealed class CounterArea : IServerArea
{
    private static readonly (string Name, double Share)[] CursorKinds =
    [
        ("API Cursor", 1),
        ("TSQL Global Cursor", 0.001),
        ("TSQL Local Cursor", 0.004),
    ];

    private static readonly (string Name, double Share)[] PlanKinds =
    [
        ("SQL Plans", 0.62),
        ("Object Plans", 0.08),
        ("Bound Trees", 0.02),
        ("Extended Stored Procedures", 0.001),
        ("Temporary Tables & Table Variables", 0.01),
    ];

    private static readonly (string Name, double Share)[] LockResources =
    [
        ("Key", 0.71),
        ("Page", 0.06),
        ("Object", 0.16),
        ("RID", 0.02),
        ("Application", 0.01),
        ("Metadata", 0.02),
        ("AllocUnit", 0.004),
        ("Database", 0.01),
        ("Extent", 0.002),
        ("File", 0.0005),
        ("HoBT", 0.0005),
        ("OIB", 0.0001),
        ("RowGroup", 0.0001),
    ];

    public IReadOnlyCollection<string> Views { get; } = ["dm_os_performance_counters"];

    public IReadOnlyList<IReadOnlyDictionary<string, object?>> Rows(
        string view,
        IReadOnlyList<SqlValue> arguments,
        ServerMoment moment
    ) =>
        [
            .. Server(moment)
                .Concat(Locks(moment))
                .Concat(Memory(moment))
                .Concat(CursorsAndPlans(moment))
                .Concat(DatabaseCounters.Rows(moment))
                .Concat(OtherCounters.Rows(moment))
                .Select(c => new Dictionary<string, object?>
                {
                    ["object_name"] = "SQLServer:" + c.Object,
                    ["counter_name"] = c.Counter,
                    ["instance_name"] = c.Instance,
                    ["cntr_value"] = (long)c.Value,
                    ["cntr_type"] = (int)c.Type,
                }),
        ];

    private static IEnumerable<CounterRow> Server(ServerMoment m)
    {
        var levels = m.Levels;
        var batches = m.Sum("counters.batches", static l => l.BatchRequestsPerSecond);
        var reads = m.Sum("counters.reads", static l => l.ReadsPerSecond);
        var writes = m.Sum("counters.writes", static l => l.WritesPerSecond);
        var activity = m.Sum("counters.activity", static l => l.Activity);
        var plan = m.Sum("counters.plan", static l => l.PlanRegression);
        var temp = m.Sum("counters.temp_mb", static l => l.TempDbUserMb + l.TempDbInternalMb);
        var versions = m.Sum("counters.versions", static l => 40 + (900 * l.Activity));
        var seconds = m.Sum("counters.seconds", static _ => 1);
        var pressure = m.Sum("counters.pressure", static l => l.CpuPressure);

        foreach (
            var (counter, value) in new (string, double)[]
            {
                ("AU cleanup batches/sec", activity * 0.2),
                ("AU cleanups/sec", activity * 0.2),
                ("By-reference Lob Create Count", 0),
                ("By-reference Lob Use Count", 0),
                ("Count Lob Readahead", activity * 0.1),
                ("Count Pull In Row", activity * 0.02),
                ("Count Push Off Row", activity * 0.3),
                ("Deferred Dropped AUs", 0),
                ("Deferred dropped rowsets", 0),
                ("Dropped rowset cleanups/sec", activity * 0.2),
                ("Dropped rowsets skipped/sec", 0),
                ("Extent Deallocations/sec", activity * 6),
                ("Extents Allocated/sec", activity * 7),
                ("FreeSpace Page Fetches/sec", activity * 12),
                ("FreeSpace Scans/sec", activity * 3),
                ("Forwarded Records/sec", activity * 1.5),
                ("Full Scans/sec", (activity * 14) + (plan * 60)),
                ("Index Searches/sec", batches * 38),
                ("LobHandle Create Count", activity * 4),
                ("LobHandle Destroy Count", activity * 4),
                ("LobSS Provider Create Count", activity),
                ("LobSS Provider Destroy Count", activity),
                ("LobSS Provider Truncation Count", 0),
                ("Mixed page allocations/sec", activity * 2),
                ("Page compression attempts/sec", 0),
                ("Page Deallocations/sec", activity * 21),
                ("Page Splits/sec", activity * 26),
                ("Pages Allocated/sec", activity * 30),
                ("Pages compressed/sec", 0),
                ("Probe Scans/sec", batches * 3),
                ("Range Scans/sec", batches * 9),
                ("Scan Point Revalidations/sec", activity),
                ("Skipped Ghosted Records/sec", activity * 40),
                ("Table Lock Escalations/sec", activity * 0.05),
                ("Used leaf page cookie", 0),
                ("Used tree page cookie", 0),
                ("Workfiles Created/sec", (activity * 9) + (plan * 12)),
                ("Worktables Created/sec", (activity * 24) + (plan * 20)),
                ("InSysXact waits/sec", activity * 0.01),
            }
        )
        {
            yield return new("Access Methods", counter, "", CounterType.Sum, value);
        }

        yield return new("Access Methods", "Worktables From Cache Ratio", "", CounterType.Ratio, 930);
        yield return new("Access Methods", "Worktables From Cache Base", "", CounterType.Base, 1000);

        foreach (
            var (counter, value) in new (string, double)[]
            {
                ("Background writer pages/sec", writes * 0.1),
                ("Checkpoint pages/sec", writes * 0.7),
                ("Free list stalls/sec", plan * 5),
                ("Lazy writes/sec", (activity * 0.6) + (plan * 70)),
                ("Page lookups/sec", (batches * 110) + (plan * 900_000)),
                ("Page reads/sec", reads * 1.6),
                ("Page writes/sec", writes * 1.2),
                ("Readahead pages/sec", (reads * 0.4) + (plan * 400)),
                ("Readahead time/sec", reads * 0.2),
                ("Integral Controller Slope", 0),
                ("Extension page evictions/sec", 0),
                ("Extension page reads/sec", 0),
                ("Extension page writes/sec", 0),
            }
        )
        {
            yield return new("Buffer Manager", counter, "", CounterType.Sum, value);
        }

        yield return new(
            "Buffer Manager",
            "Buffer cache hit ratio",
            "",
            CounterType.Ratio,
            10_000 - (levels.ReadsPerSecond * 0.8)
        );
        yield return new("Buffer Manager", "Buffer cache hit ratio base", "", CounterType.Base, 10_000);
        yield return new("Buffer Manager", "Page life expectancy", "", CounterType.State, levels.PageLifeExpectancySeconds);
        yield return new("Buffer Manager", "Database pages", "", CounterType.State, Machine.CommittedKb * 0.82 / 8);
        yield return new("Buffer Manager", "Target pages", "", CounterType.State, Machine.TargetKb / 8);
        yield return new("Buffer Manager", "Extension allocated pages", "", CounterType.State, 0);
        yield return new("Buffer Manager", "Extension free pages", "", CounterType.State, 0);
        yield return new("Buffer Manager", "Extension in use as percentage", "", CounterType.State, 0);
        yield return new("Buffer Manager", "Extension outstanding IO counter", "", CounterType.State, 0);
        yield return new("Buffer Manager", "Extension page unreferenced time", "", CounterType.State, 0);
        for (var node = 0; node < Machine.NumaNodes; node++)
        {
            var name = $"{node:000}";
            yield return new(
                "Buffer Node",
                "Page life expectancy",
                name,
                CounterType.State,
                levels.PageLifeExpectancySeconds * (1 - (0.06 * node))
            );
            yield return new(
                "Buffer Node",
                "Database pages",
                name,
                CounterType.State,
                Machine.CommittedKb * 0.82 / 8 / Machine.NumaNodes
            );
            yield return new("Buffer Node", "Local node page lookups/sec", name, CounterType.Sum, batches * 52);
            yield return new("Buffer Node", "Remote node page lookups/sec", name, CounterType.Sum, batches * 3);
        }

        var sessions = m.Sessions.Sessions;
        foreach (
            var (counter, value) in new (string, double)[]
            {
                ("Active Temp Tables", levels.TempDbUserMb * 0.9),
                ("Event Notifications Delayed Drop", 0),
                ("HTTP Authenticated Requests", 0),
                ("Logical Connections", sessions.Count + 14),
                ("Mars Deadlocks", 0),
                ("Non-atomic yield rate", 0),
                ("Processes blocked", m.Sessions.Blocked.Count()),
                ("SOAP Empty Requests", 0),
                ("SOAP Method Invocations", 0),
                ("SOAP Session Initiate Requests", 0),
                ("SOAP Session Terminate Requests", 0),
                ("SOAP SQL Requests", 0),
                ("SOAP WSDL Requests", 0),
                ("SQL Trace IO Provider Lock Waits", 0),
                ("Temp Tables For Destruction", 0),
                ("Tempdb recovery unit id", 0),
                ("Tempdb rowset id", 0),
                ("Trace Event Notification Queue", 0),
                ("Transactions", sessions.Count(s => s.TransactionBeganAt is not null)),
                ("User Connections", sessions.Count + 14),
            }
        )
        {
            yield return new("General Statistics", counter, "", CounterType.State, value);
        }

        yield return new("General Statistics", "Connection Reset/sec", "", CounterType.Sum, activity * 1.1);
        yield return new("General Statistics", "Logins/sec", "", CounterType.Sum, (seconds * 0.05) + (activity * 0.4));
        yield return new("General Statistics", "Logouts/sec", "", CounterType.Sum, (seconds * 0.05) + (activity * 0.39));
        yield return new("General Statistics", "Temp Tables Creation Rate", "", CounterType.Sum, temp * 0.02);

        yield return new("Latches", "Latch Waits/sec", "", CounterType.Sum, (activity * 32) + (pressure * 90));
        yield return new("Latches", "Average Latch Wait Time (ms)", "", CounterType.Average, (activity * 26) + (pressure * 400));
        yield return new("Latches", "Average Latch Wait Time Base", "", CounterType.Base, (activity * 32) + (pressure * 90));
        yield return new("Latches", "Total Latch Wait Time (ms)", "", CounterType.Sum, (activity * 26) + (pressure * 400));
        yield return new("Latches", "Number of SuperLatches", "", CounterType.State, 212);
        yield return new("Latches", "SuperLatch Promotions/sec", "", CounterType.Sum, activity * 0.2);
        yield return new("Latches", "SuperLatch Demotions/sec", "", CounterType.Sum, activity * 0.18);

        foreach (
            var (counter, value) in new (string, double)[]
            {
                ("Auto-Param Attempts/sec", activity * 0.9),
                ("Batch Requests/sec", batches),
                ("Failed Auto-Params/sec", activity * 0.5),
                ("Forced Parameterizations/sec", 0),
                ("Guided plan executions/sec", activity * 0.8),
                ("Misguided plan executions/sec", 0),
                ("Safe Auto-Params/sec", activity * 0.1),
                ("SQL Attention rate", activity * 0.02),
                ("SQL Compilations/sec", (activity * 22) + (pressure * 30)),
                ("SQL Re-Compilations/sec", activity * 0.7),
                ("Unsafe Auto-Params/sec", activity * 0.3),
            }
        )
        {
            yield return new("SQL Statistics", counter, "", CounterType.Sum, value);
        }

        var errors = activity * 0.4;
        foreach (
            var (instance, share) in new (string, double)[]
            {
                ("_Total", 1),
                ("User Errors", 0.99),
                ("Info Errors", 0.01),
                ("DB Offline Errors", 0),
                ("Kill Connection Errors", 0),
            }
        )
        {
            yield return new("SQL Errors", "Errors/sec", instance, CounterType.Sum, errors * share);
        }

        var oldest = sessions
            .Where(s => s.TransactionBeganAt is not null)
            .Select(s => (m.At - s.TransactionBeganAt!.Value).TotalSeconds)
            .DefaultIfEmpty(0)
            .Max();
        foreach (
            var (counter, value) in new (string, double)[]
            {
                (
                    "Free Space in tempdb (KB)",
                    Math.Max(0, (32_768 - levels.TempDbUserMb - levels.TempDbInternalMb - levels.VersionStoreMb) * 1024)
                ),
                ("Longest Transaction Running Time", Math.Floor(oldest)),
                ("NonSnapshot Version Transactions", 0),
                ("Snapshot Transactions", Math.Floor(levels.Activity * 3)),
                ("Transactions", sessions.Count(s => s.TransactionBeganAt is not null)),
                ("Update Snapshot Transactions", 0),
                ("Version Store Size (KB)", levels.VersionStoreMb * 1024),
                ("Version Store unit count", Math.Floor(levels.VersionStoreMb / 8) + 2),
            }
        )
        {
            yield return new("Transactions", counter, "", CounterType.State, value);
        }

        yield return new("Transactions", "Version Generation rate (KB/s)", "", CounterType.Sum, versions);
        yield return new("Transactions", "Version Cleanup rate (KB/s)", "", CounterType.Sum, versions * 0.99);
        yield return new("Transactions", "Version Store unit creation", "", CounterType.Sum, versions / 8000);
        yield return new("Transactions", "Version Store unit truncation", "", CounterType.Sum, versions / 8100);
        yield return new("Transactions", "Update conflict ratio", "", CounterType.Ratio, 0);
        yield return new("Transactions", "Update conflict ratio base", "", CounterType.Base, 0);
    }

    // Waits agree with sys.dm_os_wait_stats: the same lock waits, counted when they end.
    private static IEnumerable<CounterRow> Locks(ServerMoment m)
    {
        var requests = m.Sum("counters.lock_requests", static l => 300 + (52_000 * l.Activity));
        var activity = m.Sum("counters.activity", static l => l.Activity);
        var (tasks, ms) = WaitArea.LockWaits(m);
        foreach (var (resource, share) in LockResources.Append(("_Total", 1)))
        {
            yield return new("Locks", "Lock Requests/sec", resource, CounterType.Sum, requests * share);
            yield return new("Locks", "Lock Waits/sec", resource, CounterType.Sum, Math.Floor(tasks * share));
            yield return new("Locks", "Lock Wait Time (ms)", resource, CounterType.Sum, Math.Floor(ms * share));
            yield return new("Locks", "Average Wait Time (ms)", resource, CounterType.Average, Math.Floor(ms * share));
            yield return new("Locks", "Average Wait Time Base", resource, CounterType.Base, Math.Floor(tasks * share));
            yield return new("Locks", "Lock Timeouts/sec", resource, CounterType.Sum, activity * 0.3 * share);
            yield return new("Locks", "Lock Timeouts (timeout > 0)/sec", resource, CounterType.Sum, activity * 0.01 * share);
            yield return new(
                "Locks",
                "Number of Deadlocks/sec",
                resource,
                CounterType.Sum,
                resource is "Key" or "_Total" ? m.Deadlocks : 0
            );
        }
    }

    private static IEnumerable<CounterRow> Memory(ServerMoment m)
    {
        var levels = m.Levels;
        foreach (
            var (counter, value) in new (string, double)[]
            {
                ("Connection Memory (KB)", 4_200 + (m.Sessions.Sessions.Count * 48)),
                ("Database Cache Memory (KB)", Machine.CommittedKb * 0.82),
                ("External benefit of memory", 0),
                ("Free Memory (KB)", Machine.CommittedKb * 0.01),
                ("Granted Workspace Memory (KB)", MemoryGrants.GrantedKb(m)),
                ("Lock Blocks", 900 + (14_000 * levels.Activity)),
                ("Lock Blocks Allocated", 42_000),
                ("Lock Memory (KB)", 12_400 + (9_000 * levels.Activity)),
                ("Lock Owner Blocks", 1_900 + (28_000 * levels.Activity)),
                ("Lock Owner Blocks Allocated", 84_000),
                ("Log Pool Memory (KB)", 61_000),
                ("Maximum Workspace Memory (KB)", Machine.TargetKb * 0.72),
                ("Memory Grants Outstanding", MemoryGrants.Granted(m)),
                ("Memory Grants Pending", levels.GrantsWaiting),
                ("Optimizer Memory (KB)", 2_400 + (900 * levels.Activity)),
                ("Reserved Server Memory (KB)", 0),
                ("SQL Cache Memory (KB)", 8_200 + (3_000 * levels.Activity)),
                ("Stolen Server Memory (KB)", Machine.CommittedKb * 0.17),
                ("Target Server Memory (KB)", Machine.TargetKb),
                ("Total Server Memory (KB)", Machine.CommittedKb),
            }
        )
        {
            yield return new("Memory Manager", counter, "", CounterType.State, Math.Floor(value));
        }

        for (var node = 0; node < Machine.NumaNodes; node++)
        {
            foreach (
                var (counter, share) in new (string, double)[]
                {
                    ("Database Node Memory (KB)", 0.82),
                    ("Foreign Node Memory (KB)", 0),
                    ("Free Node Memory (KB)", 0.01),
                    ("Stolen Node Memory (KB)", 0.17),
                    ("Target Node Memory (KB)", 1),
                    ("Total Node Memory (KB)", 1),
                }
            )
            {
                yield return new(
                    "Memory Node",
                    counter,
                    $"{node:000}",
                    CounterType.State,
                    Math.Floor(Machine.CommittedKb * share / Machine.NumaNodes)
                );
            }
        }
    }

    private static IEnumerable<CounterRow> CursorsAndPlans(ServerMoment m)
    {
        var levels = m.Levels;
        var batches = m.Sum("counters.batches", static l => l.BatchRequestsPerSecond);
        foreach (var (kind, share) in CursorKinds.Append(("_Total", 1.005)))
        {
            const string name = "Cursor Manager by Type";
            yield return new(name, "Active cursors", kind, CounterType.State, Math.Floor(share * (40 + (620 * levels.Activity))));
            yield return new(name, "Cached Cursor Counts", kind, CounterType.State, Math.Floor(share * 310));
            yield return new(
                name,
                "Cursor memory usage",
                kind,
                CounterType.State,
                Math.Floor(share * (900 + (16_000 * levels.Activity)))
            );
            yield return new(name, "Cursor worktable usage", kind, CounterType.State, Math.Floor(share * 12));
            yield return new(name, "Number of active cursor plans", kind, CounterType.State, Math.Floor(share * 220));
            yield return new(name, "Cursor Cache Use Counts/sec", kind, CounterType.Sum, Math.Floor(share * batches * 0.4));
            yield return new(name, "Cursor Requests/sec", kind, CounterType.Sum, Math.Floor(share * batches * 0.7));
            yield return new(name, "Cache Hit Ratio", kind, CounterType.Ratio, Math.Floor(share * 880));
            yield return new(name, "Cache Hit Ratio Base", kind, CounterType.Base, Math.Floor(share * 1000));
        }

        yield return new("Cursor Manager Total", "Async population count", "", CounterType.State, 0);
        yield return new("Cursor Manager Total", "Cursor conversion rate", "", CounterType.Sum, batches * 0.002);
        yield return new("Cursor Manager Total", "Cursor flushes", "", CounterType.State, 0);
        foreach (var (kind, share) in PlanKinds.Append(("_Total", 1)))
        {
            yield return new(
                "Plan Cache",
                "Cache Hit Ratio",
                kind,
                CounterType.Ratio,
                Math.Floor(share * (98_400 - (2_000 * levels.CpuPressure)))
            );
            yield return new("Plan Cache", "Cache Hit Ratio Base", kind, CounterType.Base, Math.Floor(share * 100_000));
            yield return new(
                "Plan Cache",
                "Cache Object Counts",
                kind,
                CounterType.State,
                Math.Floor(share * (21_000 + (6_000 * levels.Activity)))
            );
            yield return new(
                "Plan Cache",
                "Cache Objects in use",
                kind,
                CounterType.State,
                Math.Floor(share * (20 + (160 * levels.Activity)))
            );
            yield return new(
                "Plan Cache",
                "Cache Pages",
                kind,
                CounterType.State,
                Math.Floor(share * (262_000 + (60_000 * levels.Activity)))
            );
        }
    }
}
