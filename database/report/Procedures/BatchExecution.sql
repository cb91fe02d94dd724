/*  report.BatchExecution: one run of a batch task: one row, none for an unknown one.
    @TimeZone   of the columns …Local; NULL or unknown: UTC
    @ExecutionId   fact.BatchExecution
    AnswerText: how long it took, of its usual, and what took longest of what was seen: the one who blocked it
    for longest by name, slow statements, the wait for a thread.  */
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
        CASE
            WHEN g.SharePercent >= 1
                THEN CONCAT(N': ', g.SharePercent, N' % blocked by ', k.WhoText, N' on ' + k.ObjectText)
        END,
        CASE
            WHEN h.SharePercent >= 1
                THEN CONCAT(CASE WHEN g.SharePercent >= 1 THEN N', ' ELSE N': ' END, h.SharePercent, N' % in slow statements')
        END,
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
CROSS APPLY lib.DurationText(NULLIF(e.DelayMs, 0)) AS y
CROSS APPLY (SELECT EndAt = CASE WHEN e.IsRunning = 1 OR e.EndedAt IS NULL THEN @Now ELSE e.EndedAt END) AS t
OUTER APPLY
(
    -- Who blocked it for longest.
    SELECT TOP (1)
        w.WhoText,
        ObjectText = RIGHT(x.ObjectName, CHARINDEX(N'.', REVERSE(N'.' + x.ObjectName)) - 1),
        x.BlockedMs
    FROM report.BatchBlocking(e.InstanceId, e.BatchId, e.StartedAt, t.EndAt) AS x
    INNER JOIN fact.ShownBlockingIncident(0) AS j ON j.IncidentId = x.IncidentId
    CROSS APPLY lib.SessionLabel(j.HeadSessionId, j.AxUser, j.AxConfidence, j.BatchTask, j.ProgramName, j.HostName, 0) AS w
    ORDER BY x.BlockedMs DESC, x.IncidentId
) AS k
CROSS APPLY
(
    SELECT SlowMs = COALESCE(SUM(x.DurationMs), 0)
    FROM fact.LongQuery AS x
    WHERE x.InstanceId = e.InstanceId
      AND x.EventAt >= e.StartedAt
      AND x.EventAt <= t.EndAt
      AND x.AxSessionId = e.AxSessionId
) AS f
CROSS APPLY
(
    SELECT SharePercent = CAST(100e0 * CASE WHEN k.BlockedMs < r.RunningMs THEN k.BlockedMs ELSE r.RunningMs END
        / NULLIF(r.RunningMs, 0) * CASE WHEN k.BlockedMs > 0 THEN 1 END AS int)
) AS g
CROSS APPLY
(
    SELECT SharePercent = CAST(100e0 * CASE
        WHEN f.SlowMs < r.RunningMs - COALESCE(k.BlockedMs, 0) THEN f.SlowMs
        ELSE r.RunningMs - COALESCE(k.BlockedMs, 0)
    END / NULLIF(r.RunningMs, 0) AS int)
) AS h
OUTER APPLY
(
    SELECT TOP (1) a.Severity
    FROM report.OpenAlert() AS a
    WHERE a.SubjectKind = N'BatchExecution'
      AND a.SubjectId = e.ExecutionId
    ORDER BY a.SeverityRank DESC
) AS o
WHERE e.ExecutionId = @ExecutionId;
