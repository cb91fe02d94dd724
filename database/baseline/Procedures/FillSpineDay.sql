/*  baseline.FillSpineDay: the values of all series of an instance on one local day, from the spine. Called by
    baseline.FillDays.
    @InstanceId, @LocalDate
    @FromAt, @ToAt   the day in UTC, [from, to)
    Replaces what is there; batch.duration_ms is left alone, see there.  */
CREATE PROCEDURE baseline.FillSpineDay
    @InstanceId int,
    @LocalDate  datetime2(3),
    @FromAt     datetime2(3),
    @ToAt       datetime2(3)
AS
SET NOCOUNT, XACT_ABORT ON;

BEGIN TRANSACTION;

DELETE v
FROM rollup.Series AS s
INNER JOIN config.Metric AS m ON m.MetricId = s.MetricId AND m.MetricName <> N'batch.duration_ms'
INNER JOIN baseline.DayValue AS v ON v.SeriesId = s.SeriesId AND v.LocalDate = @LocalDate
WHERE s.InstanceId = @InstanceId;

INSERT baseline.DayValue (SeriesId, LocalDate, MedianValue, MinValue, MaxValue, ValueCount, CoveragePercent)
SELECT
    s.SeriesId,
    @LocalDate,
    d.MedianValue,
    d.MinValue,
    d.MaxValue,
    d.ValueCount,
    COALESCE(g.CoveragePercent, 0)
FROM
(
    SELECT
        n.MetricId,
        n.KeyId,
        MedianValue = AVG(CASE WHEN n.Nr IN ((n.Total + 1) / 2, (n.Total + 2) / 2) THEN n.Value END),
        MinValue = MIN(n.Value),
        MaxValue = MAX(n.Value),
        ValueCount = COUNT_BIG(*)
    FROM
    (
        SELECT
            f.MetricId,
            f.KeyId,
            f.Value,
            Nr = ROW_NUMBER() OVER (PARTITION BY f.MetricId, f.KeyId ORDER BY f.Value),
            Total = COUNT(*) OVER (PARTITION BY f.MetricId, f.KeyId)
        FROM fact.Metric AS f
        WHERE f.InstanceId = @InstanceId
          AND f.CapturedAt >= @FromAt
          AND f.CapturedAt < @ToAt
    ) AS n
    GROUP BY n.MetricId, n.KeyId
) AS d
INNER JOIN rollup.Series AS s ON s.MetricId = d.MetricId AND s.InstanceId = @InstanceId AND s.KeyId = d.KeyId
INNER JOIN config.Metric AS m ON m.MetricId = d.MetricId AND m.MetricName <> N'batch.duration_ms'
INNER JOIN config.Collector AS c ON c.CollectorName = m.CollectorName
LEFT JOIN
(
    SELECT
        x.CollectorId,
        CoveragePercent = CASE
            WHEN SUM(CAST(x.CoveredMs AS float)) > DATEDIFF_BIG(millisecond, @FromAt, @ToAt) THEN 100e0
            ELSE 100 * SUM(CAST(x.CoveredMs AS float)) / DATEDIFF_BIG(millisecond, @FromAt, @ToAt)
        END
    FROM rollup.Coverage AS x
    WHERE x.InstanceId = @InstanceId
      AND x.BucketAt >= @FromAt
      AND x.BucketAt < @ToAt
    GROUP BY x.CollectorId
) AS g ON g.CollectorId = c.CollectorId;

COMMIT TRANSACTION;
