/*  alert.AggregateMetrics: what the rules ask of the spine, read once per series and window, however many
    rules ask for it.
    @Now      UTC: windows end here
    @RuleId   as in alert.RuleTarget
    Result    rows of alert.MetricAggregate. A series without a value in the window has a row for another
              day, so that its alert stays as it is; then it counts as gone  */
CREATE FUNCTION alert.AggregateMetrics
(
    @Now    datetime2(3),
    @RuleId int
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        s.MetricId,
        w.WindowMs,
        s.InstanceId,
        s.KeyId,
        a.SampleCount,
        a.SumValue,
        a.MinValue,
        a.MaxValue,
        l.LastValue,
        d.MedianValue
    FROM
    (
        SELECT
            x.MetricId,
            t.WindowMs,
            t.InstanceId,
            UsesLast = MAX(CASE WHEN t.AggregateName = N'last' THEN 1 ELSE 0 END),
            UsesMedian = MAX(CASE WHEN t.AggregateName = N'median' THEN 1 ELSE 0 END)
        FROM alert.RuleTarget(@RuleId) AS t
        CROSS APPLY (VALUES (t.MetricId), (t.OtherMetricId)) AS x (MetricId)
        WHERE x.MetricId IS NOT NULL
        GROUP BY x.MetricId, t.WindowMs, t.InstanceId
    ) AS w
    INNER JOIN rollup.Series AS s ON s.MetricId = w.MetricId AND s.InstanceId = w.InstanceId
    CROSS APPLY
    (
        SELECT
            SampleCount = COUNT(*),
            SumValue = SUM(m.Value),
            MinValue = MIN(m.Value),
            MaxValue = MAX(m.Value)
        FROM fact.Metric AS m
        WHERE m.InstanceId = s.InstanceId
          AND m.MetricId = s.MetricId
          AND m.KeyId = s.KeyId
          AND m.CapturedAt > DATEADD(millisecond, -w.WindowMs, @Now)
          AND m.CapturedAt <= @Now
    ) AS a
    OUTER APPLY
    (
        SELECT TOP (1) LastValue = m.Value
        FROM fact.Metric AS m
        WHERE w.UsesLast = 1
          AND m.InstanceId = s.InstanceId
          AND m.MetricId = s.MetricId
          AND m.KeyId = s.KeyId
          AND m.CapturedAt > DATEADD(millisecond, -w.WindowMs, @Now)
          AND m.CapturedAt <= @Now
        ORDER BY m.CapturedAt DESC
    ) AS l
    OUTER APPLY
    (
        SELECT MedianValue = AVG(v.Value)
        FROM
        (
            SELECT
                m.Value,
                ValueNumber = ROW_NUMBER() OVER (ORDER BY m.Value),
                ValueCount = COUNT(*) OVER ()
            FROM fact.Metric AS m
            WHERE w.UsesMedian = 1
              AND m.InstanceId = s.InstanceId
              AND m.MetricId = s.MetricId
              AND m.KeyId = s.KeyId
              AND m.CapturedAt > DATEADD(millisecond, -w.WindowMs, @Now)
              AND m.CapturedAt <= @Now
        ) AS v
        WHERE v.ValueNumber IN ((v.ValueCount + 1) / 2, (v.ValueCount + 2) / 2)
    ) AS d
    WHERE a.SampleCount > 0
       OR EXISTS
          (
              SELECT 1
              FROM fact.Metric AS m
              WHERE m.InstanceId = s.InstanceId
                AND m.MetricId = s.MetricId
                AND m.KeyId = s.KeyId
                AND m.CapturedAt > DATEADD(day, -1, DATEADD(millisecond, -w.WindowMs, @Now))
                AND m.CapturedAt <= @Now
          )
);
