-- The rules of a new repository: a row here, and one below for each measure. A rule that exists keeps what it
-- has; config.SetAlertRule and SetAlertRuleMeasure change it.
-- Blocking: its measures are waits and so already durations: no pending time is needed on top. A longest wait
-- of 2 s is what DynamicsPerf takes as worth a look at.
-- Collecting: its measures are durations as well; the pending time lets collectors with long intervals come
-- back after an outage.
INSERT config.AlertRule (RuleName, RuleKind, TemplateName, PlaybookName, PendingMs, ClearPercent, ClearMs)
SELECT v.RuleName, v.RuleKind, v.TemplateName, v.PlaybookName, v.PendingMs, v.ClearPercent, v.ClearMs
FROM
(
    VALUES
        (N'Blocking', N'Event', N'blocking', N'blocking', 0, 50, 0),
        (N'Collecting', N'Absence', N'collecting', N'collecting', 60000, 50, 0)
) AS v (RuleName, RuleKind, TemplateName, PlaybookName, PendingMs, ClearPercent, ClearMs)
WHERE NOT EXISTS (SELECT 1 FROM config.AlertRule AS r WHERE r.RuleName = v.RuleName);

INSERT config.AlertRuleMeasure (RuleId, RuleKind, SourceName, MeasureName, WarnValue, CriticalValue)
SELECT r.RuleId, r.RuleKind, v.SourceName, v.MeasureName, v.WarnValue, v.CriticalValue
FROM
(
    VALUES
        (N'Blocking', N'BlockingIncident', N'TotalWaitMs', 10000, 120000),
        (N'Blocking', N'BlockingIncident', N'LongestWaitMs', 2000, 30000),
        (N'Collecting', N'Collector', N'SilencePercent', 100, CAST(NULL AS float)),
        (N'Collecting', N'Collector', N'SwitchedOff', 1, NULL),
        (N'Collecting', N'Collector', N'InstanceSilent', 1, 1)
) AS v (RuleName, SourceName, MeasureName, WarnValue, CriticalValue)
INNER JOIN config.AlertRule AS r ON r.RuleName = v.RuleName
WHERE NOT EXISTS (SELECT 1 FROM config.AlertRuleMeasure AS t WHERE t.RuleId = r.RuleId);
