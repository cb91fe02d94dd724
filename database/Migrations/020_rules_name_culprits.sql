-- Rules know how soon to act and who is behind it; alerts have stories, and say what they are about.
-- Way back: restore the backup taken before the deployment.
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

-- A dead AX server leaves its rows behind, but not its SQL sessions.
IF OBJECT_ID(N'fact.AxServer', N'U') IS NOT NULL
    ALTER TABLE fact.AxServer ADD SqlSessionCount int NULL;

-- Modules with another name.
DROP FUNCTION IF EXISTS report.SessionAt;
DROP FUNCTION IF EXISTS alert.MeasureEvent;
