/*  alert.AnomalyLevel: series that are beyond their own record (baseline.Anomaly) and that no other rule
    watches; of an instance the ten farthest.
    @Now     UTC
    Result   one row per anomaly: InstanceId, CollectorName, AnomalyId, MetricName, Unit, KeyText, BeganAt,
             LastAt, RecordFactor, PeakValue, UsualValue  */
CREATE FUNCTION alert.AnomalyLevel
(
    @Now datetime2(3)
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        r.InstanceId,
        r.CollectorName,
        r.AnomalyId,
        r.MetricName,
        r.Unit,
        r.KeyText,
        r.BeganAt,
        r.LastAt,
        r.RecordFactor,
        r.PeakValue,
        r.UsualValue
    FROM
    (
        SELECT
            s.InstanceId,
            m.CollectorName,
            a.AnomalyId,
            m.MetricName,
            m.Unit,
            k.KeyText,
            a.BeganAt,
            a.LastAt,
            a.RecordFactor,
            a.PeakValue,
            a.UsualValue,
            Place = ROW_NUMBER() OVER (PARTITION BY s.InstanceId ORDER BY a.RecordFactor DESC, a.AnomalyId)
        FROM baseline.Anomaly AS a
        INNER JOIN rollup.Series AS s ON s.SeriesId = a.SeriesId
        INNER JOIN config.Instance AS i ON i.InstanceId = s.InstanceId AND i.IsEnabled = 1
        INNER JOIN config.Metric AS m ON m.MetricId = s.MetricId
        INNER JOIN dim.MetricKey AS k ON k.KeyId = s.KeyId
        WHERE a.BeganAt <= @Now
          AND (a.EndedAt IS NULL OR a.EndedAt > @Now)
          AND NOT EXISTS
              (
                  SELECT 1
                  FROM config.AlertRuleMeasure AS w
                  INNER JOIN config.AlertRule AS x ON x.RuleId = w.RuleId AND x.IsEnabled = 1
                  LEFT JOIN config.AlertSource AS y ON y.SourceName = w.SourceName AND y.MeasureName = w.MeasureName
                  WHERE w.MetricId = s.MetricId
                     OR w.OtherMetricId = s.MetricId
                     OR m.MetricName LIKE y.MetricLike
              )
    ) AS r
    WHERE r.Place <= 10
);
