-- The collector Batch (executions, backlog and capacity of the batch framework): its metrics and the
-- retention of its tables.
EXEC config.DefineMetric N'batch.duration_ms', N'Batch', N'ms', N'higher', N'batch class',
    N'Longest duration of the tasks of a class that ended without error since the capture before.', N'event value';
EXEC config.DefineMetric N'batch.ended_count', N'Batch', N'count', N'none', N'batch class',
    N'Tasks of a class that ended since the capture before, with errors and cancelled ones.', N'event count';
EXEC config.DefineMetric N'batch.error_count', N'Batch', N'count', N'higher', N'batch class',
    N'Tasks of a class that ended in error since the capture before.', N'event count';
EXEC config.DefineMetric N'batch.delay_ms', N'Batch', N'ms', N'higher', N'batch group',
    N'Longest delay against the schedule of the tasks of a group that began since the capture before; tasks that wait for others are left out.',
    N'event value';
EXEC config.DefineMetric N'batch.ready_count', N'Batch', N'count', N'higher', N'batch group',
    N'Tasks that are ready and wait for a free thread.';
EXEC config.DefineMetric N'batch.overdue_count', N'Batch', N'count', N'higher', N'batch group',
    N'Tasks that have been due for more than two minutes, are not held and wait for no other task; since the end of the last predecessor, where they have any.';
EXEC config.DefineMetric N'batch.oldest_age_ms', N'Batch', N'ms', N'higher', N'batch group',
    N'How long the oldest due task has been due; 0 when none is.';
EXEC config.DefineMetric N'batch.dead_end_count', N'Batch', N'count', N'higher', N'batch group',
    N'Tasks that wait for ever, because the task they wait for ended otherwise than they expect.';
EXEC config.DefineMetric N'batch.stuck_job_count', N'Batch', N'count', N'higher', N'batch group',
    N'Jobs that AX shows as executing though all their tasks have ended.';
EXEC config.DefineMetric N'batch.unserved_count', N'Batch', N'count', N'higher', N'batch group',
    N'Due tasks of a group that no living AX server works: they wait for ever, and AX says nothing.';
EXEC config.DefineMetric N'batch.busy_threads', N'Batch', N'count', N'none', N'AOS', N'Batch tasks that execute on an AX server.';
EXEC config.DefineMetric N'batch.configured_threads', N'Batch', N'count', N'none', N'AOS',
    N'Batch threads of an AX server in the windows that are open now.';
EXEC config.DefineMetric N'batch.busy_percent', N'Batch', N'percent', N'higher', N'AOS',
    N'Executing batch tasks of the threads configured now. Above 100 after a window closed, because running tasks go on.';

EXEC config.DefineFactTable N'fact.BatchBacklog', N'Metrics', N'CapturedAt';
EXEC config.DefineFactTable N'fact.BatchCapacity', N'Metrics', N'CapturedAt';
EXEC config.DefineFactTable N'fact.BatchCapture', N'Metrics', N'CapturedAt';
EXEC config.DefineFactTable N'fact.BatchExecution', N'Executions', N'LastSeenAt';
EXEC config.DefineFactTable N'fact.BatchGroupCapacity', N'Metrics', N'CapturedAt';
