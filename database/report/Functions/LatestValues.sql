/*  report.LatestValues: the latest value of each series of a metric within a time, on instances that are
    watched.
    @InstanceId, @Stage   NULL for all
    @MetricName           config.Metric
    @After, @Until        UTC; the begin does not count, the end does
    Result                one row a series with a value: InstanceId, InstanceName, KeyText, Value, SortValue
                          (larger is worse)  */
CREATE FUNCTION report.LatestValues
(
    @InstanceId int,
    @Stage      nvarchar(16),
    @MetricName nvarchar(64),
    @After      datetime2(3),
    @Until      datetime2(3)
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        i.InstanceId,
        i.InstanceName,
        k.KeyText,
        f.Value,
        SortValue = CASE WHEN m.Direction = N'lower' THEN -f.Value ELSE f.Value END
    FROM config.Metric AS m
    INNER JOIN rollup.Series AS s ON s.MetricId = m.MetricId
    INNER JOIN dim.MetricKey AS k ON k.KeyId = s.KeyId
    INNER JOIN config.Instance AS i ON i.InstanceId = s.InstanceId
    CROSS APPLY
    (
        SELECT TOP (1) v.Value
        FROM fact.Metric AS v
        WHERE v.InstanceId = s.InstanceId
          AND v.MetricId = s.MetricId
          AND v.KeyId = s.KeyId
          AND v.CapturedAt > @After
          AND v.CapturedAt <= @Until
        ORDER BY v.CapturedAt DESC
    ) AS f
    WHERE m.MetricName = @MetricName
      AND i.IsEnabled = 1
      AND (@InstanceId IS NULL OR i.InstanceId = @InstanceId)
      AND (@Stage IS NULL OR i.Environment = @Stage)
);
