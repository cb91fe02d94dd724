/*  One alert from pending to resolved. Tens a day; 12 months. AlertKey tells the story: rule and key have one
    unresolved alert at most.
    A pending alert whose condition goes away before it opens is resolved without ever having been
    open (OpenedAt NULL).
    SubjectKind and SubjectId name the row that the alert is about, where there is one: the table of facts
    (BlockingIncident, Deadlock, LongTransaction …), or MetricKey (dim.MetricKey). There is no foreign key:
    subjects of several kinds share the column.
    EvidenceJson is an array with one object per measure, as it was when the alert opened or became worse;
    Headline, CauseText and the columns behind them, which say what it is about, likewise
    (alert.FindCulprits). RootAlertId is the alert of the cause whose story this one belongs to; NULL: its
    own. SnoozedUntil is when somebody wants to hear of it again (alert.Snooze), AssignedTo who has it
    (alert.Assign); ReminderCount and LastReminderAt are those of alert.QueueReminders.  */
CREATE TABLE alert.Alert
(
    AlertId              bigint         NOT NULL IDENTITY (1, 1),
    RuleId               int            NOT NULL,
    InstanceId           int            NOT NULL,
    AlertKey             nvarchar(256)  NOT NULL,
    SubjectKind          nvarchar(32)   NULL,
    SubjectId            bigint         NULL,
    State                nvarchar(16)   NOT NULL,
    Severity             nvarchar(16)   NOT NULL,
    PendingAt            datetime2(3)   NOT NULL,
    OpenedAt             datetime2(3)   NULL,
    AcknowledgedAt       datetime2(3)   NULL,
    AcknowledgedBy       nvarchar(128)  NULL,
    ClearSince           datetime2(3)   NULL,
    ResolvedAt           datetime2(3)   NULL,
    LastEvaluatedAt      datetime2(3)   NOT NULL,
    LastNotifiedAt       datetime2(3)   NULL,
    LastNotifiedSeverity nvarchar(16)   NULL,
    EvidenceJson         nvarchar(max)  NULL,
    Priority             tinyint        NOT NULL CONSTRAINT DF_Alert_Priority DEFAULT (2),
    RootAlertId          bigint         NULL,
    Headline             nvarchar(300)  NULL,
    CauseText            nvarchar(1000) NULL,
    SessionId            int            NULL,
    AosName              nvarchar(128)  NULL,
    GroupId              nvarchar(60)   NULL,
    ClassName            nvarchar(128)  NULL,
    ObjectName           nvarchar(512)  NULL,
    QueryKey             nvarchar(64)   NULL,
    VolumeName           nvarchar(256)  NULL,
    SnoozedUntil         datetime2(3)   NULL,
    AssignedTo           nvarchar(128)  NULL,
    ReminderCount        int            NOT NULL CONSTRAINT DF_Alert_ReminderCount DEFAULT (0),
    LastReminderAt       datetime2(3)   NULL,
    CONSTRAINT PK_Alert PRIMARY KEY CLUSTERED (AlertId),
    CONSTRAINT FK_Alert_AlertRule FOREIGN KEY (RuleId) REFERENCES config.AlertRule (RuleId),
    CONSTRAINT FK_Alert_Instance FOREIGN KEY (InstanceId) REFERENCES config.Instance (InstanceId),
    CONSTRAINT FK_Alert_RootAlert FOREIGN KEY (RootAlertId) REFERENCES alert.Alert (AlertId),
    CONSTRAINT CK_Alert_RootAlert CHECK (RootAlertId <> AlertId),
    CONSTRAINT CK_Alert_Priority CHECK (Priority <= 3),
    CONSTRAINT CK_Alert_Subject CHECK
    (
        (SubjectKind IS NULL AND SubjectId IS NULL)
        OR (SubjectKind IS NOT NULL AND SubjectId IS NOT NULL)
    ),
    CONSTRAINT CK_Alert_State CHECK (State IN (N'pending', N'open', N'acknowledged', N'resolved')),
    CONSTRAINT CK_Alert_Severity CHECK (Severity IN (N'warning', N'critical')),
    CONSTRAINT CK_Alert_OpenedAt CHECK (State NOT IN (N'open', N'acknowledged') OR OpenedAt IS NOT NULL),
    CONSTRAINT CK_Alert_ResolvedAt CHECK (
        (State = N'resolved' AND ResolvedAt IS NOT NULL) OR (State <> N'resolved' AND ResolvedAt IS NULL)),
    CONSTRAINT CK_Alert_Acknowledged CHECK (
        State <> N'acknowledged' OR (AcknowledgedAt IS NOT NULL AND AcknowledgedBy IS NOT NULL))
);
GO
-- One unresolved alert per rule, instance and key: declared, not coded.
CREATE UNIQUE NONCLUSTERED INDEX UX_Alert_Unresolved ON alert.Alert (RuleId, InstanceId, AlertKey) WHERE (ResolvedAt IS NULL);
GO
-- alert.QueueNotifications asks when the same key was last resolved and notified (suppression, throttle).
CREATE NONCLUSTERED INDEX IX_Alert_Key ON alert.Alert (RuleId, InstanceId, AlertKey, ResolvedAt) INCLUDE (LastNotifiedAt);
GO
-- alert.QueueNotifications asks what was resolved lately, alert.PurgeAlerts what was long ago.
CREATE NONCLUSTERED INDEX IX_Alert_ResolvedAt ON alert.Alert (ResolvedAt);
GO
-- report.BlockingActive and BlockingHistory show the alert of an incident.
CREATE NONCLUSTERED INDEX IX_Alert_Subject ON alert.Alert (SubjectKind, SubjectId) INCLUDE (State, Severity, OpenedAt);
GO
-- The members of a story.
CREATE NONCLUSTERED INDEX IX_Alert_RootAlertId ON alert.Alert (RootAlertId) WHERE (RootAlertId IS NOT NULL);
