// DMVs of memory. Their rows are reported by state providers.
namespace AxMonitor.Engine.SystemViews;

/// <summary>sys.dm_os_memory_clerks, dm_os_process_memory, dm_os_sys_memory,
/// dm_exec_query_memory_grants.</summary>
internal static class MemoryViews
{
    private const string ClerkColumns =
        "memory_clerk_address varbinary(8), type nvarchar(60), name nvarchar(256), memory_node_id smallint, pages_kb bigint, virtual_memory_reserved_kb bigint, "
        + "virtual_memory_committed_kb bigint, awe_allocated_kb bigint, shared_memory_reserved_kb bigint, shared_memory_committed_kb bigint, page_size_in_bytes bigint, page_allocator_address varbinary(8), "
        + "host_address varbinary(8)";

    private const string ProcessColumns =
        "physical_memory_in_use_kb bigint, large_page_allocations_kb bigint, locked_page_allocations_kb bigint, total_virtual_address_space_kb bigint, "
        + "virtual_address_space_reserved_kb bigint, virtual_address_space_committed_kb bigint, virtual_address_space_available_kb bigint, page_fault_count bigint, memory_utilization_percentage int, "
        + "available_commit_limit_kb bigint, process_physical_memory_low bit, process_virtual_memory_low bit";

    private const string SystemColumns =
        "total_physical_memory_kb bigint, available_physical_memory_kb bigint, total_page_file_kb bigint, available_page_file_kb bigint, system_cache_kb bigint, "
        + "kernel_paged_pool_kb bigint, kernel_nonpaged_pool_kb bigint, system_high_memory_signal_state bit, system_low_memory_signal_state bit, system_memory_state_desc nvarchar(256)";

    private const string GrantColumns =
        "session_id smallint?, request_id int?, scheduler_id int?, dop smallint?, request_time datetime?, grant_time datetime?, requested_memory_kb bigint?, granted_memory_kb bigint?, "
        + "required_memory_kb bigint?, used_memory_kb bigint?, max_used_memory_kb bigint?, query_cost float?, timeout_sec int?, resource_semaphore_id smallint?, queue_id smallint?, wait_order int?, "
        + "is_next_candidate bit?, wait_time_ms bigint?, plan_handle varbinary(64)?, sql_handle varbinary(64)?, group_id int?, pool_id int?, is_small tinyint?, ideal_memory_kb bigint?, "
        + "reserved_worker_count bigint?, used_worker_count bigint?, max_used_worker_count bigint?, reserved_node_bitmap bigint?";

    public static IEnumerable<SystemView> All =>
        [
            SystemView.Server("dm_os_memory_clerks", ClerkColumns, null),
            SystemView.Server("dm_os_process_memory", ProcessColumns, null),
            SystemView.Server("dm_os_sys_memory", SystemColumns, null),
            SystemView.Server("dm_exec_query_memory_grants", GrantColumns, null),
        ];
}
