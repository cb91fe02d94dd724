-- The collector Deadlocks (deadlocks with their processes and resources): its metrics and the retention of
-- its tables.
EXEC config.DefineMetric N'deadlock.count', N'Deadlocks', N'deadlocks', N'higher', N'none',
    N'Deadlocks that happened in one minute, 0 when there were none. A deadlock of a parallel plan with itself counts too.',
    N'event count';
EXEC config.DefineFactTable N'fact.Deadlock', N'Incidents', N'DetectedAt', N'ops.PurgeDeadlocks';
