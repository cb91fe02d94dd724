/*  report.JobRuns: jobs of the orchestrator in a period: how often they ran and failed, those that failed
    first.
    @InstanceId   NULL for all
    @FromAt, @ToAt, @Window, @TimeZone   as in report.WindowOf; …Local is by the clock of that zone  */
CREATE PROCEDURE report.JobRuns
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
    EXEC report.Help N'JobRuns';
    RETURN;
END;

DECLARE @From datetime2(3);
DECLARE @To datetime2(3);
DECLARE @Zone nvarchar(128);

SELECT @From = w.FromAt, @To = w.ToAt, @Zone = w.ZoneName
FROM report.WindowOf(@Window, @FromAt, @ToAt, @TimeZone) AS w;

SELECT
    RowId = CONCAT(r.InstanceId, N'/', r.JobName),
    InstanceName = COALESCE(i.InstanceName, N'(repository)'),
    r.JobName,
    Severity = CASE WHEN r.LastOutcome = N'failed' THEN N'notice' ELSE N'ok' END,
    r.RunCount,
    r.FailedCount,
    r.MeanMs,
    r.LongestMs,
    LastLocal = l.LocalAt,
    r.LastOutcome,
    x.ErrorMessage
FROM
(
    SELECT
        j.InstanceId,
        j.JobName,
        RunCount = COUNT(*),
        FailedCount = SUM(CASE WHEN j.Outcome = N'failed' THEN 1 ELSE 0 END),
        MeanMs = AVG(DATEDIFF_BIG(millisecond, j.StartedAt, j.EndedAt)),
        LongestMs = MAX(DATEDIFF_BIG(millisecond, j.StartedAt, j.EndedAt)),
        LastAt = MAX(j.StartedAt),
        LastFailedAt = MAX(CASE WHEN j.Outcome = N'failed' THEN j.StartedAt END),
        LastOutcome = CASE
            WHEN MAX(j.StartedAt) = MAX(CASE WHEN j.Outcome = N'failed' THEN j.StartedAt END) THEN N'failed'
            ELSE N'succeeded'
        END
    FROM ops.JobRun AS j
    WHERE j.StartedAt >= @From
      AND j.StartedAt < @To
      AND (@InstanceId IS NULL OR j.InstanceId = @InstanceId)
    GROUP BY j.InstanceId, j.JobName
) AS r
LEFT JOIN config.Instance AS i ON i.InstanceId = r.InstanceId
CROSS APPLY report.LocalTime(r.LastAt, @Zone) AS l
OUTER APPLY
(
    SELECT TOP (1) y.ErrorMessage
    FROM ops.JobRun AS y
    WHERE y.StartedAt = r.LastFailedAt
      AND y.JobName = r.JobName
      AND y.Outcome = N'failed'
    ORDER BY y.EndedAt DESC
) AS x
ORDER BY r.FailedCount DESC, InstanceName, r.JobName
OPTION (RECOMPILE);
