/*  alert.MeasureRate: rules of kind Rate: the aggregate of one metric as a percentage of another's over the
    same window, series by series.
    @RuleId       as in alert.RuleTarget
    @Aggregates   alert.AggregateMetrics for the same @RuleId: it has applied the windows
    Result        rows as alert.Measure describes them. The whole is the other metric's series of the same
                  key, or its only one where it has no keys. A part without values is 0; a whole that is 0,
                  smaller than the rule's MinOtherValue, or of too few values makes the Value unknown  */
CREATE FUNCTION alert.MeasureRate
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
        o.SampleCount,
        SubjectKind = N'MetricKey',
        SubjectId = CAST(k.KeyId AS bigint),
        EvidenceJson = CASE WHEN m.Value >= t.WarnValue THEN
        (
            SELECT
                t.MeasureName AS measure,
                TRY_CAST(t.Sign * m.Value AS decimal(38, 3)) AS [value],
                TRY_CAST(t.Sign * t.WarnValue AS decimal(38, 3)) AS warn,
                TRY_CAST(t.Sign * t.CriticalValue AS decimal(38, 3)) AS critical,
                o.SampleCount AS samples,
                TRY_CAST(COALESCE(p.AggregateValue, 0) AS decimal(38, 3)) AS part,
                TRY_CAST(w.AggregateValue AS decimal(38, 3)) AS whole
            FOR JSON PATH, WITHOUT_ARRAY_WRAPPER, INCLUDE_NULL_VALUES
        ) END
    FROM alert.RuleTarget(@RuleId) AS t
    INNER JOIN config.Metric AS c ON c.MetricId = t.OtherMetricId
    INNER JOIN @Aggregates AS a
        ON a.MetricId = t.MetricId
       AND a.WindowMs = t.WindowMs
       AND a.InstanceId = t.InstanceId
    INNER JOIN dim.MetricKey AS k ON k.KeyId = a.KeyId
    LEFT JOIN dim.MetricKey AS e ON e.KeyText = N''
    LEFT JOIN @Aggregates AS o
        ON o.MetricId = t.OtherMetricId
       AND o.WindowMs = t.WindowMs
       AND o.InstanceId = t.InstanceId
       AND o.KeyId = CASE WHEN c.KeyKind = N'none' THEN e.KeyId ELSE a.KeyId END
    CROSS APPLY alert.AggregateValue(
        t.AggregateName, a.SampleCount, a.SumValue, a.MinValue, a.MaxValue, a.LastValue, a.MedianValue) AS p
    CROSS APPLY alert.AggregateValue(
        t.AggregateName, o.SampleCount, o.SumValue, o.MinValue, o.MaxValue, o.LastValue, o.MedianValue) AS w
    CROSS APPLY
    (
        SELECT Value = CASE
            WHEN o.SampleCount >= t.MinSamples AND w.AggregateValue > 0 AND w.AggregateValue >= COALESCE(t.MinOtherValue, 0)
                THEN t.Sign * 100 * COALESCE(p.AggregateValue, 0) / CASE WHEN w.AggregateValue > 0 THEN w.AggregateValue END
        END
    ) AS m
    WHERE t.RuleKind = N'Rate'
      AND (t.KeyLike IS NULL OR k.KeyText LIKE t.KeyLike)
      AND (t.KeyNotLike IS NULL OR k.KeyText NOT LIKE t.KeyNotLike)
);
