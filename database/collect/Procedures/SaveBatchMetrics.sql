/*  collect.SaveBatchMetrics: the metrics of a capture of the batch tables. Works on the caller's temp table
    #Run; called after all facts of the capture were written.
    @InstanceId, @CapturedAt   as in collect.SaveBatch
    A metric has one value a minute and key, an execution is one of perhaps several: batch.duration_ms is the
    longest that ended since the capture before, batch.delay_ms the longest of those that began. What
    ended or began more than ten minutes ago (found after an outage of the monitor) gives no value, which
    would stand at the wrong time;
    fact.BatchExecution has them all.  */
CREATE PROCEDURE collect.SaveBatchMetrics
    @InstanceId int,
    @CapturedAt datetime2(3)
AS
SET NOCOUNT ON;

DECLARE @Points stage.MetricPoint;
DECLARE @Since datetime2(3) = DATEADD(minute, -10, @CapturedAt);

INSERT @Points (MetricName, KeyText, Value)
SELECT m.MetricName, e.ClassName, m.Value
FROM
(
    SELECT
        ClassName = n.Name,
        DurationMs = MAX(CASE WHEN r.StatusNumber = 4 THEN r.DurationMs END),
        EndedCount = COUNT(*),
        ErrorCount = SUM(CASE WHEN r.StatusNumber = 3 THEN 1 ELSE 0 END)
    FROM #Run AS r
    CROSS APPLY dim.BatchClassName(@InstanceId, r.ClassNumber) AS n
    WHERE r.IsRunning = 0
      AND r.WasEnded = 0
      AND r.StatusNumber IN (3, 4, 8)
      AND r.StartedAt IS NOT NULL
      AND r.EndedAt > @Since
    GROUP BY n.Name
) AS e
CROSS APPLY
(
    VALUES
        (N'batch.duration_ms', CAST(e.DurationMs AS float)),
        (N'batch.ended_count', e.EndedCount),
        (N'batch.error_count', e.ErrorCount)
) AS m (MetricName, Value);

-- The delay of a task that waits for another one is that other one's doing.
INSERT @Points (MetricName, KeyText, Value)
SELECT N'batch.delay_ms', COALESCE(NULLIF(r.GroupId, N''), N'(default)'), MAX(r.DelayMs)
FROM #Run AS r
WHERE r.ExecutionId IS NULL
  AND r.GroupId IS NOT NULL
  AND r.StartedAt > @Since
  AND r.DelayMs IS NOT NULL
  AND COALESCE(r.DependencyCount, 0) = 0
GROUP BY r.GroupId;

INSERT @Points (MetricName, KeyText, Value)
SELECT m.MetricName, COALESCE(NULLIF(g.GroupId, N''), N'(default)'), m.Value
FROM fact.BatchGroupCapacity AS g
LEFT JOIN
(
    SELECT
        b.GroupId,
        ReadyCount = SUM(b.ReadyCount),
        OverdueCount = SUM(b.OverdueCount),
        OldestAgeMs = MAX(b.OldestAgeMs),
        DeadEndCount = SUM(b.DeadEndCount),
        StuckJobCount = SUM(b.StuckJobCount)
    FROM fact.BatchBacklog AS b
    WHERE b.InstanceId = @InstanceId
      AND b.CapturedAt = @CapturedAt
    GROUP BY b.GroupId
) AS q ON q.GroupId = g.GroupId
CROSS APPLY
(
    VALUES
        (N'batch.ready_count', CAST(COALESCE(q.ReadyCount, 0) AS float)),
        (N'batch.overdue_count', COALESCE(q.OverdueCount, 0)),
        (N'batch.oldest_age_ms', COALESCE(q.OldestAgeMs, 0)),
        (N'batch.dead_end_count', COALESCE(q.DeadEndCount, 0)),
        (N'batch.stuck_job_count', COALESCE(q.StuckJobCount, 0)),
        (N'batch.unserved_count', CASE WHEN g.ServerCount = 0 THEN g.DueCount WHEN g.ServerCount > 0 THEN 0 END)
) AS m (MetricName, Value)
WHERE g.InstanceId = @InstanceId
  AND g.CapturedAt = @CapturedAt;

INSERT @Points (MetricName, KeyText, Value)
SELECT m.MetricName, c.ServerId, m.Value
FROM fact.BatchCapacity AS c
CROSS APPLY
(
    VALUES
        (N'batch.busy_threads', CAST(c.BusyCount AS float)),
        (N'batch.configured_threads', c.ThreadCount),
        (N'batch.busy_percent', CASE WHEN c.ThreadCount > 0 THEN c.BusyCount * 100.0 / c.ThreadCount END)
) AS m (MetricName, Value)
WHERE c.InstanceId = @InstanceId
  AND c.CapturedAt = @CapturedAt;

EXEC collect.SaveMetrics @InstanceId, @CapturedAt, @Points;
