/*  report.BatchJobs: how the tasks of each batch job went in a period, those with most failures first.
    @InstanceId, @Stage   NULL for all
    @FromAt, @ToAt, @Window, @TimeZone   as in report.WindowOf; …Local is by the clock of that zone
    @Company, @GroupId   only runs of that company and of that batch group, by their whole name, (none) and
                  (default group) for those without one; NULL or empty for all
    @TopN   rows at most, 1 to 1,000; NULL: 25
    @Search   only jobs whose caption contains it; NULL or empty for all
    Runs are those of tasks that ended in the period; a job that recurs is one, with the caption of its last
    run; runs whose job is not known are one row an instance. LastErrorText: what SQL Server reported in the
    session of the last run that failed, NULL where it reported nothing.  */
CREATE PROCEDURE report.BatchJobs
    @InstanceId int = NULL,
    @Stage      nvarchar(16) = NULL,
    @FromAt     datetime2(3) = NULL,
    @ToAt       datetime2(3) = NULL,
    @Window     nvarchar(16) = NULL,
    @TimeZone   nvarchar(128) = NULL,
    @Search     nvarchar(100) = NULL,
    @TopN       int = NULL,
    @Company    nvarchar(10) = NULL,
    @GroupId    nvarchar(60) = NULL,
    @Help       bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'BatchJobs';
    RETURN;
END;

SET @Company = NULLIF(@Company, N'');
SET @GroupId = NULLIF(@GroupId, N'');
SET @TopN = CASE WHEN @TopN BETWEEN 1 AND 1000 THEN @TopN ELSE 25 END;

DECLARE @From datetime2(3);
DECLARE @To datetime2(3);
DECLARE @Zone nvarchar(128);

SELECT @From = w.FromAt, @To = w.ToAt, @Zone = w.ZoneName
FROM report.WindowOf(@Window, @FromAt, @ToAt, @TimeZone) AS w;

DECLARE @Like nvarchar(400) = (SELECT p.LikePattern FROM report.SearchPattern(@Search) AS p);

-- By what the index of the window has; captions are asked of one run a job.
SELECT
    e.InstanceId,
    e.BatchJobId,
    Companies = CASE
        WHEN COUNT(DISTINCT e.Company) > 1 THEN CONCAT(COUNT(DISTINCT e.Company), N' companies')
        ELSE MAX(e.Company)
    END,
    RunCount = COUNT(*),
    FailedCount = SUM(CASE WHEN e.StatusNumber = 3 THEN 1 ELSE 0 END),
    RetryCount = SUM(COALESCE(e.RetryCount, 0)),
    MeanMs = AVG(e.DurationMs),
    MaxMs = MAX(e.DurationMs),
    TotalMs = SUM(e.DurationMs),
    LastAt = MAX(e.StartedAt),
    LastId = MAX(e.ExecutionId),
    LastFailedId = MAX(CASE WHEN e.StatusNumber = 3 THEN e.ExecutionId END)
INTO #Counted
FROM config.Instance AS i
INNER JOIN fact.BatchExecution AS e ON e.InstanceId = i.InstanceId
WHERE e.StartedAt >= @From
  AND e.StartedAt < @To
  AND e.IsRunning = 0
  AND (@InstanceId IS NULL OR i.InstanceId = @InstanceId)
  AND (@Stage IS NULL OR i.Environment = @Stage)
  AND (@Company IS NULL OR COALESCE(NULLIF(e.Company, N''), N'(none)') = @Company)
  AND (@GroupId IS NULL OR COALESCE(NULLIF(e.GroupId, N''), N'(default group)') = @GroupId)
GROUP BY e.InstanceId, e.BatchJobId
OPTION (RECOMPILE);

SELECT TOP (@TopN)
    j.InstanceId,
    i.InstanceName,
    j.BatchJobId,
    x.JobCaption,
    j.Companies,
    j.RunCount,
    j.FailedCount,
    j.RetryCount,
    j.MeanMs,
    j.MaxMs,
    j.TotalMs,
    j.LastAt,
    j.LastId,
    j.LastFailedId
INTO #Job
FROM #Counted AS j
INNER JOIN config.Instance AS i ON i.InstanceId = j.InstanceId
INNER JOIN fact.BatchExecution AS x ON x.ExecutionId = j.LastId
WHERE @Like IS NULL
   OR x.JobCaption LIKE @Like
ORDER BY j.FailedCount DESC, j.TotalMs DESC, j.InstanceId, j.BatchJobId;

SELECT
    RowId = CONCAT(j.InstanceId, N'/', j.BatchJobId),
    j.InstanceName,
    j.BatchJobId,
    JobCaption = CASE
        WHEN j.BatchJobId IS NULL THEN N'(job not known)'
        ELSE COALESCE(NULLIF(j.JobCaption, N''), CONCAT(N'job ', j.BatchJobId))
    END,
    j.Companies,
    j.RunCount,
    j.FailedCount,
    SuccessPercent = 100e0 * (j.RunCount - j.FailedCount) / j.RunCount,
    j.MeanMs,
    j.MaxMs,
    j.RetryCount,
    LastLocal = l.LocalAt,
    LastExecutionId = j.LastId,
    LastFailedId = j.LastFailedId,
    LastFailedLocal = f.LocalAt,
    LastErrorText = r.ErrorText,
    MadeAt = (SELECT t.NowAt FROM report.Now() AS t)
FROM #Job AS j
LEFT JOIN fact.BatchExecution AS x ON x.ExecutionId = j.LastFailedId
CROSS APPLY report.LocalTime(j.LastAt, @Zone) AS l
CROSS APPLY report.LocalTime(x.StartedAt, @Zone) AS f
OUTER APPLY report.BatchError(x.InstanceId, x.AxSessionId, x.StartedAt, COALESCE(x.EndedAt, x.LastSeenAt)) AS r
ORDER BY j.FailedCount DESC, j.TotalMs DESC, j.InstanceId, j.BatchJobId;
