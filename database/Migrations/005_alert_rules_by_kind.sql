-- Blocking is a rule of kind Event, rules have routes, and the incident of an alert is its subject.
-- Way back: restore the backup taken before the deployment.
ALTER TABLE config.AlertRule DROP CONSTRAINT CK_AlertRule_RuleKind;
ALTER TABLE config.AlertRule ADD CONSTRAINT DF_AlertRule_TemplateName DEFAULT (N'metric') FOR TemplateName;
ALTER TABLE config.AlertRule ALTER COLUMN PlaybookName nvarchar(128) NULL;
ALTER TABLE config.AlertRule ADD
    RouteName nvarchar(64) NOT NULL CONSTRAINT DF_AlertRule_RouteName DEFAULT (N'default');

ALTER TABLE alert.Alert ADD SubjectKind nvarchar(32) NULL, SubjectId bigint NULL;
GO
UPDATE config.AlertRule
SET RuleKind = N'Event'
WHERE RuleKind = N'Blocking';

UPDATE a
SET SubjectKind = CASE WHEN a.IncidentId IS NOT NULL THEN N'BlockingIncident' END,
    SubjectId = a.IncidentId,
    -- What was measured is an array for every kind of rule now.
    EvidenceJson = CASE WHEN LEFT(a.EvidenceJson, 1) = N'{' THEN CONCAT(N'[', a.EvidenceJson, N']') ELSE a.EvidenceJson END
FROM alert.Alert AS a;

ALTER TABLE config.AlertRule WITH CHECK ADD
    CONSTRAINT UQ_AlertRule_RuleKind UNIQUE (RuleId, RuleKind),
    CONSTRAINT CK_AlertRule_RuleName CHECK (LEN(RuleName) > 0),
    CONSTRAINT CK_AlertRule_RuleKind CHECK (RuleKind IN (N'Threshold', N'Rate', N'Absence', N'Event')),
    CONSTRAINT CK_AlertRule_TemplateName CHECK
    (
        TemplateName = N'metric'
        OR (TemplateName = N'blocking' AND RuleKind = N'Event')
        OR (TemplateName = N'collecting' AND RuleKind = N'Absence')
    );

DROP INDEX IF EXISTS IX_Alert_IncidentId ON alert.Alert;
ALTER TABLE alert.Alert DROP CONSTRAINT FK_Alert_Incident;
ALTER TABLE alert.Alert DROP COLUMN IncidentId;
ALTER TABLE alert.Alert ALTER COLUMN AlertKey nvarchar(256) NOT NULL;
ALTER TABLE alert.Alert WITH CHECK ADD CONSTRAINT CK_Alert_Subject CHECK
(
    (SubjectKind IS NULL AND SubjectId IS NULL)
    OR (SubjectKind IS NOT NULL AND SubjectKind IN (N'BlockingIncident', N'MetricKey') AND SubjectId IS NOT NULL)
);
