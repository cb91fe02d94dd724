-- The pages of batch read windows of runs without a look-up for each of them.
-- Way back: restore the backup taken before the deployment.
CREATE INDEX IX_BatchExecution_StartedAt ON fact.BatchExecution (InstanceId, StartedAt)
    INCLUDE (BatchJobId, ClassNumber, GroupId, Company, StatusNumber, RetryCount, DelayMs, DurationMs, IsRunning)
    WITH (DROP_EXISTING = ON);
GO
CREATE INDEX IX_BatchExecution_Class ON fact.BatchExecution (InstanceId, ClassNumber, StartedAt)
    INCLUDE (StatusNumber, RetryCount, DurationMs, IsRunning);
GO
