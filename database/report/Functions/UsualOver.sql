/*  report.UsualOver: what is usual for a series over a whole period: the means of its hours.
    @InstanceId   config.Instance
    @MetricName   config.Metric
    @KeyText      dim.MetricKey
    @Value        the mean of the period in the metric's unit
    @FromAt, @ToAt   UTC, end exclusive
    Result        one row for a known metric: UsualText, IsOutside  */
CREATE FUNCTION report.UsualOver
(
    @InstanceId int,
    @MetricName nvarchar(64),
    @KeyText    nvarchar(256),
    @Value      float,
    @FromAt     datetime2(3),
    @ToAt       datetime2(3)
)
RETURNS TABLE
AS
RETURN
(
    SELECT t.UsualText, t.IsOutside
    FROM config.Metric AS m
    LEFT JOIN dim.MetricKey AS k ON k.KeyText = @KeyText
    CROSS APPLY baseline.UsualOf(@InstanceId, m.MetricId, k.KeyId, @ToAt) AS u
    OUTER APPLY
    (
        SELECT P5 = AVG(b.P5), P50 = AVG(b.P50), P95 = AVG(b.P95)
        FROM baseline.BandOf(@InstanceId, m.MetricId, k.KeyId, @FromAt, @ToAt) AS b
        WHERE u.IsLearning = 0
    ) AS h
    CROSS APPLY report.UsualText(
        @Value, m.Unit, h.P5, h.P50, h.P95, N'hour of week', u.IsLearning, u.UsableOn, u.SampleCount, NULL) AS t
    WHERE m.MetricName = @MetricName
);
