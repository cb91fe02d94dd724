/*  report.KeyBandSlices: what is usual for a metric with keys over the slices of a period, for charts that
    show its keys together.
    @InstanceId, @Stage   as on all pages; there is a band for one instance only
    @MetricName       config.Metric
    @KeyText          dim.MetricKey; NULL: all keys
    @FromAt, @ToAt    UTC, end exclusive
    @SliceSeconds     length of a slice
    Result            one row for each slice of which something is usual for some key: SliceNumber; LowestLow,
                      HighestHigh: from the lowest P5 to the highest P95 of a key; SumLow, SumHigh: the sums
                      of P5 and P95 over the keys, which is near the band of their sum where they rise and
                      fall together. Keys that are learning are left out  */
CREATE FUNCTION report.KeyBandSlices
(
    @InstanceId   int,
    @Stage        nvarchar(16),
    @MetricName   nvarchar(64),
    @KeyText      nvarchar(256),
    @FromAt       datetime2(3),
    @ToAt         datetime2(3),
    @SliceSeconds int
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        n.SliceNumber,
        LowestLow = AVG(h.LowestLow),
        HighestHigh = AVG(h.HighestHigh),
        SumLow = AVG(h.SumLow),
        SumHigh = AVG(h.SumHigh)
    FROM
    (
        SELECT
            b.BucketAt,
            LowestLow = MIN(b.P5),
            HighestHigh = MAX(b.P95),
            SumLow = SUM(b.P5),
            SumHigh = SUM(b.P95)
        FROM report.OnlyInstance(@InstanceId, @Stage) AS i
        INNER JOIN config.Metric AS m ON m.MetricName = @MetricName
        INNER JOIN rollup.Series AS s ON s.InstanceId = i.InstanceId AND s.MetricId = m.MetricId
        INNER JOIN dim.MetricKey AS k ON k.KeyId = s.KeyId
        CROSS APPLY baseline.UsualOf(i.InstanceId, m.MetricId, k.KeyId, @ToAt) AS u
        CROSS APPLY baseline.BandOf(i.InstanceId, m.MetricId, k.KeyId, @FromAt, @ToAt) AS b
        WHERE u.IsLearning = 0
          AND b.P95 IS NOT NULL
          AND (@KeyText IS NULL OR k.KeyText = @KeyText)
        GROUP BY b.BucketAt
    ) AS h
    INNER JOIN report.Slices(@FromAt, @ToAt, @SliceSeconds) AS n
        ON n.SliceAt < DATEADD(hour, 1, h.BucketAt)
       AND DATEADD(second, @SliceSeconds, n.SliceAt) > h.BucketAt
    GROUP BY n.SliceNumber
);
