/*  report.BatchBlocking: the incidents that blocked a batch task in a period, and for how long.
    @InstanceId      config.Instance
    @BatchId         the task's RecId
    @FromAt, @ToAt   UTC, both count
    Result           one row an incident: IncidentId, BlockedMs (longest wait), ObjectName  */
CREATE FUNCTION report.BatchBlocking
(
    @InstanceId int,
    @BatchId    bigint,
    @FromAt     datetime2(3),
    @ToAt       datetime2(3)
)
RETURNS TABLE
AS
RETURN
(
    SELECT n.IncidentId, BlockedMs = MAX(n.WaitMs), ObjectName = MAX(n.ObjectName)
    FROM fact.BlockingSnapshot AS h
    INNER JOIN fact.BlockingNode AS n ON n.SnapshotId = h.SnapshotId AND n.CapturedAt = h.CapturedAt
    WHERE h.InstanceId = @InstanceId
      AND h.CapturedAt >= @FromAt
      AND h.CapturedAt <= @ToAt
      AND n.BatchId = @BatchId
      AND n.Depth > 0
    GROUP BY n.IncidentId
);
