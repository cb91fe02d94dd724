/*  report.UsualOfMetric: a value of a metric beside what is usual for its series at a time.
    @InstanceId   config.Instance
    @MetricName   config.Metric
    @KeyText      dim.MetricKey; N'' for metrics without keys
    @Value        in the metric's unit; NULL: only what is usual is said
    @At           UTC
    Result        one row for a known metric: UsualText, IsOutside, P5, P50, P95, IsLearning, UsableOn  */
CREATE FUNCTION report.UsualOfMetric
(
    @InstanceId int,
    @MetricName nvarchar(64),
    @KeyText    nvarchar(256),
    @Value      float,
    @At         datetime2(3)
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        t.UsualText,
        t.IsOutside,
        u.P5,
        u.P50,
        u.P95,
        u.IsLearning,
        u.UsableOn
    FROM config.Metric AS m
    LEFT JOIN dim.MetricKey AS k ON k.KeyText = @KeyText
    CROSS APPLY baseline.UsualOf(@InstanceId, m.MetricId, k.KeyId, @At) AS u
    CROSS APPLY report.UsualText(
        @Value, m.Unit, u.P5, u.P50, u.P95, u.LevelName, u.IsLearning, u.UsableOn, u.SampleCount, u.SpecialDay) AS t
    WHERE m.MetricName = @MetricName
);
