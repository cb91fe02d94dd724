// DMVs of the machine and of resource use.
namespace AxMonitor.Engine.SystemViews;

/// <summary>sys.dm_os_sys_info, dm_os_wait_stats, dm_os_performance_counters.</summary>
internal static class ResourceViews
{
    private const string SysInfoColumns =
        "cpu_ticks bigint, ms_ticks bigint, cpu_count int, hyperthread_ratio int, physical_memory_kb bigint, virtual_memory_kb bigint, committed_kb bigint, "
        + "committed_target_kb bigint, visible_target_kb bigint, stack_size_in_bytes int, os_quantum bigint, os_error_mode int, os_priority_class int?, max_workers_count int, scheduler_count int, "
        + "scheduler_total_count int, deadlock_monitor_serial_number int, sqlserver_start_time_ms_ticks bigint, sqlserver_start_time datetime, affinity_type int, affinity_type_desc nvarchar(60), "
        + "process_kernel_time_ms bigint, process_user_time_ms bigint, time_source int, time_source_desc nvarchar(60), virtual_machine_type int, virtual_machine_type_desc nvarchar(60), "
        + "softnuma_configuration int, softnuma_configuration_desc nvarchar(60), process_physical_affinity nvarchar(3072), sql_memory_model int, sql_memory_model_desc nvarchar(60), socket_count int, "
        + "cores_per_socket int, numa_node_count int";

    public static IEnumerable<SystemView> All =>
        [
            SystemView.Server("dm_os_sys_info", SysInfoColumns, static (c, _) => [SysInfo(c)]) with
            {
                HasProviders = false,
            },
            SystemView.Server(
                "dm_os_wait_stats",
                "wait_type nvarchar(60), waiting_tasks_count bigint, wait_time_ms bigint, max_wait_time_ms bigint, signal_wait_time_ms bigint",
                null
            ),
            SystemView.Server(
                "dm_os_performance_counters",
                "object_name nchar(128), counter_name nchar(128), instance_name nchar(128)?, cntr_value bigint, cntr_type int",
                null
            ),
        ];

    private static object?[] SysInfo(ISystemViewContext context)
    {
        var uptime = (long)(context.Server.Time.GetUtcNow().UtcDateTime - context.ServerStartedAt).TotalMilliseconds;
        return
        [
            uptime * 2_000_000,
            uptime + 60_000,
            8,
            4,
            67_108_864,
            137_438_953_344,
            33_423_360,
            33_554_432,
            33_554_432,
            2_093_056,
            4,
            5,
            32,
            576,
            8,
            20,
            1,
            60_000,
            DateTime.SpecifyKind(context.ServerStartedAt, DateTimeKind.Utc),
            2,
            "AUTO",
            0,
            0,
            1,
            "MULTIMEDIA_TIMER",
            1,
            "HYPERVISOR",
            0,
            "OFF",
            "{{0,ff}}",
            1,
            "CONVENTIONAL",
            2,
            4,
            2,
        ];
    }
}
