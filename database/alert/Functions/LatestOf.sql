/*  alert.LatestOf: the latest value of a metric without keys within a time.
    @InstanceId
    @MetricName      config.Metric
    @After, @Until   UTC; the begin does not count, the end does
    Result           one row or none: Value  */
CREATE FUNCTION alert.LatestOf
(
    @InstanceId int,
    @MetricName nvarchar(64),
    @After      datetime2(3),
    @Until      datetime2(3)
)
RETURNS TABLE
AS
RETURN
(
    SELECT TOP (1) f.Value
    FROM config.Metric AS m
    INNER JOIN rollup.Series AS s ON s.MetricId = m.MetricId AND s.InstanceId = @InstanceId
    INNER JOIN fact.Metric AS f
        ON f.InstanceId = s.InstanceId
       AND f.MetricId = s.MetricId
       AND f.KeyId = s.KeyId
       AND f.CapturedAt > @After
       AND f.CapturedAt <= @Until
    WHERE m.MetricName = @MetricName
    ORDER BY f.CapturedAt DESC
);
