/*  report.WorstUsual: the latest values of a metric, not older than ten minutes: of several keys and
    instances the worst, beside what is usual for that one.
    @InstanceId, @Stage   NULL for all
    @MetricName   config.Metric
    @Now          UTC
    Result        one row, none without a value: Value, InstanceName, KeyText, UsualText  */
CREATE FUNCTION report.WorstUsual
(
    @InstanceId int,
    @Stage      nvarchar(16),
    @MetricName nvarchar(64),
    @Now        datetime2(3)
)
RETURNS TABLE
AS
RETURN
(
    SELECT w.Value, w.InstanceName, w.KeyText, t.UsualText
    FROM
    (
        SELECT TOP (1) x.InstanceId, x.InstanceName, x.KeyText, x.Value
        FROM report.LatestValues(@InstanceId, @Stage, @MetricName, DATEADD(minute, -10, @Now), @Now) AS x
        ORDER BY x.SortValue DESC
    ) AS w
    CROSS APPLY report.UsualOfMetric(w.InstanceId, @MetricName, w.KeyText, w.Value, @Now) AS t
);
