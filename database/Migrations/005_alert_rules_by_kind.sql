-- A rule's limits become its measures, blocking a rule of kind Event, and the incident of an alert its
-- subject. config.AlertRuleThreshold is config.AlertRuleMeasure: the table goes to where the copying looks.
IF OBJECT_ID(N'config.AlertRuleThreshold', N'U') IS NOT NULL
BEGIN
    IF SCHEMA_ID(N'old_config') IS NULL
        EXEC (N'CREATE SCHEMA old_config AUTHORIZATION dbo;');

    EXEC sys.sp_rename N'config.AlertRuleThreshold', N'AlertRuleMeasure';
    ALTER SCHEMA old_config TRANSFER config.AlertRuleMeasure;
    ALTER TABLE old_config.AlertRuleMeasure ADD RuleKind nvarchar(16) NULL, SourceName nvarchar(64) NULL;
END;

IF OBJECT_ID(N'old_alert.Alert', N'U') IS NOT NULL AND COL_LENGTH(N'old_alert.Alert', N'SubjectId') IS NULL
    ALTER TABLE old_alert.Alert ADD SubjectKind nvarchar(32) NULL, SubjectId bigint NULL;
GO
ALTER TABLE old_config.AlertRule DROP CONSTRAINT CK_AlertRule_RuleKind;

UPDATE old_config.AlertRule
SET RuleKind = N'Event'
WHERE RuleKind = N'Blocking';

UPDATE m
SET RuleKind = r.RuleKind,
    SourceName = CASE r.RuleKind WHEN N'Event' THEN N'BlockingIncident' ELSE N'Collector' END
FROM old_config.AlertRuleMeasure AS m
INNER JOIN old_config.AlertRule AS r ON r.RuleId = m.RuleId;

UPDATE a
SET SubjectKind = CASE WHEN a.IncidentId IS NOT NULL THEN N'BlockingIncident' END,
    SubjectId = a.IncidentId,
    -- What was measured is an array for every kind of rule now.
    EvidenceJson = CASE WHEN LEFT(a.EvidenceJson, 1) = N'{' THEN CONCAT(N'[', a.EvidenceJson, N']') ELSE a.EvidenceJson END
FROM old_alert.Alert AS a;
GO
DROP INDEX IF EXISTS IX_Alert_IncidentId ON old_alert.Alert;
ALTER TABLE old_alert.Alert DROP COLUMN IncidentId;
