/*  report.BatchBacklogTrend: what waited for batch threads over a period: tasks that were ready or overdue,
    threads that were busy, and how late tasks began (P95), by slice.
    @InstanceId, @Stage   NULL for all
    @FromAt, @ToAt, @Window, @TimeZone   as in report.WindowOf; …Local is by the clock of that zone
    @Company, @GroupId   only runs of that company and of that batch group, by their whole name, (none) and
                  (default group) for those without one; NULL or empty for all
                  Ready and overdue tasks are known by group, not by company: NULL with @Company; busy threads
                  and configured ones of all together.
    BandLowMs to BandHighMs is the usual delay, of one instance: from the lowest P5 to the highest P95 of its
                  batch groups, or those of @GroupId; UsualNote says so, or why there is none  */
CREATE PROCEDURE report.BatchBacklogTrend
    @InstanceId int = NULL,
    @Stage      nvarchar(16) = NULL,
    @FromAt     datetime2(3) = NULL,
    @ToAt       datetime2(3) = NULL,
    @Window     nvarchar(16) = NULL,
    @TimeZone   nvarchar(128) = NULL,
    @Company    nvarchar(10) = NULL,
    @GroupId    nvarchar(60) = NULL,
    @Help       bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'BatchBacklogTrend';
    RETURN;
END;

SET @Company = NULLIF(@Company, N'');
SET @GroupId = NULLIF(@GroupId, N'');

DECLARE @From datetime2(3);
DECLARE @To datetime2(3);
DECLARE @Zone nvarchar(128);
DECLARE @SliceSeconds int;

SELECT @From = w.FromAt, @To = w.ToAt, @Zone = w.ZoneName, @SliceSeconds = s.SliceSeconds
FROM report.WindowOf(@Window, @FromAt, @ToAt, @TimeZone) AS w
CROSS APPLY report.SliceFor(w.SliceSeconds, N'Batch', @InstanceId) AS s;

-- The metric knows the default group by another word.
DECLARE @KeyText nvarchar(256) = CASE WHEN @GroupId = N'(default group)' THEN N'(default)' ELSE @GroupId END;
DECLARE @UsualNote nvarchar(300) = CASE
    WHEN @Company IS NOT NULL THEN N'What is usual is known by batch group, not by company.'
    ELSE
    (
        SELECT u.UsualNote
        FROM report.KeyBandNote(
            @InstanceId,
            @Stage,
            N'batch.delay_ms',
            @KeyText,
            @To,
            CASE
                WHEN @GroupId IS NULL
                    THEN N'The band is what is usual at each hour: P5 to P95 of 14 days, from the batch group that '
                        + N'begins soonest to the one that begins last.'
                ELSE N'The band is what is usual at each hour for this batch group: P5 to P95 of 14 days.'
            END) AS u
    )
END;

SELECT b.SliceNumber, b.LowestLow, b.HighestHigh
INTO #Band
FROM report.KeyBandSlices(@InstanceId, @Stage, N'batch.delay_ms', @KeyText, @From, @To, @SliceSeconds) AS b
WHERE @Company IS NULL;

-- Delays are whole seconds, so a slice has few different ones, however many tasks began in it.
WITH Began AS
(
    SELECT r.SliceNumber, e.DelayMs, RunCount = COUNT_BIG(*)
    FROM config.Instance AS i
    INNER JOIN fact.BatchExecution AS e ON e.InstanceId = i.InstanceId
    CROSS APPLY (SELECT SliceNumber = CAST(DATEDIFF_BIG(second, @From, e.StartedAt) / @SliceSeconds AS int)) AS r
    WHERE e.StartedAt >= @From
      AND e.StartedAt < @To
      AND e.DelayMs IS NOT NULL
      AND (@InstanceId IS NULL OR i.InstanceId = @InstanceId)
      AND (@Stage IS NULL OR i.Environment = @Stage)
      AND (@Company IS NULL OR COALESCE(NULLIF(e.Company, N''), N'(none)') = @Company)
      AND (@GroupId IS NULL OR COALESCE(NULLIF(e.GroupId, N''), N'(default group)') = @GroupId)
    GROUP BY r.SliceNumber, e.DelayMs
),
Placed AS
(
    SELECT
        b.SliceNumber,
        b.DelayMs,
        Place = SUM(b.RunCount) OVER (PARTITION BY b.SliceNumber ORDER BY b.DelayMs ROWS UNBOUNDED PRECEDING),
        Total = SUM(b.RunCount) OVER (PARTITION BY b.SliceNumber)
    FROM Began AS b
),
Queue AS
(
    SELECT x.SliceNumber, ReadyCount = SUM(x.ReadyCount), OverdueCount = SUM(x.OverdueCount)
    FROM
    (
        -- Of each instance the mean of its captures, as the metrics have it.
        SELECT
            c.InstanceId,
            r.SliceNumber,
            ReadyCount = 1e0 * SUM(b.ReadyCount) / COUNT(DISTINCT c.CapturedAt),
            OverdueCount = 1e0 * SUM(b.OverdueCount) / COUNT(DISTINCT c.CapturedAt)
        FROM config.Instance AS i
        INNER JOIN fact.BatchCapture AS c ON c.InstanceId = i.InstanceId AND c.HasTasks = 1
        CROSS APPLY (SELECT SliceNumber = CAST(DATEDIFF_BIG(second, @From, c.CapturedAt) / @SliceSeconds AS int)) AS r
        OUTER APPLY
        (
            SELECT ReadyCount = COALESCE(SUM(y.ReadyCount), 0), OverdueCount = COALESCE(SUM(y.OverdueCount), 0)
            FROM fact.BatchBacklog AS y
            WHERE y.InstanceId = c.InstanceId
              AND y.CapturedAt = c.CapturedAt
              AND COALESCE(NULLIF(y.GroupId, N''), N'(default group)') = @GroupId
        ) AS b
        WHERE @GroupId IS NOT NULL
          AND c.CapturedAt >= @From
          AND c.CapturedAt < @To
          AND (@InstanceId IS NULL OR i.InstanceId = @InstanceId)
          AND (@Stage IS NULL OR i.Environment = @Stage)
        GROUP BY c.InstanceId, r.SliceNumber
    ) AS x
    GROUP BY x.SliceNumber
)
SELECT
    SliceLocal = l.LocalAt,
    ReadyCount = CASE
        WHEN @Company IS NOT NULL THEN NULL
        WHEN @GroupId IS NOT NULL THEN MAX(q.ReadyCount)
        ELSE SUM(CASE WHEN v.MetricName = N'batch.ready_count' THEN v.Value END)
    END,
    OverdueCount = CASE
        WHEN @Company IS NOT NULL THEN NULL
        WHEN @GroupId IS NOT NULL THEN MAX(q.OverdueCount)
        ELSE SUM(CASE WHEN v.MetricName = N'batch.overdue_count' THEN v.Value END)
    END,
    BusyCount = SUM(CASE WHEN v.MetricName = N'batch.busy_threads' THEN v.Value END),
    ThreadCount = SUM(CASE WHEN v.MetricName = N'batch.configured_threads' THEN v.Value END),
    DelayP95Ms = MAX(d.P95Ms),
    BandLowMs = MAX(u.LowestLow),
    BandHighMs = MAX(u.HighestHigh),
    UsualNote = @UsualNote,
    MadeAt = (SELECT t.NowAt FROM report.Now() AS t)
FROM report.Slices(@From, @To, @SliceSeconds) AS n
CROSS APPLY report.LocalTime(n.SliceAt, @Zone) AS l
LEFT JOIN
(
    SELECT m.MetricName, x.SliceNumber, Value = x.MeanValue
    FROM config.Metric AS m
    INNER JOIN rollup.Series AS s ON s.MetricId = m.MetricId
    INNER JOIN config.Instance AS i ON i.InstanceId = s.InstanceId
    CROSS APPLY report.SeriesSlices(s.SeriesId, @From, @To, @SliceSeconds) AS x
    WHERE m.MetricName IN (N'batch.ready_count', N'batch.overdue_count', N'batch.busy_threads', N'batch.configured_threads')
      AND (@InstanceId IS NULL OR s.InstanceId = @InstanceId)
      AND (@Stage IS NULL OR i.Environment = @Stage)
) AS v ON v.SliceNumber = n.SliceNumber
LEFT JOIN
(
    SELECT p.SliceNumber, P95Ms = MIN(p.DelayMs)
    FROM Placed AS p
    WHERE 100 * p.Place >= 95 * p.Total
    GROUP BY p.SliceNumber
) AS d ON d.SliceNumber = n.SliceNumber
LEFT JOIN Queue AS q ON q.SliceNumber = n.SliceNumber
LEFT JOIN #Band AS u ON u.SliceNumber = n.SliceNumber
GROUP BY n.SliceNumber, l.LocalAt
ORDER BY n.SliceNumber
OPTION (RECOMPILE);
