/*  alert.RuleTarget: which measures are taken on which instance, and with which limits. The one place that
    says where a rule applies: enabled rules on enabled instances, except where an override takes a measure
    out.
    @RuleId   NULL: all enabled rules whose turn it is (ops.RuleSchedule); else this rule alone, enabled or
              not, as a back-test wants it
    Result    one row per measure and instance: the columns of config.AlertRuleMeasure, and
              Sign                      -1 where lower is worse, else 1: what a measure is multiplied by, so
                                        that larger is worse everywhere
              WarnValue, CriticalValue  the instance's limits, multiplied already
              ClearPercent              of the rule  */
CREATE FUNCTION alert.RuleTarget
(
    @RuleId int
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        r.RuleId,
        r.RuleKind,
        n.InstanceId,
        m.MeasureName,
        m.MetricId,
        m.OtherMetricId,
        m.KeyLike,
        m.KeyNotLike,
        m.AggregateName,
        m.WindowMs,
        m.MinSamples,
        m.MinOtherValue,
        m.SourceName,
        m.IsGate,
        s.Sign,
        WarnValue = s.Sign * l.WarnValue,
        CriticalValue = s.Sign * l.CriticalValue,
        r.ClearPercent
    FROM config.AlertRule AS r
    INNER JOIN config.AlertRuleMeasure AS m ON m.RuleId = r.RuleId
    INNER JOIN config.Instance AS n ON n.IsEnabled = 1
    LEFT JOIN config.AlertRuleOverride AS o
        ON o.RuleId = m.RuleId
       AND o.MeasureName = m.MeasureName
       AND o.InstanceId = n.InstanceId
    LEFT JOIN config.Metric AS c ON c.MetricId = m.MetricId
    LEFT JOIN ops.RuleSchedule AS d ON d.RuleId = r.RuleId
    CROSS APPLY
    (
        SELECT
            WarnValue = COALESCE(o.WarnValue, m.WarnValue),
            CriticalValue = CASE WHEN o.WarnValue IS NULL THEN m.CriticalValue ELSE o.CriticalValue END
    ) AS l
    CROSS APPLY
    (
        SELECT Sign = CASE
            WHEN c.Direction = N'lower' THEN -1e0
            WHEN c.Direction = N'none' AND l.CriticalValue < l.WarnValue THEN -1e0
            ELSE 1e0
        END
    ) AS s
    WHERE ((@RuleId IS NULL AND r.IsEnabled = 1 AND (d.IsDue IS NULL OR d.IsDue = 1)) OR r.RuleId = @RuleId)
      AND (o.IsEnabled IS NULL OR o.IsEnabled = 1)
);
