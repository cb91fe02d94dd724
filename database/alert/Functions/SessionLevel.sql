/*  alert.SessionLevel: sessions and users of each AX server over the last 15 minutes, beside what is usual at
    this hour.
    @Now     UTC
    Result   one row per AX server and metric that has ten values and a usable baseline: InstanceId, AosName,
             MetricName, Value (median), P5, P50, P99, IsUnusual (below half the P5 or above one and a half
             times the P99, and 30 off), HasFallen (by 80 percent, and 30)  */
CREATE FUNCTION alert.SessionLevel
(
    @Now datetime2(3)
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        s.InstanceId,
        AosName = k.KeyText,
        m.MetricName,
        x.Value,
        u.P5,
        u.P50,
        u.P99,
        IsUnusual = CASE
            WHEN ABS(x.Value - u.P50) >= 30 AND (x.Value < 0.5e0 * u.P5 OR x.Value > 1.5e0 * u.P99) THEN 1
            ELSE 0
        END,
        HasFallen = CASE WHEN u.P50 - x.Value >= 30 AND x.Value < 0.5e0 * u.P5 AND x.Value <= 0.2e0 * u.P50 THEN 1 ELSE 0 END
    FROM config.Metric AS m
    INNER JOIN rollup.Series AS s ON s.MetricId = m.MetricId
    INNER JOIN config.Instance AS n ON n.InstanceId = s.InstanceId AND n.IsEnabled = 1
    INNER JOIN dim.MetricKey AS k ON k.KeyId = s.KeyId
    CROSS APPLY alert.MedianOf(s.InstanceId, s.MetricId, s.KeyId, DATEADD(minute, -15, @Now), @Now) AS x
    CROSS APPLY baseline.UsualOf(s.InstanceId, s.MetricId, s.KeyId, @Now) AS u
    WHERE m.MetricName IN (N'axsessions.active_count', N'axsessions.user_count')
      AND x.ValueCount >= 10
      AND u.IsLearning = 0
      AND u.SpecialDay IS NULL
      AND u.P50 IS NOT NULL
);
