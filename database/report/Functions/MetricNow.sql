/*  report.MetricNow: the latest value of a metric on an instance, of several keys the highest.
    @InstanceId   config.Instance
    @MetricName   config.Metric
    @Now          UTC
    @MaxMinutes   what is older does not count
    Result        one row: Value and At, NULL where there is none  */
CREATE FUNCTION report.MetricNow
(
    @InstanceId int,
    @MetricName nvarchar(64),
    @Now        datetime2(3),
    @MaxMinutes int
)
RETURNS TABLE
AS
RETURN
(
    SELECT Value = MAX(v.Value), At = MAX(v.CapturedAt)
    FROM config.Metric AS m
    INNER JOIN rollup.Series AS s ON s.MetricId = m.MetricId AND s.InstanceId = @InstanceId
    CROSS APPLY
    (
        SELECT TOP (1) x.Value, x.CapturedAt
        FROM fact.Metric AS x
        WHERE x.InstanceId = s.InstanceId
          AND x.MetricId = s.MetricId
          AND x.KeyId = s.KeyId
          AND x.CapturedAt > DATEADD(minute, -@MaxMinutes, @Now)
          AND x.CapturedAt <= @Now
        ORDER BY x.CapturedAt DESC
    ) AS v
    WHERE m.MetricName = @MetricName
);
