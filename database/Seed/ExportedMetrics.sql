-- The metrics that are shown as gauges of the service until somebody chooses others (config.SetMetricExport).
UPDATE config.Metric
SET IsExported = 1
WHERE MetricName IN (
        N'axsessions.active_count', N'axsessions.aos_up', N'axsessions.user_count',
        N'batch.busy_threads', N'batch.configured_threads', N'batch.dead_end_count', N'batch.error_count',
        N'batch.oldest_age_ms', N'batch.overdue_count', N'batch.ready_count',
        N'counters.batch_requests_per_s', N'counters.log_used_percent', N'counters.processes_blocked',
        N'counters.user_connections',
        N'cpu.other_percent', N'cpu.runnable_tasks_per_scheduler', N'cpu.sql_percent', N'cpu.worker_percent',
        N'deadlock.count', N'error.total_count', N'longquery.total_count',
        N'fileio.read_latency_ms', N'fileio.write_latency_ms',
        N'memory.available_mb', N'memory.committed_mb', N'memory.grants_waiting',
        N'query.statement_cpu_ms_per_s', N'query.statement_duration_ms', N'query_store.regressions',
        N'requests.blocked_count', N'requests.blocked_wait_ms', N'requests.long_count', N'requests.oldest_transaction_ms',
        N'log.backup_age_min', N'size.full_backup_age_h', N'size.volume_free_percent', N'tempdb.used_percent',
        N'waits.wait_ms_per_s')
  AND NOT EXISTS (SELECT 1 FROM config.Metric AS m WHERE m.IsExported = 1);
