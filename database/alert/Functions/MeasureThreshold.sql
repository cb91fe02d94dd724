/*  alert.MeasureThreshold: rules of kind Threshold: an aggregate of a metric over a window, series by series.
    @RuleId       as in alert.RuleTarget
    @Aggregates   alert.AggregateMetrics for the same @RuleId: it has applied the windows
    Result        rows as alert.Measure describes them. The alert key is the metric's key; fewer values than
                  the rule wants are an unknown Value  */
CREATE FUNCTION alert.MeasureThreshold
(
    @RuleId     int,
    @Aggregates alert.MetricAggregate READONLY
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        t.RuleId,
        t.InstanceId,
        AlertKey = k.KeyText,
        t.MeasureName,
        m.Value,
        t.WarnValue,
        t.CriticalValue,
        a.SampleCount,
        SubjectKind = N'MetricKey',
        SubjectId = CAST(k.KeyId AS bigint),
        EvidenceJson = CASE WHEN m.Value >= t.WarnValue THEN
        (
            SELECT
                t.MeasureName AS measure,
                TRY_CAST(v.AggregateValue AS decimal(38, 3)) AS [value],
                TRY_CAST(t.Sign * t.WarnValue AS decimal(38, 3)) AS warn,
                TRY_CAST(t.Sign * t.CriticalValue AS decimal(38, 3)) AS critical,
                a.SampleCount AS samples
            FOR JSON PATH, WITHOUT_ARRAY_WRAPPER, INCLUDE_NULL_VALUES
        ) END
    FROM alert.RuleTarget(@RuleId) AS t
    INNER JOIN @Aggregates AS a
        ON a.MetricId = t.MetricId
       AND a.WindowMs = t.WindowMs
       AND a.InstanceId = t.InstanceId
    INNER JOIN dim.MetricKey AS k ON k.KeyId = a.KeyId
    CROSS APPLY alert.AggregateValue(
        t.AggregateName, a.SampleCount, a.SumValue, a.MinValue, a.MaxValue, a.LastValue, a.MedianValue) AS v
    CROSS APPLY (SELECT Value = CASE WHEN a.SampleCount >= t.MinSamples THEN t.Sign * v.AggregateValue END) AS m
    WHERE t.RuleKind = N'Threshold'
      AND (t.KeyLike IS NULL OR k.KeyText LIKE t.KeyLike)
      AND (t.KeyNotLike IS NULL OR k.KeyText NOT LIKE t.KeyNotLike)
);
