/*  config.GetRules: everything that config.SetAlertRule, SetAlertRuleMeasure, SetAlertRuleOverride and
    SetAlertRuleSymptom say of the rules, by name, for `axmonitor rules export`.
    Result   four sets, in the order of names: rules; measures; overrides; symptoms  */
CREATE PROCEDURE config.GetRules
AS
SET NOCOUNT ON;

SELECT
    r.RuleName,
    r.RuleKind,
    r.TemplateName,
    r.PlaybookName,
    r.RouteName,
    r.PendingMs,
    r.ClearPercent,
    r.ClearMs,
    r.IsEnabled,
    r.WarnPriority,
    r.CriticalPriority,
    r.EveryMs,
    r.IsDigest,
    r.SubjectText,
    r.CulpritName,
    r.AdviceText,
    r.ReminderMs
FROM config.AlertRule AS r
ORDER BY r.RuleName;

SELECT
    r.RuleName,
    m.MeasureName,
    MetricName = c.MetricName,
    OtherMetricName = o.MetricName,
    m.SourceName,
    m.KeyLike,
    m.KeyNotLike,
    m.AggregateName,
    m.WindowMs,
    m.MinSamples,
    m.MinOtherValue,
    m.IsGate,
    m.WarnValue,
    m.CriticalValue
FROM config.AlertRuleMeasure AS m
INNER JOIN config.AlertRule AS r ON r.RuleId = m.RuleId
LEFT JOIN config.Metric AS c ON c.MetricId = m.MetricId
LEFT JOIN config.Metric AS o ON o.MetricId = m.OtherMetricId
ORDER BY r.RuleName, m.MeasureName;

SELECT r.RuleName, n.InstanceName, o.MeasureName, o.IsEnabled, o.WarnValue, o.CriticalValue
FROM config.AlertRuleOverride AS o
INNER JOIN config.AlertRule AS r ON r.RuleId = o.RuleId
INNER JOIN config.Instance AS n ON n.InstanceId = o.InstanceId
ORDER BY r.RuleName, n.InstanceName, o.MeasureName;

SELECT r.RuleName, SymptomRuleName = s.RuleName, y.CauseRank
FROM config.AlertRuleSymptom AS y
INNER JOIN config.AlertRule AS r ON r.RuleId = y.RootRuleId
INNER JOIN config.AlertRule AS s ON s.RuleId = y.SymptomRuleId
ORDER BY r.RuleName, s.RuleName;
