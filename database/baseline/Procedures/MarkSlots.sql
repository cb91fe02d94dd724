/*  baseline.MarkSlots: which five minutes of the 14 local days before today count for an instance. Called by
    baseline.BuildBaselines; fills the caller's temp tables #Quarter, #Covered, #Watched and #LeftOutKey.
    @InstanceId, @ZoneName
    @Today   local date
    Left out are 15 minutes from a start of the server on, of an AX server for its own keys, maintenance
    windows of all rules (those of some keys for these), special days, and baseline.LeftOut.  */
CREATE PROCEDURE baseline.MarkSlots
    @InstanceId int,
    @ZoneName   nvarchar(128),
    @Today      datetime2(3)
AS
SET NOCOUNT, XACT_ABORT ON;

DECLARE @LongFromAt datetime2(3) = DATEADD(day, -30, @Today);
DECLARE @FromAt datetime2(3);
DECLARE @ToAt datetime2(3);

TRUNCATE TABLE #Quarter;
TRUNCATE TABLE #Covered;
TRUNCATE TABLE #Watched;
TRUNCATE TABLE #LeftOutKey;

-- A day more on either side than the farthest zone needs.
INSERT #Quarter (QuarterAt, LocalDate, HourOfWeek)
SELECT q.QuarterAt, CAST(CAST(q.LocalAt AS date) AS datetime2(3)), h.HourOfWeek
FROM lib.LocalQuarters(@ZoneName, @LongFromAt, DATEADD(day, 2, @Today)) AS q
CROSS APPLY lib.HourOfWeek(q.LocalAt) AS h
WHERE q.LocalAt >= DATEADD(day, -28, @Today)
  AND q.LocalAt < @Today;

SELECT
    @LongFromAt = MIN(q.QuarterAt),
    @FromAt = MIN(CASE WHEN q.LocalDate >= DATEADD(day, -14, @Today) THEN q.QuarterAt END),
    @ToAt = DATEADD(minute, 15, MAX(q.QuarterAt))
FROM #Quarter AS q;

INSERT #Covered (CollectorId, LocalDate)
SELECT c.CollectorId, q.LocalDate
FROM rollup.Coverage AS c
INNER JOIN #Quarter AS q ON q.QuarterAt = DATEADD(minute, DATEDIFF(minute, '20000101', c.BucketAt) / 15 * 15, '20000101')
INNER JOIN
(
    SELECT x.LocalDate, DayMs = COUNT(*) * 900000e0
    FROM #Quarter AS x
    GROUP BY x.LocalDate
) AS d ON d.LocalDate = q.LocalDate
WHERE c.InstanceId = @InstanceId
  AND c.BucketAt >= @LongFromAt
  AND c.BucketAt < @ToAt
GROUP BY c.CollectorId, q.LocalDate, d.DayMs
HAVING SUM(CAST(c.CoveredMs AS float)) >= 0.7 * d.DayMs;

CREATE TABLE #Slot
(
    BucketAt   datetime2(3) NOT NULL PRIMARY KEY CLUSTERED,
    LocalDate  datetime2(3) NOT NULL,
    HourOfWeek tinyint      NOT NULL
);

INSERT #Slot (BucketAt, LocalDate, HourOfWeek)
SELECT CAST(DATEADD(minute, 5 * f.N, q.QuarterAt) AS datetime2(3)), q.LocalDate, q.HourOfWeek
FROM #Quarter AS q
CROSS JOIN (VALUES (0), (1), (2)) AS f (N)
WHERE q.QuarterAt >= @FromAt;

CREATE TABLE #Start (StartedAt datetime2(3) NOT NULL, KeyLike nvarchar(256) COLLATE DATABASE_DEFAULT NULL);

INSERT #Start (StartedAt, KeyLike)
SELECT DISTINCT c.ServerStartedAt, CAST(NULL AS nvarchar(256))
FROM fact.CpuCapture AS c
WHERE c.InstanceId = @InstanceId
  AND c.CapturedAt >= @FromAt
  AND c.CapturedAt < @ToAt
  AND c.ServerStartedAt >= DATEADD(minute, -20, @FromAt)
UNION ALL
SELECT DISTINCT a.StartedAt, N'%' + RIGHT(a.AosName, LEN(a.AosName) - CHARINDEX(N'@', a.AosName))
FROM fact.AxServer AS a
WHERE a.InstanceId = @InstanceId
  AND a.CapturedAt >= @FromAt
  AND a.CapturedAt < @ToAt
  AND a.StartedAt >= DATEADD(minute, -20, @FromAt);

DELETE s
FROM #Slot AS s
WHERE EXISTS
(
    SELECT 1
    FROM #Start AS r
    WHERE r.KeyLike IS NULL
      AND r.StartedAt < DATEADD(minute, 5, s.BucketAt)
      AND r.StartedAt > DATEADD(minute, -15, s.BucketAt)
);

DELETE s
FROM #Slot AS s
WHERE EXISTS
(
    SELECT 1
    FROM baseline.LeftOut AS l
    WHERE l.InstanceId = @InstanceId
      AND l.FromAt < DATEADD(minute, 5, s.BucketAt)
      AND (l.ToAt IS NULL OR l.ToAt > s.BucketAt)
);

DELETE s
FROM #Slot AS s
INNER JOIN (SELECT DISTINCT q.LocalDate FROM #Quarter AS q) AS d ON d.LocalDate = s.LocalDate
CROSS APPLY baseline.SpecialDayOf(@InstanceId, d.LocalDate) AS n;

INSERT #LeftOutKey (BucketAt, KeyLike)
SELECT DISTINCT s.BucketAt, r.KeyLike
FROM #Slot AS s
INNER JOIN #Start AS r ON r.StartedAt < DATEADD(minute, 5, s.BucketAt) AND r.StartedAt > DATEADD(minute, -15, s.BucketAt);

IF EXISTS
(
    SELECT 1
    FROM config.MaintenanceWindow AS w
    WHERE (w.InstanceId IS NULL OR w.InstanceId = @InstanceId)
      AND w.RuleId IS NULL
      AND w.StartsAt < @ToAt
      AND w.EndsAt > @FromAt
)
BEGIN
    -- At its begin and its end: a window of less than a bucket is none.
    CREATE TABLE #Maintained (BucketAt datetime2(3) NOT NULL, KeyLike nvarchar(256) COLLATE DATABASE_DEFAULT NULL);

    INSERT #Maintained (BucketAt, KeyLike)
    SELECT DISTINCT s.BucketAt, w.KeyLike
    FROM #Slot AS s
    CROSS JOIN (VALUES (0), (299)) AS e (AfterSeconds)
    CROSS APPLY config.OpenWindow(DATEADD(second, e.AfterSeconds, s.BucketAt)) AS w
    WHERE w.RuleId IS NULL
      AND (w.InstanceId IS NULL OR w.InstanceId = @InstanceId);

    DELETE s
    FROM #Slot AS s
    WHERE EXISTS (SELECT 1 FROM #Maintained AS m WHERE m.BucketAt = s.BucketAt AND m.KeyLike IS NULL);

    INSERT #LeftOutKey (BucketAt, KeyLike)
    SELECT m.BucketAt, m.KeyLike
    FROM #Maintained AS m
    WHERE m.KeyLike IS NOT NULL;
END;

INSERT #Watched
(
    CollectorId,
    BucketAt,
    CoveredMs,
    SlotNumber,
    WeekNumber,
    HourOfWeek,
    DateNumber
)
SELECT
    c.CollectorId,
    c.BucketAt,
    c.CoveredMs,
    DATEDIFF(minute, @FromAt, c.BucketAt) / 5,
    CASE WHEN s.LocalDate < DATEADD(day, -7, @Today) THEN 0 ELSE 1 END,
    s.HourOfWeek,
    CASE WHEN d.LocalDate IS NOT NULL THEN 14 - DATEDIFF(day, s.LocalDate, @Today) END
FROM rollup.Coverage AS c
INNER JOIN #Slot AS s ON s.BucketAt = c.BucketAt
LEFT JOIN #Covered AS d ON d.CollectorId = c.CollectorId AND d.LocalDate = s.LocalDate
WHERE c.InstanceId = @InstanceId
  AND c.BucketAt >= @FromAt
  AND c.BucketAt < @ToAt
  AND c.CoveredMs >= 240000;
