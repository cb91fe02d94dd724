// Memory of the simulated server: clerks, process, machine, and grants for sorts and hashes.
using AxMonitor.Engine.Types;
using AxMonitor.Sandbox.AxWorkload.State;

namespace AxMonitor.Sandbox.AxWorkload.Server;

/// <summary>sys.dm_os_memory_clerks, dm_os_process_memory, dm_os_sys_memory,
/// dm_exec_query_memory_grants.</summary>
internal sealed class MemoryArea : IServerArea
{
    // Fixed size and what activity adds, in KB; the buffer pool has the rest.
    private static readonly (string Type, string Name, long Kb, long PerActivityKb)[] Clerks =
    [
        ("CACHESTORE_SQLCP", "SQL Plans", 1_480_000, 360_000),
        ("CACHESTORE_OBJCP", "Object Plans", 142_000, 12_000),
        ("CACHESTORE_PHDR", "Bound Trees", 21_000, 2_000),
        ("CACHESTORE_XPROC", "Extended Stored Procedures", 120, 0),
        ("CACHESTORE_TEMPTABLES", "Temporary Tables & Table Variables", 2_200, 4_000),
        ("CACHESTORE_SYSTEMROWSET", "SystemRowsetStore", 6_400, 0),
        ("CACHESTORE_NOTIF", "Notification Store", 16, 0),
        ("CACHESTORE_COLUMNSTOREOBJECTPOOL", "Column Store Object Pool", 16, 0),
        ("CACHESTORE_BROKERDSH", "Service Broker Dialog Security Header Cache", 8, 0),
        ("CACHESTORE_BROKERTO", "Service Broker Transmission Object Cache", 8, 0),
        ("CACHESTORE_STACKFRAMES", "SOS_StackFramesStore", 16, 0),
        ("CACHESTORE_VIEWDEFINITIONS", "View Definition Cache", 16, 0),
        ("CACHESTORE_EVENTS", "Event Notification Cache", 16, 0),
        ("CACHESTORE_CONVPRI", "Conversation Priority Cache", 16, 0),
        ("CACHESTORE_FULLTEXTSTOPLIST", "Full Text Stoplist Cache", 16, 0),
        ("CACHESTORE_SEARCHPROPERTYLIST", "Search Property List Cache", 16, 0),
        ("OBJECTSTORE_LOCK_MANAGER", "Lock Manager", 42_000, 21_000),
        ("OBJECTSTORE_LBSS", "Lbss Cache", 900, 400),
        ("OBJECTSTORE_SNI_PACKET", "SNI Packet", 6_200, 2_400),
        ("OBJECTSTORE_SERVICE_BROKER", "Service Broker", 440, 0),
        ("OBJECTSTORE_XACT_CACHE", "Xact Cache", 2_000, 500),
        ("OBJECTSTORE_SECAUDIT_EVENT_BUFFER", "Audit Event Buffer", 64, 0),
        ("USERSTORE_SCHEMAMGR", "SchemaMgr Store", 96_000, 4_000),
        ("USERSTORE_DBMETADATA", "MicrosoftDynamicsAX", 74_000, 0),
        ("USERSTORE_OBJPERM", "ACRUserStore", 3_100, 0),
        ("USERSTORE_TOKENPERM", "TokenAndPermUserStore", 18_000, 3_000),
        ("USERSTORE_SXC", "SXC", 2_100, 1_000),
        ("USERSTORE_QDSSTMT", "QDS Statement Store", 24_000, 0),
        ("MEMORYCLERK_SQLGENERAL", "Default", 61_000, 3_000),
        ("MEMORYCLERK_SQLSTORENG", "Default", 88_000, 9_000),
        ("MEMORYCLERK_SQLOPTIMIZER", "Default", 3_000, 6_000),
        ("MEMORYCLERK_SQLQUERYEXEC", "Default", 9_000, 30_000),
        ("MEMORYCLERK_SQLCONNECTIONPOOL", "Default", 24_000, 12_000),
        ("MEMORYCLERK_SQLLOGPOOL", "Default", 61_000, 0),
        ("MEMORYCLERK_SQLUTILITIES", "Default", 900, 0),
        ("MEMORYCLERK_SQLCLR", "Default", 4_000, 0),
        ("MEMORYCLERK_SQLSERVICEBROKER", "Default", 600, 0),
        ("MEMORYCLERK_SQLTRACE", "Default", 1_200, 0),
        ("MEMORYCLERK_SOSNODE", "SOS_Node", 130_000, 0),
        ("MEMORYCLERK_SOSMEMMANAGER", "Default", 40_000, 0),
        ("MEMORYCLERK_SOSOS", "Default", 2_000, 0),
        ("MEMORYCLERK_XE", "Default", 34_000, 0),
        ("MEMORYCLERK_XE_BUFFER", "Default", 12_000, 0),
        ("MEMORYCLERK_XTP", "DB_ID_5", 1_100, 0),
        ("MEMORYCLERK_QUERYDISKSTORE", "Default", 20_000, 0),
        ("MEMORYCLERK_FULLTEXT", "Default", 200, 0),
        ("MEMORYCLERK_BACKUP", "Default", 4_000, 0),
        ("MEMORYCLERK_SNI", "Default", 900, 0),
        ("MEMORYCLERK_BHF", "Default", 150, 0),
        ("MEMORYCLERK_HADR", "Default", 60, 0),
    ];

    public IReadOnlyCollection<string> Views { get; } =
    ["dm_os_memory_clerks", "dm_os_process_memory", "dm_os_sys_memory", "dm_exec_query_memory_grants"];

    public IReadOnlyList<IReadOnlyDictionary<string, object?>> Rows(
        string view,
        IReadOnlyList<SqlValue> arguments,
        ServerMoment moment
    ) =>
        view switch
        {
            "dm_os_memory_clerks" => [.. ClerkRows(moment)],
            "dm_os_process_memory" => [Process(moment)],
            "dm_os_sys_memory" => [SystemMemory(moment)],
            _ => [.. Grants(moment)],
        };

    private static IEnumerable<Dictionary<string, object?>> ClerkRows(ServerMoment m)
    {
        var number = 0;
        var rest = Machine.CommittedKb;
        foreach (
            var (type, name, kb, perActivity) in Clerks.Append(
                ("MEMORYCLERK_SQLQERESERVATIONS", "Default", MemoryGrants.UsedKb(m), 0)
            )
        )
        {
            var size = kb + (long)(perActivity * m.Levels.Activity);
            rest -= size;
            yield return Clerk(number++, type, name, 0, size, 0);
        }

        for (short node = 0; node < Machine.NumaNodes; node++)
        {
            yield return Clerk(number++, "MEMORYCLERK_SQLBUFFERPOOL", "Default", node, rest / Machine.NumaNodes, 0);
        }
    }

    private static Dictionary<string, object?> Clerk(
        int number,
        string type,
        string name,
        short node,
        long pagesKb,
        long committedKb
    ) =>
        new()
        {
            ["memory_clerk_address"] = Address(number),
            ["type"] = type,
            ["name"] = name,
            ["memory_node_id"] = node,
            ["pages_kb"] = pagesKb,
            ["virtual_memory_reserved_kb"] = committedKb,
            ["virtual_memory_committed_kb"] = committedKb,
            ["page_size_in_bytes"] = 8192L,
            ["page_allocator_address"] = Address(number + 1000),
            ["host_address"] = new byte[8],
        };

    private static Dictionary<string, object?> Process(ServerMoment m) =>
        new()
        {
            ["physical_memory_in_use_kb"] = Machine.ProcessKb,
            ["total_virtual_address_space_kb"] = 137_438_953_344,
            ["virtual_address_space_reserved_kb"] = 71_400_000L,
            ["virtual_address_space_committed_kb"] = Machine.ProcessKb + 260_000,
            ["virtual_address_space_available_kb"] = 137_367_553_344,
            ["page_fault_count"] = (long)m.Sum("memory.faults", static l => 30 + (220 * l.Activity)),
            ["memory_utilization_percentage"] = 99,
            ["available_commit_limit_kb"] = 38_000_000L,
        };

    private static Dictionary<string, object?> SystemMemory(ServerMoment m)
    {
        // Backups and file copies at night use the cache of the system.
        var available =
            Machine.PhysicalKb
            - Machine.ProcessKb
            - 3_400_000
            - (long)(900_000 * m.Load.Noise(m.At.Ticks / TimeSpan.TicksPerHour, 70));
        return new()
        {
            ["total_physical_memory_kb"] = Machine.PhysicalKb,
            ["available_physical_memory_kb"] = available,
            ["total_page_file_kb"] = Machine.PhysicalKb + 8_388_608,
            ["available_page_file_kb"] = available + 8_000_000,
            ["system_cache_kb"] = available - 1_000_000,
            ["kernel_paged_pool_kb"] = 410_000L,
            ["kernel_nonpaged_pool_kb"] = 220_000L,
            ["system_high_memory_signal_state"] = true,
            ["system_low_memory_signal_state"] = false,
            ["system_memory_state_desc"] = "Available physical memory is high",
        };
    }

    private static IEnumerable<Dictionary<string, object?>> Grants(ServerMoment m)
    {
        var granted = MemoryGrants.Granted(m);
        var waiting = (int)m.Levels.GrantsWaiting;
        var sinceSlot = (long)TimeSpan.FromTicks(m.At.Ticks % ServerLoad.Slot.Ticks).TotalMilliseconds;
        var sessions = m.Sessions.Sessions.OrderByDescending(s => s.IsRunning).Take(granted + waiting).ToArray();
        for (var n = 0; n < sessions.Length; n++)
        {
            var isGranted = n < granted;
            var kb = isGranted ? MemoryGrants.Kb(m, n) : 6_291_456;
            yield return Grant(
                m,
                sessions[n],
                kb,
                isGranted,
                isGranted ? null : sinceSlot + ((sessions.Length - n) * 700L),
                n - granted
            );
        }
    }

    private static Dictionary<string, object?> Grant(
        ServerMoment m,
        SqlSessionState session,
        long kb,
        bool isGranted,
        long? waitMs,
        int order
    )
    {
        var requestedAt = m.At.AddMilliseconds(-(waitMs ?? 900) - 3);
        return new()
        {
            ["session_id"] = (short)session.SessionId,
            ["request_id"] = 0,
            ["scheduler_id"] = session.SessionId % Machine.Processors,
            ["dop"] = (short)1,
            ["request_time"] = DateTime.SpecifyKind(requestedAt, DateTimeKind.Utc),
            ["grant_time"] = isGranted ? DateTime.SpecifyKind(requestedAt.AddMilliseconds(1), DateTimeKind.Utc) : null,
            ["requested_memory_kb"] = kb,
            ["granted_memory_kb"] = isGranted ? kb : null,
            ["required_memory_kb"] = 512L,
            ["used_memory_kb"] = isGranted ? MemoryGrants.UsedOf(kb) : null,
            ["max_used_memory_kb"] = isGranted ? MemoryGrants.UsedOf(kb) : null,
            ["query_cost"] = 14.5 + (kb / 40_000.0),
            ["timeout_sec"] = 8_640,
            ["resource_semaphore_id"] = (short)0,
            ["queue_id"] = isGranted ? null : (short)6,
            ["wait_order"] = isGranted ? null : order,
            ["is_next_candidate"] = isGranted ? null : order == 0,
            ["wait_time_ms"] = waitMs,
            ["plan_handle"] = session.Statement.Handle,
            ["sql_handle"] = session.Statement.Handle,
            ["group_id"] = 2,
            ["pool_id"] = 2,
            ["is_small"] = (byte)0,
            ["ideal_memory_kb"] = kb * 2,
            ["reserved_worker_count"] = 0L,
            ["used_worker_count"] = 0L,
            ["max_used_worker_count"] = 0L,
            ["reserved_node_bitmap"] = 0L,
        };
    }

    private static byte[] Address(int n)
    {
        var bytes = BitConverter.GetBytes(0x0000_01C7_0000_0000L + (n * 0x40L));
        Array.Reverse(bytes);
        return bytes;
    }
}
