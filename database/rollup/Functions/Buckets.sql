/*  rollup.Buckets: a series by five minutes, hours or days, with what part of each was watched. No data is
    never 0: only a count of events is, where nothing happened in a bucket that was watched.
    @SeriesId      rollup.Series
    @From, @To     UTC, [from, to), whole buckets
    @Minutes       5, 60 or 1440; hours and days have values when they are over
    Result         one row for each bucket that was watched or has values: BucketAt, CoveredMs, CoveredShare
                   (0 to 1), IsWatched (from 80 percent on), ValueCount, SumValue, MinValue, MaxValue,
                   LastValue, MeanValue (NULL for event counts), PerSecond (event counts by watched time, else
                   NULL)  */
CREATE FUNCTION rollup.Buckets
(
    @SeriesId int,
    @From     datetime2(3),
    @To       datetime2(3),
    @Minutes  int
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        b.BucketAt,
        b.CoveredMs,
        c.CoveredShare,
        v.IsWatched,
        b.ValueCount,
        v.SumValue,
        b.MinValue,
        b.MaxValue,
        b.LastValue,
        MeanValue = CASE WHEN d.Kind <> N'event count' THEN b.SumValue / NULLIF(b.ValueCount, 0) END,
        PerSecond = CASE WHEN d.Kind = N'event count' THEN v.SumValue * 1000e0 / NULLIF(b.CoveredMs, 0) END
    FROM rollup.Series AS s
    INNER JOIN config.Metric AS d ON d.MetricId = s.MetricId
    INNER JOIN config.Collector AS k ON k.CollectorName = d.CollectorName
    CROSS APPLY
    (
        SELECT
            x.BucketAt,
            CoveredMs = SUM(x.CoveredMs),
            ValueCount = SUM(x.ValueCount),
            SumValue = MAX(x.SumValue),
            MinValue = MAX(x.MinValue),
            MaxValue = MAX(x.MaxValue),
            LastValue = MAX(x.LastValue)
        FROM
        (
            SELECT
                t.BucketAt,
                CoveredMs = CAST(o.CoveredMs AS bigint),
                ValueCount = CAST(0 AS bigint),
                SumValue = CAST(NULL AS float),
                MinValue = CAST(NULL AS float),
                MaxValue = CAST(NULL AS float),
                LastValue = CAST(NULL AS float)
            FROM rollup.Coverage AS o
            CROSS APPLY lib.BucketStart(o.BucketAt, @Minutes) AS t
            WHERE o.InstanceId = s.InstanceId
              AND o.CollectorId = k.CollectorId
              AND o.BucketAt >= @From
              AND o.BucketAt < @To
            UNION ALL
            SELECT f.BucketAt, 0, f.ValueCount, f.SumValue, f.MinValue, f.MaxValue, f.LastValue
            FROM rollup.FiveMinute AS f
            WHERE @Minutes = 5
              AND f.SeriesId = s.SeriesId
              AND f.BucketAt >= @From
              AND f.BucketAt < @To
            UNION ALL
            SELECT h.BucketAt, 0, h.ValueCount, h.SumValue, h.MinValue, h.MaxValue, h.LastValue
            FROM rollup.Hour AS h
            WHERE @Minutes = 60
              AND h.SeriesId = s.SeriesId
              AND h.BucketAt >= @From
              AND h.BucketAt < @To
            UNION ALL
            SELECT y.BucketAt, 0, y.ValueCount, y.SumValue, y.MinValue, y.MaxValue, y.LastValue
            FROM rollup.Day AS y
            WHERE @Minutes = 1440
              AND y.SeriesId = s.SeriesId
              AND y.BucketAt >= @From
              AND y.BucketAt < @To
        ) AS x
        GROUP BY x.BucketAt
    ) AS b
    CROSS APPLY (SELECT CoveredShare = b.CoveredMs / (@Minutes * 60000e0)) AS c
    CROSS APPLY
    (
        SELECT
            IsWatched = CAST(CASE WHEN c.CoveredShare >= 0.8 THEN 1 ELSE 0 END AS bit),
            SumValue = CASE
                WHEN b.ValueCount > 0 THEN b.SumValue
                WHEN d.Kind = N'event count' AND c.CoveredShare >= 0.8 THEN 0e0
            END
    ) AS v
    WHERE s.SeriesId = @SeriesId
);
