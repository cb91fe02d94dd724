/*  baseline.ReadPage: the next 250 series of an instance that are to be built today, and their values. Called
    by baseline.BuildBaselines; fills the caller's temp tables #Page and #Value from #Quarter, #Covered,
    #Watched and #LeftOutKey.
    @InstanceId
    @Today   local date
    @Now     UTC
    @Taken   out: series of the page; 0 when all are built
    A value is one of five minutes that were watched: the mean of a gauge, the events of a minute (0 where
    none happened), the median of the values of events. What another definition of the metric brought is
    left out, and nothing is read of a series that fewer than two dates tell of.  */
CREATE PROCEDURE baseline.ReadPage
    @InstanceId int,
    @Today      datetime2(3),
    @Now        datetime2(3),
    @Taken      int OUTPUT
AS
SET NOCOUNT, XACT_ABORT ON;

TRUNCATE TABLE #Page;
TRUNCATE TABLE #Value;

DECLARE @FromAt datetime2(3);
DECLARE @ToAt datetime2(3);

SELECT
    @FromAt = MIN(CASE WHEN q.LocalDate >= DATEADD(day, -14, @Today) THEN q.QuarterAt END),
    @ToAt = DATEADD(minute, 15, MAX(q.QuarterAt))
FROM #Quarter AS q;

INSERT #Page
(
    SeriesId,
    MetricId,
    KeyId,
    CollectorId,
    Kind,
    WorseSign,
    FloorValue,
    DefinitionVersion,
    DefinedAt,
    FirstDate,
    LearnedDates
)
SELECT TOP (250)
    s.SeriesId,
    s.MetricId,
    s.KeyId,
    c.CollectorId,
    m.Kind,
    CASE m.Direction WHEN N'higher' THEN 1 WHEN N'lower' THEN -1 ELSE 0 END,
    COALESCE(m.FloorValue, u.FloorValue),
    m.DefinitionVersion,
    CASE WHEN b.DefinitionVersion <> m.DefinitionVersion THEN @Now ELSE b.DefinedAt END,
    b.FirstDate,
    0
FROM rollup.Series AS s
INNER JOIN config.Metric AS m ON m.MetricId = s.MetricId
INNER JOIN config.Collector AS c ON c.CollectorName = m.CollectorName
LEFT JOIN baseline.SeriesState AS b ON b.SeriesId = s.SeriesId
CROSS APPLY lib.UnitFloor(m.Unit) AS u
WHERE s.InstanceId = @InstanceId
  AND (b.SeriesId IS NULL OR b.BuiltDate <> @Today OR b.DefinitionVersion <> m.DefinitionVersion)
ORDER BY s.SeriesId;

SET @Taken = @@ROWCOUNT;

IF @Taken = 0
    RETURN;

UPDATE p
SET FirstDate = CAST(CAST((f.FirstAt AT TIME ZONE N'UTC') AT TIME ZONE COALESCE(i.TimeZoneName, N'UTC') AS date) AS datetime2(3))
FROM #Page AS p
INNER JOIN config.Instance AS i ON i.InstanceId = @InstanceId
CROSS APPLY (SELECT FirstAt = MIN(r.BucketAt) FROM rollup.FiveMinute AS r WHERE r.SeriesId = p.SeriesId) AS f
WHERE p.FirstDate IS NULL
  AND f.FirstAt IS NOT NULL;

UPDATE p
SET LearnedDates = d.Dates,
    FromAt = CASE
        WHEN p.DefinedAt > f.FirstAt THEN p.DefinedAt
        ELSE f.FirstAt
    END
FROM #Page AS p
CROSS APPLY
(
    SELECT Dates = COUNT(*)
    FROM #Covered AS x
    WHERE x.CollectorId = p.CollectorId
      AND x.LocalDate >= p.FirstDate
      AND (p.DefinedAt IS NULL OR x.LocalDate > p.DefinedAt)
) AS d
CROSS APPLY
(
    SELECT FirstAt = MIN(q.QuarterAt)
    FROM #Quarter AS q
    WHERE q.LocalDate >= p.FirstDate
      AND q.QuarterAt >= @FromAt
) AS f;

INSERT #Value (SeriesId, SlotNumber, WeekNumber, HourOfWeek, DateNumber, Value)
SELECT
    p.SeriesId,
    w.SlotNumber,
    w.WeekNumber,
    w.HourOfWeek,
    w.DateNumber,
    f.SumValue / f.ValueCount
FROM #Page AS p
INNER JOIN rollup.FiveMinute AS f
    ON f.SeriesId = p.SeriesId
   AND f.BucketAt >= @FromAt
   AND f.BucketAt < @ToAt
INNER JOIN #Watched AS w ON w.CollectorId = p.CollectorId AND w.BucketAt = f.BucketAt
WHERE p.Kind = N'gauge'
  AND p.LearnedDates >= 2
  AND f.BucketAt >= p.FromAt;

INSERT #Value (SeriesId, SlotNumber, WeekNumber, HourOfWeek, DateNumber, Value)
SELECT
    p.SeriesId,
    w.SlotNumber,
    w.WeekNumber,
    w.HourOfWeek,
    w.DateNumber,
    COALESCE(f.SumValue, 0) * 60000 / w.CoveredMs
FROM #Page AS p
INNER JOIN #Watched AS w ON w.CollectorId = p.CollectorId AND w.BucketAt >= p.FromAt
LEFT JOIN rollup.FiveMinute AS f
    ON f.SeriesId = p.SeriesId
   AND f.BucketAt = w.BucketAt
   AND f.BucketAt >= @FromAt
   AND f.BucketAt < @ToAt
WHERE p.Kind = N'event count'
  AND p.LearnedDates >= 2;

INSERT #Value (SeriesId, SlotNumber, WeekNumber, HourOfWeek, DateNumber, Value)
SELECT
    n.SeriesId,
    w.SlotNumber,
    w.WeekNumber,
    w.HourOfWeek,
    w.DateNumber,
    n.Middle
FROM
(
    SELECT
        v.SeriesId,
        v.CollectorId,
        v.BucketAt,
        Middle = AVG(CASE WHEN v.Nr IN ((v.Total + 1) / 2, (v.Total + 2) / 2) THEN v.Value END)
    FROM
    (
        SELECT
            p.SeriesId,
            p.CollectorId,
            b.BucketAt,
            f.Value,
            Nr = ROW_NUMBER() OVER (PARTITION BY p.SeriesId, b.BucketAt ORDER BY f.Value),
            Total = COUNT(*) OVER (PARTITION BY p.SeriesId, b.BucketAt)
        FROM #Page AS p
        INNER JOIN fact.Metric AS f
            ON f.InstanceId = @InstanceId
           AND f.MetricId = p.MetricId
           AND f.KeyId = p.KeyId
           AND f.CapturedAt >= p.FromAt
        CROSS APPLY lib.BucketStart(f.CapturedAt, 5) AS b
        WHERE p.Kind = N'event value'
          AND p.LearnedDates >= 2
          AND f.CapturedAt >= @FromAt
          AND f.CapturedAt < @ToAt
    ) AS v
    GROUP BY v.SeriesId, v.CollectorId, v.BucketAt
) AS n
INNER JOIN #Watched AS w ON w.CollectorId = n.CollectorId AND w.BucketAt = n.BucketAt;

IF EXISTS (SELECT 1 FROM #LeftOutKey AS l)
    DELETE v
    FROM #Page AS p
    INNER JOIN dim.MetricKey AS k ON k.KeyId = p.KeyId
    INNER JOIN #LeftOutKey AS l ON k.KeyText LIKE l.KeyLike
    INNER JOIN #Value AS v ON v.SeriesId = p.SeriesId AND v.SlotNumber = DATEDIFF(minute, @FromAt, l.BucketAt) / 5;
