// DMVs of files, input and output, and space. Their rows come from state providers.
namespace AxMonitor.Sandbox.SqlEngine.SystemViews;

/// <summary>sys.dm_io_virtual_file_stats, dm_io_pending_io_requests.</summary>
internal static class StorageViews
{
    public static IEnumerable<SystemView> All =>
    [
        SystemView.Function(
            "dm_io_virtual_file_stats",
            "smallint, smallint",
            "database_id smallint, file_id smallint, sample_ms bigint, num_of_reads bigint, num_of_bytes_read bigint, io_stall_read_ms bigint, io_stall_queued_read_ms bigint, num_of_writes bigint, "
            + "num_of_bytes_written bigint, io_stall_write_ms bigint, io_stall_queued_write_ms bigint, io_stall bigint, size_on_disk_bytes bigint, file_handle varbinary(8)",
            null),
        SystemView.Server(
            "dm_io_pending_io_requests",
            "io_completion_request_address varbinary(8), io_type varchar(7), io_pending int, io_completion_routine_address varbinary(8)?, io_user_data_address varbinary(8)?, "
            + "scheduler_address varbinary(8), io_handle varbinary(8)?, io_offset bigint, io_pending_ms_ticks int",
            null),
    ];
}
