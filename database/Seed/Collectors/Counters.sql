-- The collector Counters (performance counters, each type read as it is meant): its metrics, the map of
-- counters and the retention of its tables. What an administrator has changed stays.
EXEC config.DefineFactTable N'fact.CounterCapture', N'Detail', N'CapturedAt';
EXEC config.DefineMetric N'counters.full_scans_per_s', N'Counters', N'1/s', N'higher', N'none',
    N'Whole tables or indexes read. In AX often a seek on partition and company alone, or a missing index.';
EXEC config.DefineMetric N'counters.index_searches_per_s', N'Counters', N'1/s', N'none', N'none', N'Seeks into indexes.';
EXEC config.DefineMetric N'counters.range_scans_per_s', N'Counters', N'1/s', N'none', N'none', N'Ranges of indexes read.';
EXEC config.DefineMetric N'counters.page_splits_per_s', N'Counters', N'1/s', N'higher', N'none',
    N'Pages split or added because a row did not fit.';
EXEC config.DefineMetric N'counters.forwarded_records_per_s', N'Counters', N'1/s', N'higher', N'none',
    N'Rows of heaps found by a second read.';
EXEC config.DefineMetric N'counters.lock_escalations_per_s', N'Counters', N'1/s', N'higher', N'none',
    N'Statements whose row or page locks became a table lock, which blocks all others: set-based updates over many rows.';
EXEC config.DefineMetric N'counters.workfiles_per_s', N'Counters', N'1/s', N'higher', N'none', N'Work files of hashes.';
EXEC config.DefineMetric N'counters.worktables_per_s', N'Counters', N'1/s', N'higher', N'none',
    N'Work tables of spools, sorts and cursors in tempdb.';
EXEC config.DefineMetric N'counters.worktables_from_cache_percent', N'Counters', N'percent', N'lower', N'none',
    N'Work tables whose first pages were ready.';
EXEC config.DefineMetric N'counters.buffer_cache_hit_percent', N'Counters', N'percent', N'lower', N'none',
    N'Pages found in memory. Below 95 something reads far more than it should.';
EXEC config.DefineMetric N'counters.lazy_writes_per_s', N'Counters', N'1/s', N'higher', N'none',
    N'Pages written to make room: memory is short.';
EXEC config.DefineMetric N'counters.free_list_stalls_per_s', N'Counters', N'1/s', N'higher', N'none',
    N'Requests that waited for a free page: memory is short.';
EXEC config.DefineMetric N'counters.checkpoint_pages_per_s', N'Counters', N'1/s', N'none', N'none',
    N'Pages written by checkpoints.';
EXEC config.DefineMetric N'counters.page_reads_per_s', N'Counters', N'1/s', N'higher', N'none', N'Pages read from disk.';
EXEC config.DefineMetric N'counters.page_writes_per_s', N'Counters', N'1/s', N'none', N'none', N'Pages written to disk.';
EXEC config.DefineMetric N'counters.page_lookups_per_s', N'Counters', N'1/s', N'higher', N'none',
    N'Pages looked for in memory; what statements really touch.';
EXEC config.DefineMetric N'counters.readahead_pages_per_s', N'Counters', N'1/s', N'higher', N'none',
    N'Pages read ahead of need: scans.';
EXEC config.DefineMetric N'counters.active_cursors', N'Counters', N'count', N'higher', N'cursor kind',
    N'Open cursors by kind. AX reads through API cursors.';
EXEC config.DefineMetric N'counters.cursor_requests_per_s', N'Counters', N'1/s', N'none', N'cursor kind',
    N'Requests to cursors by kind.';
EXEC config.DefineMetric N'counters.cursor_memory_kb', N'Counters', N'KB', N'higher', N'cursor kind',
    N'Memory of cursors by kind.';
EXEC config.DefineMetric N'counters.transactions_per_s', N'Counters', N'1/s', N'none', N'database', N'Transactions begun.';
EXEC config.DefineMetric N'counters.write_transactions_per_s', N'Counters', N'1/s', N'none', N'database',
    N'Transactions that wrote and committed.';
EXEC config.DefineMetric N'counters.active_transactions', N'Counters', N'count', N'higher', N'database', N'Open transactions.';
EXEC config.DefineMetric N'counters.log_bytes_per_s', N'Counters', N'bytes/s', N'none', N'database', N'Bytes written to the log.';
EXEC config.DefineMetric N'counters.log_flushes_per_s', N'Counters', N'1/s', N'none', N'database',
    N'Writes of the log. Many small ones are row-by-row code.';
EXEC config.DefineMetric N'counters.log_flush_waits_per_s', N'Counters', N'1/s', N'higher', N'database',
    N'Commits that waited for the log.';
EXEC config.DefineMetric N'counters.log_growths', N'Counters', N'count', N'higher', N'database',
    N'Times the log grew since the previous sample; everything waits meanwhile.', N'event count';
EXEC config.DefineMetric N'counters.log_used_percent', N'Counters', N'percent', N'higher', N'database',
    N'Log in use. It fills when log backups fail or a transaction stays open.';
EXEC config.DefineMetric N'counters.data_size_mb', N'Counters', N'MB', N'higher', N'database', N'Size of data files.';
EXEC config.DefineMetric N'counters.user_connections', N'Counters', N'count', N'higher', N'none',
    N'Sessions. AOS pools hold most of them.';
EXEC config.DefineMetric N'counters.processes_blocked', N'Counters', N'count', N'higher', N'none', N'Sessions blocked now.';
EXEC config.DefineMetric N'counters.logins_per_s', N'Counters', N'1/s', N'higher', N'none',
    N'Log-ons. Many mean that a client does not pool.';
EXEC config.DefineMetric N'counters.connection_resets_per_s', N'Counters', N'1/s', N'none', N'none',
    N'Sessions taken from a pool again.';
EXEC config.DefineMetric N'counters.temp_tables', N'Counters', N'count', N'higher', N'none',
    N'Temporary tables and table variables. AX keeps its TempDB tables for reuse: they grow with sessions, and fall when an AOS starts anew.';
EXEC config.DefineMetric N'counters.temp_tables_per_s', N'Counters', N'1/s', N'higher', N'none',
    N'Temporary tables and table variables made.';
EXEC config.DefineMetric N'counters.latch_waits_per_s', N'Counters', N'1/s', N'higher', N'none', N'Latches that were not free.';
EXEC config.DefineMetric N'counters.latch_wait_ms', N'Counters', N'ms', N'higher', N'none', N'Mean wait for a latch.';
EXEC config.DefineMetric N'counters.lock_requests_per_s', N'Counters', N'1/s', N'none', N'none', N'Locks asked for.';
EXEC config.DefineMetric N'counters.lock_waits_per_s', N'Counters', N'1/s', N'higher', N'lock resource',
    N'Locks that were not free, by what is locked.';
EXEC config.DefineMetric N'counters.lock_wait_ms', N'Counters', N'ms', N'higher', N'none',
    N'Mean wait for a lock, of waits that ended.';
EXEC config.DefineMetric N'counters.lock_timeouts_per_s', N'Counters', N'1/s', N'higher', N'none',
    N'Lock waits given up; those that did not want to wait at all are left out.';
EXEC config.DefineMetric N'counters.deadlocks_per_s', N'Counters', N'1/s', N'higher', N'none',
    N'Deadlocks. AX retries the victim, so users see slowness rather than an error.';
EXEC config.DefineMetric N'counters.lock_memory_mb', N'Counters', N'MB', N'higher', N'none', N'Memory of locks.';
EXEC config.DefineMetric N'counters.lock_blocks', N'Counters', N'count', N'higher', N'none', N'Locks in use, held or waited for.';
EXEC config.DefineMetric N'counters.sql_cache_memory_mb', N'Counters', N'MB', N'none', N'none', N'Memory of cached statements.';
EXEC config.DefineMetric N'counters.granted_workspace_mb', N'Counters', N'MB', N'higher', N'none',
    N'Memory granted for sorts and hashes.';
EXEC config.DefineMetric N'counters.plan_cache_hit_percent', N'Counters', N'percent', N'lower', N'none',
    N'Statements whose plan was cached.';
EXEC config.DefineMetric N'counters.plan_cache_objects', N'Counters', N'count', N'none', N'plan kind',
    N'Cached plans by kind. Very many of SQL Plans are literals in the place of parameters.';
EXEC config.DefineMetric N'counters.plan_cache_mb', N'Counters', N'MB', N'none', N'plan kind', N'Memory of cached plans by kind.';
EXEC config.DefineMetric N'counters.errors_per_s', N'Counters', N'1/s', N'higher', N'none', N'Errors raised.';
EXEC config.DefineMetric N'counters.batch_requests_per_s', N'Counters', N'1/s', N'none', N'none',
    N'Batches and calls: how much is asked of the server.';
EXEC config.DefineMetric N'counters.compilations_per_s', N'Counters', N'1/s', N'higher', N'none',
    N'Plans made. More than a tenth of the batches: statements differ by literals.';
EXEC config.DefineMetric N'counters.recompilations_per_s', N'Counters', N'1/s', N'higher', N'none',
    N'Plans made again because statistics or tables changed.';
EXEC config.DefineMetric N'counters.attentions_per_s', N'Counters', N'1/s', N'higher', N'none',
    N'Statements that the client gave up.';
EXEC config.DefineMetric N'counters.longest_transaction_s', N'Counters', N's', N'higher', N'none',
    N'Age of the oldest transaction that keeps row versions.';
EXEC config.DefineMetric N'counters.tempdb_free_mb', N'Counters', N'MB', N'lower', N'none', N'Free space in tempdb.';
EXEC config.DefineMetric N'counters.version_store_mb', N'Counters', N'MB', N'higher', N'none',
    N'Row versions in tempdb. They cannot go while the oldest transaction lasts.';
EXEC config.DefineMetric N'counters.version_generation_kb_per_s', N'Counters', N'KB/s', N'none', N'none', N'Row versions made.';
EXEC config.DefineMetric N'counters.version_cleanup_kb_per_s', N'Counters', N'KB/s', N'none', N'none', N'Row versions removed.';
EXEC config.DefineMetric N'counters.snapshot_transactions', N'Counters', N'count', N'none', N'none',
    N'Transactions that read row versions.';

-- An administrator may have added counters; those named here are brought up to date.
MERGE config.Counter AS c
USING
(
    VALUES
        (N'Access Methods', N'Full Scans/sec', N'', NULL, 0, 1, N'counters.full_scans_per_s'),
        (N'Access Methods', N'Index Searches/sec', N'', NULL, 0, 1, N'counters.index_searches_per_s'),
        (N'Access Methods', N'Range Scans/sec', N'', NULL, 0, 1, N'counters.range_scans_per_s'),
        (N'Access Methods', N'Page Splits/sec', N'', NULL, 0, 1, N'counters.page_splits_per_s'),
        (N'Access Methods', N'Forwarded Records/sec', N'', NULL, 0, 1, N'counters.forwarded_records_per_s'),
        (N'Access Methods', N'Table Lock Escalations/sec', N'', NULL, 0, 1, N'counters.lock_escalations_per_s'),
        (N'Access Methods', N'Workfiles Created/sec', N'', NULL, 0, 1, N'counters.workfiles_per_s'),
        (N'Access Methods', N'Worktables Created/sec', N'', NULL, 0, 1, N'counters.worktables_per_s'),
        (N'Access Methods', N'Worktables From Cache Ratio', N'', N'Worktables From Cache Base', 0, 1,
         N'counters.worktables_from_cache_percent'),
        (N'Buffer Manager', N'Buffer cache hit ratio', N'', N'Buffer cache hit ratio base', 0, 1,
         N'counters.buffer_cache_hit_percent'),
        (N'Buffer Manager', N'Lazy writes/sec', N'', NULL, 0, 1, N'counters.lazy_writes_per_s'),
        (N'Buffer Manager', N'Free list stalls/sec', N'', NULL, 0, 1, N'counters.free_list_stalls_per_s'),
        (N'Buffer Manager', N'Checkpoint pages/sec', N'', NULL, 0, 1, N'counters.checkpoint_pages_per_s'),
        (N'Buffer Manager', N'Page reads/sec', N'', NULL, 0, 1, N'counters.page_reads_per_s'),
        (N'Buffer Manager', N'Page writes/sec', N'', NULL, 0, 1, N'counters.page_writes_per_s'),
        (N'Buffer Manager', N'Page lookups/sec', N'', NULL, 0, 1, N'counters.page_lookups_per_s'),
        (N'Buffer Manager', N'Readahead pages/sec', N'', NULL, 0, 1, N'counters.readahead_pages_per_s'),
        (N'Cursor Manager by Type', N'Active cursors', NULL, NULL, 0, 1, N'counters.active_cursors'),
        (N'Cursor Manager by Type', N'Cursor Requests/sec', NULL, NULL, 0, 1, N'counters.cursor_requests_per_s'),
        (N'Cursor Manager by Type', N'Cursor memory usage', NULL, NULL, 0, 1, N'counters.cursor_memory_kb'),
        (N'Databases', N'Transactions/sec', NULL, NULL, 0, 1, N'counters.transactions_per_s'),
        (N'Databases', N'Write Transactions/sec', NULL, NULL, 0, 1, N'counters.write_transactions_per_s'),
        (N'Databases', N'Active Transactions', NULL, NULL, 0, 1, N'counters.active_transactions'),
        (N'Databases', N'Log Bytes Flushed/sec', NULL, NULL, 0, 1, N'counters.log_bytes_per_s'),
        (N'Databases', N'Log Flushes/sec', NULL, NULL, 0, 1, N'counters.log_flushes_per_s'),
        (N'Databases', N'Log Flush Waits/sec', NULL, NULL, 0, 1, N'counters.log_flush_waits_per_s'),
        (N'Databases', N'Log Growths', NULL, NULL, 1, 1, N'counters.log_growths'),
        (N'Databases', N'Percent Log Used', NULL, NULL, 0, 1, N'counters.log_used_percent'),
        (N'Databases', N'Data File(s) Size (KB)', NULL, NULL, 0, 1.0E0 / 1024, N'counters.data_size_mb'),
        (N'General Statistics', N'User Connections', N'', NULL, 0, 1, N'counters.user_connections'),
        (N'General Statistics', N'Processes blocked', N'', NULL, 0, 1, N'counters.processes_blocked'),
        (N'General Statistics', N'Logins/sec', N'', NULL, 0, 1, N'counters.logins_per_s'),
        (N'General Statistics', N'Connection Reset/sec', N'', NULL, 0, 1, N'counters.connection_resets_per_s'),
        (N'General Statistics', N'Active Temp Tables', N'', NULL, 0, 1, N'counters.temp_tables'),
        (N'General Statistics', N'Temp Tables Creation Rate', N'', NULL, 0, 1, N'counters.temp_tables_per_s'),
        (N'Latches', N'Latch Waits/sec', N'', NULL, 0, 1, N'counters.latch_waits_per_s'),
        (N'Latches', N'Average Latch Wait Time (ms)', N'', N'Average Latch Wait Time Base', 0, 1, N'counters.latch_wait_ms'),
        (N'Locks', N'Lock Requests/sec', N'_Total', NULL, 0, 1, N'counters.lock_requests_per_s'),
        (N'Locks', N'Lock Waits/sec', NULL, NULL, 0, 1, N'counters.lock_waits_per_s'),
        (N'Locks', N'Average Wait Time (ms)', N'_Total', N'Average Wait Time Base', 0, 1, N'counters.lock_wait_ms'),
        (N'Locks', N'Lock Timeouts (timeout > 0)/sec', N'_Total', NULL, 0, 1, N'counters.lock_timeouts_per_s'),
        (N'Locks', N'Number of Deadlocks/sec', N'_Total', NULL, 0, 1, N'counters.deadlocks_per_s'),
        (N'Memory Manager', N'Lock Memory (KB)', N'', NULL, 0, 1.0E0 / 1024, N'counters.lock_memory_mb'),
        (N'Memory Manager', N'Lock Blocks', N'', NULL, 0, 1, N'counters.lock_blocks'),
        (N'Memory Manager', N'SQL Cache Memory (KB)', N'', NULL, 0, 1.0E0 / 1024, N'counters.sql_cache_memory_mb'),
        (N'Memory Manager', N'Granted Workspace Memory (KB)', N'', NULL, 0, 1.0E0 / 1024, N'counters.granted_workspace_mb'),
        (N'Plan Cache', N'Cache Hit Ratio', N'_Total', N'Cache Hit Ratio Base', 0, 1, N'counters.plan_cache_hit_percent'),
        (N'Plan Cache', N'Cache Object Counts', NULL, NULL, 0, 1, N'counters.plan_cache_objects'),
        (N'Plan Cache', N'Cache Pages', NULL, NULL, 0, 8.0E0 / 1024, N'counters.plan_cache_mb'),
        (N'SQL Errors', N'Errors/sec', N'_Total', NULL, 0, 1, N'counters.errors_per_s'),
        (N'SQL Statistics', N'Batch Requests/sec', N'', NULL, 0, 1, N'counters.batch_requests_per_s'),
        (N'SQL Statistics', N'SQL Compilations/sec', N'', NULL, 0, 1, N'counters.compilations_per_s'),
        (N'SQL Statistics', N'SQL Re-Compilations/sec', N'', NULL, 0, 1, N'counters.recompilations_per_s'),
        (N'SQL Statistics', N'SQL Attention rate', N'', NULL, 0, 1, N'counters.attentions_per_s'),
        (N'Transactions', N'Longest Transaction Running Time', N'', NULL, 0, 1, N'counters.longest_transaction_s'),
        (N'Transactions', N'Free Space in tempdb (KB)', N'', NULL, 0, 1.0E0 / 1024, N'counters.tempdb_free_mb'),
        (N'Transactions', N'Version Store Size (KB)', N'', NULL, 0, 1.0E0 / 1024, N'counters.version_store_mb'),
        (N'Transactions', N'Version Generation rate (KB/s)', N'', NULL, 0, 1, N'counters.version_generation_kb_per_s'),
        (N'Transactions', N'Version Cleanup rate (KB/s)', N'', NULL, 0, 1, N'counters.version_cleanup_kb_per_s'),
        (N'Transactions', N'Snapshot Transactions', N'', NULL, 0, 1, N'counters.snapshot_transactions')
) AS v (ObjectName, CounterName, InstanceName, BaseName, IsRunning, Scale, MetricName)
ON v.ObjectName = c.ObjectName
AND v.CounterName = c.CounterName
AND (v.InstanceName = c.InstanceName OR (v.InstanceName IS NULL AND c.InstanceName IS NULL))
WHEN MATCHED THEN
    UPDATE SET BaseName = v.BaseName, IsRunning = v.IsRunning, Scale = v.Scale, MetricName = v.MetricName
WHEN NOT MATCHED THEN
    INSERT (ObjectName, CounterName, InstanceName, BaseName, IsRunning, Scale, MetricName)
    VALUES (v.ObjectName, v.CounterName, v.InstanceName, v.BaseName, v.IsRunning, v.Scale, v.MetricName);
