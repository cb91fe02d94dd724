/*  report.ScheduleList: the repository's own jobs: what each does, who does it, how often it ran in the last
    three hours, when last and when next.
    @TimeZone   of the columns …Local; NULL or unknown: UTC
    EveryMs     between two runs, as seen; NULL where there were not two
    HolderName  the orchestrator that holds the job's lease; NULL: nobody does the job now
    Severity    notice where nobody does the job or its last run failed  */
CREATE PROCEDURE report.ScheduleList
    @TimeZone nvarchar(128) = NULL,
    @Help     bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'ScheduleList';
    RETURN;
END;

DECLARE @Now datetime2(3);
DECLARE @Zone nvarchar(128);

SELECT @Now = w.NowAt, @Zone = w.ZoneName
FROM report.WindowOf(NULL, NULL, NULL, @TimeZone) AS w;

SELECT
    j.JobName,
    RunCount = COUNT(*),
    FirstAt = MIN(j.StartedAt),
    LastAt = MAX(j.StartedAt),
    LastFailedAt = MAX(CASE WHEN j.Outcome IN (N'failed', N'timeout') THEN j.StartedAt END),
    MeanMs = AVG(DATEDIFF_BIG(millisecond, j.StartedAt, j.EndedAt))
INTO #Run
FROM ops.JobRun AS j
WHERE j.StartedAt > DATEADD(hour, -3, @Now)
  AND j.StartedAt <= @Now
  AND j.InstanceId IS NULL
GROUP BY j.JobName;

SELECT
    v.JobNumber,
    v.JobName,
    v.DoesText,
    Severity = CASE WHEN h.HolderName IS NULL OR r.LastAt = r.LastFailedAt THEN N'notice' ELSE N'ok' END,
    h.HolderName,
    RunCount = COALESCE(r.RunCount, 0),
    e.EveryMs,
    r.MeanMs,
    LastLocal = l.LocalAt,
    NextLocal = n.LocalAt,
    StateText = CASE
        WHEN h.HolderName IS NULL THEN N'nobody does it now'
        WHEN r.LastAt = r.LastFailedAt THEN N'the last run failed: see the jobs above'
        WHEN r.LastAt IS NULL THEN N'has not run in the last three hours'
        ELSE N'runs'
    END
FROM
(
    VALUES
        (1, N'alert:Evaluate', N'evaluate', N'evaluates the rules; opens, changes and resolves alerts'),
        (2, N'rollup:Fold', N'rollup', N'folds new values into five minutes, hours and days'),
        (3, N'baselines:Build', N'baselines', N'learns what is usual, and marks what is not'),
        (4, N'leaks:Find', N'leaks', N'looks for what rises from day to day, and forecasts what fills up'),
        (5, N'maintain:Repository', N'maintain', N'makes partitions ahead, and purges what is older than is kept')
) AS v (JobNumber, JobName, LeaseName, DoesText)
LEFT JOIN #Run AS r ON r.JobName = v.JobName
OUTER APPLY
(
    SELECT HolderName = x.[Owner]
    FROM ops.Lease AS x
    WHERE x.LeaseName = v.LeaseName
      AND x.ExpiresAt > @Now
) AS h
CROSS APPLY
(
    SELECT EveryMs = DATEDIFF_BIG(millisecond, r.FirstAt, r.LastAt) / NULLIF(r.RunCount - 1, 0)
) AS e
CROSS APPLY report.LocalTime(r.LastAt, @Zone) AS l
CROSS APPLY report.LocalTime(DATEADD(second, CAST(e.EveryMs / 1000 AS int), r.LastAt), @Zone) AS n
ORDER BY v.JobNumber;
