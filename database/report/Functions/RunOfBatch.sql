/*  report.RunOfBatch: the run of a batch task that was on at a time.
    @InstanceId   config.Instance
    @BatchId      the task's RecId
    @At           UTC
    Result        one row, none where no run had begun by then: ExecutionId  */
CREATE FUNCTION report.RunOfBatch
(
    @InstanceId int,
    @BatchId    bigint,
    @At         datetime2(3)
)
RETURNS TABLE
AS
RETURN
(
    SELECT TOP (1) e.ExecutionId
    FROM fact.BatchExecution AS e
    WHERE e.InstanceId = @InstanceId
      AND e.BatchId = @BatchId
      AND e.StartedAt <= @At
    ORDER BY e.StartedAt DESC
);
