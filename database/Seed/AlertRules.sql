-- The blocking rule. Its measures are waits and so already durations: no pending time is needed on top.
-- A longest wait of 2 s is what DynamicsPerf takes as worth a look at; a rule that exists keeps its numbers.
INSERT config.AlertRule (RuleName, RuleKind, TemplateName, PlaybookName, PendingMs, ClearPercent, ClearMs)
SELECT N'Blocking', N'Blocking', N'blocking', N'blocking', 0, 50, 0
WHERE NOT EXISTS (SELECT 1 FROM config.AlertRule AS r WHERE r.RuleName = N'Blocking');

INSERT config.AlertRuleThreshold (RuleId, MeasureName, WarnValue, CriticalValue)
SELECT r.RuleId, v.MeasureName, v.WarnValue, v.CriticalValue
FROM config.AlertRule AS r
CROSS JOIN
(
    VALUES
        (N'TotalWaitMs', 10000, 120000),
        (N'LongestWaitMs', 2000, 30000)
) AS v (MeasureName, WarnValue, CriticalValue)
WHERE r.RuleName = N'Blocking'
  AND NOT EXISTS (SELECT 1 FROM config.AlertRuleThreshold AS t WHERE t.RuleId = r.RuleId);

-- Collectors that bring nothing. Their measures are durations as well; the pending time lets those with long
-- intervals come back after an outage.
INSERT config.AlertRule (RuleName, RuleKind, TemplateName, PlaybookName, PendingMs, ClearPercent, ClearMs)
SELECT N'Collecting', N'Absence', N'collecting', N'collecting', 60000, 50, 0
WHERE NOT EXISTS (SELECT 1 FROM config.AlertRule AS r WHERE r.RuleName = N'Collecting');

INSERT config.AlertRuleThreshold (RuleId, MeasureName, WarnValue, CriticalValue)
SELECT r.RuleId, v.MeasureName, v.WarnValue, v.CriticalValue
FROM config.AlertRule AS r
CROSS JOIN
(
    VALUES
        (N'SilencePercent', 100, CAST(NULL AS bigint)),
        (N'SwitchedOff', 1, NULL),
        (N'InstanceSilent', 1, 1)
) AS v (MeasureName, WarnValue, CriticalValue)
WHERE r.RuleName = N'Collecting'
  AND NOT EXISTS (SELECT 1 FROM config.AlertRuleThreshold AS t WHERE t.RuleId = r.RuleId);
