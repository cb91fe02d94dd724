/*  baseline.FillDays: makes baseline.DayValue of the local days that have ended, up to 90 days back. Called
    by ops.FindLeaks.
    @Now              UTC
    @DetailFrom       UTC: values of the spine before it have been purged; their days stay as they are
    @ExecutionsFrom   the same of fact.BatchExecution
    @FilledDays       days of instances that were computed
    A day is computed whole and replaced. Of the spine each of the last three days is computed anew every
    night, so that late values count; of runs of batch classes every day with runs that were seen since. A day
    of batch.duration_ms is that of all runs that ended well in it, not of the metric's values, of which there
    is one a minute at most.  */
CREATE PROCEDURE baseline.FillDays
    @Now            datetime2(3),
    @DetailFrom     datetime2(3),
    @ExecutionsFrom datetime2(3),
    @FilledDays     int OUTPUT
AS
SET NOCOUNT, XACT_ABORT ON;

DECLARE @RunMetricId int = (SELECT m.MetricId FROM config.Metric AS m WHERE m.MetricName = N'batch.duration_ms');
DECLARE @InstanceId int;
DECLARE @LocalDate datetime2(3);
DECLARE @FromAt datetime2(3);
DECLARE @ToAt datetime2(3);

CREATE TABLE #Span
(
    InstanceId int          NOT NULL,
    LocalDate  datetime2(3) NOT NULL,
    DaysAgo    int          NOT NULL,
    FromAt     datetime2(3) NOT NULL,
    ToAt       datetime2(3) NOT NULL,
    FilledAt   datetime2(3) NULL,
    FillsSpine int          NOT NULL,
    FillsRuns  int          NOT NULL,
    PRIMARY KEY CLUSTERED (InstanceId, LocalDate)
);

INSERT #Span (InstanceId, LocalDate, DaysAgo, FromAt, ToAt, FilledAt, FillsSpine, FillsRuns)
SELECT
    d.InstanceId,
    d.LocalDate,
    d.DaysAgo,
    CAST((d.LocalDate AT TIME ZONE d.ZoneName) AT TIME ZONE N'UTC' AS datetime2(3)),
    CAST((CAST(DATEADD(day, 1, d.LocalDate) AS datetime2(3)) AT TIME ZONE d.ZoneName) AT TIME ZONE N'UTC' AS datetime2(3)),
    f.FilledAt,
    0,
    CASE WHEN f.FilledAt IS NULL THEN 1 ELSE 0 END
FROM
(
    SELECT
        z.InstanceId,
        z.ZoneName,
        DaysAgo = a.N + 10 * b.N + 1,
        LocalDate = CAST(DATEADD(day, -(a.N + 10 * b.N + 1), z.Today) AS datetime2(3))
    FROM
    (
        SELECT
            i.InstanceId,
            ZoneName = COALESCE(i.TimeZoneName, N'UTC'),
            Today = CAST((@Now AT TIME ZONE N'UTC') AT TIME ZONE COALESCE(i.TimeZoneName, N'UTC') AS date)
        FROM config.Instance AS i
    ) AS z
    CROSS JOIN (VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) AS a (N)
    CROSS JOIN (VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8)) AS b (N)
) AS d
-- A day that a clock ahead has filled before it came is to be filled.
LEFT JOIN baseline.FilledDay AS f ON f.InstanceId = d.InstanceId AND f.LocalDate = d.LocalDate AND f.FilledAt <= @Now;

UPDATE s
SET FillsSpine = 1
FROM #Span AS s
INNER JOIN #Span AS y ON y.InstanceId = s.InstanceId AND y.DaysAgo = 1
WHERE s.FromAt >= @DetailFrom
  AND (s.FilledAt IS NULL OR (s.DaysAgo <= 3 AND s.FilledAt < y.ToAt));

-- A run that ended on some day of UTC belongs to that local day, or to the one before or after.
UPDATE s
SET FillsRuns = 1
FROM #Span AS s
INNER JOIN
(
    SELECT DISTINCT e.InstanceId, x.LocalDate
    FROM (SELECT y.InstanceId, SeenFrom = DATEADD(minute, -10, MAX(y.FilledAt)) FROM #Span AS y GROUP BY y.InstanceId) AS l
    INNER JOIN fact.BatchExecution AS e ON e.InstanceId = l.InstanceId AND e.LastSeenAt >= l.SeenFrom
    CROSS JOIN (VALUES (-1), (0), (1)) AS o (N)
    INNER JOIN #Span AS x
        ON x.InstanceId = e.InstanceId
       AND x.LocalDate = CAST(DATEADD(day, o.N, CAST(e.EndedAt AS date)) AS datetime2(3))
       AND e.EndedAt >= x.FromAt
       AND e.EndedAt < x.ToAt
    WHERE e.IsRunning = 0
) AS c ON c.InstanceId = s.InstanceId AND c.LocalDate = s.LocalDate;

UPDATE s
SET FillsRuns = 0
FROM #Span AS s
WHERE s.FromAt < @ExecutionsFrom;

CREATE TABLE #Run
(
    InstanceId int           NOT NULL,
    LocalDate  datetime2(3)  NOT NULL,
    ClassName  nvarchar(256) COLLATE DATABASE_DEFAULT NOT NULL,
    DurationMs float         NOT NULL,
    INDEX CX_Run CLUSTERED (InstanceId, ClassName, LocalDate)
);

IF EXISTS (SELECT 1 FROM #Span AS s WHERE s.FillsRuns = 1)
    INSERT #Run (InstanceId, LocalDate, ClassName, DurationMs)
    SELECT e.InstanceId, x.LocalDate, n.Name, e.DurationMs
    FROM fact.BatchExecution AS e
    CROSS JOIN (VALUES (-1), (0), (1)) AS o (N)
    INNER JOIN #Span AS x
        ON x.InstanceId = e.InstanceId
       AND x.LocalDate = CAST(DATEADD(day, o.N, CAST(e.EndedAt AS date)) AS datetime2(3))
       AND e.EndedAt >= x.FromAt
       AND e.EndedAt < x.ToAt
       AND x.FillsRuns = 1
    CROSS APPLY dim.BatchClassName(e.InstanceId, e.ClassNumber) AS n
    WHERE e.StatusNumber = 4
      AND e.IsRunning = 0
      AND e.IsEndEstimated = 0
      AND e.DurationMs IS NOT NULL;

-- What is missing is looked for without locks, see collect.SaveMetrics.
CREATE TABLE #NewKey (KeyText nvarchar(256) COLLATE DATABASE_DEFAULT NOT NULL PRIMARY KEY CLUSTERED);

INSERT #NewKey (KeyText)
SELECT DISTINCT r.ClassName
FROM #Run AS r
WHERE NOT EXISTS (SELECT 1 FROM dim.MetricKey AS k WHERE k.KeyText = r.ClassName);

BEGIN TRANSACTION;

IF EXISTS (SELECT 1 FROM #NewKey)
    INSERT dim.MetricKey (KeyText)
    SELECT n.KeyText
    FROM #NewKey AS n
    WHERE NOT EXISTS (SELECT 1 FROM dim.MetricKey AS k WITH (UPDLOCK, HOLDLOCK, FORCESEEK) WHERE k.KeyText = n.KeyText)
    ORDER BY n.KeyText;

INSERT rollup.Series (InstanceId, MetricId, KeyId)
SELECT n.InstanceId, @RunMetricId, k.KeyId
FROM (SELECT DISTINCT r.InstanceId, r.ClassName FROM #Run AS r) AS n
INNER JOIN dim.MetricKey AS k ON k.KeyText = n.ClassName
WHERE NOT EXISTS
    (
        SELECT 1
        FROM rollup.Series AS s WITH (UPDLOCK, HOLDLOCK)
        WHERE s.MetricId = @RunMetricId
          AND s.InstanceId = n.InstanceId
          AND s.KeyId = k.KeyId
    );

DELETE v
FROM #Span AS x
INNER JOIN rollup.Series AS s ON s.InstanceId = x.InstanceId AND s.MetricId = @RunMetricId
INNER JOIN baseline.DayValue AS v ON v.SeriesId = s.SeriesId AND v.LocalDate = x.LocalDate
WHERE x.FillsRuns = 1;

INSERT baseline.DayValue (SeriesId, LocalDate, MedianValue, MinValue, MaxValue, ValueCount, CoveragePercent)
SELECT
    s.SeriesId,
    n.LocalDate,
    AVG(CASE WHEN n.Nr IN ((n.Total + 1) / 2, (n.Total + 2) / 2) THEN n.DurationMs END),
    MIN(n.DurationMs),
    MAX(n.DurationMs),
    COUNT_BIG(*),
    100
FROM
(
    SELECT
        r.InstanceId,
        r.ClassName,
        r.LocalDate,
        r.DurationMs,
        Nr = ROW_NUMBER() OVER (PARTITION BY r.InstanceId, r.ClassName, r.LocalDate ORDER BY r.DurationMs),
        Total = COUNT(*) OVER (PARTITION BY r.InstanceId, r.ClassName, r.LocalDate)
    FROM #Run AS r
) AS n
INNER JOIN dim.MetricKey AS k ON k.KeyText = n.ClassName
INNER JOIN rollup.Series AS s ON s.InstanceId = n.InstanceId AND s.MetricId = @RunMetricId AND s.KeyId = k.KeyId
GROUP BY s.SeriesId, n.LocalDate;

COMMIT TRANSACTION;

-- The spine day by day: what a transaction sorts is one day of one instance.
DECLARE DayCursor CURSOR LOCAL STATIC READ_ONLY FORWARD_ONLY FOR
SELECT s.InstanceId, s.LocalDate, s.FromAt, s.ToAt
FROM #Span AS s
WHERE s.FillsSpine = 1
  AND EXISTS
      (
          SELECT 1
          FROM fact.Metric AS f
          WHERE f.InstanceId = s.InstanceId
            AND f.CapturedAt >= s.FromAt
            AND f.CapturedAt < s.ToAt
      )
ORDER BY s.InstanceId, s.LocalDate;

OPEN DayCursor;
FETCH NEXT FROM DayCursor INTO @InstanceId, @LocalDate, @FromAt, @ToAt;
WHILE @@FETCH_STATUS = 0
BEGIN
    EXEC baseline.FillSpineDay @InstanceId, @LocalDate, @FromAt, @ToAt;
    FETCH NEXT FROM DayCursor INTO @InstanceId, @LocalDate, @FromAt, @ToAt;
END;

CLOSE DayCursor;
DEALLOCATE DayCursor;

SET @FilledDays = (SELECT COUNT(*) FROM #Span AS s WHERE s.FillsSpine = 1 OR s.FillsRuns = 1);

BEGIN TRANSACTION;

UPDATE f
SET FilledAt = @Now
FROM baseline.FilledDay AS f
INNER JOIN #Span AS s ON s.InstanceId = f.InstanceId AND s.LocalDate = f.LocalDate
WHERE s.FillsSpine = 1
   OR s.FillsRuns = 1;

INSERT baseline.FilledDay (InstanceId, LocalDate, FilledAt)
SELECT s.InstanceId, s.LocalDate, @Now
FROM #Span AS s
WHERE (s.FillsSpine = 1 OR s.FillsRuns = 1)
  AND NOT EXISTS
      (
          SELECT 1
          FROM baseline.FilledDay AS f
          WHERE f.InstanceId = s.InstanceId
            AND f.LocalDate = s.LocalDate
      );

COMMIT TRANSACTION;
