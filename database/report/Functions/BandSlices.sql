/*  report.BandSlices: what is usual for a metric without keys over the slices of a period, for charts.
    @InstanceId, @Stage   as on all pages; there is a band for one instance only
    @MetricName       config.Metric
    @FromAt, @ToAt    UTC, end exclusive
    @SliceSeconds     length of a slice
    Result            one row for each slice of which something is usual: SliceNumber, BandLow (P5), BandHigh
                      (P95). None while the baseline is learning  */
CREATE FUNCTION report.BandSlices
(
    @InstanceId   int,
    @Stage        nvarchar(16),
    @MetricName   nvarchar(64),
    @FromAt       datetime2(3),
    @ToAt         datetime2(3),
    @SliceSeconds int
)
RETURNS TABLE
AS
RETURN
(
    SELECT n.SliceNumber, BandLow = AVG(b.P5), BandHigh = AVG(b.P95)
    FROM report.OnlyInstance(@InstanceId, @Stage) AS i
    INNER JOIN config.Metric AS m ON m.MetricName = @MetricName
    INNER JOIN dim.MetricKey AS k ON k.KeyText = N''
    CROSS APPLY baseline.UsualOf(i.InstanceId, m.MetricId, k.KeyId, @ToAt) AS u
    CROSS APPLY baseline.BandOf(i.InstanceId, m.MetricId, k.KeyId, @FromAt, @ToAt) AS b
    INNER JOIN report.Slices(@FromAt, @ToAt, @SliceSeconds) AS n
        ON n.SliceAt < DATEADD(hour, 1, b.BucketAt)
       AND DATEADD(second, @SliceSeconds, n.SliceAt) > b.BucketAt
    WHERE u.IsLearning = 0
      AND b.P95 IS NOT NULL
    GROUP BY n.SliceNumber
);
