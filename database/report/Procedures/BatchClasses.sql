/*  report.BatchClasses: how long the tasks of each batch class took in a period, those that cost most
    beyond their usual first.
    @InstanceId, @Stage   NULL for all
    @FromAt, @ToAt, @Window, @TimeZone   as in report.WindowOf; …Local is by the clock of that zone
    @Company, @GroupId   only runs of that company and of that batch group, by their whole name, (none) and
                  (default group) for those without one; NULL or empty for all
    @TopN   rows at most, 1 to 1,000; NULL: 25
    @Search   only rows that contain it; NULL or empty for all
    Percentiles are of all that ended in the period. UsualMs: the mean of the daily medians of the 14
            days before it. ExtraMs: what the median lies above it, times the runs; NULL
            where nothing is usual yet. LastErrorText: what SQL Server reported in the session of the last
            run that failed, NULL where it reported nothing. ScaleMs: by what the spread of a class is drawn,
            its usual median or, without one, its median.  */
CREATE PROCEDURE report.BatchClasses
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
    EXEC report.Help N'BatchClasses';
    RETURN;
END;

SET @Company = NULLIF(@Company, N'');
SET @GroupId = NULLIF(@GroupId, N'');

DECLARE @From datetime2(3);
DECLARE @To datetime2(3);
DECLARE @Zone nvarchar(128);

SELECT @From = w.FromAt, @To = w.ToAt, @Zone = w.ZoneName
FROM report.WindowOf(@Window, @FromAt, @ToAt, @TimeZone) AS w;

SET @TopN = CASE WHEN @TopN BETWEEN 1 AND 1000 THEN @TopN ELSE 25 END;

DECLARE @Like nvarchar(400) = (SELECT p.LikePattern FROM report.SearchPattern(@Search) AS p);

SELECT
    x.InstanceId,
    x.ClassNumber,
    x.RunCount,
    x.FailedCount,
    x.P5Ms,
    x.P25Ms,
    x.P50Ms,
    x.P75Ms,
    x.P95Ms,
    x.P99Ms,
    x.MaxMs,
    x.TotalMs,
    x.LastFailedId
INTO #Class
FROM
(
    SELECT
        p.InstanceId,
        p.ClassNumber,
        RunCount = SUM(p.RunCount),
        FailedCount = SUM(p.FailedCount),
        P5Ms = MIN(CASE WHEN 100 * p.Place >= 5 * p.Total THEN p.DurationMs END),
        P25Ms = MIN(CASE WHEN 100 * p.Place >= 25 * p.Total THEN p.DurationMs END),
        P50Ms = MIN(CASE WHEN 100 * p.Place >= 50 * p.Total THEN p.DurationMs END),
        P75Ms = MIN(CASE WHEN 100 * p.Place >= 75 * p.Total THEN p.DurationMs END),
        P95Ms = MIN(CASE WHEN 100 * p.Place >= 95 * p.Total THEN p.DurationMs END),
        P99Ms = MIN(CASE WHEN 100 * p.Place >= 99 * p.Total THEN p.DurationMs END),
        MaxMs = MAX(p.DurationMs),
        TotalMs = SUM(p.TotalMs),
        LastFailedId = MAX(p.LastFailedId)
    FROM
    (
        -- AX tells whole seconds: runs are counted by duration before they are ranked.
        SELECT
            e.InstanceId,
            e.ClassNumber,
            e.DurationMs,
            RunCount = COUNT_BIG(*),
            FailedCount = SUM(CASE WHEN e.StatusNumber = 3 THEN 1 ELSE 0 END),
            TotalMs = SUM(e.DurationMs),
            LastFailedId = MAX(CASE WHEN e.StatusNumber = 3 THEN e.ExecutionId END),
            Place = SUM(COUNT_BIG(*)) OVER (
                PARTITION BY e.InstanceId, e.ClassNumber
                ORDER BY e.DurationMs
                ROWS UNBOUNDED PRECEDING),
            Total = SUM(COUNT_BIG(*)) OVER (PARTITION BY e.InstanceId, e.ClassNumber)
        FROM config.Instance AS i
        INNER JOIN fact.BatchExecution AS e ON e.InstanceId = i.InstanceId
        WHERE e.StartedAt >= @From
          AND e.StartedAt < @To
          AND e.IsRunning = 0
          AND e.DurationMs IS NOT NULL
          AND (@InstanceId IS NULL OR i.InstanceId = @InstanceId)
          AND (@Company IS NULL OR COALESCE(NULLIF(e.Company, N''), N'(none)') = @Company)
          AND (@GroupId IS NULL OR COALESCE(NULLIF(e.GroupId, N''), N'(default group)') = @GroupId)
        GROUP BY e.InstanceId, e.ClassNumber, e.DurationMs
    ) AS p
    GROUP BY p.InstanceId, p.ClassNumber
) AS x
OPTION (RECOMPILE);

SELECT TOP (@TopN)
    c.InstanceId,
    i.InstanceName,
    c.ClassNumber,
    ClassName = n.Name,
    c.RunCount,
    c.FailedCount,
    c.P5Ms,
    c.P25Ms,
    c.P50Ms,
    c.P75Ms,
    c.P95Ms,
    c.P99Ms,
    c.MaxMs,
    c.TotalMs,
    c.LastFailedId,
    u.UsualMs,
    u.DayCount,
    ExtraMs = CASE
        WHEN u.UsualMs IS NULL THEN NULL
        WHEN c.P50Ms > u.UsualMs THEN (c.P50Ms - u.UsualMs) * c.RunCount
        ELSE 0
    END
INTO #Shown
FROM #Class AS c
INNER JOIN config.Instance AS i ON i.InstanceId = c.InstanceId
CROSS APPLY dim.BatchClassName(c.InstanceId, c.ClassNumber) AS n
OUTER APPLY report.BatchUsual(c.InstanceId, c.ClassNumber, @From) AS u
WHERE (@Stage IS NULL OR i.Environment = @Stage)
  AND (@Like IS NULL OR n.Name LIKE @Like)
ORDER BY ExtraMs DESC, c.TotalMs DESC;

SELECT
    RowId = CONCAT(c.InstanceId, N'/', c.ClassNumber),
    c.InstanceName,
    c.InstanceId,
    c.ClassNumber,
    c.ClassName,
    c.RunCount,
    c.FailedCount,
    FailedPercent = 100e0 * c.FailedCount / c.RunCount,
    c.P5Ms,
    c.P25Ms,
    c.P50Ms,
    c.P75Ms,
    c.P95Ms,
    c.P99Ms,
    c.MaxMs,
    ScaleMs = COALESCE(NULLIF(c.UsualMs, 0), NULLIF(c.P50Ms, 0), NULLIF(c.MaxMs, 0), 1),
    c.UsualMs,
    UsualRatio = 1e0 * c.P50Ms / NULLIF(c.UsualMs, 0),
    c.TotalMs,
    UsualDaysText = CASE WHEN c.UsualMs IS NOT NULL AND c.DayCount < 14 THEN CONCAT(N'of ', c.DayCount, N' days') END,
    c.ExtraMs,
    LastFailedLocal = l.LocalAt,
    LastErrorText = r.ErrorText,
    MadeAt = (SELECT t.NowAt FROM report.Now() AS t)
FROM #Shown AS c
LEFT JOIN fact.BatchExecution AS x ON x.ExecutionId = c.LastFailedId
CROSS APPLY report.LocalTime(x.StartedAt, @Zone) AS l
OUTER APPLY report.BatchError(x.InstanceId, x.AxSessionId, x.StartedAt, COALESCE(x.EndedAt, x.LastSeenAt)) AS r
ORDER BY c.ExtraMs DESC, c.TotalMs DESC;
