/*  report.BatchExecutions: executions of batch tasks that began in a window of time, latest first. One that
    never began counts by its end.
    @InstanceId       config.Instance
    @FromAt, @ToAt, @Window, @TimeZone   as in report.WindowOf; …Local is by the clock of that zone
    ClassName is the number where no name is known. Status 'Unknown (gone)': seen running, then no more,
    and nothing has told its end.  */
CREATE PROCEDURE report.BatchExecutions
    @InstanceId int = NULL,
    @FromAt     datetime2(3) = NULL,
    @ToAt       datetime2(3) = NULL,
    @Window     nvarchar(16) = NULL,
    @TimeZone   nvarchar(128) = NULL,
    @Help       bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'BatchExecutions';
    RETURN;
END;

DECLARE @From datetime2(3);
DECLARE @To datetime2(3);
DECLARE @Zone nvarchar(128);

SELECT @From = w.FromAt, @To = w.ToAt, @Zone = w.ZoneName
FROM report.WindowOf(@Window, @FromAt, @ToAt, @TimeZone) AS w;

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
    e.IsEndEstimated,
    StartedLocal = l.LocalAt
FROM fact.ShownBatchExecution(0) AS e
CROSS APPLY report.LocalTime(e.StartedAt, @Zone) AS l
CROSS APPLY lib.BatchStatusName(e.StatusNumber) AS s
CROSS APPLY dim.BatchClassName(e.InstanceId, e.ClassNumber) AS c
WHERE e.InstanceId = @InstanceId
  AND ((e.StartedAt >= @From AND e.StartedAt < @To) OR (e.StartedAt IS NULL AND e.EndedAt >= @From AND e.EndedAt < @To))
ORDER BY COALESCE(e.StartedAt, e.EndedAt) DESC, e.ExecutionId DESC
-- Every range is another plan.
OPTION (RECOMPILE);
