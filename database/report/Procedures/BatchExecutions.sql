/*  report.BatchExecutions: executions of batch tasks that began in a window of time, latest first. One that
    never began counts by its end.
    @InstanceId       config.Instance
    @FromAt, @ToAt    UTC, end exclusive
    ClassName is the number where no name is known. Status 'Unknown (gone)': seen running, then no more,
    and nothing has told its end.  */
CREATE PROCEDURE report.BatchExecutions
    @InstanceId int,
    @FromAt     datetime2(3),
    @ToAt       datetime2(3)
AS
SET NOCOUNT ON;

SELECT
    e.ExecutionId,
    e.BatchJobId,
    e.JobCaption,
    e.TaskCaption,
    e.ClassNumber,
    ClassName = c.Name,
    e.GroupId,
    e.Company,
    e.ServerId,
    e.CreatedBy,
    Status = CASE WHEN e.IsRunning = 0 AND e.StatusNumber IN (2, 7) THEN N'Unknown (gone)' ELSE s.Name END,
    e.RetryCount,
    e.ScheduledAt,
    e.StartedAt,
    e.EndedAt,
    e.DelayMs,
    e.DurationMs,
    e.IsRunning,
    e.IsEndEstimated
FROM fact.BatchExecution AS e
CROSS APPLY lib.BatchStatusName(e.StatusNumber) AS s
CROSS APPLY dim.BatchClassName(e.InstanceId, e.ClassNumber) AS c
WHERE e.InstanceId = @InstanceId
  AND ((e.StartedAt >= @FromAt AND e.StartedAt < @ToAt) OR (e.StartedAt IS NULL AND e.EndedAt >= @FromAt AND e.EndedAt < @ToAt))
ORDER BY COALESCE(e.StartedAt, e.EndedAt) DESC, e.ExecutionId DESC
-- Every range is another plan.
OPTION (RECOMPILE);
