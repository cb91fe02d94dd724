-- Rules know how soon to act and who is behind it; sources of measures are rows; alerts have stories.
-- Way back: restore the backup taken before the deployment.
CREATE TABLE config.AlertSource
(
    SourceName  nvarchar(64)  NOT NULL,
    MeasureName nvarchar(64)  NOT NULL,
    RuleKind    nvarchar(16)  NOT NULL,
    Unit        nvarchar(32)  NOT NULL,
    Description nvarchar(400) NOT NULL,
    CONSTRAINT PK_AlertSource PRIMARY KEY CLUSTERED (SourceName, MeasureName),
    CONSTRAINT UQ_AlertSource_RuleKind UNIQUE (SourceName, MeasureName, RuleKind),
    CONSTRAINT CK_AlertSource_RuleKind CHECK (RuleKind IN (N'Absence', N'Event'))
);
GO
INSERT config.AlertSource (SourceName, MeasureName, RuleKind, Unit, Description)
SELECT DISTINCT m.SourceName, m.MeasureName, m.RuleKind, N'count', N''
FROM config.AlertRuleMeasure AS m
WHERE m.SourceName IS NOT NULL;

ALTER TABLE config.AlertRuleMeasure DROP CONSTRAINT CK_AlertRuleMeasure_Absence;
ALTER TABLE config.AlertRuleMeasure DROP CONSTRAINT CK_AlertRuleMeasure_Event;
ALTER TABLE config.AlertRuleMeasure WITH CHECK ADD
    CONSTRAINT FK_AlertRuleMeasure_AlertSource FOREIGN KEY (SourceName, MeasureName, RuleKind)
        REFERENCES config.AlertSource (SourceName, MeasureName, RuleKind),
    CONSTRAINT CK_AlertRuleMeasure_SourceName CHECK (RuleKind NOT IN (N'Absence', N'Event') OR SourceName IS NOT NULL);
ALTER TABLE config.AlertRuleMeasure ADD
    IsGate     bit           NOT NULL CONSTRAINT DF_AlertRuleMeasure_IsGate DEFAULT (0),
    KeyNotLike nvarchar(256) NULL;
ALTER TABLE config.AlertRuleMeasure DROP CONSTRAINT CK_AlertRuleMeasure_NoMetric;
GO
ALTER TABLE config.AlertRuleMeasure WITH CHECK ADD CONSTRAINT CK_AlertRuleMeasure_NoMetric CHECK
    (
        RuleKind IN (N'Threshold', N'Rate')
        OR
        (
            MetricId IS NULL
            AND OtherMetricId IS NULL
            AND KeyLike IS NULL
            AND KeyNotLike IS NULL
            AND AggregateName IS NULL
            AND WindowMs IS NULL
            AND MinSamples IS NULL
            AND MinOtherValue IS NULL
            AND WarnValue > 0
            AND (CriticalValue IS NULL OR CriticalValue >= WarnValue)
        )
    );

ALTER TABLE config.AlertRule ADD
    WarnPriority     tinyint       NOT NULL CONSTRAINT DF_AlertRule_WarnPriority DEFAULT (2),
    CriticalPriority tinyint       NOT NULL CONSTRAINT DF_AlertRule_CriticalPriority DEFAULT (1),
    EveryMs          int           NOT NULL CONSTRAINT DF_AlertRule_EveryMs DEFAULT (0),
    IsDigest         bit           NOT NULL CONSTRAINT DF_AlertRule_IsDigest DEFAULT (0),
    SubjectText      nvarchar(200) NULL,
    CulpritName      nvarchar(32)  NULL,
    AdviceText       nvarchar(400) NULL;
GO
ALTER TABLE config.AlertRule WITH CHECK ADD
    CONSTRAINT CK_AlertRule_Priority CHECK (WarnPriority <= 3 AND CriticalPriority <= WarnPriority),
    CONSTRAINT CK_AlertRule_EveryMs CHECK (EveryMs >= 0);

CREATE TABLE config.AlertRuleSymptom
(
    RootRuleId    int NOT NULL,
    SymptomRuleId int NOT NULL,
    CauseRank     int NOT NULL,
    CONSTRAINT PK_AlertRuleSymptom PRIMARY KEY CLUSTERED (RootRuleId, SymptomRuleId),
    CONSTRAINT FK_AlertRuleSymptom_RootRule FOREIGN KEY (RootRuleId) REFERENCES config.AlertRule (RuleId),
    CONSTRAINT FK_AlertRuleSymptom_SymptomRule FOREIGN KEY (SymptomRuleId) REFERENCES config.AlertRule (RuleId),
    CONSTRAINT CK_AlertRuleSymptom_Other CHECK (RootRuleId <> SymptomRuleId)
);
CREATE NONCLUSTERED INDEX IX_AlertRuleSymptom_SymptomRuleId ON config.AlertRuleSymptom (SymptomRuleId) INCLUDE (CauseRank);

CREATE TABLE alert.RuleSchedule
(
    RuleId      int          NOT NULL,
    EvaluatedAt datetime2(3) NOT NULL,
    IsDue       bit          NOT NULL,
    CONSTRAINT PK_RuleSchedule PRIMARY KEY CLUSTERED (RuleId),
    CONSTRAINT FK_RuleSchedule_AlertRule FOREIGN KEY (RuleId) REFERENCES config.AlertRule (RuleId)
);

ALTER TABLE alert.Alert DROP CONSTRAINT CK_Alert_Subject;
ALTER TABLE alert.Alert ADD
    Priority    tinyint        NOT NULL CONSTRAINT DF_Alert_Priority DEFAULT (2),
    RootAlertId bigint         NULL,
    Headline    nvarchar(300)  NULL,
    CauseText   nvarchar(1000) NULL,
    SessionId   int            NULL,
    AosName     nvarchar(128)  NULL,
    GroupId     nvarchar(60)   NULL,
    ClassName   nvarchar(128)  NULL,
    ObjectName  nvarchar(512)  NULL,
    QueryKey    nvarchar(64)   NULL,
    VolumeName  nvarchar(256)  NULL;
GO
ALTER TABLE alert.Alert WITH CHECK ADD
    CONSTRAINT FK_Alert_RootAlert FOREIGN KEY (RootAlertId) REFERENCES alert.Alert (AlertId),
    CONSTRAINT CK_Alert_RootAlert CHECK (RootAlertId <> AlertId),
    CONSTRAINT CK_Alert_Priority CHECK (Priority <= 3),
    CONSTRAINT CK_Alert_Subject CHECK
    (
        (SubjectKind IS NULL AND SubjectId IS NULL)
        OR (SubjectKind IS NOT NULL AND SubjectId IS NOT NULL)
    );
CREATE NONCLUSTERED INDEX IX_Alert_RootAlertId ON alert.Alert (RootAlertId) WHERE (RootAlertId IS NOT NULL);

UPDATE alert.Alert
SET Priority = 1
WHERE Severity = N'critical';

CREATE TABLE alert.Evidence
(
    AlertId      bigint        NOT NULL,
    CapturedAt   datetime2(3)  NOT NULL,
    EvidenceName nvarchar(32)  NOT NULL,
    RowsJson     nvarchar(max) NOT NULL,
    CONSTRAINT PK_Evidence PRIMARY KEY CLUSTERED (AlertId, CapturedAt, EvidenceName),
    CONSTRAINT FK_Evidence_Alert FOREIGN KEY (AlertId) REFERENCES alert.Alert (AlertId)
);

-- Modules with another name.
DROP FUNCTION IF EXISTS report.SessionAt;
DROP FUNCTION IF EXISTS alert.MeasureEvent;

-- A dead AX server leaves its rows behind, but not its SQL sessions.
ALTER TABLE fact.AxServer ADD SqlSessionCount int NULL;
