/*  report.AlertBatch: the batch tasks that ran when an alert opened, those that had run for longest first, 20
    rows. @AlertId    alert.Alert; no rows for an unknown one, or one that never opened
    @TimeZone   of the column …Local; NULL: UTC
    Tasks that began more than a day before are left out. RunningMs: how long it had run by then; UsualMs as
    in report.BatchUsual.  */
CREATE PROCEDURE report.AlertBatch
    @AlertId  bigint = NULL,
    @TimeZone nvarchar(128) = NULL,
    @Help     bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'AlertBatch';
    RETURN;
END;

DECLARE @Zone nvarchar(128) = (SELECT w.ZoneName FROM report.WindowOf(NULL, NULL, NULL, @TimeZone) AS w);
DECLARE @InstanceId int;
DECLARE @At datetime2(3);

SELECT @InstanceId = a.InstanceId, @At = a.OpenedAt
FROM alert.Alert AS a
WHERE a.AlertId = @AlertId;

SELECT TOP (20)
    e.ExecutionId,
    e.InstanceId,
    e.ClassNumber,
    e.TaskCaption,
    e.JobCaption,
    e.Company,
    e.ServerId,
    e.StartedAt,
    RunningMs = DATEDIFF_BIG(millisecond, e.StartedAt, @At)
INTO #Task
FROM fact.BatchExecution AS e
WHERE e.InstanceId = @InstanceId
  AND e.StartedAt > DATEADD(day, -1, @At)
  AND e.StartedAt <= @At
  AND (e.DurationMs >= DATEDIFF_BIG(millisecond, e.StartedAt, @At) OR e.IsRunning = 1)
ORDER BY e.StartedAt, e.ExecutionId
OPTION (RECOMPILE);

SELECT
    t.ExecutionId,
    ClassName = c.Name,
    Caption = COALESCE(NULLIF(t.TaskCaption, N''), t.JobCaption),
    t.Company,
    AosName = SUBSTRING(t.ServerId, CHARINDEX(N'@', t.ServerId) + 1, 128),
    StartedLocal = l.LocalAt,
    t.RunningMs,
    u.UsualMs,
    UsualRatio = 1e0 * t.RunningMs / NULLIF(u.UsualMs, 0)
FROM #Task AS t
CROSS APPLY dim.BatchClassName(t.InstanceId, t.ClassNumber) AS c
CROSS APPLY report.LocalTime(t.StartedAt, @Zone) AS l
OUTER APPLY report.BatchUsual(t.InstanceId, t.ClassNumber, @At) AS u
ORDER BY t.RunningMs DESC, t.ExecutionId;
