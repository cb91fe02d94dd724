/*  report.TrendOf: metrics over the slices of a period, for charts: of several keys of an instance, and of
    several instances, the mean, the sum and the highest.
    @MetricNames      names, separated by blanks
    @InstanceId, @Stage   NULL for all
    @FromAt, @ToAt    UTC, end exclusive
    @SliceSeconds     length of a slice
    Result            one row for each metric, key and slice with values: MetricName, KeyText, SliceNumber,
                      MeanValue, SumValue (of the instances' means), MaxValue  */
CREATE FUNCTION report.TrendOf
(
    @MetricNames  nvarchar(1000),
    @InstanceId   int,
    @Stage        nvarchar(16),
    @FromAt       datetime2(3),
    @ToAt         datetime2(3),
    @SliceSeconds int
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        m.MetricName,
        k.KeyText,
        x.SliceNumber,
        MeanValue = AVG(x.MeanValue),
        SumValue = SUM(x.MeanValue),
        MaxValue = MAX(x.MaxValue)
    FROM config.Metric AS m
    INNER JOIN rollup.Series AS s ON s.MetricId = m.MetricId
    INNER JOIN dim.MetricKey AS k ON k.KeyId = s.KeyId
    INNER JOIN config.Instance AS i ON i.InstanceId = s.InstanceId
    CROSS APPLY report.SeriesSlices(s.SeriesId, @FromAt, @ToAt, @SliceSeconds) AS x
    WHERE CHARINDEX(N' ' + m.MetricName + N' ', N' ' + @MetricNames + N' ') > 0
      AND (@InstanceId IS NULL OR s.InstanceId = @InstanceId)
      AND (@Stage IS NULL OR i.Environment = @Stage)
    GROUP BY m.MetricName, k.KeyText, x.SliceNumber
);
