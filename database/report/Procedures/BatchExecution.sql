/*  report.BatchExecution: one run of a batch task: one row, none for an unknown one.
    @TimeZone   of the columns …Local; NULL or unknown: UTC
    @ExecutionId   fact.BatchExecution  */
CREATE PROCEDURE report.BatchExecution
    @ExecutionId bigint = NULL,
    @TimeZone    nvarchar(128) = NULL,
    @Help        bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'BatchExecution';
    RETURN;
END;

DECLARE @Now datetime2(3);
DECLARE @Zone nvarchar(128);

SELECT @Now = w.NowAt, @Zone = w.ZoneName
FROM report.WindowOf(NULL, NULL, NULL, @TimeZone) AS w;

SELECT
    e.ExecutionId,
    i.InstanceName,
    i.InstanceId,
    e.ClassNumber,
    ClassName = c.Name,
    Caption = COALESCE(NULLIF(e.TaskCaption, N''), e.JobCaption),
    e.JobCaption,
    e.Company,
    e.CreatedBy,
    e.GroupId,
    AosName = SUBSTRING(e.ServerId, CHARINDEX(N'@', e.ServerId) + 1, 128),
    e.AxSessionId,
    e.BatchJobId,
    StatusText = CASE
        WHEN e.IsRunning = 1 THEN N'executing'
        WHEN e.StatusNumber IN (2, 7) THEN N'unknown (gone)'
        ELSE s.Name
    END,
    e.RetryCount,
    ScheduledLocal = q.LocalAt,
    StartedLocal = b.LocalAt,
    EndedLocal = z.LocalAt,
    e.DelayMs,
    r.RunningMs,
    u.UsualMs,
    UsualRatio = 1e0 * r.RunningMs / NULLIF(u.UsualMs, 0),
    Severity = COALESCE(o.Severity, CASE WHEN e.StatusNumber = 3 AND e.IsRunning = 0 THEN N'notice' ELSE N'ok' END),
    AnswerText = CONCAT(
        d.DurationText,
        N', ×' + CAST(CAST(1e0 * r.RunningMs / NULLIF(u.UsualMs, 0) AS decimal(18, 1)) AS nvarchar(20)) + N' of its usual '
            + v.DurationText,
        N'; ' + y.DurationText + N' after it was due',
        CASE WHEN e.IsEndEstimated = 1 THEN N'; its end is estimated' END)
FROM fact.ShownBatchExecution(0) AS e
INNER JOIN config.Instance AS i ON i.InstanceId = e.InstanceId
CROSS APPLY dim.BatchClassName(e.InstanceId, e.ClassNumber) AS c
CROSS APPLY lib.BatchStatusName(e.StatusNumber) AS s
CROSS APPLY report.LocalTime(e.ScheduledAt, @Zone) AS q
CROSS APPLY report.LocalTime(e.StartedAt, @Zone) AS b
CROSS APPLY report.LocalTime(e.EndedAt, @Zone) AS z
CROSS APPLY
(
    SELECT RunningMs = CASE WHEN e.IsRunning = 1 THEN DATEDIFF_BIG(millisecond, e.StartedAt, @Now) ELSE e.DurationMs END
) AS r
OUTER APPLY report.BatchUsual(e.InstanceId, e.ClassNumber, e.StartedAt) AS u
CROSS APPLY lib.DurationText(r.RunningMs) AS d
CROSS APPLY lib.DurationText(u.UsualMs) AS v
CROSS APPLY lib.DurationText(e.DelayMs) AS y
OUTER APPLY
(
    SELECT TOP (1) a.Severity
    FROM report.OpenAlert() AS a
    WHERE a.SubjectKind = N'BatchExecution'
      AND a.SubjectId = e.ExecutionId
    ORDER BY a.SeverityRank DESC
) AS o
WHERE e.ExecutionId = @ExecutionId;
