// DMVs of files, input and output, and space. Their rows come from state providers.
namespace AxMonitor.Engine.SystemViews;

/// <summary>sys.dm_io_virtual_file_stats, dm_io_pending_io_requests, dm_db_file_space_usage,
/// dm_db_session_space_usage, dm_db_task_space_usage, dm_tran_active_snapshot_database_transactions,
/// dm_db_log_stats, dm_db_log_space_usage, dm_os_volume_stats.</summary>
internal static class StorageViews
{
    public static IEnumerable<SystemView> All =>
        [
            SystemView.Function(
                "dm_io_virtual_file_stats",
                "smallint, smallint",
                "database_id smallint, file_id smallint, sample_ms bigint, num_of_reads bigint, num_of_bytes_read bigint, io_stall_read_ms bigint, io_stall_queued_read_ms bigint, num_of_writes bigint, "
                    + "num_of_bytes_written bigint, io_stall_write_ms bigint, io_stall_queued_write_ms bigint, io_stall bigint, size_on_disk_bytes bigint, file_handle varbinary(8)",
                null
            ),
            SystemView.Server(
                "dm_io_pending_io_requests",
                "io_completion_request_address varbinary(8), io_type varchar(7), io_pending int, io_completion_routine_address varbinary(8)?, io_user_data_address varbinary(8)?, "
                    + "scheduler_address varbinary(8), io_handle varbinary(8)?, io_offset bigint, io_pending_ms_ticks int",
                null
            ),
            SystemView.OfDatabase(
                "dm_db_file_space_usage",
                "database_id smallint, file_id smallint, filegroup_id smallint, total_page_count bigint, allocated_extent_page_count bigint, unallocated_extent_page_count bigint, "
                    + "version_store_reserved_page_count bigint, user_object_reserved_page_count bigint, internal_object_reserved_page_count bigint, mixed_extent_page_count bigint, modified_extent_page_count bigint"
            ),
            SystemView.Server(
                "dm_db_session_space_usage",
                "session_id smallint, database_id smallint, user_objects_alloc_page_count bigint, user_objects_dealloc_page_count bigint, internal_objects_alloc_page_count bigint, "
                    + "internal_objects_dealloc_page_count bigint, user_objects_deferred_dealloc_page_count bigint",
                null
            ),
            SystemView.Server(
                "dm_db_task_space_usage",
                "session_id smallint, request_id int, exec_context_id int, database_id smallint, user_objects_alloc_page_count bigint, "
                    + "user_objects_dealloc_page_count bigint, internal_objects_alloc_page_count bigint, internal_objects_dealloc_page_count bigint",
                null
            ),
            SystemView.Server(
                "dm_tran_active_snapshot_database_transactions",
                "transaction_id bigint, transaction_sequence_num bigint, commit_sequence_num bigint?, is_snapshot int, session_id int, first_snapshot_sequence_num bigint?, "
                    + "max_version_chain_traversed int, average_version_chain_traversed real, elapsed_time_seconds bigint",
                null
            ),
            SystemView.Function(
                "dm_db_log_stats",
                "int",
                "database_id int, recovery_model nvarchar(60), log_min_lsn nvarchar(24), log_end_lsn nvarchar(24), current_vlf_sequence_number bigint, current_vlf_size_mb float, total_vlf_count bigint, "
                    + "total_log_size_mb float, active_vlf_count bigint, active_log_size_mb float, log_truncation_holdup_reason nvarchar(60), log_backup_time datetime?, log_backup_lsn nvarchar(24), "
                    + "log_since_last_log_backup_mb float, log_checkpoint_lsn nvarchar(24), log_since_last_checkpoint_mb float, log_recovery_lsn nvarchar(24), log_recovery_size_mb float, recovery_vlf_count bigint",
                null
            ),
            SystemView.OfDatabase(
                "dm_db_log_space_usage",
                "database_id smallint, total_log_size_in_bytes bigint, used_log_space_in_bytes bigint, used_log_space_in_percent real, log_space_in_bytes_since_last_backup bigint"
            ),
            SystemView.Function(
                "dm_os_volume_stats",
                "int, int",
                "database_id int, file_id int, volume_mount_point nvarchar(512)?, volume_id nvarchar(512)?, logical_volume_name nvarchar(512)?, file_system_type nvarchar(512)?, total_bytes bigint, "
                    + "available_bytes bigint, supports_compression bit, supports_alternate_streams bit, supports_sparse_files bit, is_read_only bit, is_compressed bit",
                null
            ),
        ];
}
