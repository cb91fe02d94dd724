/*  report.SeriesSlices: a series of the spine over the slices of a period, from the coarsest rows that are
    fine enough: values themselves below five minutes, then five minutes, then hours.
    @SeriesId         rollup.Series
    @FromAt, @ToAt    UTC, end exclusive
    @SliceSeconds     length of a slice
    Result            one row for each slice with values: SliceNumber, MeanValue, SumValue, MaxValue  */
CREATE FUNCTION report.SeriesSlices
(
    @SeriesId     int,
    @FromAt       datetime2(3),
    @ToAt         datetime2(3),
    @SliceSeconds int
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        x.SliceNumber,
        MeanValue = SUM(x.SumValue) / NULLIF(SUM(x.ValueCount), 0),
        SumValue = SUM(x.SumValue),
        MaxValue = MAX(x.MaxValue)
    FROM
    (
        SELECT
            SliceNumber = CAST(DATEDIFF_BIG(second, @FromAt, m.CapturedAt) / @SliceSeconds AS int),
            ValueCount = CAST(1 AS bigint),
            SumValue = m.Value,
            MaxValue = m.Value
        FROM rollup.Series AS s
        INNER JOIN fact.Metric AS m ON m.InstanceId = s.InstanceId
            AND m.MetricId = s.MetricId
            AND m.KeyId = s.KeyId
            AND m.CapturedAt >= @FromAt
            AND m.CapturedAt < @ToAt
        WHERE s.SeriesId = @SeriesId
          AND @SliceSeconds < 300
        UNION ALL
        SELECT CAST(DATEDIFF_BIG(second, @FromAt, f.BucketAt) / @SliceSeconds AS int), f.ValueCount, f.SumValue, f.MaxValue
        FROM rollup.FiveMinute AS f
        WHERE f.SeriesId = @SeriesId
          AND f.BucketAt >= @FromAt
          AND f.BucketAt < @ToAt
          AND @SliceSeconds >= 300
          AND @SliceSeconds < 3600
        UNION ALL
        SELECT CAST(DATEDIFF_BIG(second, @FromAt, h.BucketAt) / @SliceSeconds AS int), h.ValueCount, h.SumValue, h.MaxValue
        FROM rollup.Hour AS h
        WHERE h.SeriesId = @SeriesId
          AND h.BucketAt >= @FromAt
          AND h.BucketAt < @ToAt
          AND @SliceSeconds >= 3600
    ) AS x
    GROUP BY x.SliceNumber
);
