-- The page Batch shows how late tasks began, without a look at every row of its period.
-- Way back: restore the backup taken before the deployment.
DROP INDEX IF EXISTS IX_BatchExecution_StartedAt ON fact.BatchExecution;
CREATE INDEX IX_BatchExecution_StartedAt ON fact.BatchExecution (InstanceId, StartedAt) INCLUDE (DelayMs);
