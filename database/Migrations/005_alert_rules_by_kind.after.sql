-- The limits of a rule are its measures.
-- Way back: restore the backup taken before the deployment.
INSERT config.AlertSource (SourceName, MeasureName, RuleKind, Unit, Description)
SELECT DISTINCT
    CASE r.RuleKind WHEN N'Event' THEN N'BlockingIncident' ELSE N'Collector' END,
    t.MeasureName,
    r.RuleKind,
    N'count',
    N''
FROM config.AlertRuleThreshold AS t
INNER JOIN config.AlertRule AS r ON r.RuleId = t.RuleId;

INSERT config.AlertRuleMeasure (RuleId, MeasureName, RuleKind, SourceName, WarnValue, CriticalValue)
SELECT
    t.RuleId,
    t.MeasureName,
    r.RuleKind,
    CASE r.RuleKind WHEN N'Event' THEN N'BlockingIncident' ELSE N'Collector' END,
    t.WarnValue,
    t.CriticalValue
FROM config.AlertRuleThreshold AS t
INNER JOIN config.AlertRule AS r ON r.RuleId = t.RuleId;

DROP TABLE config.AlertRuleThreshold;
