/*  rollup.SketchBins: the bins of a series over a window, from the largest buckets that fit.
    @SeriesId     rollup.Series
    @From, @To    UTC, [from, to)
    Result        BinIndex, BinCount, MinValue, MaxValue: several rows of a bin, one for each bucket; minimum
                  and maximum are those of the bucket
    Whole days come from rollup.DayBin; the rest from rollup.HourBin, an hour belonging to the window that it
    begins in, and on the last day from the spine, where that has it. Hours whose sketch is not kept any more
    are missing: from then on, windows of whole days of UTC are complete.  */
CREATE FUNCTION rollup.SketchBins
(
    @SeriesId int,
    @From     datetime2(3),
    @To       datetime2(3)
)
RETURNS TABLE
AS
RETURN
(
    SELECT b.BinIndex, b.BinCount, d.MinValue, d.MaxValue
    FROM
    (
        SELECT
            FirstDay = CAST(
                DATEADD(day, DATEDIFF(day, '20000101', DATEADD(millisecond, -1, @From)) + 1, '20000101') AS datetime2(3)),
            LastDay = CAST(DATEADD(day, DATEDIFF(day, '20000101', @To), '20000101') AS datetime2(3))
    ) AS w
    INNER JOIN rollup.Day AS d ON d.SeriesId = @SeriesId AND d.BucketAt >= w.FirstDay AND d.BucketAt < w.LastDay
    INNER JOIN rollup.DayBin AS b ON b.SeriesId = @SeriesId AND b.BucketAt = d.BucketAt
    WHERE d.BucketAt >= @From
      AND d.BucketAt < @To
    UNION ALL
    SELECT b.BinIndex, b.BinCount, h.MinValue, h.MaxValue
    FROM
    (
        SELECT
            FirstDay = CAST(
                DATEADD(day, DATEDIFF(day, '20000101', DATEADD(millisecond, -1, @From)) + 1, '20000101') AS datetime2(3)),
            LastDay = CAST(DATEADD(day, DATEDIFF(day, '20000101', @To), '20000101') AS datetime2(3))
    ) AS w
    INNER JOIN rollup.Hour AS h ON h.SeriesId = @SeriesId AND h.BucketAt >= @From AND h.BucketAt < @To
    INNER JOIN rollup.HourBin AS b ON b.SeriesId = @SeriesId AND b.BucketAt = h.BucketAt
    WHERE (h.BucketAt < w.FirstDay OR h.BucketAt >= w.LastDay)
      AND (h.BucketAt < w.LastDay OR EXISTS (SELECT 1 FROM rollup.State AS s WHERE s.DetailFrom > w.LastDay))
    UNION ALL
    SELECT n.BinIndex, CAST(1 AS bigint), m.Value, m.Value
    FROM
    (
        SELECT LastDay = CAST(DATEADD(day, DATEDIFF(day, '20000101', @To), '20000101') AS datetime2(3))
    ) AS w
    INNER JOIN rollup.Series AS r ON r.SeriesId = @SeriesId
    INNER JOIN config.Metric AS d ON d.MetricId = r.MetricId
    INNER JOIN fact.Metric AS m
        ON m.InstanceId = r.InstanceId
       AND m.MetricId = r.MetricId
       AND m.KeyId = r.KeyId
       AND m.CapturedAt >= w.LastDay
    CROSS APPLY lib.BinOf(m.Value) AS n
    WHERE m.CapturedAt >= @From
      AND m.CapturedAt < @To
      AND (m.Value <> 0 OR d.Kind <> N'event count')
      AND NOT EXISTS (SELECT 1 FROM rollup.State AS s WHERE s.DetailFrom > w.LastDay)
);
