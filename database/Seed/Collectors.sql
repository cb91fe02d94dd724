-- The collectors of this version. One that exists keeps its numbers.
INSERT config.Collector (CollectorName, IntervalMs, TimeoutMs, RowLimit, TargetProcedure, TableType)
SELECT v.CollectorName, v.IntervalMs, v.TimeoutMs, v.RowLimit, v.TargetProcedure, v.TableType
FROM
(
    VALUES
        (N'Requests', 10000, 5000, 5000, N'collect.SaveRequests', N'stage.Request'),
        (N'BlockedProcesses', 10000, 10000, 1000, N'collect.SaveBlockedProcesses', N'stage.BlockedProcess'),
        (N'Deadlocks', 10000, 10000, 1000, N'collect.SaveDeadlocks', N'stage.Deadlock'),
        (N'Batch', 60000, 10000, 20000, N'collect.SaveBatch', N'stage.BatchTask')
) AS v (CollectorName, IntervalMs, TimeoutMs, RowLimit, TargetProcedure, TableType)
WHERE NOT EXISTS (SELECT 1 FROM config.Collector AS c WHERE c.CollectorName = v.CollectorName);
