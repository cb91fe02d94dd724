-- AxMonitor repository: run in the (empty) repository database. Running it again changes nothing.
SET ANSI_NULLS, ANSI_PADDING, ANSI_WARNINGS, ARITHABORT, CONCAT_NULL_YIELDS_NULL, QUOTED_IDENTIFIER ON;
SET NUMERIC_ROUNDABORT OFF;
SET NOCOUNT, XACT_ABORT ON;
GO
IF OBJECT_ID(N'ops.Deployment', N'U') IS NOT NULL
BEGIN
    DECLARE @StructureHash binary(32);
    EXEC sys.sp_executesql
        N'SELECT TOP (1) @StructureHash = StructureHash FROM ops.Deployment ORDER BY DeploymentId DESC;',
        N'@StructureHash binary(32) OUTPUT',
        @StructureHash = @StructureHash OUTPUT;
    IF @StructureHash <> 0x8ADC17DF4FE9D9526CFA493E5E88BD1C480A154775255204AFC08D3701CFE35C
        THROW 50001, N'This database holds the tables of another AxMonitor version. The create script makes new databases only; publish AxMonitor.dacpac with SqlPackage to upgrade.', 1;
END;
GO
-- Security/Schemas/alert.sql
IF SCHEMA_ID(N'alert') IS NULL
    EXEC (N'CREATE SCHEMA alert AUTHORIZATION dbo;');
GO
-- Security/Schemas/audit.sql
IF SCHEMA_ID(N'audit') IS NULL
    EXEC (N'CREATE SCHEMA audit AUTHORIZATION dbo;');
GO
-- Security/Schemas/collect.sql
IF SCHEMA_ID(N'collect') IS NULL
    EXEC (N'CREATE SCHEMA collect AUTHORIZATION dbo;');
GO
-- Security/Schemas/config.sql
IF SCHEMA_ID(N'config') IS NULL
    EXEC (N'CREATE SCHEMA config AUTHORIZATION dbo;');
GO
-- Security/Schemas/dim.sql
IF SCHEMA_ID(N'dim') IS NULL
    EXEC (N'CREATE SCHEMA dim AUTHORIZATION dbo;');
GO
-- Security/Schemas/fact.sql
IF SCHEMA_ID(N'fact') IS NULL
    EXEC (N'CREATE SCHEMA fact AUTHORIZATION dbo;');
GO
-- Security/Schemas/ops.sql
IF SCHEMA_ID(N'ops') IS NULL
    EXEC (N'CREATE SCHEMA ops AUTHORIZATION dbo;');
GO
-- Security/Schemas/report.sql
IF SCHEMA_ID(N'report') IS NULL
    EXEC (N'CREATE SCHEMA report AUTHORIZATION dbo;');
GO
-- Security/Schemas/stage.sql
IF SCHEMA_ID(N'stage') IS NULL
    EXEC (N'CREATE SCHEMA stage AUTHORIZATION dbo;');
GO
-- Security/Roles.sql
IF DATABASE_PRINCIPAL_ID(N'axmonitor_collector') IS NULL
    CREATE ROLE axmonitor_collector AUTHORIZATION dbo;
GO
-- Security/Roles.sql
IF DATABASE_PRINCIPAL_ID(N'axmonitor_viewer') IS NULL
    CREATE ROLE axmonitor_viewer AUTHORIZATION dbo;
GO
-- Security/Roles.sql
IF DATABASE_PRINCIPAL_ID(N'axmonitor_poweruser') IS NULL
    CREATE ROLE axmonitor_poweruser AUTHORIZATION dbo;
GO
-- Security/Roles.sql
IF DATABASE_PRINCIPAL_ID(N'axmonitor_admin') IS NULL
    CREATE ROLE axmonitor_admin AUTHORIZATION dbo;
GO
-- stage/Types/BatchTask.sql
IF TYPE_ID(N'stage.BatchTask') IS NULL
BEGIN
/*  What the collector Batch hands over: one row per batch task as it is now (RowKind 'task') and per task run in the history ('history').
    Times in UTC, NULL when not set. A column that the AX database lacks is NULL throughout.  */
CREATE TYPE stage.BatchTask AS TABLE
(
    RowKind         nvarchar(8)   NOT NULL,
    HistoryId       bigint        NULL,
    BatchId         bigint        NULL,
    BatchJobId      bigint        NULL,
    JobCaption      nvarchar(200) NULL,
    TaskCaption     nvarchar(200) NULL,
    ClassNumber     int           NOT NULL,
    GroupId         nvarchar(60)  NULL,
    Company         nvarchar(10)  NULL,
    ServerId        nvarchar(128) NULL,
    CreatedBy       nvarchar(20)  NULL,
    StatusNumber    int           NOT NULL,
    JobStatusNumber int           NULL,
    RetryCount      int           NULL,
    DependencyCount int           NULL,
    ScheduledAt     datetime2(3)  NULL,
    StartedAt       datetime2(3)  NULL,
    EndedAt         datetime2(3)  NULL
);
END;
GO
-- stage/Types/BlockedProcess.sql
IF TYPE_ID(N'stage.BlockedProcess') IS NULL
BEGIN
/*  What the collector BlockedProcesses hands over: one row per event of an event file, its text as it came.  */
CREATE TYPE stage.BlockedProcess AS TABLE
(
    FileName   nvarchar(512) NOT NULL,
    FileOffset bigint        NOT NULL,
    EventData  nvarchar(max) NULL
);
END;
GO
-- stage/Types/Deadlock.sql
IF TYPE_ID(N'stage.Deadlock') IS NULL
BEGIN
/*  What the collector Deadlocks hands over: one row per event of an event file, its text as it came.  */
CREATE TYPE stage.Deadlock AS TABLE
(
    FileName   nvarchar(512) NOT NULL,
    FileOffset bigint        NOT NULL,
    EventData  nvarchar(max) NULL
);
END;
GO
-- stage/Types/Request.sql
IF TYPE_ID(N'stage.Request') IS NULL
BEGIN
/*  What the collector Requests hands over: one row per session and blocker, so a session that waits for two others comes twice,
    with the same session columns. A head has one row without a blocker.
    LoginTime is the watched server's local time, as its DMV gives it: it identifies the session and is never compared with UTC
    (converted by today's offset it would change when the clocks do, and split an incident in two).  */
CREATE TYPE stage.Request AS TABLE
(
    SessionId             int            NOT NULL,
    BlockingSessionId     int            NULL,
    WaitType              nvarchar(60)   NULL,
    WaitMs                bigint         NULL,
    WaitResource          nvarchar(3072) NULL,
    LoginTime             datetime2(3)   NULL,
    HostName              nvarchar(128)  NULL,
    HostProcessId         int            NULL,
    ProgramName           nvarchar(128)  NULL,
    LoginName             nvarchar(128)  NULL,
    ClientAddress         nvarchar(48)   NULL,
    IsUserProcess         bit            NULL,
    Status                nvarchar(30)   NULL,
    Command               nvarchar(32)   NULL,
    DatabaseName          nvarchar(128)  NULL,
    OpenTransactionCount  int            NULL,
    TransactionId         bigint         NULL,
    TransactionName       nvarchar(32)   NULL,
    TransactionStartedAt  datetime2(3)   NULL,
    LogBytesUsed          bigint         NULL,
    IsolationLevel        int            NULL,
    LastRequestStartedAt  datetime2(3)   NULL,
    LastRequestEndedAt    datetime2(3)   NULL,
    ContextInfo           varbinary(128) NULL,
    IsAxSessionAlive      bit            NULL,
    StatementText         nvarchar(max)  NULL,
    CursorText            nvarchar(max)  NULL,
    InputBuffer           nvarchar(max)  NULL,
    ResourceDatabaseName  nvarchar(128)  NULL,
    ResourceSchemaName    nvarchar(128)  NULL,
    ResourceObjectName    nvarchar(128)  NULL,
    ResourceIndexName     nvarchar(128)  NULL
);
END;
GO
-- config/Tables/AlertRule.sql
IF OBJECT_ID(N'config.AlertRule', N'U') IS NULL
BEGIN
/*  What raises an alert. Few rows, kept for good.
    PendingMs     how long the condition must hold before the alert opens
    ClearPercent  hysteresis: the alert clears only when every measure is below this share of its warn value …
    ClearMs       … for this long  */
CREATE TABLE config.AlertRule
(
    RuleId       int           NOT NULL IDENTITY (1, 1),
    RuleName     nvarchar(128) NOT NULL,
    RuleKind     nvarchar(16)  NOT NULL,
    TemplateName nvarchar(64)  NOT NULL,
    PlaybookName nvarchar(128) NOT NULL,
    PendingMs    int           NOT NULL,
    ClearPercent int           NOT NULL,
    ClearMs      int           NOT NULL,
    IsEnabled    bit           NOT NULL CONSTRAINT DF_AlertRule_IsEnabled DEFAULT (1),
    CONSTRAINT PK_AlertRule PRIMARY KEY CLUSTERED (RuleId),
    CONSTRAINT UQ_AlertRule_RuleName UNIQUE (RuleName),
    CONSTRAINT CK_AlertRule_RuleKind CHECK (RuleKind IN (N'Blocking')),
    CONSTRAINT CK_AlertRule_PendingMs CHECK (PendingMs >= 0),
    CONSTRAINT CK_AlertRule_ClearPercent CHECK (ClearPercent BETWEEN 0 AND 100),
    CONSTRAINT CK_AlertRule_ClearMs CHECK (ClearMs >= 0)
);
END;
GO
-- config/Tables/Instance.sql
IF OBJECT_ID(N'config.Instance', N'U') IS NULL
BEGIN
/*  One watched AX environment. A handful of rows, kept for good.
    ConnectionName names a connection string in the orchestrator's own configuration: no secrets here.  */
CREATE TABLE config.Instance
(
    InstanceId     int           NOT NULL IDENTITY (1, 1),
    InstanceName   sysname       NOT NULL,
    ConnectionName nvarchar(128) NOT NULL,
    AxDatabaseName sysname       NULL,
    IsEnabled      bit           NOT NULL CONSTRAINT DF_Instance_IsEnabled DEFAULT (1),
    CreatedAt      datetime2(3)  NOT NULL,
    CONSTRAINT PK_Instance PRIMARY KEY CLUSTERED (InstanceId),
    CONSTRAINT UQ_Instance_InstanceName UNIQUE (InstanceName),
    CONSTRAINT CK_Instance_InstanceName CHECK (LEN(InstanceName) > 0)
);
END;
GO
-- dim/Tables/StatementText.sql
IF OBJECT_ID(N'dim.StatementText', N'U') IS NULL
BEGIN
/*  Statement and input buffer texts, each stored once under the SHA-256 of its UTF-16 bytes. Some thousand new rows a day; 12 months.  */
CREATE TABLE dim.StatementText
(
    TextHash    binary(32)    NOT NULL,
    TextValue   nvarchar(max) NOT NULL,
    FirstSeenAt datetime2(3)  NOT NULL,
    CONSTRAINT PK_StatementText PRIMARY KEY CLUSTERED (TextHash)
);
END;
GO
-- fact/Tables/BlockingIncident.sql
IF OBJECT_ID(N'fact.BlockingIncident', N'U') IS NULL
BEGIN
/*  One blocking story: a head (session and login time) followed from first to last sight. Tens to hundreds a day; 12 months.
    HeadLoginTime 1900-01-01 stands for a head whose login is not known: a pseudo-blocker (negative session id), a session missing from
    its snapshot, or one known from a blocked-process report only.
    StartedAt is the first sight less the wait that the victims had behind them by then.
    The numbers without Peak are those of the last sight.  */
CREATE TABLE fact.BlockingIncident
(
    IncidentId            bigint         NOT NULL IDENTITY (1, 1),
    InstanceId            int            NOT NULL,
    HeadSessionId         int            NOT NULL,
    HeadLoginTime         datetime2(3)   NOT NULL,
    HeadKind              nvarchar(16)   NOT NULL,
    HeadTransactionId     bigint         NULL,
    AlertKey              nvarchar(200)  NOT NULL,
    StartedAt             datetime2(3)   NOT NULL,
    FirstSeenAt           datetime2(3)   NOT NULL,
    LastSeenAt            datetime2(3)   NOT NULL,
    EndedAt               datetime2(3)   NULL,
    VictimCount           int            NOT NULL,
    MaxDepth              int            NOT NULL,
    TotalWaitMs           bigint         NOT NULL,
    LongestWaitMs         bigint         NOT NULL,
    PeakVictimCount       int            NOT NULL,
    PeakTotalWaitMs       bigint         NOT NULL,
    ObjectName            nvarchar(512)  NULL,
    HostName              nvarchar(128)  NULL,
    HostProcessId         int            NULL,
    ProgramName           nvarchar(128)  NULL,
    LoginName             nvarchar(128)  NULL,
    AxUser                nvarchar(128)  NULL,
    AxSessionId           int            NULL,
    AxConfidence          nvarchar(16)   NOT NULL,
    Status                nvarchar(30)   NULL,
    OpenTransactionCount  int            NULL,
    TransactionStartedAt  datetime2(3)   NULL,
    IdleInTransactionMs   bigint         NULL,
    StatementHash         binary(32)     NULL,
    CONSTRAINT PK_BlockingIncident PRIMARY KEY CLUSTERED (IncidentId),
    CONSTRAINT FK_BlockingIncident_Instance FOREIGN KEY (InstanceId) REFERENCES config.Instance (InstanceId),
    CONSTRAINT FK_BlockingIncident_StatementText FOREIGN KEY (StatementHash) REFERENCES dim.StatementText (TextHash),
    CONSTRAINT CK_BlockingIncident_HeadKind CHECK (HeadKind IN (N'session', N'missing', N'pseudo', N'cycle')),
    CONSTRAINT CK_BlockingIncident_AxConfidence CHECK (AxConfidence IN (N'confirmed', N'current', N'doubtful', N'historical', N'none')),
    CONSTRAINT CK_BlockingIncident_SeenAt CHECK (LastSeenAt >= FirstSeenAt AND StartedAt <= FirstSeenAt),
    CONSTRAINT CK_BlockingIncident_EndedAt CHECK (EndedAt >= FirstSeenAt)
);
END;
GO
-- alert/Tables/Alert.sql
IF OBJECT_ID(N'alert.Alert', N'U') IS NULL
BEGIN
/*  One alert from pending to resolved. Tens a day; 12 months. AlertKey tells the story: rule and key have one unresolved alert at most.
    A pending alert whose condition goes away before it opens is resolved without ever having been open (OpenedAt NULL).  */
CREATE TABLE alert.Alert
(
    AlertId              bigint         NOT NULL IDENTITY (1, 1),
    RuleId               int            NOT NULL,
    InstanceId           int            NOT NULL,
    AlertKey             nvarchar(200)  NOT NULL,
    IncidentId           bigint         NOT NULL,
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
    CONSTRAINT PK_Alert PRIMARY KEY CLUSTERED (AlertId),
    CONSTRAINT FK_Alert_AlertRule FOREIGN KEY (RuleId) REFERENCES config.AlertRule (RuleId),
    CONSTRAINT FK_Alert_Instance FOREIGN KEY (InstanceId) REFERENCES config.Instance (InstanceId),
    CONSTRAINT FK_Alert_Incident FOREIGN KEY (IncidentId) REFERENCES fact.BlockingIncident (IncidentId),
    CONSTRAINT CK_Alert_State CHECK (State IN (N'pending', N'open', N'acknowledged', N'resolved')),
    CONSTRAINT CK_Alert_Severity CHECK (Severity IN (N'warning', N'critical')),
    CONSTRAINT CK_Alert_OpenedAt CHECK (State NOT IN (N'open', N'acknowledged') OR OpenedAt IS NOT NULL),
    CONSTRAINT CK_Alert_ResolvedAt CHECK ((State = N'resolved' AND ResolvedAt IS NOT NULL) OR (State <> N'resolved' AND ResolvedAt IS NULL)),
    CONSTRAINT CK_Alert_Acknowledged CHECK (State <> N'acknowledged' OR (AcknowledgedAt IS NOT NULL AND AcknowledgedBy IS NOT NULL))
);
END;
GO
-- alert/Tables/History.sql
IF OBJECT_ID(N'alert.History', N'U') IS NULL
BEGIN
/*  Every change of an alert's state or severity, with who and when. Some rows per alert; 12 months.  */
CREATE TABLE alert.History
(
    HistoryId bigint         NOT NULL IDENTITY (1, 1),
    AlertId   bigint         NOT NULL,
    ChangedAt datetime2(3)   NOT NULL,
    ChangedBy nvarchar(128)  NOT NULL,
    FromState nvarchar(16)   NULL,
    ToState   nvarchar(16)   NOT NULL,
    Severity  nvarchar(16)   NOT NULL,
    Note      nvarchar(1000) NULL,
    CONSTRAINT PK_History PRIMARY KEY CLUSTERED (HistoryId),
    CONSTRAINT FK_History_Alert FOREIGN KEY (AlertId) REFERENCES alert.Alert (AlertId)
);
END;
GO
-- alert/Tables/Notification.sql
IF OBJECT_ID(N'alert.Notification', N'U') IS NULL
BEGIN
/*  The outbox: one row per message to be sent. Tens a day; 12 months. MessageKey names event, channel and state, so that the same
    message can neither be queued twice nor, the mail's Message-ID being derived from it, be taken for another.
    Status: pending (LeaseToken set while somebody sends it), sent, failed (given up: the error was permanent).  */
CREATE TABLE alert.Notification
(
    NotificationId bigint           NOT NULL IDENTITY (1, 1),
    AlertId        bigint           NOT NULL,
    Channel        nvarchar(16)     NOT NULL,
    State          nvarchar(16)     NOT NULL,
    Severity       nvarchar(16)     NOT NULL,
    MessageKey     nvarchar(200)    NOT NULL,
    Recipients     nvarchar(max)    NOT NULL,
    TemplateName   nvarchar(64)     NOT NULL,
    Subject        nvarchar(400)    NOT NULL,
    PayloadJson    nvarchar(max)    NOT NULL,
    Status         nvarchar(16)     NOT NULL CONSTRAINT DF_Notification_Status DEFAULT (N'pending'),
    AttemptCount   int              NOT NULL CONSTRAINT DF_Notification_AttemptCount DEFAULT (0),
    CreatedAt      datetime2(3)     NOT NULL,
    NextAttemptAt  datetime2(3)     NULL,
    LeaseOwner     nvarchar(128)    NULL,
    LeaseToken     uniqueidentifier NULL,
    LeaseExpiresAt datetime2(3)     NULL,
    SentAt         datetime2(3)     NULL,
    LastError      nvarchar(2048)   NULL,
    CONSTRAINT PK_Notification PRIMARY KEY CLUSTERED (NotificationId),
    CONSTRAINT UQ_Notification_MessageKey UNIQUE (MessageKey),
    CONSTRAINT FK_Notification_Alert FOREIGN KEY (AlertId) REFERENCES alert.Alert (AlertId),
    CONSTRAINT CK_Notification_Channel CHECK (Channel IN (N'mail')),
    CONSTRAINT CK_Notification_State CHECK (State IN (N'open', N'resolved')),
    CONSTRAINT CK_Notification_Status CHECK (Status IN (N'pending', N'sent', N'failed')),
    CONSTRAINT CK_Notification_NextAttemptAt CHECK (Status <> N'pending' OR NextAttemptAt IS NOT NULL),
    CONSTRAINT CK_Notification_SentAt CHECK (Status <> N'sent' OR SentAt IS NOT NULL),
    CONSTRAINT CK_Notification_Lease CHECK ((LeaseToken IS NULL AND LeaseExpiresAt IS NULL) OR (LeaseToken IS NOT NULL AND LeaseExpiresAt IS NOT NULL))
);
END;
GO
-- audit/Tables/Event.sql
IF OBJECT_ID(N'audit.Event', N'U') IS NULL
BEGIN
/*  What somebody changed: settings, routes, alert states. A few rows a day; kept 12 months.  */
CREATE TABLE audit.Event
(
    EventId    bigint         NOT NULL IDENTITY (1, 1),
    OccurredAt datetime2(3)   NOT NULL,
    ChangedBy  nvarchar(128)  NOT NULL,
    [Action]   nvarchar(64)   NOT NULL,
    Subject    nvarchar(256)  NOT NULL,
    OldValue   nvarchar(max)  NULL,
    NewValue   nvarchar(max)  NULL,
    CONSTRAINT PK_Event PRIMARY KEY CLUSTERED (EventId)
);
END;
GO
-- collect/Tables/Bookmark.sql
IF OBJECT_ID(N'collect.Bookmark', N'U') IS NULL
BEGIN
/*  How far a log-like source has been read. One row per instance and collector that reads files or
    a log table (then the table's name and the last id), kept for good.
    HasPossibleGap tells that the bookmarked position had vanished, so that events may have been lost before the present position.  */
CREATE TABLE collect.Bookmark
(
    InstanceId      int           NOT NULL,
    CollectorName   nvarchar(64)  NOT NULL,
    BookmarkFile    nvarchar(512) NULL,
    BookmarkOffset  bigint        NULL,
    BookmarkEventAt datetime2(3)  NULL,
    HasPossibleGap  bit           NOT NULL CONSTRAINT DF_Bookmark_HasPossibleGap DEFAULT (0),
    GapSeenAt       datetime2(3)  NULL,
    UpdatedAt       datetime2(3)  NOT NULL,
    CONSTRAINT PK_Bookmark PRIMARY KEY CLUSTERED (InstanceId, CollectorName),
    CONSTRAINT FK_Bookmark_Instance FOREIGN KEY (InstanceId) REFERENCES config.Instance (InstanceId),
    CONSTRAINT CK_Bookmark_Position CHECK ((BookmarkFile IS NULL AND BookmarkOffset IS NULL) OR (BookmarkFile IS NOT NULL AND BookmarkOffset IS NOT NULL))
);
END;
GO
-- collect/Tables/Quarantine.sql
IF OBJECT_ID(N'collect.Quarantine', N'U') IS NULL
BEGIN
/*  Source rows that could not be understood, kept as they came, once per distinct text. Normally empty; 30 days.  */
CREATE TABLE collect.Quarantine
(
    QuarantineId    bigint        NOT NULL IDENTITY (1, 1),
    InstanceId      int           NOT NULL,
    CollectorName   nvarchar(64)  NOT NULL,
    RawHash         binary(32)    NOT NULL,
    RawText         nvarchar(max) NULL,
    Reason          nvarchar(400) NOT NULL,
    FirstSeenAt     datetime2(3)  NOT NULL,
    LastSeenAt      datetime2(3)  NOT NULL,
    OccurrenceCount int           NOT NULL,
    CONSTRAINT PK_Quarantine PRIMARY KEY CLUSTERED (QuarantineId),
    CONSTRAINT UQ_Quarantine_RawHash UNIQUE (InstanceId, CollectorName, RawHash),
    CONSTRAINT FK_Quarantine_Instance FOREIGN KEY (InstanceId) REFERENCES config.Instance (InstanceId),
    CONSTRAINT CK_Quarantine_OccurrenceCount CHECK (OccurrenceCount > 0)
);
END;
GO
-- collect/Tables/Watermark.sql
IF OBJECT_ID(N'collect.Watermark', N'U') IS NULL
BEGIN
/*  The latest capture saved per instance and collector: what makes saving idempotent. One row each, kept for good.  */
CREATE TABLE collect.Watermark
(
    InstanceId    int              NOT NULL,
    CollectorName nvarchar(64)     NOT NULL,
    CapturedAt    datetime2(3)     NOT NULL,
    RunId         uniqueidentifier NOT NULL,
    CONSTRAINT PK_Watermark PRIMARY KEY CLUSTERED (InstanceId, CollectorName),
    CONSTRAINT FK_Watermark_Instance FOREIGN KEY (InstanceId) REFERENCES config.Instance (InstanceId)
);
END;
GO
-- config/Tables/AlertRuleThreshold.sql
IF OBJECT_ID(N'config.AlertRuleThreshold', N'U') IS NULL
BEGIN
/*  The limits of a rule, one row per measure; a rule fires when any of its measures reaches a limit. Few rows, kept for good.  */
CREATE TABLE config.AlertRuleThreshold
(
    RuleId        int          NOT NULL,
    MeasureName   nvarchar(64) NOT NULL,
    WarnValue     bigint       NOT NULL,
    CriticalValue bigint       NULL,
    CONSTRAINT PK_AlertRuleThreshold PRIMARY KEY CLUSTERED (RuleId, MeasureName),
    CONSTRAINT FK_AlertRuleThreshold_AlertRule FOREIGN KEY (RuleId) REFERENCES config.AlertRule (RuleId),
    CONSTRAINT CK_AlertRuleThreshold_MeasureName CHECK (MeasureName IN (N'TotalWaitMs', N'LongestWaitMs', N'VictimCount')),
    CONSTRAINT CK_AlertRuleThreshold_Order CHECK (WarnValue > 0 AND CriticalValue >= WarnValue)
);
END;
GO
-- config/Tables/BatchClass.sql
IF OBJECT_ID(N'config.BatchClass', N'U') IS NULL
BEGIN
/*  Names of X++ batch classes, for those whom a number tells nothing. Class ids differ from installation to installation. Some hundred rows, kept for good.  */
CREATE TABLE config.BatchClass
(
    InstanceId  int           NOT NULL,
    ClassNumber int           NOT NULL,
    ClassName   nvarchar(128) NOT NULL,
    CONSTRAINT PK_BatchClass PRIMARY KEY CLUSTERED (InstanceId, ClassNumber),
    CONSTRAINT FK_BatchClass_Instance FOREIGN KEY (InstanceId) REFERENCES config.Instance (InstanceId),
    CONSTRAINT CK_BatchClass_ClassName CHECK (LEN(ClassName) > 0)
);
END;
GO
-- config/Tables/Collector.sql
IF OBJECT_ID(N'config.Collector', N'U') IS NULL
BEGIN
/*  The collectors that exist, with their defaults. One row per file in orchestrator/Collectors, kept for good.  */
CREATE TABLE config.Collector
(
    CollectorName   nvarchar(64)  NOT NULL,
    IntervalMs      int           NOT NULL,
    TimeoutMs       int           NOT NULL,
    RowLimit        int           NOT NULL,
    TargetProcedure nvarchar(256) NOT NULL,
    TableType       nvarchar(256) NOT NULL,
    IsEnabled       bit           NOT NULL CONSTRAINT DF_Collector_IsEnabled DEFAULT (1),
    CONSTRAINT PK_Collector PRIMARY KEY CLUSTERED (CollectorName),
    CONSTRAINT CK_Collector_IntervalMs CHECK (IntervalMs >= 1000),
    CONSTRAINT CK_Collector_TimeoutMs CHECK (TimeoutMs BETWEEN 100 AND 600000),
    CONSTRAINT CK_Collector_RowLimit CHECK (RowLimit BETWEEN 1 AND 1000000)
);
END;
GO
-- config/Tables/CollectorOverride.sql
IF OBJECT_ID(N'config.CollectorOverride', N'U') IS NULL
BEGIN
/*  What one instance does differently with one collector; NULL means the collector's default. Few rows, kept for good.
    QueryText replaces the collector's file, because AX schemas are customised.  */
CREATE TABLE config.CollectorOverride
(
    InstanceId    int           NOT NULL,
    CollectorName nvarchar(64)  NOT NULL,
    IntervalMs    int           NULL,
    TimeoutMs     int           NULL,
    RowLimit      int           NULL,
    QueryText     nvarchar(max) NULL,
    IsEnabled     bit           NULL,
    CONSTRAINT PK_CollectorOverride PRIMARY KEY CLUSTERED (InstanceId, CollectorName),
    CONSTRAINT FK_CollectorOverride_Instance FOREIGN KEY (InstanceId) REFERENCES config.Instance (InstanceId),
    CONSTRAINT FK_CollectorOverride_Collector FOREIGN KEY (CollectorName) REFERENCES config.Collector (CollectorName),
    CONSTRAINT CK_CollectorOverride_IntervalMs CHECK (IntervalMs >= 1000),
    CONSTRAINT CK_CollectorOverride_TimeoutMs CHECK (TimeoutMs BETWEEN 100 AND 600000),
    CONSTRAINT CK_CollectorOverride_RowLimit CHECK (RowLimit BETWEEN 1 AND 1000000)
);
END;
GO
-- config/Tables/MailRoute.sql
IF OBJECT_ID(N'config.MailRoute', N'U') IS NULL
BEGIN
/*  Who gets the mails: the route named 'default'. Few rows, kept for good. Recipients are separated by ';'.  */
CREATE TABLE config.MailRoute
(
    RouteName  nvarchar(64)  NOT NULL,
    Recipients nvarchar(max) NOT NULL,
    CONSTRAINT PK_MailRoute PRIMARY KEY CLUSTERED (RouteName)
);
END;
GO
-- config/Tables/Setting.sql
IF OBJECT_ID(N'config.Setting', N'U') IS NULL
BEGIN
/*  Named values that administrators change with config.SetSetting. A few dozen rows, kept for good.  */
CREATE TABLE config.Setting
(
    SettingName  nvarchar(128)  NOT NULL,
    SettingValue nvarchar(1000) NOT NULL,
    ValueKind    nvarchar(16)   NOT NULL,
    Description  nvarchar(1000) NOT NULL,
    CONSTRAINT PK_Setting PRIMARY KEY CLUSTERED (SettingName),
    CONSTRAINT CK_Setting_ValueKind CHECK (ValueKind IN (N'text', N'milliseconds', N'number')),
    CONSTRAINT CK_Setting_SettingValue CHECK (ValueKind = N'text' OR (LEN(SettingValue) BETWEEN 1 AND 10 AND SettingValue NOT LIKE N'%[^0-9]%'))
);
END;
GO
-- dim/Tables/ObjectName.sql
IF OBJECT_ID(N'dim.ObjectName', N'U') IS NULL
BEGIN
/*  Names behind the ids in wait resources, as collectors resolve them. Thousands of rows; replaced when an id gets another name.
    Hobt ids change on rebuild and database ids are reused after a restore, hence ResolvedAt.  */
CREATE TABLE dim.ObjectName
(
    InstanceId   int          NOT NULL,
    DatabaseId   int          NOT NULL,
    IdKind       nvarchar(8)  NOT NULL,
    ResourceId   bigint       NOT NULL,
    DatabaseName sysname      NOT NULL,
    SchemaName   sysname      NOT NULL,
    ObjectName   sysname      NOT NULL,
    IndexName    sysname      NULL,
    ResolvedAt   datetime2(3) NOT NULL,
    CONSTRAINT PK_ObjectName PRIMARY KEY CLUSTERED (InstanceId, DatabaseId, IdKind, ResourceId),
    CONSTRAINT FK_ObjectName_Instance FOREIGN KEY (InstanceId) REFERENCES config.Instance (InstanceId),
    CONSTRAINT CK_ObjectName_IdKind CHECK (IdKind IN (N'object', N'hobt'))
);
END;
GO
-- fact/Tables/BatchCapture.sql
IF OBJECT_ID(N'fact.BatchCapture', N'U') IS NULL
BEGIN
/*  One row per capture of the batch tables: what was read, and what the AX database lacks. 1,440 rows a day and instance; 30 days.
    HasTasks = 0: the table BATCH could not be read, so the capture says nothing about the backlog.  */
CREATE TABLE fact.BatchCapture
(
    InstanceId     int            NOT NULL,
    CapturedAt     datetime2(3)   NOT NULL,
    TaskCount      int            NOT NULL,
    HistoryCount   int            NOT NULL,
    HasTasks       bit            NOT NULL,
    IsTruncated    bit            NOT NULL,
    MissingColumns nvarchar(2000) NULL,
    CONSTRAINT PK_BatchCapture PRIMARY KEY CLUSTERED (InstanceId, CapturedAt),
    CONSTRAINT FK_BatchCapture_Instance FOREIGN KEY (InstanceId) REFERENCES config.Instance (InstanceId)
);
END;
GO
-- fact/Tables/BatchBacklog.sql
IF OBJECT_ID(N'fact.BatchBacklog', N'U') IS NULL
BEGIN
/*  Batch tasks by state, per capture, group and class. Some ten rows a minute and instance; 30 days.
    GroupId '' is the default group. OverdueCount: due for more than two minutes (two polls of the batch framework), not held, and waiting for no other task.
    OldestAgeMs: how long the oldest such due task has been due; NULL when none is due.  */
CREATE TABLE fact.BatchBacklog
(
    InstanceId     int          NOT NULL,
    CapturedAt     datetime2(3) NOT NULL,
    GroupId        nvarchar(60) NOT NULL,
    ClassNumber    int          NOT NULL,
    WaitingCount   int          NOT NULL,
    ReadyCount     int          NOT NULL,
    ExecutingCount int          NOT NULL,
    HeldCount      int          NOT NULL,
    OtherCount     int          NOT NULL,
    OverdueCount   int          NOT NULL,
    OldestAgeMs    bigint       NULL,
    CONSTRAINT PK_BatchBacklog PRIMARY KEY CLUSTERED (InstanceId, CapturedAt, GroupId, ClassNumber),
    CONSTRAINT FK_BatchBacklog_BatchCapture FOREIGN KEY (InstanceId, CapturedAt) REFERENCES fact.BatchCapture (InstanceId, CapturedAt),
    CONSTRAINT CK_BatchBacklog_OldestAgeMs CHECK (OldestAgeMs >= 0)
);
END;
GO
-- fact/Tables/BatchExecution.sql
IF OBJECT_ID(N'fact.BatchExecution', N'U') IS NULL
BEGIN
/*  One row per execution of a batch task, from the first sight of it until its history is known. Some thousand rows a day; 90 days.
    IsRunning = 1 while the last capture saw it executing. IsEndEstimated = 1: it was seen running and then no more, and no source has told its end;
    EndedAt is the capture that missed it. DelayMs counts from the job's scheduled start; NULL when that is unknown or has moved on to the next run.  */
CREATE TABLE fact.BatchExecution
(
    ExecutionId    bigint        NOT NULL IDENTITY (1, 1),
    InstanceId     int           NOT NULL,
    BatchId        bigint        NULL,
    HistoryId      bigint        NULL,
    BatchJobId     bigint        NULL,
    JobCaption     nvarchar(200) NULL,
    TaskCaption    nvarchar(200) NULL,
    ClassNumber    int           NOT NULL,
    GroupId        nvarchar(60)  NULL,
    Company        nvarchar(10)  NULL,
    ServerId       nvarchar(128) NULL,
    CreatedBy      nvarchar(20)  NULL,
    StatusNumber   int           NOT NULL,
    RetryCount     int           NULL,
    ScheduledAt    datetime2(3)  NULL,
    StartedAt      datetime2(3)  NULL,
    EndedAt        datetime2(3)  NULL,
    DelayMs        bigint        NULL,
    DurationMs     bigint        NULL,
    IsRunning      bit           NOT NULL,
    IsEndEstimated bit           NOT NULL,
    FirstSeenAt    datetime2(3)  NOT NULL,
    LastSeenAt     datetime2(3)  NOT NULL,
    CONSTRAINT PK_BatchExecution PRIMARY KEY CLUSTERED (ExecutionId),
    CONSTRAINT FK_BatchExecution_Instance FOREIGN KEY (InstanceId) REFERENCES config.Instance (InstanceId),
    CONSTRAINT CK_BatchExecution_Source CHECK (BatchId IS NOT NULL OR HistoryId IS NOT NULL),
    CONSTRAINT CK_BatchExecution_DelayMs CHECK (DelayMs >= 0),
    CONSTRAINT CK_BatchExecution_DurationMs CHECK (DurationMs >= 0)
);
END;
GO
-- fact/Tables/BlockedProcess.sql
IF OBJECT_ID(N'fact.BlockedProcess', N'U') IS NULL
BEGIN
/*  One wait as the blocked-process reports of the server tell it; repeated reports of one wait are one row with the longest wait.
    Tens to thousands a day; 30 days. Times in the XML without zone (last batch …) are the server's local time and not kept as UTC.  */
CREATE TABLE fact.BlockedProcess
(
    BlockedProcessId       bigint         NOT NULL IDENTITY (1, 1),
    InstanceId             int            NOT NULL,
    IncidentId             bigint         NULL,
    FirstEventAt           datetime2(3)   NOT NULL,
    EventAt                datetime2(3)   NOT NULL,
    ReportCount            int            NOT NULL,
    MonitorLoop            bigint         NOT NULL,
    BlockedSessionId       int            NOT NULL,
    BlockedEcid            int            NOT NULL,
    BlockedTransactionId   bigint         NOT NULL,
    BlockedApp             nvarchar(128)  NULL,
    BlockedHost            nvarchar(128)  NULL,
    BlockedHostProcessId   int            NULL,
    BlockedLogin           nvarchar(128)  NULL,
    BlockedStatus          nvarchar(30)   NULL,
    BlockedTransactionName nvarchar(64)   NULL,
    BlockedIsolationLevel  nvarchar(64)   NULL,
    BlockedStatementHash   binary(32)     NULL,
    BlockingSessionId      int            NULL,
    BlockingEcid           int            NULL,
    BlockingTransactionId  bigint         NULL,
    BlockingApp            nvarchar(128)  NULL,
    BlockingHost           nvarchar(128)  NULL,
    BlockingHostProcessId  int            NULL,
    BlockingLogin          nvarchar(128)  NULL,
    BlockingStatus         nvarchar(30)   NULL,
    BlockingTranCount      int            NULL,
    BlockingIsolationLevel nvarchar(64)   NULL,
    BlockingStatementHash  binary(32)     NULL,
    WaitResource           nvarchar(400)  NOT NULL,
    ResourceKind           nvarchar(16)   NOT NULL,
    DatabaseId             int            NULL,
    DatabaseName           nvarchar(128)  NULL,
    ResourceObjectKey      nvarchar(8)    NULL,
    ResourceObjectId       bigint         NULL,
    IndexId                int            NULL,
    WaitMs                 bigint         NOT NULL,
    LockMode               nvarchar(32)   NULL,
    RootSessionId          int            NULL,
    CONSTRAINT PK_BlockedProcess PRIMARY KEY CLUSTERED (BlockedProcessId),
    CONSTRAINT FK_BlockedProcess_Instance FOREIGN KEY (InstanceId) REFERENCES config.Instance (InstanceId),
    CONSTRAINT FK_BlockedProcess_Incident FOREIGN KEY (IncidentId) REFERENCES fact.BlockingIncident (IncidentId),
    CONSTRAINT FK_BlockedProcess_BlockedStatement FOREIGN KEY (BlockedStatementHash) REFERENCES dim.StatementText (TextHash),
    CONSTRAINT FK_BlockedProcess_BlockingStatement FOREIGN KEY (BlockingStatementHash) REFERENCES dim.StatementText (TextHash),
    CONSTRAINT CK_BlockedProcess_EventAt CHECK (EventAt >= FirstEventAt),
    CONSTRAINT CK_BlockedProcess_ReportCount CHECK (ReportCount > 0)
);
END;
GO
-- fact/Tables/BlockedProcessEvent.sql
IF OBJECT_ID(N'fact.BlockedProcessEvent', N'U') IS NULL
BEGIN
/*  Every report event that was taken in, by the hash of its text: a file read twice adds nothing. Some more rows than BlockedProcess; 30 days.  */
CREATE TABLE fact.BlockedProcessEvent
(
    InstanceId       int          NOT NULL,
    EventHash        binary(32)   NOT NULL,
    EventAt          datetime2(3) NOT NULL,
    BlockedProcessId bigint       NOT NULL,
    CONSTRAINT PK_BlockedProcessEvent PRIMARY KEY CLUSTERED (InstanceId, EventHash),
    CONSTRAINT FK_BlockedProcessEvent_Instance FOREIGN KEY (InstanceId) REFERENCES config.Instance (InstanceId),
    CONSTRAINT FK_BlockedProcessEvent_BlockedProcess FOREIGN KEY (BlockedProcessId) REFERENCES fact.BlockedProcess (BlockedProcessId)
);
END;
GO
-- fact/Tables/BlockingSnapshot.sql
IF OBJECT_ID(N'fact.BlockingSnapshot', N'U') IS NULL
BEGIN
/*  One capture in which somebody waited for somebody. Up to 8 640 rows a day and instance; 30 days.  */
CREATE TABLE fact.BlockingSnapshot
(
    SnapshotId   bigint           NOT NULL IDENTITY (1, 1),
    InstanceId   int              NOT NULL,
    CapturedAt   datetime2(3)     NOT NULL,
    RunId        uniqueidentifier NOT NULL,
    HeadCount    int              NOT NULL,
    VictimCount  int              NOT NULL,
    TotalWaitMs  bigint           NOT NULL,
    MaxDepth     int              NOT NULL,
    IsTruncated  bit              NOT NULL,
    CONSTRAINT PK_BlockingSnapshot PRIMARY KEY CLUSTERED (SnapshotId),
    CONSTRAINT UQ_BlockingSnapshot_CapturedAt UNIQUE (InstanceId, CapturedAt),
    CONSTRAINT FK_BlockingSnapshot_Instance FOREIGN KEY (InstanceId) REFERENCES config.Instance (InstanceId)
);
END;
GO
-- fact/Tables/BlockingEdge.sql
IF OBJECT_ID(N'fact.BlockingEdge', N'U') IS NULL
BEGIN
/*  Who waited for whom in one snapshot: every edge, of which one per victim is the primary one that the tree follows.
    Slightly more rows than victims; 30 days.  */
CREATE TABLE fact.BlockingEdge
(
    SnapshotId        bigint         NOT NULL,
    SessionId         int            NOT NULL,
    BlockingSessionId int            NOT NULL,
    IsPrimary         bit            NOT NULL,
    WaitType          nvarchar(60)   NULL,
    WaitMs            bigint         NOT NULL,
    CONSTRAINT PK_BlockingEdge PRIMARY KEY CLUSTERED (SnapshotId, SessionId, BlockingSessionId),
    CONSTRAINT FK_BlockingEdge_Snapshot FOREIGN KEY (SnapshotId) REFERENCES fact.BlockingSnapshot (SnapshotId),
    CONSTRAINT CK_BlockingEdge_NotSelf CHECK (SessionId <> BlockingSessionId)
);
END;
GO
-- fact/Tables/BlockingIncidentSnapshot.sql
IF OBJECT_ID(N'fact.BlockingIncidentSnapshot', N'U') IS NULL
BEGIN
/*  The size of one incident in one snapshot. About 1.2 rows per snapshot; 30 days.  */
CREATE TABLE fact.BlockingIncidentSnapshot
(
    IncidentId    bigint NOT NULL,
    SnapshotId    bigint NOT NULL,
    VictimCount   int    NOT NULL,
    MaxDepth      int    NOT NULL,
    TotalWaitMs   bigint NOT NULL,
    LongestWaitMs bigint NOT NULL,
    CONSTRAINT PK_BlockingIncidentSnapshot PRIMARY KEY CLUSTERED (IncidentId, SnapshotId),
    CONSTRAINT FK_BlockingIncidentSnapshot_Incident FOREIGN KEY (IncidentId) REFERENCES fact.BlockingIncident (IncidentId),
    CONSTRAINT FK_BlockingIncidentSnapshot_Snapshot FOREIGN KEY (SnapshotId) REFERENCES fact.BlockingSnapshot (SnapshotId)
);
END;
GO
-- fact/Tables/BlockingNode.sql
IF OBJECT_ID(N'fact.BlockingNode', N'U') IS NULL
BEGIN
/*  One session of a chain in one snapshot: each victim, and each head (Depth 0). Up to some 100 000 rows on a bad day; 30 days.
    Path lists session ids from the head to the session. Flags, separated by blanks:
    missing     not in the snapshot, known only as somebody's blocker
    pseudo      no session but SQL Server's own marker (-2 … -5)
    cycle       every session of its chain waits: a deadlock not resolved yet; the lowest session id stands as the head
    depth-cap   deeper than 50: the depth is right, the path is not kept
    cursor      the text is that of an open API cursor, last-batch that of the last batch of an idle session, input-buffer the input buffer  */
CREATE TABLE fact.BlockingNode
(
    SnapshotId            bigint         NOT NULL,
    SessionId             int            NOT NULL,
    InstanceId            int            NOT NULL,
    IncidentId            bigint         NOT NULL,
    RootSessionId         int            NOT NULL,
    ParentSessionId       int            NULL,
    Depth                 int            NOT NULL,
    [Path]                nvarchar(400)  NULL,
    Flags                 nvarchar(100)  NOT NULL,
    LoginTime             datetime2(3)   NULL,
    HostName              nvarchar(128)  NULL,
    HostProcessId         int            NULL,
    ProgramName           nvarchar(128)  NULL,
    LoginName             nvarchar(128)  NULL,
    AxUser                nvarchar(128)  NULL,
    AxSessionId           int            NULL,
    AxConfidence          nvarchar(16)   NOT NULL,
    Status                nvarchar(30)   NULL,
    Command               nvarchar(32)   NULL,
    DatabaseName          nvarchar(128)  NULL,
    OpenTransactionCount  int            NULL,
    TransactionStartedAt  datetime2(3)   NULL,
    LogBytesUsed          bigint         NULL,
    IdleInTransactionMs   bigint         NULL,
    IsolationLevel        nvarchar(32)   NULL,
    WaitType              nvarchar(60)   NULL,
    WaitMs                bigint         NULL,
    LockMode              nvarchar(32)   NULL,
    WaitResource          nvarchar(3072) NULL,
    ResourceKind          nvarchar(16)   NULL,
    ResourceDatabaseId    int            NULL,
    ResourceObjectKey     nvarchar(8)    NULL,
    ResourceObjectId      bigint         NULL,
    ObjectName            nvarchar(512)  NULL,
    StatementHash         binary(32)     NULL,
    InputBufferHash       binary(32)     NULL,
    CONSTRAINT PK_BlockingNode PRIMARY KEY CLUSTERED (SnapshotId, SessionId),
    CONSTRAINT FK_BlockingNode_Snapshot FOREIGN KEY (SnapshotId) REFERENCES fact.BlockingSnapshot (SnapshotId),
    CONSTRAINT FK_BlockingNode_Incident FOREIGN KEY (IncidentId) REFERENCES fact.BlockingIncident (IncidentId),
    CONSTRAINT FK_BlockingNode_Statement FOREIGN KEY (StatementHash) REFERENCES dim.StatementText (TextHash),
    CONSTRAINT FK_BlockingNode_InputBuffer FOREIGN KEY (InputBufferHash) REFERENCES dim.StatementText (TextHash),
    CONSTRAINT CK_BlockingNode_Depth CHECK ((Depth = 0 AND ParentSessionId IS NULL) OR (Depth > 0 AND ParentSessionId IS NOT NULL)),
    CONSTRAINT CK_BlockingNode_ResourceObjectKey CHECK (ResourceObjectKey IN (N'object', N'hobt'))
);
END;
GO
-- fact/Tables/Deadlock.sql
IF OBJECT_ID(N'fact.Deadlock', N'U') IS NULL
BEGIN
/*  One deadlock that the server resolved, once however often it was reported. None to hundreds a day; 12 months.
    DetectedAt is the time of the event, some seconds after the sessions met; where the text carries none (HasEventTime 0) it is when the text was read.
    Signature groups deadlocks of the same making, see collect.SaveDeadlocks; only signatures of one SignatureVersion can be compared.
    ReportText is the deadlock element as XML text, packed with COMPRESS.  */
CREATE TABLE fact.Deadlock
(
    DeadlockId         bigint         NOT NULL IDENTITY (1, 1),
    InstanceId         int            NOT NULL,
    DeadlockHash       binary(32)     NOT NULL,
    DetectedAt         datetime2(3)   NOT NULL,
    HasEventTime       bit            NOT NULL,
    DeadlockKind       nvarchar(16)   NOT NULL,
    ProcessCount       int            NOT NULL,
    SessionCount       int            NOT NULL,
    VictimCount        int            NOT NULL,
    VictimSessionCount int            NOT NULL,
    ResourceCount      int            NOT NULL,
    Signature          binary(32)     NOT NULL,
    SignatureVersion   tinyint        NOT NULL,
    ReportText         varbinary(max) NOT NULL,
    CONSTRAINT PK_Deadlock PRIMARY KEY CLUSTERED (DeadlockId),
    CONSTRAINT UQ_Deadlock_DeadlockHash UNIQUE (InstanceId, DeadlockHash),
    CONSTRAINT FK_Deadlock_Instance FOREIGN KEY (InstanceId) REFERENCES config.Instance (InstanceId),
    CONSTRAINT CK_Deadlock_DeadlockKind CHECK (DeadlockKind IN (N'lock', N'parallel', N'mixed', N'other')),
    CONSTRAINT CK_Deadlock_Counts CHECK (VictimCount >= VictimSessionCount AND ProcessCount >= VictimCount AND ProcessCount >= SessionCount AND VictimSessionCount >= 0 AND ResourceCount >= 0)
);
END;
GO
-- fact/Tables/DeadlockProcess.sql
IF OBJECT_ID(N'fact.DeadlockProcess', N'U') IS NULL
BEGIN
/*  One process of a deadlock; the workers of a parallel plan are several with the same SessionId. Two to a dozen per deadlock; 12 months.
    ProcessKey is the id that the report's resources refer to. Times named …Time are the watched server's local time and not UTC.
    Statement is the innermost statement that is known, else the input buffer, else the name of the transaction.  */
CREATE TABLE fact.DeadlockProcess
(
    DeadlockId           bigint        NOT NULL,
    ProcessNumber        int           NOT NULL,
    ProcessKey           nvarchar(64)  NOT NULL,
    IsVictim             bit           NOT NULL,
    SessionId            int           NULL,
    BatchId              int           NULL,
    Ecid                 int           NULL,
    TransactionId        bigint        NULL,
    TransactionName      nvarchar(64)  NULL,
    TransactionBeganTime datetime2(3)  NULL,
    BatchBeganTime       datetime2(3)  NULL,
    BatchEndedTime       datetime2(3)  NULL,
    OpenTransactionCount int           NULL,
    LogBytesUsed         bigint        NULL,
    DeadlockPriority     int           NULL,
    WaitResource         nvarchar(400) NULL,
    WaitMs               bigint        NULL,
    LockMode             nvarchar(32)  NULL,
    Status               nvarchar(30)  NULL,
    ProgramName          nvarchar(128) NULL,
    HostName             nvarchar(128) NULL,
    HostProcessId        int           NULL,
    LoginName            nvarchar(128) NULL,
    IsolationLevel       nvarchar(64)  NULL,
    DatabaseId           int           NULL,
    DatabaseName         nvarchar(128) NULL,
    StatementHash        binary(32)    NULL,
    InputBufferHash      binary(32)    NULL,
    CONSTRAINT PK_DeadlockProcess PRIMARY KEY CLUSTERED (DeadlockId, ProcessNumber),
    CONSTRAINT UQ_DeadlockProcess_ProcessKey UNIQUE (DeadlockId, ProcessKey),
    CONSTRAINT FK_DeadlockProcess_Deadlock FOREIGN KEY (DeadlockId) REFERENCES fact.Deadlock (DeadlockId),
    CONSTRAINT FK_DeadlockProcess_Statement FOREIGN KEY (StatementHash) REFERENCES dim.StatementText (TextHash),
    CONSTRAINT FK_DeadlockProcess_InputBuffer FOREIGN KEY (InputBufferHash) REFERENCES dim.StatementText (TextHash)
);
END;
GO
-- fact/Tables/DeadlockFrame.sql
IF OBJECT_ID(N'fact.DeadlockFrame', N'U') IS NULL
BEGIN
/*  The execution stack of a process in a deadlock, frame 1 innermost. Up to a dozen per process; 12 months.
    ProcedureName as the report has it: database.schema.object, adhoc, unknown, or NULL. Offsets are bytes of UTF-16; NULL or -1 is the end of the text.  */
CREATE TABLE fact.DeadlockFrame
(
    DeadlockId     bigint        NOT NULL,
    ProcessNumber  int           NOT NULL,
    FrameNumber    int           NOT NULL,
    ProcedureName  nvarchar(512) NULL,
    LineNumber     int           NULL,
    StartOffset    int           NULL,
    EndOffset      int           NULL,
    SqlHandle      varbinary(64) NULL,
    StatementHash  binary(32)    NULL,
    CONSTRAINT PK_DeadlockFrame PRIMARY KEY CLUSTERED (DeadlockId, ProcessNumber, FrameNumber),
    CONSTRAINT FK_DeadlockFrame_Process FOREIGN KEY (DeadlockId, ProcessNumber) REFERENCES fact.DeadlockProcess (DeadlockId, ProcessNumber),
    CONSTRAINT FK_DeadlockFrame_Statement FOREIGN KEY (StatementHash) REFERENCES dim.StatementText (TextHash)
);
END;
GO
-- fact/Tables/DeadlockResource.sql
IF OBJECT_ID(N'fact.DeadlockResource', N'U') IS NULL
BEGIN
/*  One thing that was waited for in a deadlock; elements of the report that repeat a resource are one row. Two to a dozen per deadlock; 12 months.
    ResourceKind is the name of the element (keylock, pagelock, exchangeEvent …), ResourceClass what it belongs to: lock, exchange or other.
    Attributes are all attributes of the element as name="value", also those of elements that nobody knows yet.  */
CREATE TABLE fact.DeadlockResource
(
    DeadlockId         bigint         NOT NULL,
    ResourceNumber     int            NOT NULL,
    ResourceKind       nvarchar(64)   NOT NULL,
    ResourceClass      nvarchar(8)    NOT NULL,
    ResourceKey        nvarchar(128)  NULL,
    DatabaseId         int            NULL,
    ObjectName         nvarchar(512)  NULL,
    IndexName          nvarchar(256)  NULL,
    AssociatedObjectId bigint         NULL,
    FileId             int            NULL,
    PageId             bigint         NULL,
    LockMode           nvarchar(32)   NULL,
    WaitType           nvarchar(64)   NULL,
    PlanNodeId         int            NULL,
    Attributes         nvarchar(max)  NULL,
    CONSTRAINT PK_DeadlockResource PRIMARY KEY CLUSTERED (DeadlockId, ResourceNumber),
    CONSTRAINT FK_DeadlockResource_Deadlock FOREIGN KEY (DeadlockId) REFERENCES fact.Deadlock (DeadlockId),
    CONSTRAINT CK_DeadlockResource_ResourceClass CHECK (ResourceClass IN (N'lock', N'exchange', N'other'))
);
END;
GO
-- fact/Tables/DeadlockResourceHolder.sql
IF OBJECT_ID(N'fact.DeadlockResourceHolder', N'U') IS NULL
BEGIN
/*  Who owned a resource of a deadlock and who waited for it, with the modes. A handful per resource; 12 months.
    A process may own a resource in one mode and wait to convert it to another, then it stands here more than once.
    ProcessNumber is NULL where the report names a process that it does not list (its task had ended).  */
CREATE TABLE fact.DeadlockResourceHolder
(
    DeadlockId     bigint       NOT NULL,
    ResourceNumber int          NOT NULL,
    HolderNumber   int          NOT NULL,
    HolderRole     nvarchar(8)  NOT NULL,
    ProcessKey     nvarchar(64) NOT NULL,
    ProcessNumber  int          NULL,
    LockMode       nvarchar(32) NULL,
    RequestType    nvarchar(32) NULL,
    CONSTRAINT PK_DeadlockResourceHolder PRIMARY KEY CLUSTERED (DeadlockId, ResourceNumber, HolderNumber),
    CONSTRAINT FK_DeadlockResourceHolder_Resource FOREIGN KEY (DeadlockId, ResourceNumber) REFERENCES fact.DeadlockResource (DeadlockId, ResourceNumber),
    CONSTRAINT FK_DeadlockResourceHolder_Process FOREIGN KEY (DeadlockId, ProcessNumber) REFERENCES fact.DeadlockProcess (DeadlockId, ProcessNumber),
    CONSTRAINT CK_DeadlockResourceHolder_HolderRole CHECK (HolderRole IN (N'owner', N'waiter'))
);
END;
GO
-- ops/Tables/Deployment.sql
IF OBJECT_ID(N'ops.Deployment', N'U') IS NULL
BEGIN
/*  One row per version of the create script that was run here. A few rows a year, kept for good.  */
CREATE TABLE ops.Deployment
(
    DeploymentId  int           NOT NULL IDENTITY (1, 1),
    DeployedAt    datetime2(3)  NOT NULL,
    DeployedBy    nvarchar(128) NOT NULL,
    StructureHash binary(32)    NOT NULL,
    ScriptHash    binary(32)    NOT NULL,
    CONSTRAINT PK_Deployment PRIMARY KEY CLUSTERED (DeploymentId)
);
END;
GO
-- ops/Tables/JobRun.sql
IF OBJECT_ID(N'ops.JobRun', N'U') IS NULL
BEGIN
/*  Every run of every job of the orchestrator. About 20 000 rows a day and instance; 30 days.  */
CREATE TABLE ops.JobRun
(
    RunId        uniqueidentifier NOT NULL,
    JobName      nvarchar(128)    NOT NULL,
    InstanceId   int              NULL,
    StartedAt    datetime2(3)     NOT NULL,
    EndedAt      datetime2(3)     NOT NULL,
    SourceMs     int              NULL,
    SaveMs       int              NULL,
    RowsRead     int              NULL,
    RowsSaved    int              NULL,
    Outcome      nvarchar(16)     NOT NULL,
    ErrorNumber  int              NULL,
    ErrorMessage nvarchar(2048)   NULL,
    CONSTRAINT PK_JobRun PRIMARY KEY NONCLUSTERED (RunId),
    CONSTRAINT FK_JobRun_Instance FOREIGN KEY (InstanceId) REFERENCES config.Instance (InstanceId),
    CONSTRAINT CK_JobRun_Outcome CHECK (Outcome IN (N'ok', N'duplicate', N'skipped', N'failed', N'timeout')),
    CONSTRAINT CK_JobRun_EndedAt CHECK (EndedAt >= StartedAt)
);
END;
GO
-- ops/Tables/Lease.sql
IF OBJECT_ID(N'ops.Lease', N'U') IS NULL
BEGIN
/*  Who may do a job that only one orchestrator may do at a time. One row per job, kept for good.  */
CREATE TABLE ops.Lease
(
    LeaseName nvarchar(128) NOT NULL,
    [Owner]   nvarchar(128) NOT NULL,
    ExpiresAt datetime2(3)  NOT NULL,
    CONSTRAINT PK_Lease PRIMARY KEY CLUSTERED (LeaseName)
);
END;
GO
-- alert/Tables/Alert.sql
IF NOT EXISTS (SELECT 1 FROM sys.indexes WHERE object_id = OBJECT_ID(N'alert.Alert') AND name = N'UX_Alert_Unresolved')
BEGIN
-- One unresolved alert per rule, instance and key: declared, not coded.
CREATE UNIQUE NONCLUSTERED INDEX UX_Alert_Unresolved ON alert.Alert (RuleId, InstanceId, AlertKey) WHERE (ResolvedAt IS NULL);
END;
GO
-- alert/Tables/Alert.sql
IF NOT EXISTS (SELECT 1 FROM sys.indexes WHERE object_id = OBJECT_ID(N'alert.Alert') AND name = N'IX_Alert_Key')
BEGIN
-- alert.Evaluate asks when the same key was last resolved and notified (suppression, throttle).
CREATE NONCLUSTERED INDEX IX_Alert_Key ON alert.Alert (RuleId, InstanceId, AlertKey, ResolvedAt) INCLUDE (LastNotifiedAt);
END;
GO
-- alert/Tables/Alert.sql
IF NOT EXISTS (SELECT 1 FROM sys.indexes WHERE object_id = OBJECT_ID(N'alert.Alert') AND name = N'IX_Alert_IncidentId')
BEGIN
-- report.BlockingActive and BlockingHistory show the alert of an incident.
CREATE NONCLUSTERED INDEX IX_Alert_IncidentId ON alert.Alert (IncidentId) INCLUDE (State, Severity);
END;
GO
-- alert/Tables/History.sql
IF NOT EXISTS (SELECT 1 FROM sys.indexes WHERE object_id = OBJECT_ID(N'alert.History') AND name = N'IX_History_AlertId')
BEGIN
-- The story of one alert, in order.
CREATE NONCLUSTERED INDEX IX_History_AlertId ON alert.History (AlertId, HistoryId);
END;
GO
-- alert/Tables/Notification.sql
IF NOT EXISTS (SELECT 1 FROM sys.indexes WHERE object_id = OBJECT_ID(N'alert.Notification') AND name = N'IX_Notification_Pending')
BEGIN
-- alert.ClaimNotifications takes what is due, oldest first.
CREATE NONCLUSTERED INDEX IX_Notification_Pending ON alert.Notification (NotificationId) INCLUDE (AlertId, NextAttemptAt, LeaseExpiresAt) WHERE (Status = N'pending');
END;
GO
-- fact/Tables/BatchExecution.sql
IF NOT EXISTS (SELECT 1 FROM sys.indexes WHERE object_id = OBJECT_ID(N'fact.BatchExecution') AND name = N'UX_BatchExecution_Task')
BEGIN
-- One row per execution, and the look-up of collect.SaveBatch.
CREATE UNIQUE INDEX UX_BatchExecution_Task ON fact.BatchExecution (InstanceId, BatchId, StartedAt) WHERE BatchId IS NOT NULL AND StartedAt IS NOT NULL;
END;
GO
-- fact/Tables/BatchExecution.sql
IF NOT EXISTS (SELECT 1 FROM sys.indexes WHERE object_id = OBJECT_ID(N'fact.BatchExecution') AND name = N'UX_BatchExecution_History')
BEGIN
-- One row per history row, for runs that never began or whose task is not known; the look-up of collect.SaveBatch.
CREATE UNIQUE INDEX UX_BatchExecution_History ON fact.BatchExecution (InstanceId, HistoryId, StartedAt) WHERE HistoryId IS NOT NULL;
END;
GO
-- fact/Tables/BatchExecution.sql
IF NOT EXISTS (SELECT 1 FROM sys.indexes WHERE object_id = OBJECT_ID(N'fact.BatchExecution') AND name = N'IX_BatchExecution_StartedAt')
BEGIN
-- report.BatchExecutions: a window of time of one instance.
CREATE INDEX IX_BatchExecution_StartedAt ON fact.BatchExecution (InstanceId, StartedAt);
END;
GO
-- fact/Tables/BatchExecution.sql
IF NOT EXISTS (SELECT 1 FROM sys.indexes WHERE object_id = OBJECT_ID(N'fact.BatchExecution') AND name = N'IX_BatchExecution_Running')
BEGIN
-- collect.SaveBatch: what ran at the capture before and may have ended.
CREATE INDEX IX_BatchExecution_Running ON fact.BatchExecution (InstanceId, BatchId) WHERE IsRunning = 1;
END;
GO
-- fact/Tables/BlockedProcess.sql
IF NOT EXISTS (SELECT 1 FROM sys.indexes WHERE object_id = OBJECT_ID(N'fact.BlockedProcess') AND name = N'IX_BlockedProcess_Wait')
BEGIN
-- collect.SaveBlockedProcesses finds the row that a repeated report belongs to.
CREATE NONCLUSTERED INDEX IX_BlockedProcess_Wait ON fact.BlockedProcess (InstanceId, BlockedSessionId, BlockedTransactionId);
END;
GO
-- fact/Tables/BlockedProcess.sql
IF NOT EXISTS (SELECT 1 FROM sys.indexes WHERE object_id = OBJECT_ID(N'fact.BlockedProcess') AND name = N'IX_BlockedProcess_EventAt')
BEGIN
-- report.BlockedProcessReports reads a time range.
CREATE NONCLUSTERED INDEX IX_BlockedProcess_EventAt ON fact.BlockedProcess (InstanceId, EventAt);
END;
GO
-- fact/Tables/BlockedProcess.sql
IF NOT EXISTS (SELECT 1 FROM sys.indexes WHERE object_id = OBJECT_ID(N'fact.BlockedProcess') AND name = N'IX_BlockedProcess_IncidentId')
BEGIN
-- report.BlockingChain falls back to the reports of an incident that no snapshot saw.
CREATE NONCLUSTERED INDEX IX_BlockedProcess_IncidentId ON fact.BlockedProcess (IncidentId) WHERE (IncidentId IS NOT NULL);
END;
GO
-- fact/Tables/BlockingIncident.sql
IF NOT EXISTS (SELECT 1 FROM sys.indexes WHERE object_id = OBJECT_ID(N'fact.BlockingIncident') AND name = N'UX_BlockingIncident_OpenHead')
BEGIN
-- One open story per head; also how collect.SaveRequests carries a story over to the next snapshot.
CREATE UNIQUE NONCLUSTERED INDEX UX_BlockingIncident_OpenHead ON fact.BlockingIncident (InstanceId, HeadSessionId, HeadLoginTime) WHERE (EndedAt IS NULL);
END;
GO
-- fact/Tables/BlockingIncident.sql
IF NOT EXISTS (SELECT 1 FROM sys.indexes WHERE object_id = OBJECT_ID(N'fact.BlockingIncident') AND name = N'IX_BlockingIncident_FirstSeenAt')
BEGIN
-- report.BlockingHistory reads a time range.
CREATE NONCLUSTERED INDEX IX_BlockingIncident_FirstSeenAt ON fact.BlockingIncident (InstanceId, FirstSeenAt) INCLUDE (LastSeenAt);
END;
GO
-- fact/Tables/BlockingIncident.sql
IF NOT EXISTS (SELECT 1 FROM sys.indexes WHERE object_id = OBJECT_ID(N'fact.BlockingIncident') AND name = N'IX_BlockingIncident_Head')
BEGIN
-- collect.SaveBlockedProcesses looks for the story of a head, of up to a thousand reports at once, in a year of incidents.
CREATE NONCLUSTERED INDEX IX_BlockingIncident_Head ON fact.BlockingIncident (InstanceId, HeadSessionId, FirstSeenAt) INCLUDE (EndedAt, HeadTransactionId, HostName);
END;
GO
-- fact/Tables/Deadlock.sql
IF NOT EXISTS (SELECT 1 FROM sys.indexes WHERE object_id = OBJECT_ID(N'fact.Deadlock') AND name = N'IX_Deadlock_DetectedAt')
BEGIN
-- report.DeadlockHistory reads a time range.
CREATE NONCLUSTERED INDEX IX_Deadlock_DetectedAt ON fact.Deadlock (InstanceId, DetectedAt);
END;
GO
-- fact/Tables/Deadlock.sql
IF NOT EXISTS (SELECT 1 FROM sys.indexes WHERE object_id = OBJECT_ID(N'fact.Deadlock') AND name = N'IX_Deadlock_Signature')
BEGIN
-- report.DeadlockHistory counts the deadlocks of the same signature.
CREATE NONCLUSTERED INDEX IX_Deadlock_Signature ON fact.Deadlock (InstanceId, Signature, SignatureVersion) INCLUDE (DetectedAt);
END;
GO
-- ops/Tables/JobRun.sql
IF NOT EXISTS (SELECT 1 FROM sys.indexes WHERE object_id = OBJECT_ID(N'ops.JobRun') AND name = N'CX_JobRun_StartedAt')
BEGIN
-- Serves the purge and the health views, which read by time.
CREATE CLUSTERED INDEX CX_JobRun_StartedAt ON ops.JobRun (StartedAt);
END;
GO
-- report/Functions/DurationText.sql
/*  report.DurationText: a duration for people: '850 ms', '12 s', '3 min 05 s', '2 h 07 min', '3 d 04 h'.
    Result   one row: DurationText, NULL for NULL  */
CREATE OR ALTER FUNCTION report.DurationText
(
    @DurationMs bigint
)
RETURNS TABLE
AS
RETURN
(
    SELECT DurationText = CASE
        WHEN @DurationMs IS NULL THEN NULL
        WHEN @DurationMs < 1000 THEN CONCAT(@DurationMs, N' ms')
        WHEN @DurationMs < 60000 THEN CONCAT(@DurationMs / 1000, N' s')
        WHEN @DurationMs < 3600000 THEN CONCAT(@DurationMs / 60000, N' min ', RIGHT(CONCAT(N'0', @DurationMs / 1000 % 60), 2), N' s')
        WHEN @DurationMs < 86400000 THEN CONCAT(@DurationMs / 3600000, N' h ', RIGHT(CONCAT(N'0', @DurationMs / 60000 % 60), 2), N' min')
        ELSE CONCAT(@DurationMs / 86400000, N' d ', RIGHT(CONCAT(N'0', @DurationMs / 3600000 % 24), 2), N' h')
    END
);
GO
-- report/Functions/PseudoBlockerName.sql
/*  report.PseudoBlockerName: what the negative blocking_session_id values of SQL Server stand for.
    Result   one row: Name, NULL for a real session  */
CREATE OR ALTER FUNCTION report.PseudoBlockerName
(
    @SessionId int
)
RETURNS TABLE
AS
RETURN
(
    SELECT Name = CASE
        WHEN @SessionId = -2 THEN N'orphaned distributed transaction'
        WHEN @SessionId = -3 THEN N'deferred recovery transaction'
        WHEN @SessionId = -4 THEN N'latch owner unknown (latch is changing state)'
        WHEN @SessionId = -5 THEN N'latch owner not tracked'
        WHEN @SessionId < 0 THEN N'unknown pseudo-blocker'
    END
);
GO
-- report/Functions/SessionLabel.sql
/*  report.SessionLabel: one session in a few words: '62 · AX user ALICE · AOS01', '-2 · orphaned distributed transaction'.
    @AxConfidence   a historical AX user is shown with a question mark
    @IsMissing      1 when the session was only named as a blocker
    Result          one row: SessionLabel  */
CREATE OR ALTER FUNCTION report.SessionLabel
(
    @SessionId    int,
    @AxUser       nvarchar(128),
    @AxConfidence nvarchar(16),
    @ProgramName  nvarchar(128),
    @HostName     nvarchar(128),
    @IsMissing    bit
)
RETURNS TABLE
AS
RETURN
(
    SELECT SessionLabel = CAST(LEFT(CASE
        WHEN @SessionId < 0 THEN CONCAT(@SessionId, N' · ', n.Name)
        WHEN @IsMissing = 1 THEN CONCAT(@SessionId, N' · not in the snapshot')
        ELSE CONCAT(
            @SessionId,
            CASE WHEN @AxUser IS NULL THEN N' · ' + NULLIF(@ProgramName, N'')
                 ELSE CONCAT(N' · AX user ', @AxUser, CASE WHEN @AxConfidence IN (N'historical', N'doubtful') THEN N' (?)' END) END,
            N' · ' + NULLIF(@HostName, N''))
    END, 256) AS nvarchar(256))
    FROM report.PseudoBlockerName(@SessionId) AS n
);
GO
-- report/Functions/HeadState.sql
/*  report.HeadState: what a head blocker is doing, in words: 'sleeping, 1 open transaction, idle for 2 min 05 s'.
    Result   one row: HeadState  */
CREATE OR ALTER FUNCTION report.HeadState
(
    @SessionId            int,
    @HeadKind             nvarchar(16),
    @Status               nvarchar(30),
    @OpenTransactionCount int,
    @IdleInTransactionMs  bigint
)
RETURNS TABLE
AS
RETURN
(
    SELECT HeadState = CAST(CASE
        WHEN @SessionId < 0 THEN n.Name
        WHEN @Status IS NULL THEN N'not in the snapshot'
        ELSE CONCAT(
            CASE WHEN @HeadKind = N'cycle' THEN N'in a cycle of waits (deadlock not resolved yet), ' END,
            @Status,
            CASE WHEN @OpenTransactionCount = 1 THEN N', 1 open transaction'
                 WHEN @OpenTransactionCount > 1 THEN CONCAT(N', ', @OpenTransactionCount, N' open transactions') END,
            N', idle for ' + d.DurationText)
    END AS nvarchar(200))
    FROM report.PseudoBlockerName(@SessionId) AS n
    CROSS JOIN report.DurationText(@IdleInTransactionMs) AS d
);
GO
-- alert/Functions/BlockingPayload.sql
/*  alert.BlockingPayload: what a mail of template 'blocking' tells, as JSON, with its subject. Texts are worded here, so that the sender only fills in.
    @AlertId   alert.Alert
    @State     'open' or 'resolved': a resolved one tells of its peak
    Result     one row: Subject, PayloadJson
    At most 20 victims are listed, the longest waits first; victimsNotShown counts the others.  */
CREATE OR ALTER FUNCTION alert.BlockingPayload
(
    @AlertId bigint,
    @State   nvarchar(16)
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        Subject = CAST(LEFT(CONCAT(
            CASE WHEN @State = N'resolved' THEN N'Resolved' WHEN a.Severity = N'critical' THEN N'Critical' ELSE N'Warning' END,
            N': ', n.InstanceName, N': ', l.SessionLabel,
            CASE WHEN @State = N'resolved' THEN N' blocked ' ELSE N' blocks ' END, m.VictimCount, CASE WHEN m.VictimCount = 1 THEN N' session' ELSE N' sessions' END,
            N' on ' + i.ObjectName,
            N' (', CASE WHEN @State = N'resolved' THEN N'lasted ' + d.DurationText ELSE N'total wait ' + w.DurationText END, N')'), 400) AS nvarchar(400)),
        PayloadJson =
        (
            SELECT
                a.AlertId AS alertId,
                i.IncidentId AS incidentId,
                n.InstanceName AS instance,
                a.Severity AS severity,
                @State AS state,
                CONVERT(nvarchar(19), a.OpenedAt, 126) + N'Z' AS openedAt,
                CONVERT(nvarchar(19), i.FirstSeenAt, 126) + N'Z' AS firstSeenAt,
                CONVERT(nvarchar(19), i.LastSeenAt, 126) + N'Z' AS lastSeenAt,
                CONVERT(nvarchar(19), a.ResolvedAt, 126) + N'Z' AS resolvedAt,
                d.DurationText AS durationText,
                m.VictimCount AS victimCount,
                i.MaxDepth AS maxDepth,
                w.DurationText AS totalWaitText,
                lw.DurationText AS longestWaitText,
                i.ObjectName AS object,
                i.HeadSessionId AS [head.sessionId],
                i.LoginName AS [head.loginName],
                i.HostName AS [head.hostName],
                i.ProgramName AS [head.programName],
                i.AxUser AS [head.axUser],
                i.AxSessionId AS [head.axSessionId],
                i.AxConfidence AS [head.axConfidence],
                LEFT(ht.TextValue, 4000) AS [head.statement],
                it.DurationText AS [head.idleInTransactionText],
                i.OpenTransactionCount AS [head.openTransactionCount],
                hs.HeadState AS [head.state],
                JSON_QUERY(
                (
                    SELECT TOP (20)
                        v.SessionId AS sessionId,
                        v.AxUser AS axUser,
                        v.HostName AS hostName,
                        v.WaitType AS waitType,
                        vw.DurationText AS waitText,
                        v.WaitResource AS waitResource,
                        v.ObjectName AS object,
                        v.Depth AS depth,
                        LEFT(vt.TextValue, 1000) AS statement
                    FROM fact.BlockingNode AS v
                    CROSS APPLY report.DurationText(v.WaitMs) AS vw
                    LEFT JOIN dim.StatementText AS vt ON vt.TextHash = v.StatementHash
                    WHERE v.SnapshotId = s.SnapshotId
                      AND v.IncidentId = i.IncidentId
                      AND v.Depth > 0
                    ORDER BY v.WaitMs DESC, v.SessionId
                    FOR JSON PATH, INCLUDE_NULL_VALUES
                )) AS victims,
                CASE WHEN s.VictimCount > 20 THEN s.VictimCount - 20 ELSE 0 END AS victimsNotShown,
                wt.DurationText AS [thresholds.warnTotalWaitText],
                ct.DurationText AS [thresholds.criticalTotalWaitText],
                wl.DurationText AS [thresholds.warnLongestWaitText],
                cl.DurationText AS [thresholds.criticalLongestWaitText],
                REPLACE(REPLACE(u.ReportLinkPattern, N'{ReportBaseUrl}', u.ReportBaseUrl), N'{IncidentId}', CONCAT(i.IncidentId, N'')) AS reportUrl,
                CONCAT(u.PlaybookBaseUrl, N'/', r.PlaybookName) AS playbookUrl
            FOR JSON PATH, WITHOUT_ARRAY_WRAPPER, INCLUDE_NULL_VALUES
        )
    FROM alert.Alert AS a
    INNER JOIN config.AlertRule AS r ON r.RuleId = a.RuleId
    INNER JOIN config.Instance AS n ON n.InstanceId = a.InstanceId
    INNER JOIN fact.BlockingIncident AS i ON i.IncidentId = a.IncidentId
    OUTER APPLY
    (
        SELECT TOP (1) x.SnapshotId, x.VictimCount
        FROM fact.BlockingIncidentSnapshot AS x
        WHERE x.IncidentId = i.IncidentId
        ORDER BY x.SnapshotId DESC
    ) AS s
    CROSS APPLY
    (
        SELECT
            VictimCount = CASE WHEN @State = N'resolved' THEN i.PeakVictimCount ELSE i.VictimCount END,
            TotalWaitMs = CASE WHEN @State = N'resolved' THEN i.PeakTotalWaitMs ELSE i.TotalWaitMs END,
            DurationMs = DATEDIFF_BIG(millisecond, i.StartedAt, i.LastSeenAt)
    ) AS m
    CROSS APPLY
    (
        SELECT
            ReportBaseUrl = MAX(CASE WHEN x.SettingName = N'ReportBaseUrl' THEN x.SettingValue END),
            ReportLinkPattern = MAX(CASE WHEN x.SettingName = N'ReportLinkPattern' THEN x.SettingValue END),
            PlaybookBaseUrl = MAX(CASE WHEN x.SettingName = N'PlaybookBaseUrl' THEN x.SettingValue END)
        FROM config.Setting AS x
    ) AS u
    CROSS APPLY
    (
        SELECT
            WarnTotalMs = MAX(CASE WHEN x.MeasureName = N'TotalWaitMs' THEN x.WarnValue END),
            CriticalTotalMs = MAX(CASE WHEN x.MeasureName = N'TotalWaitMs' THEN x.CriticalValue END),
            WarnLongestMs = MAX(CASE WHEN x.MeasureName = N'LongestWaitMs' THEN x.WarnValue END),
            CriticalLongestMs = MAX(CASE WHEN x.MeasureName = N'LongestWaitMs' THEN x.CriticalValue END)
        FROM config.AlertRuleThreshold AS x
        WHERE x.RuleId = a.RuleId
    ) AS t
    LEFT JOIN dim.StatementText AS ht ON ht.TextHash = i.StatementHash
    CROSS APPLY report.SessionLabel(i.HeadSessionId, i.AxUser, i.AxConfidence, i.ProgramName, i.HostName, CASE WHEN i.HeadKind = N'missing' THEN 1 ELSE 0 END) AS l
    CROSS APPLY report.HeadState(i.HeadSessionId, i.HeadKind, i.Status, i.OpenTransactionCount, i.IdleInTransactionMs) AS hs
    CROSS APPLY report.DurationText(m.DurationMs) AS d
    CROSS APPLY report.DurationText(m.TotalWaitMs) AS w
    CROSS APPLY report.DurationText(i.LongestWaitMs) AS lw
    CROSS APPLY report.DurationText(i.IdleInTransactionMs) AS it
    CROSS APPLY report.DurationText(t.WarnTotalMs) AS wt
    CROSS APPLY report.DurationText(t.CriticalTotalMs) AS ct
    CROSS APPLY report.DurationText(t.WarnLongestMs) AS wl
    CROSS APPLY report.DurationText(t.CriticalLongestMs) AS cl
    WHERE a.AlertId = @AlertId
);
GO
-- collect/Functions/AxConfidence.sql
/*  collect.AxConfidence: how far an AX attribution read from context_info may be trusted.
    @AxSessionId       as parsed, NULL when there is none
    @IsActive          1 when the SQL session runs a request or holds a transaction: only then is the value of now
    @IsAxSessionAlive  1 or 0 when SYSCLIENTSESSIONS was asked for session and user, NULL when it was not
    Result             one row: AxConfidence
                       confirmed   current, and AX knows such a session
                       current     current, not checked
                       doubtful    current, but AX has no such session now
                       historical  the last user of an idle pooled connection
                       none        no attribution  */
CREATE OR ALTER FUNCTION collect.AxConfidence
(
    @AxSessionId      int,
    @IsActive         bit,
    @IsAxSessionAlive bit
)
RETURNS TABLE
AS
RETURN
(
    SELECT AxConfidence = CASE
        WHEN @AxSessionId IS NULL THEN N'none'
        WHEN @IsActive IS NULL OR @IsActive = 0 THEN N'historical'
        WHEN @IsAxSessionAlive = 1 THEN N'confirmed'
        WHEN @IsAxSessionAlive = 0 THEN N'doubtful'
        ELSE N'current'
    END
);
GO
-- collect/Functions/IsolationLevelName.sql
/*  collect.IsolationLevelName: the name of sys.dm_exec_sessions.transaction_isolation_level.
    Result   one row: Name, NULL for NULL  */
CREATE OR ALTER FUNCTION collect.IsolationLevelName
(
    @Level int
)
RETURNS TABLE
AS
RETURN
(
    SELECT Name = CASE @Level
        WHEN 0 THEN N'unspecified'
        WHEN 1 THEN N'read uncommitted'
        WHEN 2 THEN N'read committed'
        WHEN 3 THEN N'repeatable read'
        WHEN 4 THEN N'serializable'
        WHEN 5 THEN N'snapshot'
    END
);
GO
-- collect/Functions/MaskLiterals.sql
/*  collect.MaskLiterals: a statement without its literals, so that calls with other values look the same.
    @Text    T-SQL; the first 4000 characters count
    Result   one row: Body. Each text in quotes and each number is '?', blanks and line ends are one blank, the number of an API cursor is left out;
             names keep their digits. NULL for NULL.
    A pure function of the text: it reads no table, and does not look into comments or double quotes.  */
CREATE OR ALTER FUNCTION collect.MaskLiterals
(
    @Text nvarchar(max)
)
RETURNS TABLE
AS
RETURN
(
    WITH Digit AS
    (
        SELECT v.Digit FROM (VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) AS v (Digit)
    ),
    Place AS
    (
        SELECT Place = 1 + a.Digit + 10 * b.Digit + 100 * c.Digit + 1000 * d.Digit
        FROM Digit AS a
        CROSS JOIN Digit AS b
        CROSS JOIN Digit AS c
        CROSS JOIN (SELECT Digit FROM Digit WHERE Digit < 4) AS d
        WHERE 1 + a.Digit + 10 * b.Digit + 100 * c.Digit + 1000 * d.Digit <= DATALENGTH(@Text) / 2
    ),
    Letter AS
    (
        SELECT p.Place, Letter = SUBSTRING(@Text, p.Place, 1)
        FROM Place AS p
    ),
    Quoted AS
    (
        -- Inside a text from its opening quote to its closing one; a doubled quote closes and opens again.
        SELECT l.Place, l.Letter, IsQuoted = CASE WHEN l.Letter = N'''' THEN 1 ELSE SUM(CASE WHEN l.Letter = N'''' THEN 1 ELSE 0 END) OVER (ORDER BY l.Place ROWS UNBOUNDED PRECEDING) % 2 END
        FROM Letter AS l
    ),
    Classed AS
    (
        SELECT q.Place, q.Letter, LetterClass = CASE
            WHEN q.IsQuoted = 1 THEN N'quoted'
            WHEN q.Letter LIKE N'[A-Za-z0-9_@#$.]' THEN N'word'
            WHEN q.Letter IN (N' ', NCHAR(9), NCHAR(10), NCHAR(13)) THEN N'blank'
            ELSE N'sign' END
        FROM Quoted AS q
    ),
    Islands AS
    (
        SELECT c.Place, c.Letter, c.LetterClass, Island = c.Place - ROW_NUMBER() OVER (PARTITION BY c.LetterClass ORDER BY c.Place)
        FROM Classed AS c
    ),
    Token AS
    (
        SELECT i.LetterClass, Place = MIN(i.Place), Length = COUNT(*)
        FROM Islands AS i
        GROUP BY i.LetterClass, i.Island
    ),
    Masked AS
    (
        SELECT t.Place, Body = CASE
            WHEN t.LetterClass = N'quoted' THEN N'?'
            WHEN t.LetterClass = N'blank' THEN N' '
            WHEN t.LetterClass = N'word' AND SUBSTRING(@Text, t.Place, t.Length) LIKE N'[0-9]%' THEN N'?'
            WHEN t.LetterClass = N'word' AND SUBSTRING(@Text, t.Place, t.Length) LIKE N'.[0-9]%' THEN N'?'
            WHEN t.LetterClass = N'word' AND SUBSTRING(@Text, t.Place, t.Length) LIKE N'API[_]CURSOR%' THEN N'API_CURSOR'
            ELSE SUBSTRING(@Text, t.Place, t.Length) END
        FROM Token AS t
    )
    SELECT Body = LTRIM(RTRIM((SELECT N'' + m.Body FROM Masked AS m ORDER BY m.Place FOR XML PATH(N''), TYPE).value(N'(./text())[1]', N'nvarchar(max)')))
);
GO
-- collect/Functions/NamedNumber.sql
/*  collect.NamedNumber: the number behind a name in text such as 'keylock hobtid=720 dbid=5 mode=X'.
    @Text    blanks around every name=number pair, one at either end included
    @Name    name without blank and '='
    Result   one row: Value, NULL when the name is missing or no number follows  */
CREATE OR ALTER FUNCTION collect.NamedNumber
(
    @Text nvarchar(3200),
    @Name nvarchar(64)
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        Value = CASE WHEN f.StartAt > LEN(@Name) + 2 THEN TRY_CAST(SUBSTRING(@Text, f.StartAt, CHARINDEX(N' ', @Text, f.StartAt) - f.StartAt) AS bigint) END
    FROM (SELECT StartAt = CHARINDEX(N' ' + @Name + N'=', @Text) + LEN(@Name) + 2) AS f
);
GO
-- collect/Functions/TrimText.sql
/*  collect.TrimText: text without the blanks, tabs and line ends around it.
    Result   one row: Body, NULL when nothing is left  */
CREATE OR ALTER FUNCTION collect.TrimText
(
    @Text nvarchar(max)
)
RETURNS TABLE
AS
RETURN
(
    SELECT Body = CASE WHEN f.FirstAt > 0 THEN SUBSTRING(@Text, f.FirstAt, DATALENGTH(@Text) / 2 - f.FirstAt + 2 - l.LastAt) END
    FROM (SELECT Pattern = N'%[^ ' + NCHAR(9) + NCHAR(10) + NCHAR(13) + N']%') AS p
    CROSS APPLY (SELECT FirstAt = PATINDEX(p.Pattern, @Text)) AS f
    CROSS APPLY (SELECT LastAt = PATINDEX(p.Pattern, REVERSE(@Text))) AS l
);
GO
-- collect/Functions/ParseBlockedProcessEvent.sql
/*  collect.ParseBlockedProcessEvent: one blocked_process_report event as columns.
    @Event   the event's XML, or a blocked-process-report element alone (as the trace event carries it)
    Result   one row per event, none for other XML. What is missing or unreadable is NULL; fields are found by name, never by position.
    The statement is the input buffer, trimmed of the blanks and line ends that the server puts around it.
    A blocking process may be gone or a system task: then its columns are NULL.
    EventAt is NULL when the time stamp is not ISO (a known defect of the reader when clocks step back).  */
CREATE OR ALTER FUNCTION collect.ParseBlockedProcessEvent
(
    @Event xml
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        EventAt = TRY_CONVERT(datetime2(3), LEFT(REPLACE(@Event.value(N'(/event/@timestamp)[1]', N'nvarchar(64)'), N'Z', N''), 23), 126),
        DurationUs = TRY_CAST(@Event.value(N'(/event/data[@name="duration"]/value/text())[1]', N'nvarchar(64)') AS bigint),
        DatabaseId = TRY_CAST(@Event.value(N'(/event/data[@name="database_id"]/value/text())[1]', N'nvarchar(64)') AS int),
        DatabaseName = NULLIF(LTRIM(RTRIM(@Event.value(N'(/event/data[@name="database_name"]/value/text())[1]', N'nvarchar(128)'))), N''),
        EventObjectId = NULLIF(TRY_CAST(@Event.value(N'(/event/data[@name="object_id"]/value/text())[1]', N'nvarchar(64)') AS bigint), 0),
        IndexId = TRY_CAST(@Event.value(N'(/event/data[@name="index_id"]/value/text())[1]', N'nvarchar(64)') AS int),
        EventLockMode = @Event.value(N'(/event/data[@name="lock_mode"]/text/text())[1]', N'nvarchar(32)'),
        MonitorLoop = TRY_CAST(r.Report.value(N'(@monitorLoop)[1]', N'nvarchar(64)') AS bigint),
        WaitResource = r.Report.value(N'(blocked-process/process/@waitresource)[1]', N'nvarchar(400)'),
        WaitMs = TRY_CAST(r.Report.value(N'(blocked-process/process/@waittime)[1]', N'nvarchar(64)') AS bigint),
        LockMode = r.Report.value(N'(blocked-process/process/@lockMode)[1]', N'nvarchar(32)'),
        BlockedSessionId = TRY_CAST(r.Report.value(N'(blocked-process/process/@spid)[1]', N'nvarchar(64)') AS int),
        BlockedEcid = TRY_CAST(r.Report.value(N'(blocked-process/process/@ecid)[1]', N'nvarchar(64)') AS int),
        BlockedTransactionId = TRY_CAST(r.Report.value(N'(blocked-process/process/@xactid)[1]', N'nvarchar(64)') AS bigint),
        BlockedApp = r.Report.value(N'(blocked-process/process/@clientapp)[1]', N'nvarchar(128)'),
        BlockedHost = r.Report.value(N'(blocked-process/process/@hostname)[1]', N'nvarchar(128)'),
        BlockedHostProcessId = TRY_CAST(r.Report.value(N'(blocked-process/process/@hostpid)[1]', N'nvarchar(64)') AS int),
        BlockedLogin = r.Report.value(N'(blocked-process/process/@loginname)[1]', N'nvarchar(128)'),
        BlockedStatus = r.Report.value(N'(blocked-process/process/@status)[1]', N'nvarchar(30)'),
        BlockedTransactionName = r.Report.value(N'(blocked-process/process/@transactionname)[1]', N'nvarchar(64)'),
        BlockedIsolationLevel = r.Report.value(N'(blocked-process/process/@isolationlevel)[1]', N'nvarchar(64)'),
        BlockedStatement = b.BlockedStatement,
        BlockingSessionId = TRY_CAST(r.Report.value(N'(blocking-process/process/@spid)[1]', N'nvarchar(64)') AS int),
        BlockingEcid = TRY_CAST(r.Report.value(N'(blocking-process/process/@ecid)[1]', N'nvarchar(64)') AS int),
        BlockingTransactionId = TRY_CAST(r.Report.value(N'(blocking-process/process/@xactid)[1]', N'nvarchar(64)') AS bigint),
        BlockingApp = r.Report.value(N'(blocking-process/process/@clientapp)[1]', N'nvarchar(128)'),
        BlockingHost = r.Report.value(N'(blocking-process/process/@hostname)[1]', N'nvarchar(128)'),
        BlockingHostProcessId = TRY_CAST(r.Report.value(N'(blocking-process/process/@hostpid)[1]', N'nvarchar(64)') AS int),
        BlockingLogin = r.Report.value(N'(blocking-process/process/@loginname)[1]', N'nvarchar(128)'),
        BlockingStatus = r.Report.value(N'(blocking-process/process/@status)[1]', N'nvarchar(30)'),
        BlockingTranCount = TRY_CAST(r.Report.value(N'(blocking-process/process/@trancount)[1]', N'nvarchar(64)') AS int),
        BlockingIsolationLevel = r.Report.value(N'(blocking-process/process/@isolationlevel)[1]', N'nvarchar(64)'),
        BlockingStatement = b.BlockingStatement
    FROM @Event.nodes(N'(/event/data[@name="blocked_process"]/value/blocked-process-report, /blocked-process-report)[1]') AS r (Report)
    CROSS APPLY collect.TrimText(r.Report.value(N'(blocked-process/process/inputbuf/text())[1]', N'nvarchar(max)')) AS tb
    CROSS APPLY collect.TrimText(r.Report.value(N'(blocking-process/process/inputbuf/text())[1]', N'nvarchar(max)')) AS tg
    CROSS APPLY (SELECT BlockedStatement = tb.Body, BlockingStatement = tg.Body) AS b
);
GO
-- collect/Functions/ParseContextInfo.sql
/*  collect.ParseContextInfo: the AX user and AX session that an AOS writes into context_info (registry value connectioncontext).
    @ContextInfo   sys.dm_exec_sessions.context_info: single-byte text ' user session …' padded with zero bytes
    Result         one row: AxUser and AxSessionId, both NULL unless the second word is a number from 1 to 65535; RawText as it stands there
    Two traps: read as nvarchar the bytes are rubbish; and CHAR(0) must be looked for in a binary collation, since others ignore it.
    An idle pooled connection keeps its last value: whether the value is current is not for this function to say.  */
CREATE OR ALTER FUNCTION collect.ParseContextInfo
(
    @ContextInfo varbinary(128)
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        AxUser = CASE WHEN v.IsValid = 1 THEN CAST(u.Word AS nvarchar(128)) END,
        AxSessionId = CASE WHEN v.IsValid = 1 THEN TRY_CAST(s.Word AS int) END,
        RawText = NULLIF(CAST(t.Body AS nvarchar(128)), N'')
    FROM (SELECT Padded = CAST(COALESCE(@ContextInfo, 0x00) AS varchar(128)) COLLATE Latin1_General_BIN2 + CHAR(0)) AS p
    CROSS APPLY (SELECT Body = LTRIM(RTRIM(LEFT(p.Padded, CHARINDEX(CHAR(0), p.Padded) - 1)))) AS t
    CROSS APPLY (SELECT Word = LEFT(t.Body, CHARINDEX(' ', t.Body + ' ') - 1)) AS u
    CROSS APPLY (SELECT Rest = LTRIM(SUBSTRING(t.Body, LEN(u.Word) + 1, 128))) AS r
    CROSS APPLY (SELECT Word = LEFT(r.Rest, CHARINDEX(' ', r.Rest + ' ') - 1)) AS s
    CROSS APPLY
    (
        SELECT IsValid = CASE
            WHEN u.Word = '' OR s.Word = '' OR s.Word LIKE '%[^0-9]%' OR LEN(s.Word) > 5 THEN 0
            WHEN TRY_CAST(s.Word AS int) BETWEEN 1 AND 65535 THEN 1
            ELSE 0
        END
    ) AS v
);
GO
-- collect/Functions/ParseDeadlockEvent.sql
/*  collect.ParseDeadlockEvent: the deadlocks in one text, each with the time of its event.
    @Event   an xml_deadlock_report event, a deadlock element alone (.xdl file), or a deadlock-list (trace event), which may hold several
    Result   one row per deadlock element, none for other XML
    EventAt is NULL where there is no event around it, and when the time stamp is not ISO (a known defect of the reader when clocks step back).  */
CREATE OR ALTER FUNCTION collect.ParseDeadlockEvent
(
    @Event xml
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        EventAt = TRY_CONVERT(datetime2(3), LEFT(REPLACE(@Event.value(N'(/event/@timestamp)[1]', N'nvarchar(64)'), N'Z', N''), 23), 126),
        DeadlockXml = d.Deadlock.query(N'.')
    FROM @Event.nodes(N'/event/data/value/deadlock, /event/data/value/deadlock-list/deadlock, /deadlock, /deadlock-list/deadlock') AS d (Deadlock)
);
GO
-- collect/Functions/ParseDeadlockFrames.sql
/*  collect.ParseDeadlockFrames: the execution stacks of a deadlock's processes.
    @Deadlock   one deadlock element
    Result      one row per frame, numbered from the innermost one; ProcessKey as collect.ParseDeadlockProcesses gives it
    Statement is NULL where the server knew none ('unknown', encrypted modules). The engine's own stack (stackFrames) is no part of it.
    A handle of nothing but zeros stands for none.  */
CREATE OR ALTER FUNCTION collect.ParseDeadlockFrames
(
    @Deadlock xml
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        ProcessKey = COALESCE(p.Process.value(N'(@id)[1]', N'nvarchar(64)'), CONCAT(N'spid ', p.Process.value(N'(@spid)[1]', N'nvarchar(20)'), N':', p.Process.value(N'(@ecid)[1]', N'nvarchar(20)'))),
        FrameNumber = f.Frame.value(N'for $frame in . return count(../frame[. << $frame]) + 1', N'int'),
        ProcedureName = NULLIF(LTRIM(RTRIM(f.Frame.value(N'(@procname)[1]', N'nvarchar(512)'))), N''),
        LineNumber = TRY_CAST(f.Frame.value(N'(@line)[1]', N'nvarchar(64)') AS int),
        StartOffset = TRY_CAST(f.Frame.value(N'(@stmtstart)[1]', N'nvarchar(64)') AS int),
        EndOffset = TRY_CAST(f.Frame.value(N'(@stmtend)[1]', N'nvarchar(64)') AS int),
        SqlHandle = CASE WHEN REPLACE(h.HandleText, '0', '') <> 'x' THEN TRY_CONVERT(varbinary(64), h.HandleText, 1) END,
        Statement = NULLIF(t.Body, N'unknown')
    FROM @Deadlock.nodes(N'/deadlock/process-list/process') AS p (Process)
    CROSS APPLY p.Process.nodes(N'executionStack/frame') AS f (Frame)
    CROSS APPLY collect.TrimText(f.Frame.value(N'(text())[1]', N'nvarchar(max)')) AS t
    CROSS APPLY (SELECT HandleText = f.Frame.value(N'(@sqlhandle)[1]', N'varchar(130)')) AS h
);
GO
-- collect/Functions/ParseDeadlockHolders.sql
/*  collect.ParseDeadlockHolders: who owned and who waited for the resources of a deadlock.
    @Deadlock   one deadlock element
    Result      one row per owner and waiter; ElementNumber as collect.ParseDeadlockResources gives it  */
CREATE OR ALTER FUNCTION collect.ParseDeadlockHolders
(
    @Deadlock xml
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        ElementNumber = r.Resource.value(N'for $resource in . return count(../*[. << $resource]) + 1', N'int'),
        HolderRole = h.Holder.value(N'local-name(.)', N'nvarchar(8)'),
        ProcessKey = COALESCE(h.Holder.value(N'(@id)[1]', N'nvarchar(64)'), N''),
        LockMode = h.Holder.value(N'(@mode)[1]', N'nvarchar(32)'),
        RequestType = h.Holder.value(N'(@requestType)[1]', N'nvarchar(32)')
    FROM @Deadlock.nodes(N'/deadlock/resource-list/*') AS r (Resource)
    CROSS APPLY r.Resource.nodes(N'owner-list/owner, waiter-list/waiter') AS h (Holder)
);
GO
-- collect/Functions/ParseDeadlockProcesses.sql
/*  collect.ParseDeadlockProcesses: the processes of a deadlock, fields found by name, NULL where missing or unreadable.
    @Deadlock   one deadlock element
    Result      one row per process element; a process without id goes by its session and task
    Times are the watched server's local time. lastattention, options and scheduler are left in the report's text.  */
CREATE OR ALTER FUNCTION collect.ParseDeadlockProcesses
(
    @Deadlock xml
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        ProcessKey = COALESCE(p.Process.value(N'(@id)[1]', N'nvarchar(64)'), CONCAT(N'spid ', p.Process.value(N'(@spid)[1]', N'nvarchar(20)'), N':', p.Process.value(N'(@ecid)[1]', N'nvarchar(20)'))),
        SessionId = TRY_CAST(p.Process.value(N'(@spid)[1]', N'nvarchar(64)') AS int),
        BatchId = TRY_CAST(p.Process.value(N'(@sbid)[1]', N'nvarchar(64)') AS int),
        Ecid = TRY_CAST(p.Process.value(N'(@ecid)[1]', N'nvarchar(64)') AS int),
        TransactionId = TRY_CAST(p.Process.value(N'(@xactid)[1]', N'nvarchar(64)') AS bigint),
        TransactionName = p.Process.value(N'(@transactionname)[1]', N'nvarchar(64)'),
        TransactionBeganTime = TRY_CONVERT(datetime2(3), p.Process.value(N'(@lasttranstarted)[1]', N'nvarchar(64)'), 126),
        BatchBeganTime = TRY_CONVERT(datetime2(3), p.Process.value(N'(@lastbatchstarted)[1]', N'nvarchar(64)'), 126),
        BatchEndedTime = TRY_CONVERT(datetime2(3), p.Process.value(N'(@lastbatchcompleted)[1]', N'nvarchar(64)'), 126),
        OpenTransactionCount = TRY_CAST(p.Process.value(N'(@trancount)[1]', N'nvarchar(64)') AS int),
        LogBytesUsed = TRY_CAST(p.Process.value(N'(@logused)[1]', N'nvarchar(64)') AS bigint),
        DeadlockPriority = TRY_CAST(p.Process.value(N'(@priority)[1]', N'nvarchar(64)') AS int),
        WaitResource = NULLIF(RTRIM(LTRIM(p.Process.value(N'(@waitresource)[1]', N'nvarchar(400)'))), N''),
        WaitMs = TRY_CAST(p.Process.value(N'(@waittime)[1]', N'nvarchar(64)') AS bigint),
        LockMode = p.Process.value(N'(@lockMode)[1]', N'nvarchar(32)'),
        Status = p.Process.value(N'(@status)[1]', N'nvarchar(30)'),
        ProgramName = p.Process.value(N'(@clientapp)[1]', N'nvarchar(128)'),
        HostName = p.Process.value(N'(@hostname)[1]', N'nvarchar(128)'),
        HostProcessId = TRY_CAST(p.Process.value(N'(@hostpid)[1]', N'nvarchar(64)') AS int),
        LoginName = p.Process.value(N'(@loginname)[1]', N'nvarchar(128)'),
        IsolationLevel = p.Process.value(N'(@isolationlevel)[1]', N'nvarchar(64)'),
        DatabaseId = TRY_CAST(p.Process.value(N'(@currentdb)[1]', N'nvarchar(64)') AS int),
        DatabaseName = p.Process.value(N'(@currentdbname)[1]', N'nvarchar(128)'),
        InputBuffer = t.Body
    FROM @Deadlock.nodes(N'/deadlock/process-list/process') AS p (Process)
    CROSS APPLY collect.TrimText(p.Process.value(N'(inputbuf/text())[1]', N'nvarchar(max)')) AS t
);
GO
-- collect/Functions/ParseDeadlockResources.sql
/*  collect.ParseDeadlockResources: what a deadlock was about.
    @Deadlock   one deadlock element
    Result      one row per element of the resource list, whatever its name; fields found by name
    ElementNumber is its place in the list. ResourceClass: every …lock element is a lock, exchangeEvent and SyncPoint belong to parallel plans.
    AssociatedObjectId is the HoBT, or for an object lock the object. Attributes are in the order of their names.  */
CREATE OR ALTER FUNCTION collect.ParseDeadlockResources
(
    @Deadlock xml
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        ElementNumber = r.Resource.value(N'for $resource in . return count(../*[. << $resource]) + 1', N'int'),
        ResourceKind = k.ResourceKind,
        ResourceClass = CASE WHEN k.ResourceKind LIKE N'%lock' THEN N'lock' WHEN k.ResourceKind IN (N'exchangeEvent', N'SyncPoint') THEN N'exchange' ELSE N'other' END,
        ResourceKey = NULLIF(r.Resource.value(N'(@id)[1]', N'nvarchar(128)'), N''),
        DatabaseId = TRY_CAST(r.Resource.value(N'(@dbid)[1]', N'nvarchar(64)') AS int),
        ObjectName = NULLIF(LTRIM(RTRIM(r.Resource.value(N'(@objectname)[1]', N'nvarchar(512)'))), N''),
        IndexName = NULLIF(LTRIM(RTRIM(r.Resource.value(N'(@indexname)[1]', N'nvarchar(256)'))), N''),
        AssociatedObjectId = TRY_CAST(COALESCE(r.Resource.value(N'(@associatedObjectId)[1]', N'nvarchar(64)'), r.Resource.value(N'(@hobtid)[1]', N'nvarchar(64)'), r.Resource.value(N'(@objid)[1]', N'nvarchar(64)')) AS bigint),
        FileId = TRY_CAST(r.Resource.value(N'(@fileid)[1]', N'nvarchar(64)') AS int),
        PageId = TRY_CAST(r.Resource.value(N'(@pageid)[1]', N'nvarchar(64)') AS bigint),
        LockMode = r.Resource.value(N'(@mode)[1]', N'nvarchar(32)'),
        WaitType = COALESCE(r.Resource.value(N'(@WaitType)[1]', N'nvarchar(64)'), r.Resource.value(N'(@waitType)[1]', N'nvarchar(64)')),
        PlanNodeId = TRY_CAST(r.Resource.value(N'(@nodeId)[1]', N'nvarchar(64)') AS int),
        Attributes = STUFF(CAST((
            SELECT N' ' + a.Attribute.value(N'local-name(.)', N'nvarchar(128)') + N'="' + a.Attribute.value(N'.', N'nvarchar(max)') + N'"'
            FROM r.Resource.nodes(N'@*') AS a (Attribute)
            ORDER BY a.Attribute.value(N'local-name(.)', N'nvarchar(128)')
            FOR XML PATH(N''), TYPE).value(N'(./text())[1]', N'nvarchar(max)') AS nvarchar(max)), 1, 1, N'')
    FROM @Deadlock.nodes(N'/deadlock/resource-list/*') AS r (Resource)
    CROSS APPLY (SELECT ResourceKind = r.Resource.value(N'local-name(.)', N'nvarchar(64)')) AS k
);
GO
-- collect/Functions/ParseDeadlockVictims.sql
/*  collect.ParseDeadlockVictims: who was chosen as victim: victim-list, or the attribute of the older form.
    @Deadlock   one deadlock element
    Result      one row per victim: ProcessKey; none when the deadlock was resolved in another way  */
CREATE OR ALTER FUNCTION collect.ParseDeadlockVictims
(
    @Deadlock xml
)
RETURNS TABLE
AS
RETURN
(
    SELECT ProcessKey = v.Victim.value(N'(@id)[1]', N'nvarchar(64)')
    FROM @Deadlock.nodes(N'/deadlock/victim-list/victimProcess[@id]') AS v (Victim)
    UNION
    SELECT d.Deadlock.value(N'(@victim)[1]', N'nvarchar(64)')
    FROM @Deadlock.nodes(N'/deadlock[@victim]') AS d (Deadlock)
);
GO
-- collect/Functions/SplitIds.sql
/*  collect.SplitIds: the numbers of an id list such as '5:1:20789:0', up to four of them.
    @Text    numbers separated by ':'
    Result   one row: Id1 … Id4, NULL where there is none or it is no number  */
CREATE OR ALTER FUNCTION collect.SplitIds
(
    @Text nvarchar(400)
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        Id1 = TRY_CAST(NULLIF(SUBSTRING(t.Body, 1, a.EndAt - 1), N'') AS bigint),
        Id2 = TRY_CAST(NULLIF(SUBSTRING(t.Body, a.EndAt + 1, b.EndAt - a.EndAt - 1), N'') AS bigint),
        Id3 = TRY_CAST(NULLIF(SUBSTRING(t.Body, b.EndAt + 1, c.EndAt - b.EndAt - 1), N'') AS bigint),
        Id4 = TRY_CAST(NULLIF(SUBSTRING(t.Body, c.EndAt + 1, d.EndAt - c.EndAt - 1), N'') AS bigint)
    FROM (SELECT Body = @Text + N'::::') AS t
    CROSS APPLY (SELECT EndAt = CHARINDEX(N':', t.Body)) AS a
    CROSS APPLY (SELECT EndAt = CHARINDEX(N':', t.Body, a.EndAt + 1)) AS b
    CROSS APPLY (SELECT EndAt = CHARINDEX(N':', t.Body, b.EndAt + 1)) AS c
    CROSS APPLY (SELECT EndAt = CHARINDEX(N':', t.Body, c.EndAt + 1)) AS d
);
GO
-- collect/Functions/ParseWaitResource.sql
/*  collect.ParseWaitResource: what a wait is for, from any of the spellings SQL Server uses.
    @Resource   wait_resource ('KEY: 5:720575 (1a39e6095155)', 'PAGE: 6:3:70133', 'OBJECT: 7:663673412:0 ', '2:1:1' for latches, the older
                'TAB', 'PAG'), or resource_description ('keylock hobtid=720575 dbid=5 id=lock1 mode=X associatedObjectId=720575')
    Result      one row:
                ResourceKind  KEY, PAGE, RID, OBJECT, HOBT, ALLOCUNIT, DATABASE, FILE, EXTENT, APPLICATION, METADATA, LATCH, EXCHANGE, OTHER, NONE
                DatabaseId, FileId, PageId, SlotId
                ObjectKey     which id ObjectId is: 'object' (object_id) or 'hobt' (hobt_id, of sys.partitions); NULL when neither is known
                ObjectId      the id
                HeldMode      the lock mode that is held, where the text tells it
                PageKind      PFS, GAM or SGAM for allocation pages of tempdb
                KeyHash       the hash of a key lock
    An unknown spelling is kind OTHER; no text ever raises an error.  */
CREATE OR ALTER FUNCTION collect.ParseWaitResource
(
    @Resource nvarchar(3072)
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        k.ResourceKind,
        DatabaseId = CASE
            WHEN s.IsDescription = 1 THEN TRY_CAST(dbid.Value AS int)
            WHEN k.ResourceKind = N'METADATA' THEN TRY_CAST(mdb.Value AS int)
            WHEN k.HasIds = 1 THEN TRY_CAST(i.Id1 AS int)
        END,
        FileId = CASE
            WHEN s.IsDescription = 1 THEN TRY_CAST(fileid.Value AS int)
            WHEN k.HasIds = 1 AND k.ResourceKind IN (N'PAGE', N'RID', N'EXTENT', N'LATCH', N'FILE') THEN TRY_CAST(i.Id2 AS int)
        END,
        p.PageId,
        SlotId = CASE WHEN k.HasIds = 1 AND k.ResourceKind = N'RID' THEN TRY_CAST(i.Id4 AS int) END,
        ObjectKey = CASE
            WHEN o.ObjectId IS NOT NULL THEN N'object'
            WHEN h.HobtId IS NOT NULL THEN N'hobt'
        END,
        ObjectId = COALESCE(o.ObjectId, h.HobtId),
        HeldMode = CASE WHEN s.IsDescription = 1 AND m.StartAt > 6 THEN SUBSTRING(s.Named, m.StartAt, CHARINDEX(N' ', s.Named, m.StartAt) - m.StartAt) END,
        PageKind = CASE
            WHEN k.ResourceKind NOT IN (N'LATCH', N'PAGE') OR COALESCE(dbid.Value, i.Id1) <> 2 THEN NULL
            WHEN p.PageId = 1 OR p.PageId > 0 AND p.PageId % 8088 = 0 THEN N'PFS'
            WHEN p.PageId = 2 OR p.PageId > 0 AND p.PageId % 511232 = 0 THEN N'GAM'
            WHEN p.PageId = 3 OR p.PageId > 1 AND p.PageId % 511232 = 1 THEN N'SGAM'
        END,
        KeyHash = CASE WHEN k.ResourceKind = N'KEY' AND k.HasIds = 1 AND s.Body LIKE N'%(%)%'
                       THEN SUBSTRING(s.Body, CHARINDEX(N'(', s.Body) + 1, CHARINDEX(N')', s.Body) - CHARINDEX(N'(', s.Body) - 1) END
    FROM
    (
        SELECT
            b.Body,
            IsDescription = CASE WHEN b.Body LIKE N'[a-z]%lock %=%' AND CHARINDEX(N':', LEFT(b.Body, 16)) = 0 THEN 1 ELSE 0 END,
            Named = N' ' + REPLACE(REPLACE(REPLACE(REPLACE(b.Body, N' = ', N'='), N'(', N' '), N')', N' '), N',', N' ') + N' '
        FROM (SELECT Body = LTRIM(RTRIM(COALESCE(@Resource, N'')))) AS b
    ) AS s
    -- The first word tells the kind: 'keylock', or what stands before ': '.
    CROSS APPLY
    (
        SELECT Word = CASE
            WHEN s.IsDescription = 1 THEN UPPER(REPLACE(LEFT(s.Body, CHARINDEX(N' ', s.Body) - 1), N'lock', N''))
            WHEN s.Body LIKE N'[A-Z]%:%' THEN UPPER(LEFT(s.Body, CHARINDEX(N':', s.Body) - 1))
        END
    ) AS w
    CROSS APPLY
    (
        SELECT
            ResourceKind = CASE
                WHEN s.Body = N'' THEN N'NONE'
                WHEN w.Word IN (N'KEY', N'RID', N'PAGE', N'OBJECT', N'HOBT', N'DATABASE', N'FILE', N'EXTENT', N'APPLICATION', N'METADATA', N'ALLOCUNIT') THEN w.Word
                WHEN w.Word = N'TAB' THEN N'OBJECT'
                WHEN w.Word = N'PAG' THEN N'PAGE'
                WHEN w.Word = N'DB' THEN N'DATABASE'
                WHEN w.Word IN (N'APP') THEN N'APPLICATION'
                WHEN w.Word IN (N'EXT') THEN N'EXTENT'
                WHEN w.Word IN (N'ALLOCATION_UNIT', N'ALLOCATIONUNIT') THEN N'ALLOCUNIT'
                WHEN s.Body LIKE N'exchangeEvent%' OR s.Body LIKE N'SYNCPOINT%' THEN N'EXCHANGE'
                WHEN s.Body LIKE N'[0-9]%:[0-9]%:[0-9]%' AND s.Body NOT LIKE N'%[^0-9:() ]%' THEN N'LATCH'
                ELSE N'OTHER'
            END,
            HasIds = CASE WHEN s.IsDescription = 0 AND (s.Body LIKE N'[A-Z]%: [0-9]%:%' OR s.Body LIKE N'[0-9]%:[0-9]%') THEN 1 ELSE 0 END
    ) AS k
    -- The id list: behind ': ', up to the next blank.
    CROSS APPLY
    (
        SELECT Ids = CASE
            WHEN k.HasIds = 0 THEN N''
            WHEN s.Body LIKE N'[0-9]%' THEN LEFT(s.Body, CHARINDEX(N' ', s.Body + N' ') - 1)
            ELSE SUBSTRING(s.Body, CHARINDEX(N':', s.Body) + 2, CHARINDEX(N' ', s.Body + N' ', CHARINDEX(N':', s.Body) + 2) - CHARINDEX(N':', s.Body) - 2)
        END
    ) AS l
    CROSS APPLY collect.SplitIds(LEFT(l.Ids, 390)) AS i
    CROSS APPLY collect.NamedNumber(s.Named, N'dbid') AS dbid
    CROSS APPLY collect.NamedNumber(s.Named, N'database_id') AS mdb
    CROSS APPLY collect.NamedNumber(s.Named, N'fileid') AS fileid
    CROSS APPLY collect.NamedNumber(s.Named, N'pageid') AS pageid
    CROSS APPLY collect.NamedNumber(s.Named, N'hobtid') AS hobtid
    CROSS APPLY collect.NamedNumber(s.Named, N'associatedObjectId') AS assoc
    CROSS APPLY collect.NamedNumber(s.Named, N'objid') AS objid
    CROSS APPLY collect.NamedNumber(s.Named, N'object_id') AS mobj
    CROSS APPLY (SELECT StartAt = CHARINDEX(N' mode=', s.Named) + 6) AS m
    CROSS APPLY
    (
        SELECT PageId = CASE
            WHEN s.IsDescription = 1 THEN pageid.Value
            WHEN k.HasIds = 1 AND k.ResourceKind IN (N'PAGE', N'RID', N'EXTENT', N'LATCH') THEN i.Id3
        END
    ) AS p
    CROSS APPLY
    (
        SELECT ObjectId = CASE
            WHEN k.ResourceKind = N'OBJECT' AND s.IsDescription = 1 THEN objid.Value
            WHEN k.ResourceKind = N'OBJECT' AND k.HasIds = 1 THEN i.Id2
            WHEN k.ResourceKind = N'METADATA' THEN mobj.Value
        END
    ) AS o
    CROSS APPLY
    (
        SELECT HobtId = CASE
            WHEN k.ResourceKind IN (N'KEY', N'HOBT') AND k.HasIds = 1 THEN i.Id2
            WHEN k.ResourceKind IN (N'KEY', N'HOBT') AND s.IsDescription = 1 THEN COALESCE(hobtid.Value, assoc.Value)
            WHEN k.ResourceKind IN (N'PAGE', N'RID') AND s.IsDescription = 1 THEN NULLIF(assoc.Value, 0)
        END
    ) AS h
);
GO
-- report/Functions/BatchStatusName.sql
/*  report.BatchStatusName: the name of an AX 2012 BatchStatus as the client shows it.
    Result   one row: Name; 'Unknown (n)' for a number that AX 2012 does not have, NULL for NULL  */
CREATE OR ALTER FUNCTION report.BatchStatusName
(
    @Status int
)
RETURNS TABLE
AS
RETURN
(
    SELECT Name = CASE @Status
        WHEN 0 THEN N'Withhold'
        WHEN 1 THEN N'Waiting'
        WHEN 2 THEN N'Executing'
        WHEN 3 THEN N'Error'
        WHEN 4 THEN N'Ended'
        WHEN 5 THEN N'Ready'
        WHEN 6 THEN N'Didn''t run'
        WHEN 7 THEN N'Canceling'
        WHEN 8 THEN N'Canceled'
        ELSE N'Unknown (' + CAST(@Status AS nvarchar(12)) + N')'
    END
);
GO
-- report/Functions/BlockingIncidentRow.sql
/*  report.BlockingIncidentRow: incidents as the reports show them. Callers add the condition.
    DurationMs runs from the estimated begin of the first wait to the last sight.  */
CREATE OR ALTER FUNCTION report.BlockingIncidentRow ()
RETURNS TABLE
AS
RETURN
(
    SELECT
        i.IncidentId,
        i.InstanceId,
        n.InstanceName,
        i.HeadSessionId,
        HeadLabel = l.SessionLabel,
        i.AxUser,
        i.AxSessionId,
        i.AxConfidence,
        i.HostName,
        i.ProgramName,
        s.HeadState,
        HeadStatement = t.TextValue,
        i.FirstSeenAt,
        i.LastSeenAt,
        DurationMs = DATEDIFF_BIG(millisecond, i.StartedAt, i.LastSeenAt),
        i.VictimCount,
        i.MaxDepth,
        i.TotalWaitMs,
        i.LongestWaitMs,
        i.ObjectName,
        a.Severity,
        AlertState = a.State,
        i.PeakVictimCount,
        i.EndedAt
    FROM fact.BlockingIncident AS i
    INNER JOIN config.Instance AS n ON n.InstanceId = i.InstanceId
    LEFT JOIN dim.StatementText AS t ON t.TextHash = i.StatementHash
    CROSS APPLY report.SessionLabel(i.HeadSessionId, i.AxUser, i.AxConfidence, i.ProgramName, i.HostName, CASE WHEN i.HeadKind = N'missing' THEN 1 ELSE 0 END) AS l
    CROSS APPLY report.HeadState(i.HeadSessionId, i.HeadKind, i.Status, i.OpenTransactionCount, i.IdleInTransactionMs) AS s
    OUTER APPLY
    (
        SELECT TOP (1) x.Severity, x.State
        FROM alert.Alert AS x
        WHERE x.IncidentId = i.IncidentId
          AND x.OpenedAt IS NOT NULL
        ORDER BY x.AlertId DESC
    ) AS a
);
GO
-- alert/Procedures/Acknowledge.sql
/*  alert.Acknowledge: somebody takes care of an open alert. No more mails of it come but that it is resolved.
    @AlertId          alert.Alert
    @AcknowledgedBy   who
    @Note             what they say, NULL for nothing
    @Now              UTC
    Errors            50020 no such alert, or not open  */
CREATE OR ALTER PROCEDURE alert.Acknowledge
    @AlertId        bigint,
    @AcknowledgedBy nvarchar(128),
    @Note           nvarchar(1000) = NULL,
    @Now            datetime2(3)
AS
SET NOCOUNT, XACT_ABORT ON;

DECLARE @OwnsTransaction bit = CASE WHEN @@TRANCOUNT = 0 THEN 1 ELSE 0 END;
DECLARE @Message nvarchar(400);
DECLARE @Severity nvarchar(16);
DECLARE @State nvarchar(16);

BEGIN TRY
    IF @OwnsTransaction = 1
        BEGIN TRANSACTION;

    SELECT @State = State, @Severity = Severity
    FROM alert.Alert WITH (UPDLOCK)
    WHERE AlertId = @AlertId;

    IF @State IS NULL OR @State <> N'open'
    BEGIN
        SET @Message = CONCAT(N'Alert ', @AlertId, CASE WHEN @State IS NULL THEN N' does not exist.' ELSE CONCAT(N' is ', @State, N'.') END, N' Only an open alert can be acknowledged.');
        THROW 50020, @Message, 1;
    END;

    UPDATE alert.Alert
    SET State = N'acknowledged',
        AcknowledgedAt = @Now,
        AcknowledgedBy = @AcknowledgedBy
    WHERE AlertId = @AlertId;

    INSERT alert.History (AlertId, ChangedAt, ChangedBy, FromState, ToState, Severity, Note)
    VALUES (@AlertId, @Now, @AcknowledgedBy, N'open', N'acknowledged', @Severity, @Note);

    INSERT audit.Event (OccurredAt, ChangedBy, [Action], Subject, OldValue, NewValue)
    VALUES (@Now, @AcknowledgedBy, N'Acknowledge', CONCAT(N'alert ', @AlertId), N'open', CONCAT(N'acknowledged', N': ' + @Note));

    IF @OwnsTransaction = 1
        COMMIT TRANSACTION;
END TRY
BEGIN CATCH
    IF @OwnsTransaction = 1 AND XACT_STATE() <> 0
        ROLLBACK TRANSACTION;
    THROW;
END CATCH;
GO
-- alert/Procedures/ClaimNotifications.sql
/*  alert.ClaimNotifications: takes messages to send, under a lease, oldest first.
    @Owner          who sends
    @LeaseSeconds   until when the message is nobody else's; a claim that ran out can be claimed again
    @MaxCount       at most so many
    @Now            UTC
    Result          the claimed messages in the order of NotificationId
    A message waits until the earlier ones of its alert are sent or given up, so that 'resolved' never overtakes 'open'.  */
CREATE OR ALTER PROCEDURE alert.ClaimNotifications
    @Owner        nvarchar(128),
    @LeaseSeconds int,
    @MaxCount     int,
    @Now          datetime2(3)
AS
SET NOCOUNT, XACT_ABORT ON;

DECLARE @Claimed TABLE (NotificationId bigint NOT NULL PRIMARY KEY);

BEGIN TRY
    WITH Due AS
    (
        SELECT TOP (@MaxCount) n.NotificationId, n.LeaseOwner, n.LeaseToken, n.LeaseExpiresAt, n.AttemptCount
        FROM alert.Notification AS n WITH (UPDLOCK, READPAST, ROWLOCK)
        WHERE n.Status = N'pending'
          AND n.NextAttemptAt <= @Now
          AND (n.LeaseExpiresAt IS NULL OR n.LeaseExpiresAt <= @Now)
          AND NOT EXISTS
          (
              SELECT 1
              FROM alert.Notification AS e
              WHERE e.AlertId = n.AlertId
                AND e.Status = N'pending'
                AND e.NotificationId < n.NotificationId
          )
        ORDER BY n.NotificationId
    )
    UPDATE Due
    SET LeaseOwner = @Owner,
        LeaseToken = NEWID(),
        LeaseExpiresAt = DATEADD(second, @LeaseSeconds, @Now),
        AttemptCount = AttemptCount + 1
    OUTPUT inserted.NotificationId INTO @Claimed (NotificationId);
END TRY
BEGIN CATCH
    THROW;
END CATCH;

SELECT
    n.NotificationId,
    n.LeaseToken,
    AttemptNumber = n.AttemptCount,
    n.Channel,
    n.Recipients,
    n.TemplateName,
    n.State,
    n.Severity,
    n.MessageKey,
    n.Subject,
    n.PayloadJson
FROM alert.Notification AS n
INNER JOIN @Claimed AS c ON c.NotificationId = n.NotificationId
ORDER BY n.NotificationId;
GO
-- alert/Procedures/CompleteNotification.sql
/*  alert.CompleteNotification: the message was sent.
    @NotificationId, @LeaseToken   as claimed
    @Now                           UTC
    Errors                         50021 the lease is not the caller's any more; nothing was changed  */
CREATE OR ALTER PROCEDURE alert.CompleteNotification
    @NotificationId bigint,
    @LeaseToken     uniqueidentifier,
    @Now            datetime2(3)
AS
SET NOCOUNT, XACT_ABORT ON;

DECLARE @Message nvarchar(400);

BEGIN TRY
    UPDATE alert.Notification
    SET Status = N'sent',
        SentAt = @Now,
        LastError = NULL,
        NextAttemptAt = NULL,
        LeaseOwner = NULL,
        LeaseToken = NULL,
        LeaseExpiresAt = NULL
    WHERE NotificationId = @NotificationId
      AND Status = N'pending'
      AND LeaseToken = @LeaseToken;

    IF @@ROWCOUNT = 0
    BEGIN
        SET @Message = CONCAT(N'Notification ', @NotificationId, N' is not leased by token ', CONVERT(nvarchar(36), @LeaseToken), N': the lease ran out and another sender took the message, or it is done already.');
        THROW 50021, @Message, 1;
    END;
END TRY
BEGIN CATCH
    THROW;
END CATCH;
GO
-- alert/Procedures/Evaluate.sql
/*  alert.Evaluate: the one owner of every alert's state. Measures open incidents by the rules, moves alerts on, and queues messages.
    @Now     UTC
    Result   one row: OpenedCount, ResolvedCount, OpenCount, NotificationCount
    pending       a measure has reached its warn value, but not for the rule's pending time yet
    open          it has; one message is queued, and one more should the alert become critical
    acknowledged  by alert.Acknowledge; queues nothing but the message that it is resolved
    resolved      the incident has ended, or every measure has been below the clear level for the rule's clear time; one message, if one
                  said that it was open. A pending alert whose measures fall back is resolved without a message.
    Severity rises with the measures and stays at its highest.
    An incident that only blocked-process events told of counts once a snapshot of the sessions was saved after it began, or after a minute.
    Held back is a message for a key that had one within NotificationThrottleMs, or that was resolved within NotificationSuppressionMs and is
    not more severe than what was told then; it is sent later if the alert still is open then.  */
CREATE OR ALTER PROCEDURE alert.Evaluate
    @Now datetime2(3)
AS
SET NOCOUNT, XACT_ABORT ON;

DECLARE @OwnsTransaction bit = CASE WHEN @@TRANCOUNT = 0 THEN 1 ELSE 0 END;
DECLARE @ThrottleMs int = COALESCE((SELECT TRY_CAST(SettingValue AS int) FROM config.Setting WHERE SettingName = N'NotificationThrottleMs'), 900000);
DECLARE @SuppressionMs int = COALESCE((SELECT TRY_CAST(SettingValue AS int) FROM config.Setting WHERE SettingName = N'NotificationSuppressionMs'), 1800000);
DECLARE @Actor nvarchar(128) = N'alert.Evaluate';
DECLARE @NotificationCount int = 0;

CREATE TABLE #Measure
(
    RuleId        int           NOT NULL,
    IncidentId    bigint        NOT NULL,
    InstanceId    int           NOT NULL,
    AlertKey      nvarchar(200) COLLATE DATABASE_DEFAULT NOT NULL,
    SeverityLevel int           NOT NULL,
    IsAboveClear  int           NOT NULL,
    PRIMARY KEY CLUSTERED (RuleId, IncidentId)
);

CREATE TABLE #Change
(
    ChangeId  int           NOT NULL IDENTITY (1, 1) PRIMARY KEY CLUSTERED,
    AlertId   bigint        NOT NULL,
    FromState nvarchar(16)  COLLATE DATABASE_DEFAULT NULL,
    ToState   nvarchar(16)  COLLATE DATABASE_DEFAULT NOT NULL,
    Severity  nvarchar(16)  COLLATE DATABASE_DEFAULT NOT NULL
);

CREATE TABLE #Due
(
    AlertId    bigint        NOT NULL,
    State      nvarchar(16)  COLLATE DATABASE_DEFAULT NOT NULL,
    Severity   nvarchar(16)  COLLATE DATABASE_DEFAULT NOT NULL,
    MessageKey nvarchar(200) COLLATE DATABASE_DEFAULT NOT NULL,
    PRIMARY KEY CLUSTERED (AlertId, State)
);

BEGIN TRY
    IF @OwnsTransaction = 1
        BEGIN TRANSACTION;

    INSERT #Measure (RuleId, IncidentId, InstanceId, AlertKey, SeverityLevel, IsAboveClear)
    SELECT
        r.RuleId, i.IncidentId, i.InstanceId, i.AlertKey,
        MAX(CASE WHEN m.MeasureValue >= t.CriticalValue THEN 2 WHEN m.MeasureValue >= t.WarnValue THEN 1 ELSE 0 END),
        MAX(CASE WHEN m.MeasureValue * 100 >= t.WarnValue * r.ClearPercent THEN 1 ELSE 0 END)
    FROM fact.BlockingIncident AS i
    INNER JOIN config.Instance AS n ON n.InstanceId = i.InstanceId AND n.IsEnabled = 1
    CROSS JOIN config.AlertRule AS r
    INNER JOIN config.AlertRuleThreshold AS t ON t.RuleId = r.RuleId
    CROSS APPLY
    (
        VALUES
            (N'TotalWaitMs', i.TotalWaitMs),
            (N'LongestWaitMs', i.LongestWaitMs),
            (N'VictimCount', CAST(i.VictimCount AS bigint))
    ) AS m (MeasureName, MeasureValue)
    WHERE i.EndedAt IS NULL
      -- What blocked-process events alone tell has neither AX user nor victims' texts. The next snapshot brings them; without one, a minute is enough.
      AND
      (
          i.HeadLoginTime <> '19000101'
          OR i.HeadKind <> N'session'
          OR i.FirstSeenAt <= DATEADD(second, -60, @Now)
          OR EXISTS (SELECT 1 FROM collect.Watermark AS w WHERE w.InstanceId = i.InstanceId AND w.CollectorName = N'Requests' AND w.CapturedAt >= i.FirstSeenAt)
      )
      AND r.IsEnabled = 1
      AND r.RuleKind = N'Blocking'
      AND m.MeasureName = t.MeasureName
    GROUP BY r.RuleId, i.IncidentId, i.InstanceId, i.AlertKey;

    -- The same story told by a new incident continues its alert.
    UPDATE a
    SET IncidentId = m.IncidentId
    FROM alert.Alert AS a
    INNER JOIN #Measure AS m ON m.RuleId = a.RuleId AND m.InstanceId = a.InstanceId AND m.AlertKey = a.AlertKey
    WHERE a.ResolvedAt IS NULL
      AND a.IncidentId <> m.IncidentId
      AND NOT EXISTS (SELECT 1 FROM #Measure AS k WHERE k.RuleId = a.RuleId AND k.IncidentId = a.IncidentId);

    INSERT alert.Alert (RuleId, InstanceId, AlertKey, IncidentId, State, Severity, PendingAt, LastEvaluatedAt)
    OUTPUT inserted.AlertId, NULL, inserted.State, inserted.Severity INTO #Change (AlertId, FromState, ToState, Severity)
    SELECT m.RuleId, m.InstanceId, m.AlertKey, m.IncidentId, N'pending', CASE WHEN m.SeverityLevel = 2 THEN N'critical' ELSE N'warning' END, @Now, @Now
    FROM #Measure AS m
    WHERE m.SeverityLevel > 0
      AND NOT EXISTS (SELECT 1 FROM alert.Alert AS a WITH (UPDLOCK) WHERE a.RuleId = m.RuleId AND a.IncidentId = m.IncidentId AND a.ResolvedAt IS NULL)
      AND NOT EXISTS (SELECT 1 FROM alert.Alert AS a WITH (UPDLOCK) WHERE a.RuleId = m.RuleId AND a.InstanceId = m.InstanceId AND a.AlertKey = m.AlertKey AND a.ResolvedAt IS NULL);

    -- How each unresolved alert stands now: worse, clear since when.
    UPDATE a
    SET Severity = CASE WHEN m.SeverityLevel = 2 THEN N'critical' ELSE a.Severity END,
        ClearSince = CASE WHEN m.IsAboveClear = 1 THEN NULL ELSE COALESCE(a.ClearSince, @Now) END,
        LastEvaluatedAt = @Now
    OUTPUT inserted.AlertId, deleted.State, inserted.State, CASE WHEN inserted.Severity <> deleted.Severity THEN inserted.Severity ELSE N'' END
    INTO #Change (AlertId, FromState, ToState, Severity)
    FROM alert.Alert AS a
    LEFT JOIN #Measure AS m ON m.RuleId = a.RuleId AND m.IncidentId = a.IncidentId
    WHERE a.ResolvedAt IS NULL;

    DELETE #Change WHERE Severity = N'';

    UPDATE a
    SET State = N'resolved',
        ResolvedAt = @Now
    OUTPUT inserted.AlertId, deleted.State, inserted.State, inserted.Severity INTO #Change (AlertId, FromState, ToState, Severity)
    FROM alert.Alert AS a
    INNER JOIN config.AlertRule AS r ON r.RuleId = a.RuleId
    LEFT JOIN #Measure AS m ON m.RuleId = a.RuleId AND m.IncidentId = a.IncidentId
    WHERE a.ResolvedAt IS NULL
      AND
      (
          m.IncidentId IS NULL
          OR (a.State = N'pending' AND m.SeverityLevel = 0)
          OR (a.State <> N'pending' AND a.ClearSince <= DATEADD(millisecond, -r.ClearMs, @Now))
      );

    UPDATE a
    SET State = N'open',
        OpenedAt = @Now
    OUTPUT inserted.AlertId, deleted.State, inserted.State, inserted.Severity INTO #Change (AlertId, FromState, ToState, Severity)
    FROM alert.Alert AS a
    INNER JOIN config.AlertRule AS r ON r.RuleId = a.RuleId
    WHERE a.State = N'pending'
      AND a.PendingAt <= DATEADD(millisecond, -r.PendingMs, @Now);

    INSERT alert.History (AlertId, ChangedAt, ChangedBy, FromState, ToState, Severity, Note)
    SELECT AlertId, @Now, @Actor, FromState, ToState, Severity, CASE WHEN FromState = ToState THEN N'severity raised' WHEN FromState = N'pending' AND ToState = N'resolved' THEN N'condition gone before the alert opened' END
    FROM #Change
    ORDER BY ChangeId;

    -- The evidence: what was measured against which limit when the alert opened or became worse.
    UPDATE a
    SET EvidenceJson =
        (
            SELECT m.MeasureName AS measure, m.MeasureValue AS value, t.WarnValue AS warn, t.CriticalValue AS critical
            FROM config.AlertRuleThreshold AS t
            INNER JOIN
            (
                VALUES
                    (N'TotalWaitMs', i.TotalWaitMs),
                    (N'LongestWaitMs', i.LongestWaitMs),
                    (N'VictimCount', CAST(i.VictimCount AS bigint))
            ) AS m (MeasureName, MeasureValue) ON m.MeasureName = t.MeasureName
            WHERE t.RuleId = a.RuleId
            ORDER BY m.MeasureName
            FOR JSON PATH, INCLUDE_NULL_VALUES
        )
    FROM alert.Alert AS a
    INNER JOIN fact.BlockingIncident AS i ON i.IncidentId = a.IncidentId
    WHERE a.State = N'open'
      AND EXISTS (SELECT 1 FROM #Change AS c WHERE c.AlertId = a.AlertId);

    INSERT #Due (AlertId, State, Severity, MessageKey)
    SELECT a.AlertId, N'open', a.Severity, CONCAT(N'alert/', a.AlertId, N'/mail/open/', a.Severity)
    FROM alert.Alert AS a
    WHERE a.State = N'open'
      AND (a.LastNotifiedAt IS NULL OR (a.Severity = N'critical' AND a.LastNotifiedSeverity = N'warning'))
      AND NOT EXISTS
      (
          SELECT 1
          FROM alert.Alert AS k
          WHERE k.RuleId = a.RuleId
            AND k.InstanceId = a.InstanceId
            AND k.AlertKey = a.AlertKey
            AND
            (
                k.LastNotifiedAt > DATEADD(millisecond, -@ThrottleMs, @Now)
                OR
                (
                    k.ResolvedAt > DATEADD(millisecond, -@SuppressionMs, @Now)
                    AND k.LastNotifiedAt IS NOT NULL
                    AND (k.LastNotifiedSeverity = N'critical' OR a.Severity = N'warning')
                )
            )
      )
    UNION ALL
    SELECT a.AlertId, N'resolved', a.Severity, CONCAT(N'alert/', a.AlertId, N'/mail/resolved')
    FROM alert.Alert AS a
    WHERE a.State = N'resolved'
      AND a.LastNotifiedAt IS NOT NULL
      AND EXISTS (SELECT 1 FROM #Change AS c WHERE c.AlertId = a.AlertId AND c.ToState = N'resolved');

    INSERT alert.Notification (AlertId, Channel, State, Severity, MessageKey, Recipients, TemplateName, Subject, PayloadJson, CreatedAt, NextAttemptAt)
    SELECT d.AlertId, N'mail', d.State, d.Severity, d.MessageKey, m.Recipients, r.TemplateName, p.Subject, p.PayloadJson, @Now, @Now
    FROM #Due AS d
    INNER JOIN alert.Alert AS a ON a.AlertId = d.AlertId
    INNER JOIN config.AlertRule AS r ON r.RuleId = a.RuleId
    INNER JOIN config.MailRoute AS m ON m.RouteName = N'default' AND m.Recipients <> N''
    CROSS APPLY alert.BlockingPayload(d.AlertId, d.State) AS p
    WHERE NOT EXISTS (SELECT 1 FROM alert.Notification AS k WHERE k.MessageKey = d.MessageKey)
    ORDER BY d.AlertId;

    SET @NotificationCount = @@ROWCOUNT;

    UPDATE a
    SET LastNotifiedAt = @Now,
        LastNotifiedSeverity = d.Severity
    FROM alert.Alert AS a
    INNER JOIN #Due AS d ON d.AlertId = a.AlertId AND d.State = N'open'
    WHERE EXISTS (SELECT 1 FROM alert.Notification AS k WHERE k.MessageKey = d.MessageKey);

    IF @OwnsTransaction = 1
        COMMIT TRANSACTION;
END TRY
BEGIN CATCH
    IF @OwnsTransaction = 1 AND XACT_STATE() <> 0
        ROLLBACK TRANSACTION;
    THROW;
END CATCH;

SELECT
    OpenedCount = (SELECT COUNT(*) FROM #Change WHERE ToState = N'open' AND FromState = N'pending'),
    ResolvedCount = (SELECT COUNT(*) FROM #Change WHERE ToState = N'resolved' AND FromState <> N'pending'),
    OpenCount = (SELECT COUNT(*) FROM alert.Alert WHERE State IN (N'open', N'acknowledged')),
    NotificationCount = @NotificationCount;
GO
-- alert/Procedures/FailNotification.sql
/*  alert.FailNotification: the message could not be sent.
    @NotificationId, @LeaseToken   as claimed
    @ErrorMessage                  why
    @IsTransient                   1: try again after 2, 4, 8 … at most 120 seconds; 0: give up
    @Now                           UTC
    Result                         one row: NextAttemptAt, NULL when given up
    Errors                         50021 the lease is not the caller's any more; nothing was changed  */
CREATE OR ALTER PROCEDURE alert.FailNotification
    @NotificationId bigint,
    @LeaseToken     uniqueidentifier,
    @ErrorMessage   nvarchar(2048),
    @IsTransient    bit,
    @Now            datetime2(3)
AS
SET NOCOUNT, XACT_ABORT ON;

DECLARE @Message nvarchar(400);

BEGIN TRY
    UPDATE alert.Notification
    SET Status = CASE WHEN @IsTransient = 1 THEN N'pending' ELSE N'failed' END,
        LastError = @ErrorMessage,
        NextAttemptAt = CASE WHEN @IsTransient = 1 THEN DATEADD(second, CASE WHEN AttemptCount >= 7 THEN 120 ELSE POWER(2, AttemptCount) END, @Now) END,
        LeaseOwner = NULL,
        LeaseToken = NULL,
        LeaseExpiresAt = NULL
    WHERE NotificationId = @NotificationId
      AND Status = N'pending'
      AND LeaseToken = @LeaseToken;

    IF @@ROWCOUNT = 0
    BEGIN
        SET @Message = CONCAT(N'Notification ', @NotificationId, N' is not leased by token ', CONVERT(nvarchar(36), @LeaseToken), N': the lease ran out and another sender took the message, or it is done already.');
        THROW 50021, @Message, 1;
    END;
END TRY
BEGIN CATCH
    THROW;
END CATCH;

SELECT NextAttemptAt
FROM alert.Notification
WHERE NotificationId = @NotificationId;
GO
-- collect/Procedures/AdvanceWatermark.sql
/*  collect.AdvanceWatermark: the guard of every save procedure. Notes that a capture is being saved, once.
    @InstanceId      config.Instance
    @CollectorName   config.Collector
    @CapturedAt      UTC time of the capture
    @RunId           the orchestrator's run
    @WasDuplicate    out: 1 when this or a later capture has been saved before, and nothing may be changed now
    Errors           50010 unknown instance
    Runs inside the caller's transaction, so that the mark and the rows stand or fall together. The update lock on the instance's row, held to
    its end, lets the saves of one instance follow each other: two collectors at once would each open an incident of the same head.  */
CREATE OR ALTER PROCEDURE collect.AdvanceWatermark
    @InstanceId    int,
    @CollectorName nvarchar(64),
    @CapturedAt    datetime2(3),
    @RunId         uniqueidentifier,
    @WasDuplicate  bit OUTPUT
AS
SET NOCOUNT ON;

SET @WasDuplicate = 0;

IF NOT EXISTS (SELECT 1 FROM config.Instance WITH (UPDLOCK, ROWLOCK) WHERE InstanceId = @InstanceId)
BEGIN
    DECLARE @Message nvarchar(200) = CONCAT(N'Unknown instance ', COALESCE(CONCAT(@InstanceId, N''), N'NULL'), N'. Register it with ops.RegisterInstance, and save with the InstanceId that it returns.');
    THROW 50010, @Message, 1;
END;

UPDATE collect.Watermark
SET CapturedAt = @CapturedAt,
    RunId = @RunId
WHERE InstanceId = @InstanceId
  AND CollectorName = @CollectorName
  AND CapturedAt < @CapturedAt;

IF @@ROWCOUNT = 0
BEGIN
    INSERT collect.Watermark (InstanceId, CollectorName, CapturedAt, RunId)
    SELECT @InstanceId, @CollectorName, @CapturedAt, @RunId
    WHERE NOT EXISTS (SELECT 1 FROM collect.Watermark WHERE InstanceId = @InstanceId AND CollectorName = @CollectorName);

    IF @@ROWCOUNT = 0
        SET @WasDuplicate = 1;
END;
GO
-- collect/Procedures/CollapseBlockedProcesses.sql
/*  collect.CollapseBlockedProcesses: makes repeated reports of one wait one row of fact.BlockedProcess, whether they come together or later.
    Works on the caller's temp table #Report (fills BlockedProcessId).
    Same wait: session, task, transaction and resource agree, and so does the begin of the wait (event time less wait time) within 5 s.
    @InstanceId   config.Instance  */
CREATE OR ALTER PROCEDURE collect.CollapseBlockedProcesses
    @InstanceId int
AS
SET NOCOUNT ON;

DECLARE @NewWait TABLE
(
    BlockedProcessId     bigint        NOT NULL,
    BlockedSessionId     int           NOT NULL,
    BlockedEcid          int           NOT NULL,
    BlockedTransactionId bigint        NOT NULL,
    WaitResource         nvarchar(400) NOT NULL,
    EventAt              datetime2(3)  NOT NULL,
    WaitMs               bigint        NOT NULL
);

-- Reports that continue a stored wait.
UPDATE r
SET BlockedProcessId = m.BlockedProcessId
FROM #Report AS r
CROSS APPLY
(
    SELECT TOP (1) f.BlockedProcessId
    FROM fact.BlockedProcess AS f
    WHERE f.InstanceId = @InstanceId
      AND f.BlockedSessionId = r.BlockedSessionId
      AND f.BlockedTransactionId = r.BlockedTransactionId
      AND f.BlockedEcid = r.BlockedEcid
      AND f.WaitResource = r.WaitResource
      AND ABS(DATEDIFF_BIG(millisecond, f.EventAt, r.EventAt) - (r.WaitMs - f.WaitMs)) <= 5000
    ORDER BY f.EventAt DESC
) AS m;

-- The latest of the others stands for each new wait.
INSERT fact.BlockedProcess
    (InstanceId, FirstEventAt, EventAt, ReportCount, MonitorLoop, BlockedSessionId, BlockedEcid, BlockedTransactionId,
     BlockedApp, BlockedHost, BlockedHostProcessId, BlockedLogin, BlockedStatus, BlockedTransactionName, BlockedIsolationLevel, BlockedStatementHash,
     BlockingSessionId, BlockingEcid, BlockingTransactionId, BlockingApp, BlockingHost, BlockingHostProcessId, BlockingLogin, BlockingStatus,
     BlockingTranCount, BlockingIsolationLevel, BlockingStatementHash,
     WaitResource, ResourceKind, DatabaseId, DatabaseName, ResourceObjectKey, ResourceObjectId, IndexId, WaitMs, LockMode, RootSessionId)
OUTPUT inserted.BlockedProcessId, inserted.BlockedSessionId, inserted.BlockedEcid, inserted.BlockedTransactionId, inserted.WaitResource, inserted.EventAt, inserted.WaitMs
INTO @NewWait (BlockedProcessId, BlockedSessionId, BlockedEcid, BlockedTransactionId, WaitResource, EventAt, WaitMs)
SELECT
    @InstanceId, w.EventAt, w.EventAt, 1, w.MonitorLoop, w.BlockedSessionId, w.BlockedEcid, w.BlockedTransactionId,
    w.BlockedApp, w.BlockedHost, w.BlockedHostProcessId, w.BlockedLogin, w.BlockedStatus, w.BlockedTransactionName, w.BlockedIsolationLevel, w.BlockedStatementHash,
    w.BlockingSessionId, w.BlockingEcid, w.BlockingTransactionId, w.BlockingApp, w.BlockingHost, w.BlockingHostProcessId, w.BlockingLogin, w.BlockingStatus,
    w.BlockingTranCount, w.BlockingIsolationLevel, w.BlockingStatementHash,
    w.WaitResource, p.ResourceKind, COALESCE(p.DatabaseId, w.DatabaseId), CASE WHEN p.DatabaseId IS NULL OR p.DatabaseId = w.DatabaseId THEN w.DatabaseName END,
    COALESCE(p.ObjectKey, CASE WHEN w.EventObjectId IS NOT NULL THEN N'object' END), COALESCE(p.ObjectId, w.EventObjectId), w.IndexId,
    w.WaitMs, w.LockMode, w.RootSessionId
FROM #Report AS w
CROSS APPLY collect.ParseWaitResource(w.WaitResource) AS p
WHERE w.BlockedProcessId IS NULL
  AND NOT EXISTS
  (
      SELECT 1
      FROM #Report AS l
      WHERE l.BlockedProcessId IS NULL
        AND l.BlockedSessionId = w.BlockedSessionId
        AND l.BlockedEcid = w.BlockedEcid
        AND l.BlockedTransactionId = w.BlockedTransactionId
        AND l.WaitResource = w.WaitResource
        AND ABS(DATEDIFF_BIG(millisecond, w.EventAt, l.EventAt) - (l.WaitMs - w.WaitMs)) <= 5000
        AND (l.EventAt > w.EventAt OR (l.EventAt = w.EventAt AND l.EventHash > w.EventHash))
  );

UPDATE r
SET BlockedProcessId = n.BlockedProcessId
FROM #Report AS r
CROSS APPLY
(
    SELECT TOP (1) w.BlockedProcessId
    FROM @NewWait AS w
    WHERE w.BlockedSessionId = r.BlockedSessionId
      AND w.BlockedEcid = r.BlockedEcid
      AND w.BlockedTransactionId = r.BlockedTransactionId
      AND w.WaitResource = r.WaitResource
      AND w.EventAt >= r.EventAt
    ORDER BY ABS(DATEDIFF_BIG(millisecond, w.EventAt, r.EventAt) - (r.WaitMs - w.WaitMs)), w.BlockedProcessId
) AS n
WHERE r.BlockedProcessId IS NULL;

-- The new rows already count their own report; rows of earlier runs count all that came now.
UPDATE f
SET FirstEventAt = CASE WHEN g.FirstEventAt < f.FirstEventAt THEN g.FirstEventAt ELSE f.FirstEventAt END,
    EventAt = CASE WHEN g.LastEventAt > f.EventAt THEN g.LastEventAt ELSE f.EventAt END,
    WaitMs = CASE WHEN g.WaitMs > f.WaitMs THEN g.WaitMs ELSE f.WaitMs END,
    ReportCount = f.ReportCount + g.ReportCount - CASE WHEN EXISTS (SELECT 1 FROM @NewWait AS n WHERE n.BlockedProcessId = f.BlockedProcessId) THEN 1 ELSE 0 END
FROM fact.BlockedProcess AS f
INNER JOIN
(
    SELECT BlockedProcessId, FirstEventAt = MIN(EventAt), LastEventAt = MAX(EventAt), WaitMs = MAX(WaitMs), ReportCount = COUNT(*)
    FROM #Report
    GROUP BY BlockedProcessId
) AS g ON g.BlockedProcessId = f.BlockedProcessId;
GO
-- collect/Procedures/GetBookmark.sql
/*  collect.GetBookmark: how far a collector that reads a log has come.
    @InstanceId, @CollectorName
    Result   no row for a collector without bookmarks; else one: BookmarkFile, BookmarkOffset, BookmarkEventAt, all NULL before the first run.
             The columns become parameters of the collector's batch.  */
CREATE OR ALTER PROCEDURE collect.GetBookmark
    @InstanceId    int,
    @CollectorName nvarchar(64)
AS
SET NOCOUNT ON;

SELECT
    b.BookmarkFile,
    b.BookmarkOffset,
    b.BookmarkEventAt
FROM (VALUES (N'BlockedProcesses'), (N'Deadlocks'), (N'Batch')) AS c (CollectorName)
LEFT JOIN collect.Bookmark AS b ON b.InstanceId = @InstanceId AND b.CollectorName = c.CollectorName
WHERE c.CollectorName = @CollectorName;
GO
-- collect/Procedures/JoinReportsToIncidents.sql
/*  collect.JoinReportsToIncidents: gives each blocked-process report the incident of its head.
    Works on the caller's temp table #Report: RootSessionId is the head of a report, NULL for a report of a session against itself.
    The XML has no login time, so an incident fits when its head has the session id, it was alive during the wait (15 s of tolerance), and
    host names, where both are known, agree; the same transaction is preferred, then the latest.
    Heads that fit none open one: ended at once if the report is older than the grace time, else left open for the next snapshot to follow.
    @InstanceId, @CapturedAt   as in collect.SaveBlockedProcesses  */
CREATE OR ALTER PROCEDURE collect.JoinReportsToIncidents
    @InstanceId int,
    @CapturedAt datetime2(3)
AS
SET NOCOUNT ON;

DECLARE @GraceMs int = COALESCE((SELECT TRY_CAST(SettingValue AS int) FROM config.Setting WHERE SettingName = N'BlockingIncidentGraceMs'), 15000);
DECLARE @NewIncident TABLE (IncidentId bigint NOT NULL, HeadSessionId int NOT NULL, TransactionId bigint NULL);

CREATE TABLE #RootWait
(
    BlockedProcessId  bigint        NOT NULL PRIMARY KEY CLUSTERED,
    RootSessionId     int           NOT NULL,
    RootTransactionId bigint        NULL,
    RootHost          nvarchar(128) COLLATE DATABASE_DEFAULT NULL,
    RootHostProcessId int           NULL,
    RootApp           nvarchar(128) COLLATE DATABASE_DEFAULT NULL,
    RootLogin         nvarchar(128) COLLATE DATABASE_DEFAULT NULL,
    RootStatus        nvarchar(30)  COLLATE DATABASE_DEFAULT NULL,
    RootTranCount     int           NULL,
    RootStatementHash binary(32)    NULL,
    BlockedSessionId  int           NOT NULL,
    StartedAt         datetime2(3)  NOT NULL,
    FirstEventAt      datetime2(3)  NOT NULL,
    EventAt           datetime2(3)  NOT NULL,
    WaitMs            bigint        NOT NULL,
    IncidentId        bigint        NULL
);

-- What the XML says of the head stands in the reports of those it blocks directly.
INSERT #RootWait
    (BlockedProcessId, RootSessionId, RootTransactionId, RootHost, RootHostProcessId, RootApp, RootLogin, RootStatus, RootTranCount, RootStatementHash,
     BlockedSessionId, StartedAt, FirstEventAt, EventAt, WaitMs)
SELECT
    w.BlockedProcessId, w.RootSessionId, d.BlockingTransactionId, d.BlockingHost, d.BlockingHostProcessId, d.BlockingApp, d.BlockingLogin, d.BlockingStatus, d.BlockingTranCount, d.BlockingStatementHash,
    w.BlockedSessionId,
    DATEADD(millisecond, -CAST(CASE WHEN w.WaitMs > 86400000 THEN 86400000 ELSE w.WaitMs END AS int), w.EventAt),
    w.FirstEventAt, w.EventAt, w.WaitMs
FROM
(
    SELECT
        r.BlockedProcessId, r.RootSessionId, r.MonitorLoop, r.BlockedSessionId, r.EventAt, r.WaitMs,
        FirstEventAt = MIN(r.EventAt) OVER (PARTITION BY r.BlockedProcessId),
        ReportOrder = ROW_NUMBER() OVER (PARTITION BY r.BlockedProcessId ORDER BY r.EventAt DESC, r.EventHash)
    FROM #Report AS r
    WHERE r.RootSessionId IS NOT NULL
) AS w
OUTER APPLY
(
    SELECT TOP (1)
        r.BlockingTransactionId, r.BlockingHost, r.BlockingHostProcessId, r.BlockingApp, r.BlockingLogin, r.BlockingStatus, r.BlockingTranCount, r.BlockingStatementHash
    FROM #Report AS r
    WHERE r.MonitorLoop = w.MonitorLoop
      AND r.BlockingSessionId = w.RootSessionId
    ORDER BY r.EventAt DESC, r.EventHash
) AS d
WHERE w.ReportOrder = 1;

UPDATE w
SET IncidentId = m.IncidentId
FROM #RootWait AS w
CROSS APPLY
(
    SELECT TOP (1) i.IncidentId
    FROM fact.BlockingIncident AS i
    WHERE i.InstanceId = @InstanceId
      AND i.HeadSessionId = w.RootSessionId
      AND i.FirstSeenAt <= DATEADD(second, 15, w.EventAt)
      AND (i.EndedAt IS NULL OR i.EndedAt >= DATEADD(second, -15, w.StartedAt))
      AND (i.HostName IS NULL OR w.RootHost IS NULL OR i.HostName = w.RootHost)
    ORDER BY CASE WHEN i.HeadTransactionId = w.RootTransactionId THEN 0 ELSE 1 END, i.FirstSeenAt DESC
) AS m;

-- One new incident per head and transaction. Only the latest of a head may stay open, and only if no other of it is.
INSERT fact.BlockingIncident
    (InstanceId, HeadSessionId, HeadLoginTime, HeadKind, HeadTransactionId, AlertKey, StartedAt, FirstSeenAt, LastSeenAt, EndedAt,
     VictimCount, MaxDepth, TotalWaitMs, LongestWaitMs, PeakVictimCount, PeakTotalWaitMs,
     HostName, HostProcessId, ProgramName, LoginName, AxConfidence, Status, OpenTransactionCount, StatementHash)
OUTPUT inserted.IncidentId, inserted.HeadSessionId, inserted.HeadTransactionId INTO @NewIncident (IncidentId, HeadSessionId, TransactionId)
SELECT
    @InstanceId, g.RootSessionId, '19000101', CASE WHEN g.RootSessionId < 0 THEN N'pseudo' ELSE N'session' END, g.RootTransactionId,
    CONCAT(N'blocking/', g.RootSessionId, N'@', CONVERT(nvarchar(23), CAST('19000101' AS datetime2(3)), 126), N'/', COALESCE(g.RootTransactionId, 0)),
    g.StartedAt, g.FirstEventAt, g.EventAt, 
    CASE WHEN g.EventAt < DATEADD(millisecond, -@GraceMs, @CapturedAt) OR g.LatestOrder > 1 OR o.IncidentId IS NOT NULL THEN g.EventAt END,
    g.VictimCount, 1, g.TotalWaitMs, g.LongestWaitMs, g.VictimCount, g.TotalWaitMs,
    h.RootHost, h.RootHostProcessId, h.RootApp, h.RootLogin, N'none', h.RootStatus, h.RootTranCount, h.RootStatementHash
FROM
(
    SELECT
        RootSessionId, RootTransactionId,
        StartedAt = MIN(StartedAt), FirstEventAt = MIN(FirstEventAt), EventAt = MAX(EventAt),
        VictimCount = COUNT(DISTINCT BlockedSessionId), TotalWaitMs = SUM(WaitMs), LongestWaitMs = MAX(WaitMs), LatestId = MAX(BlockedProcessId),
        LatestOrder = ROW_NUMBER() OVER (PARTITION BY RootSessionId ORDER BY MAX(EventAt) DESC, MAX(BlockedProcessId) DESC)
    FROM #RootWait
    WHERE IncidentId IS NULL
    GROUP BY RootSessionId, RootTransactionId
) AS g
INNER JOIN #RootWait AS h ON h.BlockedProcessId = g.LatestId
LEFT JOIN fact.BlockingIncident AS o ON o.InstanceId = @InstanceId AND o.HeadSessionId = g.RootSessionId AND o.HeadLoginTime = '19000101' AND o.EndedAt IS NULL;

UPDATE w
SET IncidentId = n.IncidentId
FROM #RootWait AS w
INNER JOIN @NewIncident AS n ON n.HeadSessionId = w.RootSessionId AND COALESCE(n.TransactionId, 0) = COALESCE(w.RootTransactionId, 0)
WHERE w.IncidentId IS NULL;

-- A report can prove that an open incident lasted longer than its last snapshot.
UPDATE i
SET LastSeenAt = g.EventAt
FROM fact.BlockingIncident AS i
INNER JOIN (SELECT IncidentId, EventAt = MAX(EventAt) FROM #RootWait GROUP BY IncidentId) AS g ON g.IncidentId = i.IncidentId
WHERE i.EndedAt IS NULL
  AND i.LastSeenAt < g.EventAt;

UPDATE f
SET IncidentId = w.IncidentId
FROM fact.BlockedProcess AS f
INNER JOIN #RootWait AS w ON w.BlockedProcessId = f.BlockedProcessId
WHERE w.IncidentId IS NOT NULL;
GO
-- collect/Procedures/ResolveChains.sql
/*  collect.ResolveChains: finds head, depth and path of every node of a forest of "waits for" pointers.
    Works on the caller's temp table #Chain:
        GroupId bigint, SessionId int (together the key), ParentId int NULL (whom the session waits for; a node of the same group)
        and fills IsHead bit, IsCycle bit, RootId int, Depth int, LowestId int, Path nvarchar(400) NULL
    Every node points to its parent; each step lets it point to where its ancestor points, so that the distance doubles: a chain of
    depth 50 takes six statements, whatever the number of nodes. A cycle never reaches a head; when the distance exceeds the number of
    nodes, what is still on the way points into a cycle. The node with the lowest session id of the cycle then stands as its head (IsCycle).
    Path is NULL below depth 50.  */
CREATE OR ALTER PROCEDURE collect.ResolveChains
AS
SET NOCOUNT ON;

DECLARE @MaxPathDepth int = 50;
DECLARE @NodeCount int = (SELECT COUNT(*) FROM #Chain);
DECLARE @Pass int = 1;
DECLARE @Span int;
DECLARE @Moved int;

WHILE @Pass <= 2
BEGIN
    UPDATE #Chain
    SET IsHead = CASE WHEN ParentId IS NULL THEN 1 ELSE 0 END,
        RootId = COALESCE(ParentId, SessionId),
        Depth = CASE WHEN ParentId IS NULL THEN 0 ELSE 1 END,
        LowestId = SessionId,
        [Path] = CONCAT(N'/', SessionId);

    SET @Span = 1;
    SET @Moved = 1;

    WHILE @Moved > 0 AND @Span <= @NodeCount
    BEGIN
        UPDATE c
        SET RootId = a.RootId,
            Depth = c.Depth + a.Depth,
            LowestId = CASE WHEN a.LowestId < c.LowestId THEN a.LowestId ELSE c.LowestId END,
            [Path] = LEFT(a.[Path] + c.[Path], 400)
        FROM #Chain AS c
        INNER JOIN #Chain AS a ON a.GroupId = c.GroupId AND a.SessionId = c.RootId
        WHERE a.IsHead = 0;

        SET @Moved = @@ROWCOUNT;
        SET @Span = @Span * 2;
    END;

    IF @Moved = 0
        BREAK;

    -- What others still point to lies on a cycle; cut each cycle open at its lowest session id.
    UPDATE r
    SET ParentId = NULL,
        IsCycle = 1
    FROM #Chain AS r
    WHERE r.IsHead = 0
      AND r.LowestId = r.SessionId
      AND EXISTS (SELECT 1 FROM #Chain AS c WHERE c.GroupId = r.GroupId AND c.RootId = r.SessionId);

    SET @Pass = @Pass + 1;
END;

UPDATE #Chain
SET [Path] = CASE
        WHEN Depth = 0 THEN CONCAT(N'', SessionId)
        WHEN Depth <= @MaxPathDepth THEN CONCAT(RootId, [Path])
    END;
GO
-- collect/Procedures/SaveBatch.sql
/*  collect.SaveBatch: turns a capture of the AX batch tables into executions, one row each, and the backlog by group and class.
    @InstanceId       config.Instance
    @RunId            the orchestrator's run
    @CapturedAt       UTC time of the watched server
    @NextFile         BATCHHISTORY and …
    @NextOffset       … the last RECID that was read; both NULL when there was none
    @HasPossibleGap   1 when the history holds lower ids than the bookmark, and reading began anew
    @HasTasks         1 when the table BATCH was read; without it nothing is said about the backlog, and nothing that runs is ended
    @IsTruncated      1 when the row limit cut something off
    @MissingColumns   what the AX database lacks
    @Rows             tasks and history, see stage.BatchTask
    Result            one row: SavedRows (executions seen for the first time, and rows of the backlog), WasDuplicate
    Errors            50010 unknown instance
    An execution is known by its task and start. The history speaks last; without it the task's own state; one that was seen running and is gone
    ends with the capture that missed it, until the history tells better. The bookmark moves in the same transaction.  */
CREATE OR ALTER PROCEDURE collect.SaveBatch
    @InstanceId     int,
    @RunId          uniqueidentifier,
    @CapturedAt     datetime2(3),
    @NextFile       nvarchar(512) = NULL,
    @NextOffset     bigint = NULL,
    @HasPossibleGap bit = 0,
    @HasTasks       bit = 1,
    @IsTruncated    bit = 0,
    @MissingColumns nvarchar(2000) = NULL,
    @Rows           stage.BatchTask READONLY
AS
SET NOCOUNT, XACT_ABORT ON;

DECLARE @OwnsTransaction bit = CASE WHEN @@TRANCOUNT = 0 THEN 1 ELSE 0 END;
DECLARE @WasDuplicate bit;
DECLARE @SavedRows int = 0;

CREATE TABLE #Run
(
    RunNumber    int           NOT NULL IDENTITY (1, 1) PRIMARY KEY CLUSTERED,
    IsHistory    bit           NOT NULL,
    HistoryId    bigint        NULL,
    BatchId      bigint        NULL,
    BatchJobId   bigint        NULL,
    JobCaption   nvarchar(200) COLLATE DATABASE_DEFAULT NULL,
    TaskCaption  nvarchar(200) COLLATE DATABASE_DEFAULT NULL,
    ClassNumber  int           NOT NULL,
    GroupId      nvarchar(60)  COLLATE DATABASE_DEFAULT NULL,
    Company      nvarchar(10)  COLLATE DATABASE_DEFAULT NULL,
    ServerId     nvarchar(128) COLLATE DATABASE_DEFAULT NULL,
    CreatedBy    nvarchar(20)  COLLATE DATABASE_DEFAULT NULL,
    StatusNumber int           NOT NULL,
    RetryCount   int           NULL,
    ScheduledAt  datetime2(3)  NULL,
    StartedAt    datetime2(3)  NULL,
    EndedAt      datetime2(3)  NULL,
    DelayMs      bigint        NULL,
    DurationMs   bigint        NULL,
    IsRunning    bit           NOT NULL,
    ExecutionId  bigint        NULL
);

BEGIN TRY
    IF @OwnsTransaction = 1
        BEGIN TRANSACTION;

    EXEC collect.AdvanceWatermark @InstanceId, N'Batch', @CapturedAt, @RunId, @WasDuplicate OUTPUT;

    IF @WasDuplicate = 0
    BEGIN
        -- History first, so that it speaks where a task row tells of the same execution. Without a task id in the history, job, class, caption and start tell it.
        INSERT #Run
            (IsHistory, HistoryId, BatchId, BatchJobId, JobCaption, TaskCaption, ClassNumber, GroupId, Company, ServerId, CreatedBy, StatusNumber, RetryCount,
             ScheduledAt, StartedAt, EndedAt, DelayMs, DurationMs, IsRunning)
        SELECT
            1, r.HistoryId, COALESCE(r.BatchId, k.BatchId, t.BatchId), r.BatchJobId, COALESCE(r.JobCaption, t.JobCaption), r.TaskCaption, r.ClassNumber, COALESCE(r.GroupId, t.GroupId), r.Company,
            r.ServerId, COALESCE(r.CreatedBy, t.CreatedBy), r.StatusNumber, r.RetryCount, r.ScheduledAt, r.StartedAt, r.EndedAt,
            CASE WHEN r.StartedAt >= r.ScheduledAt THEN DATEDIFF_BIG(millisecond, r.ScheduledAt, r.StartedAt) END,
            CASE WHEN r.EndedAt >= r.StartedAt THEN DATEDIFF_BIG(millisecond, r.StartedAt, r.EndedAt) END,
            0
        FROM
        (
            SELECT *, RowOrder = ROW_NUMBER() OVER (PARTITION BY h.HistoryId ORDER BY h.EndedAt DESC)
            FROM @Rows AS h
            WHERE h.RowKind = N'history'
              AND h.HistoryId IS NOT NULL
        ) AS r
        OUTER APPLY
        (
            SELECT TOP (1) e.BatchId
            FROM fact.BatchExecution AS e
            WHERE r.BatchId IS NULL
              AND e.InstanceId = @InstanceId
              AND e.StartedAt = r.StartedAt
              AND e.BatchJobId = r.BatchJobId
              AND e.ClassNumber = r.ClassNumber
              AND e.TaskCaption = r.TaskCaption
            ORDER BY e.ExecutionId
        ) AS k
        OUTER APPLY
        (
            SELECT TOP (1) s.BatchId, s.JobCaption, s.GroupId, s.CreatedBy
            FROM @Rows AS s
            WHERE s.RowKind = N'task'
              AND (s.BatchId = r.BatchId OR (r.BatchId IS NULL AND s.BatchJobId = r.BatchJobId AND s.ClassNumber = r.ClassNumber AND s.TaskCaption = r.TaskCaption))
            ORDER BY s.BatchId
        ) AS t
        WHERE r.RowOrder = 1
        ORDER BY r.HistoryId;

        INSERT #Run
            (IsHistory, BatchId, BatchJobId, JobCaption, TaskCaption, ClassNumber, GroupId, Company, ServerId, CreatedBy, StatusNumber, RetryCount,
             ScheduledAt, StartedAt, EndedAt, DelayMs, DurationMs, IsRunning)
        SELECT
            0, r.BatchId, r.BatchJobId, r.JobCaption, r.TaskCaption, r.ClassNumber, r.GroupId, r.Company, r.ServerId, r.CreatedBy, r.StatusNumber, r.RetryCount,
            s.ScheduledAt, r.StartedAt, d.EndedAt,
            CASE WHEN s.ScheduledAt IS NOT NULL THEN DATEDIFF_BIG(millisecond, s.ScheduledAt, r.StartedAt) END,
            CASE WHEN d.EndedAt >= r.StartedAt THEN DATEDIFF_BIG(millisecond, r.StartedAt, d.EndedAt) END,
            CASE WHEN r.StatusNumber IN (2, 7) THEN 1 ELSE 0 END
        FROM @Rows AS r
        -- A start before the schedule: the job has been scheduled anew. An end while it runs: left over from the run before.
        CROSS APPLY (SELECT ScheduledAt = CASE WHEN r.StartedAt >= r.ScheduledAt THEN r.ScheduledAt END) AS s
        CROSS APPLY (SELECT EndedAt = CASE WHEN r.StatusNumber NOT IN (2, 7) THEN r.EndedAt END) AS d
        WHERE r.RowKind = N'task'
          AND r.BatchId IS NOT NULL
          AND r.StartedAt IS NOT NULL
          AND (r.StatusNumber IN (2, 7) OR (r.StatusNumber IN (3, 4, 8) AND r.EndedAt >= r.StartedAt));

        -- One row per task and start.
        DELETE #Run
        WHERE StartedAt IS NOT NULL
          AND EXISTS (SELECT 1 FROM #Run AS f WHERE f.BatchId = #Run.BatchId AND f.StartedAt = #Run.StartedAt AND f.RunNumber < #Run.RunNumber);

        UPDATE r
        SET ExecutionId = e.ExecutionId
        FROM #Run AS r
        INNER JOIN fact.BatchExecution AS e ON e.InstanceId = @InstanceId AND e.BatchId = r.BatchId AND e.StartedAt = r.StartedAt;

        UPDATE r
        SET ExecutionId = e.ExecutionId
        FROM #Run AS r
        INNER JOIN fact.BatchExecution AS e ON e.InstanceId = @InstanceId AND e.HistoryId = r.HistoryId
        WHERE r.ExecutionId IS NULL
          AND (e.StartedAt = r.StartedAt OR (e.StartedAt IS NULL AND r.StartedAt IS NULL));

        UPDATE e
        SET HistoryId = COALESCE(r.HistoryId, e.HistoryId),
            JobCaption = COALESCE(r.JobCaption, e.JobCaption),
            GroupId = COALESCE(r.GroupId, e.GroupId),
            Company = COALESCE(r.Company, e.Company),
            ServerId = COALESCE(r.ServerId, e.ServerId),
            CreatedBy = COALESCE(r.CreatedBy, e.CreatedBy),
            StatusNumber = r.StatusNumber,
            RetryCount = COALESCE(r.RetryCount, e.RetryCount),
            ScheduledAt = COALESCE(r.ScheduledAt, e.ScheduledAt),
            EndedAt = r.EndedAt,
            DelayMs = COALESCE(r.DelayMs, e.DelayMs),
            DurationMs = r.DurationMs,
            IsRunning = r.IsRunning,
            IsEndEstimated = 0,
            LastSeenAt = @CapturedAt
        FROM fact.BatchExecution AS e
        INNER JOIN #Run AS r ON r.ExecutionId = e.ExecutionId
        WHERE r.IsHistory = 1
           OR e.HistoryId IS NULL;

        INSERT fact.BatchExecution
            (InstanceId, BatchId, HistoryId, BatchJobId, JobCaption, TaskCaption, ClassNumber, GroupId, Company, ServerId, CreatedBy, StatusNumber, RetryCount,
             ScheduledAt, StartedAt, EndedAt, DelayMs, DurationMs, IsRunning, IsEndEstimated, FirstSeenAt, LastSeenAt)
        SELECT
            @InstanceId, r.BatchId, r.HistoryId, r.BatchJobId, r.JobCaption, r.TaskCaption, r.ClassNumber, r.GroupId, r.Company, r.ServerId, r.CreatedBy, r.StatusNumber, r.RetryCount,
            r.ScheduledAt, r.StartedAt, r.EndedAt, r.DelayMs, r.DurationMs, r.IsRunning, 0, @CapturedAt, @CapturedAt
        FROM #Run AS r
        WHERE r.ExecutionId IS NULL;
        SET @SavedRows += @@ROWCOUNT;

        INSERT fact.BatchCapture (InstanceId, CapturedAt, TaskCount, HistoryCount, HasTasks, IsTruncated, MissingColumns)
        SELECT @InstanceId, @CapturedAt, COALESCE(SUM(CASE WHEN r.RowKind = N'task' THEN 1 ELSE 0 END), 0), COALESCE(SUM(CASE WHEN r.RowKind = N'history' THEN 1 ELSE 0 END), 0),
               @HasTasks, @IsTruncated, @MissingColumns
        FROM @Rows AS r;

        IF @HasTasks = 1
        BEGIN
            UPDATE fact.BatchExecution
            SET IsRunning = 0,
                IsEndEstimated = 1,
                EndedAt = @CapturedAt,
                DurationMs = CASE WHEN @CapturedAt >= StartedAt THEN DATEDIFF_BIG(millisecond, StartedAt, @CapturedAt) END
            WHERE InstanceId = @InstanceId
              AND IsRunning = 1
              AND LastSeenAt < @CapturedAt;

            -- A task that waits for another one, or whose job is held, is not due.
            INSERT fact.BatchBacklog (InstanceId, CapturedAt, GroupId, ClassNumber, WaitingCount, ReadyCount, ExecutingCount, HeldCount, OtherCount, OverdueCount, OldestAgeMs)
            SELECT
                @InstanceId, @CapturedAt, q.GroupId, q.ClassNumber,
                SUM(CASE WHEN q.StateNumber = 1 THEN 1 ELSE 0 END),
                SUM(CASE WHEN q.StateNumber = 5 THEN 1 ELSE 0 END),
                SUM(CASE WHEN q.StateNumber IN (2, 7) THEN 1 ELSE 0 END),
                SUM(CASE WHEN q.StateNumber = 0 THEN 1 ELSE 0 END),
                SUM(CASE WHEN q.StateNumber NOT IN (0, 1, 2, 5, 7) THEN 1 ELSE 0 END),
                SUM(CASE WHEN q.AgeMs > 120000 THEN 1 ELSE 0 END),
                MAX(q.AgeMs)
            FROM
            (
                SELECT
                    GroupId = COALESCE(r.GroupId, N''),
                    r.ClassNumber,
                    h.StateNumber,
                    AgeMs = CASE WHEN h.StateNumber IN (1, 5) AND COALESCE(r.DependencyCount, 0) = 0 AND r.ScheduledAt <= @CapturedAt
                                 THEN DATEDIFF_BIG(millisecond, r.ScheduledAt, @CapturedAt) END
                FROM @Rows AS r
                CROSS APPLY (SELECT StateNumber = CASE WHEN r.JobStatusNumber = 0 AND r.StatusNumber IN (1, 5) THEN 0 ELSE r.StatusNumber END) AS h
                WHERE r.RowKind = N'task'
                  AND r.StatusNumber NOT IN (3, 4, 6, 8)
            ) AS q
            GROUP BY q.GroupId, q.ClassNumber;
            SET @SavedRows += @@ROWCOUNT;
        END;

        IF @NextOffset IS NOT NULL OR @HasPossibleGap = 1
        BEGIN
            UPDATE collect.Bookmark
            SET BookmarkFile = COALESCE(@NextFile, BookmarkFile),
                BookmarkOffset = CASE WHEN @NextFile IS NULL THEN BookmarkOffset ELSE @NextOffset END,
                BookmarkEventAt = (SELECT MAX(v.EndedAt) FROM (SELECT EndedAt = BookmarkEventAt WHERE @HasPossibleGap = 0 UNION ALL SELECT EndedAt FROM #Run WHERE IsHistory = 1 AND EndedAt <= @CapturedAt) AS v),
                HasPossibleGap = CASE WHEN @HasPossibleGap = 1 THEN 1 ELSE HasPossibleGap END,
                GapSeenAt = CASE WHEN @HasPossibleGap = 1 THEN @CapturedAt ELSE GapSeenAt END,
                UpdatedAt = @CapturedAt
            WHERE InstanceId = @InstanceId
              AND CollectorName = N'Batch';

            IF @@ROWCOUNT = 0
                INSERT collect.Bookmark (InstanceId, CollectorName, BookmarkFile, BookmarkOffset, BookmarkEventAt, HasPossibleGap, GapSeenAt, UpdatedAt)
                SELECT @InstanceId, N'Batch', @NextFile, @NextOffset, (SELECT MAX(EndedAt) FROM #Run WHERE IsHistory = 1 AND EndedAt <= @CapturedAt), COALESCE(@HasPossibleGap, 0),
                       CASE WHEN @HasPossibleGap = 1 THEN @CapturedAt END, @CapturedAt;
        END;
    END;

    IF @OwnsTransaction = 1
        COMMIT TRANSACTION;
END TRY
BEGIN CATCH
    IF @OwnsTransaction = 1 AND XACT_STATE() <> 0
        ROLLBACK TRANSACTION;
    THROW;
END CATCH;

SELECT SavedRows = @SavedRows, WasDuplicate = @WasDuplicate;
GO
-- collect/Procedures/SaveBlockedProcesses.sql
/*  collect.SaveBlockedProcesses: turns blocked_process_report events into waits, and joins them to the incidents the snapshots tell of.
    @InstanceId       config.Instance
    @RunId            the orchestrator's run
    @CapturedAt       UTC time of the watched server when the files were read
    @NextFile         name and …
    @NextOffset       … offset of the last block that was read, wanted or not; both NULL when nothing new was there
    @HasPossibleGap   1 when the bookmarked file had vanished and reading began anew
    @Rows             the events as text, see stage.BlockedProcess
    Result            one row: SavedRows (events taken in for the first time), WasDuplicate
    Errors            50010 unknown instance
    The bookmark moves in the same transaction, also when no row was wanted. An event that was taken in before, by the hash of its text, adds
    nothing. Text that is no blocked_process_report in readable XML goes to collect.Quarantine.
    Repeated reports of one wait (same session, task, transaction and resource, same begin within five seconds) are one row with the longest wait.
    Head of a report: followed over the reports of the same monitor loop. Its incident is the one of that session id at that time, preferably with
    the same transaction; where the snapshots know none, an incident is opened from the report.  */
CREATE OR ALTER PROCEDURE collect.SaveBlockedProcesses
    @InstanceId     int,
    @RunId          uniqueidentifier,
    @CapturedAt     datetime2(3),
    @NextFile       nvarchar(512) = NULL,
    @NextOffset     bigint = NULL,
    @HasPossibleGap bit = 0,
    @Rows           stage.BlockedProcess READONLY
AS
SET NOCOUNT, XACT_ABORT ON;

DECLARE @OwnsTransaction bit = CASE WHEN @@TRANCOUNT = 0 THEN 1 ELSE 0 END;
DECLARE @WasDuplicate bit;
DECLARE @SavedRows int = 0;

CREATE TABLE #Event
(
    EventHash binary(32)    NOT NULL PRIMARY KEY CLUSTERED,
    EventData nvarchar(max) COLLATE DATABASE_DEFAULT NULL,
    EventXml  xml           NULL
);

CREATE TABLE #Report
(
    EventHash              binary(32)    NOT NULL PRIMARY KEY CLUSTERED,
    EventAt                datetime2(3)  NOT NULL,
    MonitorLoop            bigint        NOT NULL,
    DatabaseId             int           NULL,
    DatabaseName           nvarchar(128) COLLATE DATABASE_DEFAULT NULL,
    EventObjectId          bigint        NULL,
    IndexId                int           NULL,
    LockMode               nvarchar(32)  COLLATE DATABASE_DEFAULT NULL,
    WaitMs                 bigint        NOT NULL,
    WaitResource           nvarchar(400) COLLATE DATABASE_DEFAULT NOT NULL,
    BlockedSessionId       int           NOT NULL,
    BlockedEcid            int           NOT NULL,
    BlockedTransactionId   bigint        NOT NULL,
    BlockedApp             nvarchar(128) COLLATE DATABASE_DEFAULT NULL,
    BlockedHost            nvarchar(128) COLLATE DATABASE_DEFAULT NULL,
    BlockedHostProcessId   int           NULL,
    BlockedLogin           nvarchar(128) COLLATE DATABASE_DEFAULT NULL,
    BlockedStatus          nvarchar(30)  COLLATE DATABASE_DEFAULT NULL,
    BlockedTransactionName nvarchar(64)  COLLATE DATABASE_DEFAULT NULL,
    BlockedIsolationLevel  nvarchar(64)  COLLATE DATABASE_DEFAULT NULL,
    BlockedStatement       nvarchar(max) COLLATE DATABASE_DEFAULT NULL,
    BlockingSessionId      int           NULL,
    BlockingEcid           int           NULL,
    BlockingTransactionId  bigint        NULL,
    BlockingApp            nvarchar(128) COLLATE DATABASE_DEFAULT NULL,
    BlockingHost           nvarchar(128) COLLATE DATABASE_DEFAULT NULL,
    BlockingHostProcessId  int           NULL,
    BlockingLogin          nvarchar(128) COLLATE DATABASE_DEFAULT NULL,
    BlockingStatus         nvarchar(30)  COLLATE DATABASE_DEFAULT NULL,
    BlockingTranCount      int           NULL,
    BlockingIsolationLevel nvarchar(64)  COLLATE DATABASE_DEFAULT NULL,
    BlockingStatement      nvarchar(max) COLLATE DATABASE_DEFAULT NULL,
    BlockedStatementHash   binary(32)    NULL,
    BlockingStatementHash  binary(32)    NULL,
    RootSessionId          int           NULL,
    BlockedProcessId       bigint        NULL
);

CREATE TABLE #Chain
(
    GroupId   bigint        NOT NULL,
    SessionId int           NOT NULL,
    ParentId  int           NULL,
    IsHead    bit           NOT NULL,
    IsCycle   bit           NOT NULL,
    RootId    int           NOT NULL,
    Depth     int           NOT NULL,
    LowestId  int           NOT NULL,
    [Path]    nvarchar(400) COLLATE DATABASE_DEFAULT NULL,
    PRIMARY KEY CLUSTERED (GroupId, SessionId)
);

BEGIN TRY
    IF @OwnsTransaction = 1
        BEGIN TRANSACTION;

    EXEC collect.AdvanceWatermark @InstanceId, N'BlockedProcesses', @CapturedAt, @RunId, @WasDuplicate OUTPUT;

    IF @WasDuplicate = 0
    BEGIN
        INSERT #Event (EventHash, EventData, EventXml)
        SELECT e.EventHash, e.EventData, TRY_CAST(e.EventData AS xml)
        FROM
        (
            SELECT h.EventHash, r.EventData, EventOrder = ROW_NUMBER() OVER (PARTITION BY h.EventHash ORDER BY r.FileName, r.FileOffset)
            FROM @Rows AS r
            CROSS APPLY (SELECT EventHash = CAST(HASHBYTES(N'SHA2_256', COALESCE(r.EventData, N'')) AS binary(32))) AS h
        ) AS e
        WHERE e.EventOrder = 1
          AND NOT EXISTS (SELECT 1 FROM fact.BlockedProcessEvent AS k WHERE k.InstanceId = @InstanceId AND k.EventHash = e.EventHash);

        IF @@ROWCOUNT > 0
        BEGIN
            INSERT #Report
                (EventHash, EventAt, MonitorLoop, DatabaseId, DatabaseName, EventObjectId, IndexId, LockMode, WaitMs, WaitResource,
                 BlockedSessionId, BlockedEcid, BlockedTransactionId, BlockedApp, BlockedHost, BlockedHostProcessId, BlockedLogin, BlockedStatus,
                 BlockedTransactionName, BlockedIsolationLevel, BlockedStatement,
                 BlockingSessionId, BlockingEcid, BlockingTransactionId, BlockingApp, BlockingHost, BlockingHostProcessId, BlockingLogin, BlockingStatus,
                 BlockingTranCount, BlockingIsolationLevel, BlockingStatement, BlockedStatementHash, BlockingStatementHash)
            SELECT
                e.EventHash, p.EventAt, COALESCE(p.MonitorLoop, 0), p.DatabaseId, p.DatabaseName, p.EventObjectId, p.IndexId, COALESCE(p.LockMode, p.EventLockMode),
                COALESCE(p.WaitMs, p.DurationUs / 1000, 0), RTRIM(LTRIM(COALESCE(p.WaitResource, N''))),
                p.BlockedSessionId, COALESCE(p.BlockedEcid, 0), COALESCE(p.BlockedTransactionId, 0), p.BlockedApp, p.BlockedHost, p.BlockedHostProcessId,
                p.BlockedLogin, p.BlockedStatus, p.BlockedTransactionName, p.BlockedIsolationLevel, p.BlockedStatement,
                p.BlockingSessionId, p.BlockingEcid, p.BlockingTransactionId, p.BlockingApp, p.BlockingHost, p.BlockingHostProcessId,
                p.BlockingLogin, p.BlockingStatus, p.BlockingTranCount, p.BlockingIsolationLevel, p.BlockingStatement,
                HASHBYTES(N'SHA2_256', p.BlockedStatement), HASHBYTES(N'SHA2_256', p.BlockingStatement)
            FROM #Event AS e
            CROSS APPLY collect.ParseBlockedProcessEvent(e.EventXml) AS p
            WHERE p.EventAt IS NOT NULL
              AND p.BlockedSessionId IS NOT NULL;

            SET @SavedRows = @@ROWCOUNT;

            UPDATE q
            SET LastSeenAt = @CapturedAt,
                OccurrenceCount = q.OccurrenceCount + 1
            FROM collect.Quarantine AS q
            INNER JOIN #Event AS e ON e.EventHash = q.RawHash
            WHERE q.InstanceId = @InstanceId
              AND q.CollectorName = N'BlockedProcesses';

            INSERT collect.Quarantine (InstanceId, CollectorName, RawHash, RawText, Reason, FirstSeenAt, LastSeenAt, OccurrenceCount)
            SELECT
                @InstanceId, N'BlockedProcesses', e.EventHash, e.EventData,
                CASE WHEN e.EventData IS NULL THEN N'The event has no text.'
                     WHEN e.EventXml IS NULL THEN N'The text is not well-formed XML.'
                     ELSE N'The XML is no blocked_process_report with a time and a blocked session.' END,
                @CapturedAt, @CapturedAt, 1
            FROM #Event AS e
            WHERE NOT EXISTS (SELECT 1 FROM #Report AS r WHERE r.EventHash = e.EventHash)
              AND NOT EXISTS (SELECT 1 FROM collect.Quarantine AS q WHERE q.InstanceId = @InstanceId AND q.CollectorName = N'BlockedProcesses' AND q.RawHash = e.EventHash);
        END;

        IF @SavedRows > 0
        BEGIN
            -- Heads: the tree of each monitor loop. A report of a session against itself (a parallel plan) is no blocking.
            INSERT #Chain (GroupId, SessionId, ParentId, IsHead, IsCycle, RootId, Depth, LowestId)
            SELECT n.MonitorLoop, n.SessionId, p.BlockingSessionId, 0, 0, n.SessionId, 0, n.SessionId
            FROM
            (
                SELECT MonitorLoop, SessionId = BlockedSessionId FROM #Report
                UNION
                SELECT MonitorLoop, BlockingSessionId FROM #Report WHERE BlockingSessionId IS NOT NULL
            ) AS n
            OUTER APPLY
            (
                SELECT TOP (1) r.BlockingSessionId
                FROM #Report AS r
                WHERE r.MonitorLoop = n.MonitorLoop
                  AND r.BlockedSessionId = n.SessionId
                  AND r.BlockingSessionId IS NOT NULL
                  AND r.BlockingSessionId <> r.BlockedSessionId
                ORDER BY r.WaitMs DESC, r.BlockingSessionId
            ) AS p;

            EXEC collect.ResolveChains;

            UPDATE r
            SET RootSessionId = c.RootId
            FROM #Report AS r
            INNER JOIN #Chain AS c ON c.GroupId = r.MonitorLoop AND c.SessionId = r.BlockedSessionId
            WHERE c.Depth > 0;

            INSERT dim.StatementText (TextHash, TextValue, FirstSeenAt)
            SELECT t.TextHash, t.TextValue, @CapturedAt
            FROM
            (
                SELECT u.TextHash, u.TextValue, TextOrder = ROW_NUMBER() OVER (PARTITION BY u.TextHash ORDER BY u.EventHash)
                FROM
                (
                    SELECT EventHash, TextHash = BlockedStatementHash, TextValue = BlockedStatement FROM #Report WHERE BlockedStatementHash IS NOT NULL
                    UNION ALL
                    SELECT EventHash, BlockingStatementHash, BlockingStatement FROM #Report WHERE BlockingStatementHash IS NOT NULL
                ) AS u
            ) AS t
            WHERE t.TextOrder = 1
              AND NOT EXISTS (SELECT 1 FROM dim.StatementText AS d WITH (UPDLOCK, HOLDLOCK, FORCESEEK) WHERE d.TextHash = t.TextHash);

            EXEC collect.CollapseBlockedProcesses @InstanceId;
            EXEC collect.JoinReportsToIncidents @InstanceId, @CapturedAt;

            INSERT fact.BlockedProcessEvent (InstanceId, EventHash, EventAt, BlockedProcessId)
            SELECT @InstanceId, EventHash, EventAt, BlockedProcessId
            FROM #Report;
        END;

        -- Snapshots end incidents. While none have come for five minutes, an incident ends when no report has spoken of it for one minute.
        UPDATE i
        SET EndedAt = i.LastSeenAt
        FROM fact.BlockingIncident AS i
        WHERE i.InstanceId = @InstanceId
          AND i.EndedAt IS NULL
          AND i.LastSeenAt < DATEADD(minute, -1, @CapturedAt)
          AND NOT EXISTS
          (
              SELECT 1
              FROM collect.Watermark AS w
              WHERE w.InstanceId = @InstanceId
                AND w.CollectorName = N'Requests'
                AND w.CapturedAt > DATEADD(minute, -5, @CapturedAt)
          );

        IF @NextFile IS NOT NULL OR @HasPossibleGap = 1
        BEGIN
            UPDATE collect.Bookmark
            SET BookmarkFile = COALESCE(@NextFile, BookmarkFile),
                BookmarkOffset = CASE WHEN @NextFile IS NULL THEN BookmarkOffset ELSE @NextOffset END,
                BookmarkEventAt = (SELECT MAX(v.EventAt) FROM (SELECT EventAt = BookmarkEventAt UNION ALL SELECT EventAt FROM #Report) AS v),
                HasPossibleGap = CASE WHEN @HasPossibleGap = 1 THEN 1 ELSE HasPossibleGap END,
                GapSeenAt = CASE WHEN @HasPossibleGap = 1 THEN @CapturedAt ELSE GapSeenAt END,
                UpdatedAt = @CapturedAt
            WHERE InstanceId = @InstanceId
              AND CollectorName = N'BlockedProcesses';

            IF @@ROWCOUNT = 0
                INSERT collect.Bookmark (InstanceId, CollectorName, BookmarkFile, BookmarkOffset, BookmarkEventAt, HasPossibleGap, GapSeenAt, UpdatedAt)
                SELECT @InstanceId, N'BlockedProcesses', @NextFile, @NextOffset, (SELECT MAX(EventAt) FROM #Report), COALESCE(@HasPossibleGap, 0),
                       CASE WHEN @HasPossibleGap = 1 THEN @CapturedAt END, @CapturedAt;
        END;
    END;

    IF @OwnsTransaction = 1
        COMMIT TRANSACTION;
END TRY
BEGIN CATCH
    IF @OwnsTransaction = 1 AND XACT_STATE() <> 0
        ROLLBACK TRANSACTION;
    THROW;
END CATCH;

SELECT SavedRows = @SavedRows, WasDuplicate = @WasDuplicate;
GO
-- collect/Procedures/SaveDeadlocks.sql
/*  collect.SaveDeadlocks: turns xml_deadlock_report events into deadlocks with their processes, stacks and resources.
    @InstanceId       config.Instance
    @RunId            the orchestrator's run
    @CapturedAt       UTC time of the watched server when the files were read
    @NextFile         name and …
    @NextOffset       … offset of the last block that was read, wanted or not; both NULL when nothing new was there
    @HasPossibleGap   1 when the bookmarked file had vanished and reading began anew
    @Rows             the events as text, see stage.Deadlock
    Result            one row: SavedRows (deadlocks saved for the first time), WasDuplicate
    Errors            50010 unknown instance
    The bookmark moves in the same transaction, also when no row was wanted. Text that holds no deadlock in readable XML goes to collect.Quarantine.
    A deadlock is known by its processes and what they were doing, whatever file it comes from and however it is wrapped; without processes by its text.
    Reports of a parallel plan that deadlocks with itself are one deadlock per batch and transaction: some builds report one occurrence many times.
    Signature: see collect.SignDeadlocks.  */
CREATE OR ALTER PROCEDURE collect.SaveDeadlocks
    @InstanceId     int,
    @RunId          uniqueidentifier,
    @CapturedAt     datetime2(3),
    @NextFile       nvarchar(512) = NULL,
    @NextOffset     bigint = NULL,
    @HasPossibleGap bit = 0,
    @Rows           stage.Deadlock READONLY
AS
SET NOCOUNT, XACT_ABORT ON;

DECLARE @OwnsTransaction bit = CASE WHEN @@TRANCOUNT = 0 THEN 1 ELSE 0 END;
DECLARE @WasDuplicate bit;
DECLARE @SavedRows int = 0;
DECLARE @LastEventAt datetime2(3);

CREATE TABLE #Event
(
    EventHash binary(32)    NOT NULL PRIMARY KEY CLUSTERED,
    EventData nvarchar(max) COLLATE DATABASE_DEFAULT NULL,
    EventXml  xml           NULL
);

CREATE TABLE #Report
(
    ReportId     int          NOT NULL IDENTITY (1, 1) PRIMARY KEY CLUSTERED,
    EventHash    binary(32)   NOT NULL,
    EventAt      datetime2(3) NULL,
    DeadlockXml  xml          NOT NULL,
    DeadlockKind nvarchar(16) COLLATE DATABASE_DEFAULT NULL,
    DeadlockHash binary(32)   NULL,
    Signature    binary(32)   NULL,
    DeadlockId   bigint       NULL
);

CREATE TABLE #Process
(
    ReportId             int           NOT NULL,
    ProcessNumber        int           NOT NULL,
    ProcessKey           nvarchar(64)  COLLATE DATABASE_DEFAULT NOT NULL,
    IsVictim             bit           NOT NULL,
    SessionId            int           NULL,
    BatchId              int           NULL,
    Ecid                 int           NULL,
    TransactionId        bigint        NULL,
    TransactionName      nvarchar(64)  COLLATE DATABASE_DEFAULT NULL,
    TransactionBeganTime datetime2(3)  NULL,
    BatchBeganTime       datetime2(3)  NULL,
    BatchEndedTime       datetime2(3)  NULL,
    OpenTransactionCount int           NULL,
    LogBytesUsed         bigint        NULL,
    DeadlockPriority     int           NULL,
    WaitResource         nvarchar(400) COLLATE DATABASE_DEFAULT NULL,
    WaitMs               bigint        NULL,
    LockMode             nvarchar(32)  COLLATE DATABASE_DEFAULT NULL,
    Status               nvarchar(30)  COLLATE DATABASE_DEFAULT NULL,
    ProgramName          nvarchar(128) COLLATE DATABASE_DEFAULT NULL,
    HostName             nvarchar(128) COLLATE DATABASE_DEFAULT NULL,
    HostProcessId        int           NULL,
    LoginName            nvarchar(128) COLLATE DATABASE_DEFAULT NULL,
    IsolationLevel       nvarchar(64)  COLLATE DATABASE_DEFAULT NULL,
    DatabaseId           int           NULL,
    DatabaseName         nvarchar(128) COLLATE DATABASE_DEFAULT NULL,
    Statement            nvarchar(max) COLLATE DATABASE_DEFAULT NULL,
    InputBuffer          nvarchar(max) COLLATE DATABASE_DEFAULT NULL,
    PRIMARY KEY CLUSTERED (ReportId, ProcessKey)
);

CREATE TABLE #Frame
(
    ReportId      int            NOT NULL,
    ProcessKey    nvarchar(64)   COLLATE DATABASE_DEFAULT NOT NULL,
    FrameNumber   int            NOT NULL,
    ProcedureName nvarchar(512)  COLLATE DATABASE_DEFAULT NULL,
    LineNumber    int            NULL,
    StartOffset   int            NULL,
    EndOffset     int            NULL,
    SqlHandle     varbinary(64)  NULL,
    Statement     nvarchar(max)  COLLATE DATABASE_DEFAULT NULL
);

CREATE TABLE #Resource
(
    ReportId           int            NOT NULL,
    ElementNumber      int            NOT NULL,
    ResourceNumber     int            NOT NULL,
    ResourceKind       nvarchar(64)   COLLATE DATABASE_DEFAULT NOT NULL,
    ResourceClass      nvarchar(8)    COLLATE DATABASE_DEFAULT NOT NULL,
    ResourceKey        nvarchar(128)  COLLATE DATABASE_DEFAULT NULL,
    DatabaseId         int            NULL,
    ObjectName         nvarchar(512)  COLLATE DATABASE_DEFAULT NULL,
    IndexName          nvarchar(256)  COLLATE DATABASE_DEFAULT NULL,
    AssociatedObjectId bigint         NULL,
    FileId             int            NULL,
    PageId             bigint         NULL,
    LockMode           nvarchar(32)   COLLATE DATABASE_DEFAULT NULL,
    WaitType           nvarchar(64)   COLLATE DATABASE_DEFAULT NULL,
    PlanNodeId         int            NULL,
    Attributes         nvarchar(max)  COLLATE DATABASE_DEFAULT NULL,
    PRIMARY KEY CLUSTERED (ReportId, ElementNumber)
);

CREATE TABLE #Holder
(
    ReportId       int          NOT NULL,
    ResourceNumber int          NOT NULL,
    HolderRole     nvarchar(8)  COLLATE DATABASE_DEFAULT NOT NULL,
    ProcessKey     nvarchar(64) COLLATE DATABASE_DEFAULT NOT NULL,
    LockMode       nvarchar(32) COLLATE DATABASE_DEFAULT NULL,
    RequestType    nvarchar(32) COLLATE DATABASE_DEFAULT NULL
);

BEGIN TRY
    IF @OwnsTransaction = 1
        BEGIN TRANSACTION;

    EXEC collect.AdvanceWatermark @InstanceId, N'Deadlocks', @CapturedAt, @RunId, @WasDuplicate OUTPUT;

    IF @WasDuplicate = 0
    BEGIN
        INSERT #Event (EventHash, EventData, EventXml)
        SELECT e.EventHash, e.EventData, TRY_CAST(e.EventData AS xml)
        FROM
        (
            SELECT h.EventHash, r.EventData, EventOrder = ROW_NUMBER() OVER (PARTITION BY h.EventHash ORDER BY r.FileName, r.FileOffset)
            FROM @Rows AS r
            CROSS APPLY (SELECT EventHash = CAST(HASHBYTES(N'SHA2_256', COALESCE(r.EventData, N'')) AS binary(32))) AS h
        ) AS e
        WHERE e.EventOrder = 1;

        IF @@ROWCOUNT > 0
        BEGIN
            INSERT #Report (EventHash, EventAt, DeadlockXml)
            SELECT e.EventHash, p.EventAt, p.DeadlockXml
            FROM #Event AS e
            CROSS APPLY collect.ParseDeadlockEvent(e.EventXml) AS p;

            SET @LastEventAt = (SELECT MAX(EventAt) FROM #Report);

            UPDATE q
            SET LastSeenAt = @CapturedAt,
                OccurrenceCount = q.OccurrenceCount + 1
            FROM collect.Quarantine AS q
            INNER JOIN #Event AS e ON e.EventHash = q.RawHash
            WHERE q.InstanceId = @InstanceId
              AND q.CollectorName = N'Deadlocks';

            INSERT collect.Quarantine (InstanceId, CollectorName, RawHash, RawText, Reason, FirstSeenAt, LastSeenAt, OccurrenceCount)
            SELECT
                @InstanceId, N'Deadlocks', e.EventHash, e.EventData,
                CASE WHEN e.EventData IS NULL THEN N'The event has no text.'
                     WHEN e.EventXml IS NULL THEN N'The text is not well-formed XML.'
                     ELSE N'The XML holds no deadlock.' END,
                @CapturedAt, @CapturedAt, 1
            FROM #Event AS e
            WHERE NOT EXISTS (SELECT 1 FROM #Report AS r WHERE r.EventHash = e.EventHash)
              AND NOT EXISTS (SELECT 1 FROM collect.Quarantine AS q WHERE q.InstanceId = @InstanceId AND q.CollectorName = N'Deadlocks' AND q.RawHash = e.EventHash);
        END;

        IF EXISTS (SELECT 1 FROM #Report)
        BEGIN
            INSERT #Frame (ReportId, ProcessKey, FrameNumber, ProcedureName, LineNumber, StartOffset, EndOffset, SqlHandle, Statement)
            SELECT r.ReportId, f.ProcessKey, f.FrameNumber, f.ProcedureName, f.LineNumber, f.StartOffset, f.EndOffset, f.SqlHandle, f.Statement
            FROM #Report AS r
            CROSS APPLY collect.ParseDeadlockFrames(r.DeadlockXml) AS f;

            INSERT #Process
                (ReportId, ProcessNumber, ProcessKey, IsVictim, SessionId, BatchId, Ecid, TransactionId, TransactionName, TransactionBeganTime, BatchBeganTime,
                 BatchEndedTime, OpenTransactionCount, LogBytesUsed, DeadlockPriority, WaitResource, WaitMs, LockMode, Status, ProgramName, HostName,
                 HostProcessId, LoginName, IsolationLevel, DatabaseId, DatabaseName, Statement, InputBuffer)
            SELECT
                p.ReportId, ROW_NUMBER() OVER (PARTITION BY p.ReportId ORDER BY p.SessionId, p.Ecid, p.ProcessKey), p.ProcessKey, 0,
                p.SessionId, p.BatchId, p.Ecid, p.TransactionId, p.TransactionName, p.TransactionBeganTime, p.BatchBeganTime,
                p.BatchEndedTime, p.OpenTransactionCount, p.LogBytesUsed, p.DeadlockPriority, p.WaitResource, p.WaitMs, p.LockMode, p.Status, p.ProgramName, p.HostName,
                p.HostProcessId, p.LoginName, p.IsolationLevel, p.DatabaseId, p.DatabaseName, COALESCE(f.Statement, p.InputBuffer, p.TransactionName), p.InputBuffer
            FROM
            (
                SELECT
                    r.ReportId, d.ProcessKey, d.SessionId, d.BatchId, d.Ecid, d.TransactionId, d.TransactionName, d.TransactionBeganTime, d.BatchBeganTime,
                    d.BatchEndedTime, d.OpenTransactionCount, d.LogBytesUsed, d.DeadlockPriority, d.WaitResource, d.WaitMs, d.LockMode, d.Status, d.ProgramName,
                    d.HostName, d.HostProcessId, d.LoginName, d.IsolationLevel, d.DatabaseId, d.DatabaseName, d.InputBuffer,
                    KeyOrder = ROW_NUMBER() OVER (PARTITION BY r.ReportId, d.ProcessKey ORDER BY d.SessionId, d.Ecid)
                FROM #Report AS r
                CROSS APPLY collect.ParseDeadlockProcesses(r.DeadlockXml) AS d
            ) AS p
            OUTER APPLY
            (
                SELECT TOP (1) s.Statement
                FROM #Frame AS s
                WHERE s.ReportId = p.ReportId
                  AND s.ProcessKey = p.ProcessKey
                  AND s.Statement IS NOT NULL
                ORDER BY s.FrameNumber
            ) AS f
            WHERE p.KeyOrder = 1;

            UPDATE p
            SET IsVictim = 1
            FROM #Process AS p
            INNER JOIN
            (
                SELECT r.ReportId, v.ProcessKey
                FROM #Report AS r
                CROSS APPLY collect.ParseDeadlockVictims(r.DeadlockXml) AS v
            ) AS v ON v.ReportId = p.ReportId AND v.ProcessKey = p.ProcessKey;

            -- Elements of one kind and id are one resource, known by the first of them.
            INSERT #Resource
                (ReportId, ElementNumber, ResourceNumber, ResourceKind, ResourceClass, ResourceKey, DatabaseId, ObjectName, IndexName, AssociatedObjectId,
                 FileId, PageId, LockMode, WaitType, PlanNodeId, Attributes)
            SELECT
                r.ReportId, d.ElementNumber,
                CASE WHEN d.ResourceKey IS NULL THEN d.ElementNumber ELSE MIN(d.ElementNumber) OVER (PARTITION BY r.ReportId, d.ResourceKind, d.ResourceKey) END,
                d.ResourceKind, d.ResourceClass, d.ResourceKey, d.DatabaseId, d.ObjectName, d.IndexName, d.AssociatedObjectId,
                d.FileId, d.PageId, d.LockMode, d.WaitType, d.PlanNodeId, d.Attributes
            FROM #Report AS r
            CROSS APPLY collect.ParseDeadlockResources(r.DeadlockXml) AS d;

            INSERT #Holder (ReportId, ResourceNumber, HolderRole, ProcessKey, LockMode, RequestType)
            SELECT DISTINCT r.ReportId, s.ResourceNumber, h.HolderRole, h.ProcessKey, h.LockMode, h.RequestType
            FROM #Report AS r
            CROSS APPLY collect.ParseDeadlockHolders(r.DeadlockXml) AS h
            INNER JOIN #Resource AS s ON s.ReportId = r.ReportId AND s.ElementNumber = h.ElementNumber;

            DELETE FROM #Resource WHERE ElementNumber <> ResourceNumber;

            EXEC collect.SignDeadlocks;

            -- What is known already, from a file or an event before, adds nothing; of two in this call the one with a time is kept.
            DELETE r
            FROM #Report AS r
            INNER JOIN (SELECT ReportId, KeyOrder = ROW_NUMBER() OVER (PARTITION BY DeadlockHash ORDER BY CASE WHEN EventAt IS NULL THEN 1 ELSE 0 END, EventAt, ReportId) FROM #Report) AS k ON k.ReportId = r.ReportId
            WHERE k.KeyOrder > 1
               OR EXISTS (SELECT 1 FROM fact.Deadlock AS d WHERE d.InstanceId = @InstanceId AND d.DeadlockHash = r.DeadlockHash);

            INSERT fact.Deadlock
                (InstanceId, DeadlockHash, DetectedAt, HasEventTime, DeadlockKind, ProcessCount, SessionCount, VictimCount, VictimSessionCount, ResourceCount,
                 Signature, SignatureVersion, ReportText)
            SELECT
                @InstanceId, r.DeadlockHash, COALESCE(r.EventAt, @CapturedAt), CASE WHEN r.EventAt IS NULL THEN 0 ELSE 1 END, r.DeadlockKind,
                c.ProcessCount, c.SessionCount, c.VictimCount, c.VictimSessionCount,
                (SELECT COUNT(*) FROM #Resource AS s WHERE s.ReportId = r.ReportId),
                r.Signature, 1, COMPRESS(CAST(r.DeadlockXml AS nvarchar(max)))
            FROM #Report AS r
            CROSS APPLY
            (
                SELECT
                    ProcessCount = COUNT(*),
                    SessionCount = COUNT(DISTINCT p.SessionId),
                    VictimCount = COUNT(CASE WHEN p.IsVictim = 1 THEN 1 END),
                    VictimSessionCount = COUNT(DISTINCT CASE WHEN p.IsVictim = 1 THEN p.SessionId END)
                FROM #Process AS p
                WHERE p.ReportId = r.ReportId
            ) AS c
            ORDER BY COALESCE(r.EventAt, @CapturedAt), r.ReportId;

            SET @SavedRows = @@ROWCOUNT;
        END;

        IF @SavedRows > 0
        BEGIN
            UPDATE r
            SET DeadlockId = d.DeadlockId
            FROM #Report AS r
            INNER JOIN fact.Deadlock AS d ON d.InstanceId = @InstanceId AND d.DeadlockHash = r.DeadlockHash;

            INSERT dim.StatementText (TextHash, TextValue, FirstSeenAt)
            SELECT t.TextHash, t.TextValue, @CapturedAt
            FROM
            (
                SELECT h.TextHash, u.TextValue, TextOrder = ROW_NUMBER() OVER (PARTITION BY h.TextHash ORDER BY u.ReportId)
                FROM
                (
                    SELECT ReportId, TextValue = Statement FROM #Process WHERE Statement IS NOT NULL
                    UNION ALL
                    SELECT ReportId, InputBuffer FROM #Process WHERE InputBuffer IS NOT NULL
                    UNION ALL
                    SELECT ReportId, Statement FROM #Frame WHERE Statement IS NOT NULL
                ) AS u
                INNER JOIN #Report AS r ON r.ReportId = u.ReportId
                CROSS APPLY (SELECT TextHash = CAST(HASHBYTES(N'SHA2_256', u.TextValue) AS binary(32))) AS h
            ) AS t
            WHERE t.TextOrder = 1
              AND NOT EXISTS (SELECT 1 FROM dim.StatementText AS d WITH (UPDLOCK, HOLDLOCK, FORCESEEK) WHERE d.TextHash = t.TextHash);

            INSERT fact.DeadlockProcess
                (DeadlockId, ProcessNumber, ProcessKey, IsVictim, SessionId, BatchId, Ecid, TransactionId, TransactionName, TransactionBeganTime, BatchBeganTime,
                 BatchEndedTime, OpenTransactionCount, LogBytesUsed, DeadlockPriority, WaitResource, WaitMs, LockMode, Status, ProgramName, HostName,
                 HostProcessId, LoginName, IsolationLevel, DatabaseId, DatabaseName, StatementHash, InputBufferHash)
            SELECT
                r.DeadlockId, p.ProcessNumber, p.ProcessKey, p.IsVictim, p.SessionId, p.BatchId, p.Ecid, p.TransactionId, p.TransactionName, p.TransactionBeganTime, p.BatchBeganTime,
                p.BatchEndedTime, p.OpenTransactionCount, p.LogBytesUsed, p.DeadlockPriority, p.WaitResource, p.WaitMs, p.LockMode, p.Status, p.ProgramName, p.HostName,
                p.HostProcessId, p.LoginName, p.IsolationLevel, p.DatabaseId, p.DatabaseName, HASHBYTES(N'SHA2_256', p.Statement), HASHBYTES(N'SHA2_256', p.InputBuffer)
            FROM #Process AS p
            INNER JOIN #Report AS r ON r.ReportId = p.ReportId;

            INSERT fact.DeadlockFrame (DeadlockId, ProcessNumber, FrameNumber, ProcedureName, LineNumber, StartOffset, EndOffset, SqlHandle, StatementHash)
            SELECT r.DeadlockId, p.ProcessNumber, ROW_NUMBER() OVER (PARTITION BY r.DeadlockId, p.ProcessNumber ORDER BY f.FrameNumber), f.ProcedureName, f.LineNumber, f.StartOffset, f.EndOffset,
                   f.SqlHandle, HASHBYTES(N'SHA2_256', f.Statement)
            FROM #Frame AS f
            INNER JOIN #Process AS p ON p.ReportId = f.ReportId AND p.ProcessKey = f.ProcessKey
            INNER JOIN #Report AS r ON r.ReportId = f.ReportId;

            INSERT fact.DeadlockResource
                (DeadlockId, ResourceNumber, ResourceKind, ResourceClass, ResourceKey, DatabaseId, ObjectName, IndexName, AssociatedObjectId, FileId, PageId, LockMode, WaitType, PlanNodeId, Attributes)
            SELECT
                r.DeadlockId, s.ResourceNumber, s.ResourceKind, s.ResourceClass, s.ResourceKey, s.DatabaseId, s.ObjectName, s.IndexName, s.AssociatedObjectId, s.FileId, s.PageId,
                s.LockMode, s.WaitType, s.PlanNodeId, s.Attributes
            FROM #Resource AS s
            INNER JOIN #Report AS r ON r.ReportId = s.ReportId;

            INSERT fact.DeadlockResourceHolder (DeadlockId, ResourceNumber, HolderNumber, HolderRole, ProcessKey, ProcessNumber, LockMode, RequestType)
            SELECT
                r.DeadlockId, h.ResourceNumber, ROW_NUMBER() OVER (PARTITION BY r.DeadlockId, h.ResourceNumber ORDER BY h.HolderRole, h.ProcessKey, h.LockMode, h.RequestType),
                h.HolderRole, h.ProcessKey, p.ProcessNumber, h.LockMode, h.RequestType
            FROM #Holder AS h
            INNER JOIN #Report AS r ON r.ReportId = h.ReportId
            LEFT JOIN #Process AS p ON p.ReportId = h.ReportId AND p.ProcessKey = h.ProcessKey;
        END;

        IF @NextFile IS NOT NULL OR @HasPossibleGap = 1
        BEGIN
            UPDATE collect.Bookmark
            SET BookmarkFile = COALESCE(@NextFile, BookmarkFile),
                BookmarkOffset = CASE WHEN @NextFile IS NULL THEN BookmarkOffset ELSE @NextOffset END,
                BookmarkEventAt = CASE WHEN BookmarkEventAt IS NULL OR @LastEventAt > BookmarkEventAt THEN @LastEventAt ELSE BookmarkEventAt END,
                HasPossibleGap = CASE WHEN @HasPossibleGap = 1 THEN 1 ELSE HasPossibleGap END,
                GapSeenAt = CASE WHEN @HasPossibleGap = 1 THEN @CapturedAt ELSE GapSeenAt END,
                UpdatedAt = @CapturedAt
            WHERE InstanceId = @InstanceId
              AND CollectorName = N'Deadlocks';

            IF @@ROWCOUNT = 0
                INSERT collect.Bookmark (InstanceId, CollectorName, BookmarkFile, BookmarkOffset, BookmarkEventAt, HasPossibleGap, GapSeenAt, UpdatedAt)
                SELECT @InstanceId, N'Deadlocks', @NextFile, @NextOffset, @LastEventAt, COALESCE(@HasPossibleGap, 0), CASE WHEN @HasPossibleGap = 1 THEN @CapturedAt END, @CapturedAt;
        END;
    END;

    IF @OwnsTransaction = 1
        COMMIT TRANSACTION;
END TRY
BEGIN CATCH
    IF @OwnsTransaction = 1 AND XACT_STATE() <> 0
        ROLLBACK TRANSACTION;
    THROW;
END CATCH;

SELECT SavedRows = @SavedRows, WasDuplicate = @WasDuplicate;
GO
-- collect/Procedures/SaveIncidents.sql
/*  collect.SaveIncidents: carries incidents from snapshot to snapshot. Opens one for each new head, follows known ones, ends those whose
    head has not been seen blocking for the grace time, has logged out, or was swept away by a restart of the server.
    Works on the caller's temp tables #Head (fills IncidentId) and #Session.
    A head is the same while session id and login time are; where one side does not know the login time (the session was missing from a
    snapshot, or is known from a blocked-process report), the session id decides, and the login time is learnt.
    @InstanceId, @CapturedAt, @ServerStartedAt, @Rows   as in collect.SaveRequests  */
CREATE OR ALTER PROCEDURE collect.SaveIncidents
    @InstanceId      int,
    @CapturedAt      datetime2(3),
    @ServerStartedAt datetime2(3),
    @Rows            stage.Request READONLY
AS
SET NOCOUNT ON;

DECLARE @UnknownLogin datetime2(3) = '19000101';
DECLARE @GraceMs int = (SELECT TRY_CAST(SettingValue AS int) FROM config.Setting WHERE SettingName = N'BlockingIncidentGraceMs');
DECLARE @NewIncident TABLE (IncidentId bigint NOT NULL, HeadSessionId int NOT NULL);

UPDATE h
SET IncidentId = m.IncidentId
FROM #Head AS h
CROSS APPLY
(
    SELECT TOP (1) i.IncidentId
    FROM fact.BlockingIncident AS i
    WHERE i.InstanceId = @InstanceId
      AND i.EndedAt IS NULL
      AND i.HeadSessionId = h.SessionId
      AND (i.HeadLoginTime = h.LoginTime OR i.HeadLoginTime = @UnknownLogin OR h.LoginTime = @UnknownLogin)
      AND (@ServerStartedAt IS NULL OR i.LastSeenAt >= @ServerStartedAt)
    ORDER BY CASE WHEN i.HeadLoginTime = h.LoginTime THEN 0 ELSE 1 END, i.LastSeenAt DESC
) AS m;

-- Ended: not seen for the grace time; or its session id belongs to another login now; or the server was restarted since.
UPDATE i
SET EndedAt = i.LastSeenAt
FROM fact.BlockingIncident AS i
WHERE i.InstanceId = @InstanceId
  AND i.EndedAt IS NULL
  AND NOT EXISTS (SELECT 1 FROM #Head AS h WHERE h.IncidentId = i.IncidentId)
  AND
  (
      i.LastSeenAt < DATEADD(millisecond, -COALESCE(@GraceMs, 15000), @CapturedAt)
      OR i.LastSeenAt < @ServerStartedAt
      OR (i.HeadLoginTime <> @UnknownLogin
          AND EXISTS (SELECT 1 FROM @Rows AS r WHERE r.SessionId = i.HeadSessionId AND r.LoginTime <> i.HeadLoginTime))
  );

IF NOT EXISTS (SELECT 1 FROM #Head)
    RETURN;

IF EXISTS (SELECT 1 FROM #Head WHERE IncidentId IS NULL)
BEGIN
    INSERT fact.BlockingIncident
        (InstanceId, HeadSessionId, HeadLoginTime, HeadKind, HeadTransactionId, AlertKey, StartedAt, FirstSeenAt, LastSeenAt,
         VictimCount, MaxDepth, TotalWaitMs, LongestWaitMs, PeakVictimCount, PeakTotalWaitMs, AxConfidence)
    OUTPUT inserted.IncidentId, inserted.HeadSessionId INTO @NewIncident (IncidentId, HeadSessionId)
    SELECT
        @InstanceId, h.SessionId, h.LoginTime, h.HeadKind, s.TransactionId,
        CONCAT(N'blocking/', h.SessionId, N'@', CONVERT(nvarchar(23), h.LoginTime, 126), N'/', COALESCE(s.TransactionId, 0)),
        DATEADD(millisecond, -CAST(CASE WHEN h.LongestWaitMs > 86400000 THEN 86400000 ELSE h.LongestWaitMs END AS int), @CapturedAt), @CapturedAt, @CapturedAt,
        h.VictimCount, h.MaxDepth, h.TotalWaitMs, h.LongestWaitMs, h.VictimCount, h.TotalWaitMs, N'none'
    FROM #Head AS h
    LEFT JOIN #Session AS s ON s.SessionId = h.SessionId
    WHERE h.IncidentId IS NULL;

    UPDATE h
    SET IncidentId = n.IncidentId
    FROM #Head AS h
    INNER JOIN @NewIncident AS n ON n.HeadSessionId = h.SessionId
    WHERE h.IncidentId IS NULL;
END;

-- A head that is missing this time keeps what was known of it.
UPDATE i
SET HeadLoginTime = CASE WHEN h.LoginTime = @UnknownLogin THEN i.HeadLoginTime ELSE h.LoginTime END,
    HeadKind = CASE WHEN h.HeadKind = N'missing' AND i.HeadKind = N'session' THEN i.HeadKind ELSE h.HeadKind END,
    HeadTransactionId = COALESCE(s.TransactionId, i.HeadTransactionId),
    LastSeenAt = CASE WHEN i.LastSeenAt > @CapturedAt THEN i.LastSeenAt ELSE @CapturedAt END,
    VictimCount = h.VictimCount,
    MaxDepth = h.MaxDepth,
    TotalWaitMs = h.TotalWaitMs,
    LongestWaitMs = h.LongestWaitMs,
    PeakVictimCount = CASE WHEN h.VictimCount > i.PeakVictimCount THEN h.VictimCount ELSE i.PeakVictimCount END,
    PeakTotalWaitMs = CASE WHEN h.TotalWaitMs > i.PeakTotalWaitMs THEN h.TotalWaitMs ELSE i.PeakTotalWaitMs END,
    ObjectName = COALESCE(h.ObjectName, i.ObjectName),
    HostName = COALESCE(s.HostName, i.HostName),
    HostProcessId = COALESCE(s.HostProcessId, i.HostProcessId),
    ProgramName = COALESCE(s.ProgramName, i.ProgramName),
    LoginName = COALESCE(s.LoginName, i.LoginName),
    AxUser = CASE WHEN s.SessionId IS NULL THEN i.AxUser ELSE s.AxUser END,
    AxSessionId = CASE WHEN s.SessionId IS NULL THEN i.AxSessionId ELSE s.AxSessionId END,
    AxConfidence = COALESCE(s.AxConfidence, i.AxConfidence),
    Status = CASE WHEN s.SessionId IS NULL THEN i.Status ELSE s.Status END,
    OpenTransactionCount = CASE WHEN s.SessionId IS NULL THEN i.OpenTransactionCount ELSE s.OpenTransactionCount END,
    TransactionStartedAt = CASE WHEN s.SessionId IS NULL THEN i.TransactionStartedAt ELSE s.TransactionStartedAt END,
    IdleInTransactionMs = CASE WHEN s.SessionId IS NULL THEN i.IdleInTransactionMs ELSE s.IdleInTransactionMs END,
    StatementHash = COALESCE(s.StatementHash, i.StatementHash)
FROM fact.BlockingIncident AS i
INNER JOIN #Head AS h ON h.IncidentId = i.IncidentId
LEFT JOIN #Session AS s ON s.SessionId = h.SessionId;
GO
-- collect/Procedures/SaveObjectNames.sql
/*  collect.SaveObjectNames: keeps the names a snapshot brought for the ids in its wait resources, and fills in those it could not get.
    Works on the caller's temp table #Edge: ResourceDatabaseId, ResourceObjectKey, ResourceObjectId and the names, NULL where the collector
    could not resolve them without waiting. A name that comes for a known id replaces the old one (ids are reused).
    @InstanceId, @CapturedAt   as in collect.SaveRequests  */
CREATE OR ALTER PROCEDURE collect.SaveObjectNames
    @InstanceId int,
    @CapturedAt datetime2(3)
AS
SET NOCOUNT ON;

CREATE TABLE #Name
(
    DatabaseId   int           NOT NULL,
    IdKind       nvarchar(8)   COLLATE DATABASE_DEFAULT NOT NULL,
    ResourceId   bigint        NOT NULL,
    DatabaseName nvarchar(128) COLLATE DATABASE_DEFAULT NOT NULL,
    SchemaName   nvarchar(128) COLLATE DATABASE_DEFAULT NOT NULL,
    ObjectName   nvarchar(128) COLLATE DATABASE_DEFAULT NOT NULL,
    IndexName    nvarchar(128) COLLATE DATABASE_DEFAULT NULL,
    PRIMARY KEY CLUSTERED (DatabaseId, IdKind, ResourceId)
);

INSERT #Name (DatabaseId, IdKind, ResourceId, DatabaseName, SchemaName, ObjectName, IndexName)
SELECT ResourceDatabaseId, ResourceObjectKey, ResourceObjectId, MAX(DatabaseName), MAX(SchemaName), MAX(ObjectName), MAX(IndexName)
FROM #Edge
WHERE ObjectName IS NOT NULL
  AND DatabaseName IS NOT NULL
  AND SchemaName IS NOT NULL
  AND ResourceDatabaseId IS NOT NULL
  AND ResourceObjectKey IS NOT NULL
GROUP BY ResourceDatabaseId, ResourceObjectKey, ResourceObjectId;

IF @@ROWCOUNT > 0
BEGIN
    UPDATE o
    SET DatabaseName = n.DatabaseName,
        SchemaName = n.SchemaName,
        ObjectName = n.ObjectName,
        IndexName = n.IndexName,
        ResolvedAt = @CapturedAt
    FROM dim.ObjectName AS o
    INNER JOIN #Name AS n ON n.DatabaseId = o.DatabaseId AND n.IdKind = o.IdKind AND n.ResourceId = o.ResourceId
    WHERE o.InstanceId = @InstanceId
      AND (o.DatabaseName <> n.DatabaseName OR o.SchemaName <> n.SchemaName OR o.ObjectName <> n.ObjectName OR COALESCE(o.IndexName, N'') <> COALESCE(n.IndexName, N''));

    INSERT dim.ObjectName (InstanceId, DatabaseId, IdKind, ResourceId, DatabaseName, SchemaName, ObjectName, IndexName, ResolvedAt)
    SELECT @InstanceId, n.DatabaseId, n.IdKind, n.ResourceId, n.DatabaseName, n.SchemaName, n.ObjectName, n.IndexName, @CapturedAt
    FROM #Name AS n
    WHERE NOT EXISTS
    (
        SELECT 1
        FROM dim.ObjectName AS o
        WHERE o.InstanceId = @InstanceId AND o.DatabaseId = n.DatabaseId AND o.IdKind = n.IdKind AND o.ResourceId = n.ResourceId
    );
END;

UPDATE e
SET DatabaseName = o.DatabaseName,
    SchemaName = o.SchemaName,
    ObjectName = o.ObjectName,
    IndexName = o.IndexName
FROM #Edge AS e
INNER JOIN dim.ObjectName AS o ON o.InstanceId = @InstanceId AND o.DatabaseId = e.ResourceDatabaseId AND o.IdKind = e.ResourceObjectKey AND o.ResourceId = e.ResourceObjectId
WHERE e.ObjectName IS NULL;
GO
-- collect/Procedures/SaveRequests.sql
/*  collect.SaveRequests: turns one snapshot of sessions and their blockers into chains and incidents.
    @InstanceId        config.Instance
    @RunId             the orchestrator's run
    @CapturedAt        UTC time the snapshot was taken on the watched server
    @ServerStartedAt   UTC start of the watched server: incidents from before a restart have ended
    @IsTruncated       1 when the collector hit its row limit
    @Rows              one row per session and blocker, see stage.Request
    Result             one row: SavedRows (nodes of chains), WasDuplicate
    Errors             50010 unknown instance
    A repeated or late call (same or earlier @CapturedAt) changes nothing.  */
CREATE OR ALTER PROCEDURE collect.SaveRequests
    @InstanceId      int,
    @RunId           uniqueidentifier,
    @CapturedAt      datetime2(3),
    @ServerStartedAt datetime2(3) = NULL,
    @IsTruncated     bit = 0,
    @Rows            stage.Request READONLY
AS
SET NOCOUNT, XACT_ABORT ON;

DECLARE @OwnsTransaction bit = CASE WHEN @@TRANCOUNT = 0 THEN 1 ELSE 0 END;
DECLARE @WasDuplicate bit;
DECLARE @SavedRows int = 0;
DECLARE @SnapshotId bigint;

-- One edge per waiting session and blocker; IsPrimary marks the one the tree follows.
CREATE TABLE #Edge
(
    SessionId          int            NOT NULL,
    BlockingSessionId  int            NOT NULL,
    IsPrimary          bit            NOT NULL,
    WaitType           nvarchar(60)   COLLATE DATABASE_DEFAULT NULL,
    WaitMs             bigint         NOT NULL,
    WaitResource       nvarchar(3072) COLLATE DATABASE_DEFAULT NULL,
    ResourceKind       nvarchar(16)   COLLATE DATABASE_DEFAULT NOT NULL,
    ResourceDatabaseId int            NULL,
    ResourceObjectKey  nvarchar(8)    COLLATE DATABASE_DEFAULT NULL,
    ResourceObjectId   bigint         NULL,
    PageKind           nvarchar(8)    COLLATE DATABASE_DEFAULT NULL,
    DatabaseName       nvarchar(128)  COLLATE DATABASE_DEFAULT NULL,
    SchemaName         nvarchar(128)  COLLATE DATABASE_DEFAULT NULL,
    ObjectName         nvarchar(128)  COLLATE DATABASE_DEFAULT NULL,
    IndexName          nvarchar(128)  COLLATE DATABASE_DEFAULT NULL,
    PRIMARY KEY CLUSTERED (SessionId, BlockingSessionId)
);

CREATE TABLE #Chain
(
    GroupId   bigint        NOT NULL,
    SessionId int           NOT NULL,
    ParentId  int           NULL,
    IsHead    bit           NOT NULL,
    IsCycle   bit           NOT NULL,
    RootId    int           NOT NULL,
    Depth     int           NOT NULL,
    LowestId  int           NOT NULL,
    [Path]    nvarchar(400) COLLATE DATABASE_DEFAULT NULL,
    PRIMARY KEY CLUSTERED (GroupId, SessionId)
);

-- What is known of each session of a chain, attributed and hashed.
CREATE TABLE #Session
(
    SessionId            int            NOT NULL PRIMARY KEY CLUSTERED,
    LoginTime            datetime2(3)   NULL,
    HostName             nvarchar(128)  COLLATE DATABASE_DEFAULT NULL,
    HostProcessId        int            NULL,
    ProgramName          nvarchar(128)  COLLATE DATABASE_DEFAULT NULL,
    LoginName            nvarchar(128)  COLLATE DATABASE_DEFAULT NULL,
    AxUser               nvarchar(128)  COLLATE DATABASE_DEFAULT NULL,
    AxSessionId          int            NULL,
    AxConfidence         nvarchar(16)   COLLATE DATABASE_DEFAULT NOT NULL,
    Status               nvarchar(30)   COLLATE DATABASE_DEFAULT NULL,
    Command              nvarchar(32)   COLLATE DATABASE_DEFAULT NULL,
    DatabaseName         nvarchar(128)  COLLATE DATABASE_DEFAULT NULL,
    OpenTransactionCount int            NULL,
    TransactionId        bigint         NULL,
    TransactionStartedAt datetime2(3)   NULL,
    LogBytesUsed         bigint         NULL,
    IdleInTransactionMs  bigint         NULL,
    IsolationLevel       nvarchar(32)   COLLATE DATABASE_DEFAULT NULL,
    TextSource           nvarchar(16)   COLLATE DATABASE_DEFAULT NULL,
    StatementText        nvarchar(max)  COLLATE DATABASE_DEFAULT NULL,
    InputBuffer          nvarchar(max)  COLLATE DATABASE_DEFAULT NULL,
    StatementHash        binary(32)     NULL,
    InputBufferHash      binary(32)     NULL
);

CREATE TABLE #Head
(
    SessionId     int            NOT NULL PRIMARY KEY CLUSTERED,
    LoginTime     datetime2(3)   NOT NULL,
    HeadKind      nvarchar(16)   COLLATE DATABASE_DEFAULT NOT NULL,
    VictimCount   int            NOT NULL,
    MaxDepth      int            NOT NULL,
    TotalWaitMs   bigint         NOT NULL,
    LongestWaitMs bigint         NOT NULL,
    ObjectName    nvarchar(512)  COLLATE DATABASE_DEFAULT NULL,
    IncidentId    bigint         NULL
);

BEGIN TRY
    IF @OwnsTransaction = 1
        BEGIN TRANSACTION;

    EXEC collect.AdvanceWatermark @InstanceId, N'Requests', @CapturedAt, @RunId, @WasDuplicate OUTPUT;

    IF @WasDuplicate = 0
    BEGIN
        -- Self-edges (workers of one parallel plan) are no blocking. Of several tasks of one pair the longest wait speaks.
        -- Of several blockers the longest wait is primary, then a real session before a pseudo-blocker, then the lowest id.
        INSERT #Edge
            (SessionId, BlockingSessionId, IsPrimary, WaitType, WaitMs, WaitResource, ResourceKind, ResourceDatabaseId, ResourceObjectKey,
             ResourceObjectId, PageKind, DatabaseName, SchemaName, ObjectName, IndexName)
        SELECT
            e.SessionId, e.BlockingSessionId,
            CASE WHEN ROW_NUMBER() OVER (PARTITION BY e.SessionId
                                         ORDER BY e.WaitMs DESC, CASE WHEN e.BlockingSessionId > 0 THEN 0 ELSE 1 END, e.BlockingSessionId) = 1 THEN 1 ELSE 0 END,
            e.WaitType, e.WaitMs, e.WaitResource, p.ResourceKind, p.DatabaseId, p.ObjectKey,
            p.ObjectId, p.PageKind, e.ResourceDatabaseName, e.ResourceSchemaName, e.ResourceObjectName, e.ResourceIndexName
        FROM
        (
            SELECT
                r.SessionId, r.BlockingSessionId, r.WaitType, WaitMs = COALESCE(r.WaitMs, 0), r.WaitResource,
                r.ResourceDatabaseName, r.ResourceSchemaName, r.ResourceObjectName, r.ResourceIndexName,
                PairOrder = ROW_NUMBER() OVER (PARTITION BY r.SessionId, r.BlockingSessionId ORDER BY r.WaitMs DESC, r.WaitType, r.WaitResource)
            FROM @Rows AS r
            WHERE r.BlockingSessionId <> 0
              AND r.BlockingSessionId <> r.SessionId
        ) AS e
        CROSS APPLY collect.ParseWaitResource(e.WaitResource) AS p
        WHERE e.PairOrder = 1;

        IF @@ROWCOUNT > 0
        BEGIN
            -- Every victim and every blocker is a node, also a blocker that the snapshot does not hold.
            INSERT #Chain (GroupId, SessionId, ParentId, IsHead, IsCycle, RootId, Depth, LowestId)
            SELECT 0, n.SessionId, e.BlockingSessionId, 0, 0, n.SessionId, 0, n.SessionId
            FROM
            (
                SELECT SessionId FROM #Edge
                UNION
                SELECT BlockingSessionId FROM #Edge
            ) AS n
            LEFT JOIN #Edge AS e ON e.SessionId = n.SessionId AND e.IsPrimary = 1;

            SET @SavedRows = @@ROWCOUNT;

            EXEC collect.ResolveChains;

            INSERT #Session
                (SessionId, LoginTime, HostName, HostProcessId, ProgramName, LoginName, AxUser, AxSessionId, AxConfidence, Status, Command,
                 DatabaseName, OpenTransactionCount, TransactionId, TransactionStartedAt, LogBytesUsed, IdleInTransactionMs, IsolationLevel,
                 TextSource, StatementText, InputBuffer, StatementHash, InputBufferHash)
            SELECT
                s.SessionId, s.LoginTime, s.HostName, s.HostProcessId, s.ProgramName, s.LoginName, x.AxUser, x.AxSessionId, f.AxConfidence, s.Status, s.Command,
                s.DatabaseName, s.OpenTransactionCount, s.TransactionId, s.TransactionStartedAt, s.LogBytesUsed,
                CASE WHEN s.Status = N'sleeping' AND s.OpenTransactionCount > 0 AND s.LastRequestEndedAt < @CapturedAt
                     THEN DATEDIFF_BIG(millisecond, s.LastRequestEndedAt, @CapturedAt) END,
                i.Name,
                t.TextSource, t.StatementText, s.InputBuffer, HASHBYTES(N'SHA2_256', t.StatementText), HASHBYTES(N'SHA2_256', s.InputBuffer)
            FROM
            (
                SELECT
                    r.SessionId, r.LoginTime, r.HostName, r.HostProcessId, r.ProgramName, r.LoginName, r.Status, r.Command, r.DatabaseName, r.OpenTransactionCount,
                    r.TransactionId, r.TransactionStartedAt, r.LogBytesUsed, r.IsolationLevel, r.LastRequestEndedAt, r.ContextInfo, r.IsAxSessionAlive,
                    r.StatementText, r.CursorText, r.InputBuffer,
                    RowOrder = ROW_NUMBER() OVER (PARTITION BY r.SessionId ORDER BY r.LoginTime DESC, r.WaitMs DESC, r.BlockingSessionId)
                FROM @Rows AS r
                INNER JOIN #Chain AS c ON c.GroupId = 0 AND c.SessionId = r.SessionId
                WHERE r.LoginTime IS NOT NULL
            ) AS s
            CROSS APPLY collect.ParseContextInfo(s.ContextInfo) AS x
            CROSS APPLY collect.AxConfidence(x.AxSessionId, CASE WHEN s.Status <> N'sleeping' OR s.OpenTransactionCount > 0 THEN 1 ELSE 0 END, s.IsAxSessionAlive) AS f
            CROSS APPLY collect.IsolationLevelName(s.IsolationLevel) AS i
            -- An API cursor's fetch says nothing: the cursor's own text does.
            CROSS APPLY
            (
                SELECT
                    StatementText = CASE
                        WHEN s.CursorText IS NOT NULL AND (s.StatementText IS NULL OR s.StatementText LIKE N'FETCH API[_]CURSOR%') THEN s.CursorText
                        ELSE COALESCE(s.StatementText, s.InputBuffer)
                    END,
                    TextSource = CASE
                        WHEN s.CursorText IS NOT NULL AND (s.StatementText IS NULL OR s.StatementText LIKE N'FETCH API[_]CURSOR%') THEN N'cursor'
                        WHEN s.StatementText IS NULL AND s.InputBuffer IS NOT NULL THEN N'input-buffer'
                        WHEN s.StatementText IS NOT NULL AND s.Status = N'sleeping' THEN N'last-batch'
                    END
            ) AS t
            WHERE s.RowOrder = 1;

            INSERT dim.StatementText (TextHash, TextValue, FirstSeenAt)
            SELECT t.TextHash, t.TextValue, @CapturedAt
            FROM
            (
                SELECT u.TextHash, u.TextValue, TextOrder = ROW_NUMBER() OVER (PARTITION BY u.TextHash ORDER BY u.SessionId)
                FROM
                (
                    SELECT SessionId, TextHash = StatementHash, TextValue = StatementText FROM #Session WHERE StatementHash IS NOT NULL
                    UNION ALL
                    SELECT SessionId, InputBufferHash, InputBuffer FROM #Session WHERE InputBufferHash IS NOT NULL
                ) AS u
            ) AS t
            WHERE t.TextOrder = 1
              AND NOT EXISTS (SELECT 1 FROM dim.StatementText AS d WITH (UPDLOCK, HOLDLOCK, FORCESEEK) WHERE d.TextHash = t.TextHash);

            EXEC collect.SaveObjectNames @InstanceId, @CapturedAt;

            INSERT #Head (SessionId, LoginTime, HeadKind, VictimCount, MaxDepth, TotalWaitMs, LongestWaitMs, ObjectName)
            SELECT
                h.SessionId,
                COALESCE(s.LoginTime, '19000101'),
                CASE WHEN h.SessionId < 0 THEN N'pseudo' WHEN h.IsCycle = 1 THEN N'cycle' WHEN s.SessionId IS NULL THEN N'missing' ELSE N'session' END,
                v.VictimCount, v.MaxDepth, v.TotalWaitMs, v.LongestWaitMs, o.ObjectName
            FROM
            (
                SELECT c.RootId, VictimCount = COUNT(*), MaxDepth = MAX(c.Depth), TotalWaitMs = SUM(e.WaitMs), LongestWaitMs = MAX(e.WaitMs)
                FROM #Chain AS c
                INNER JOIN #Edge AS e ON e.SessionId = c.SessionId AND e.IsPrimary = 1
                WHERE c.Depth > 0
                GROUP BY c.RootId
            ) AS v
            INNER JOIN #Chain AS h ON h.GroupId = 0 AND h.SessionId = v.RootId
            LEFT JOIN #Session AS s ON s.SessionId = h.SessionId
            -- The object the head's own victims have waited for longest.
            OUTER APPLY
            (
                SELECT TOP (1) ObjectName = CASE WHEN e.ObjectName IS NOT NULL THEN CONCAT(e.DatabaseName, N'.', e.SchemaName, N'.', e.ObjectName)
                                                 ELSE N'tempdb ' + e.PageKind + N' page' END
                FROM #Edge AS e
                WHERE e.BlockingSessionId = h.SessionId
                  AND e.IsPrimary = 1
                  AND (e.ObjectName IS NOT NULL OR e.PageKind IS NOT NULL)
                GROUP BY e.DatabaseName, e.SchemaName, e.ObjectName, e.PageKind
                ORDER BY SUM(e.WaitMs) DESC, e.DatabaseName, e.SchemaName, e.ObjectName
            ) AS o;
        END;

        EXEC collect.SaveIncidents @InstanceId, @CapturedAt, @ServerStartedAt, @Rows;

        IF EXISTS (SELECT 1 FROM #Head)
        BEGIN
            INSERT fact.BlockingSnapshot (InstanceId, CapturedAt, RunId, HeadCount, VictimCount, TotalWaitMs, MaxDepth, IsTruncated)
            SELECT @InstanceId, @CapturedAt, @RunId, COUNT(*), SUM(VictimCount), SUM(TotalWaitMs), MAX(MaxDepth), COALESCE(@IsTruncated, 0)
            FROM #Head;

            SET @SnapshotId = SCOPE_IDENTITY();

            INSERT fact.BlockingIncidentSnapshot (IncidentId, SnapshotId, VictimCount, MaxDepth, TotalWaitMs, LongestWaitMs)
            SELECT IncidentId, @SnapshotId, VictimCount, MaxDepth, TotalWaitMs, LongestWaitMs
            FROM #Head;

            INSERT fact.BlockingNode
                (SnapshotId, SessionId, InstanceId, IncidentId, RootSessionId, ParentSessionId, Depth, [Path], Flags,
                 LoginTime, HostName, HostProcessId, ProgramName, LoginName, AxUser, AxSessionId, AxConfidence, Status, Command, DatabaseName,
                 OpenTransactionCount, TransactionStartedAt, LogBytesUsed, IdleInTransactionMs, IsolationLevel,
                 WaitType, WaitMs, LockMode, WaitResource, ResourceKind, ResourceDatabaseId, ResourceObjectKey, ResourceObjectId, ObjectName,
                 StatementHash, InputBufferHash)
            SELECT
                @SnapshotId, c.SessionId, @InstanceId, h.IncidentId, c.RootId, c.ParentId, c.Depth, c.[Path],
                LTRIM(CONCAT(
                    CASE WHEN c.SessionId < 0 THEN N' pseudo' WHEN s.SessionId IS NULL THEN N' missing' END,
                    CASE WHEN h.HeadKind = N'cycle' THEN N' cycle' END,
                    CASE WHEN c.Depth > 50 THEN N' depth-cap' END,
                    N' ' + s.TextSource)),
                s.LoginTime, s.HostName, s.HostProcessId, s.ProgramName, s.LoginName, s.AxUser, s.AxSessionId, COALESCE(s.AxConfidence, N'none'), s.Status, s.Command, s.DatabaseName,
                s.OpenTransactionCount, s.TransactionStartedAt, s.LogBytesUsed, s.IdleInTransactionMs, s.IsolationLevel,
                e.WaitType, e.WaitMs, CASE WHEN e.WaitType LIKE N'LCK[_]M[_]%' THEN SUBSTRING(e.WaitType, 7, 32) END, e.WaitResource, e.ResourceKind,
                e.ResourceDatabaseId, e.ResourceObjectKey, e.ResourceObjectId,
                CASE WHEN e.ObjectName IS NOT NULL THEN CONCAT(e.DatabaseName, N'.', e.SchemaName, N'.', e.ObjectName) ELSE N'tempdb ' + e.PageKind + N' page' END,
                s.StatementHash, s.InputBufferHash
            FROM #Chain AS c
            INNER JOIN #Head AS h ON h.SessionId = c.RootId
            LEFT JOIN #Session AS s ON s.SessionId = c.SessionId
            LEFT JOIN #Edge AS e ON e.SessionId = c.SessionId AND e.IsPrimary = 1;

            INSERT fact.BlockingEdge (SnapshotId, SessionId, BlockingSessionId, IsPrimary, WaitType, WaitMs)
            SELECT @SnapshotId, SessionId, BlockingSessionId, IsPrimary, WaitType, WaitMs
            FROM #Edge;
        END;
    END;

    IF @OwnsTransaction = 1
        COMMIT TRANSACTION;
END TRY
BEGIN CATCH
    IF @OwnsTransaction = 1 AND XACT_STATE() <> 0
        ROLLBACK TRANSACTION;
    THROW;
END CATCH;

SELECT SavedRows = @SavedRows, WasDuplicate = @WasDuplicate;
GO
-- collect/Procedures/SignDeadlocks.sql
/*  collect.SignDeadlocks: kind, identity and signature of the deadlocks that collect.SaveDeadlocks has taken apart.
    Works on the caller's temp table #Report, fills its DeadlockKind, DeadlockHash and Signature; reads #Process, #Frame, #Resource and #Holder.
    Kind          lock: locks only; parallel: exchanges of a parallel plan only; mixed: both, or a lock and something else; other: anything else
    DeadlockHash  what makes a deadlock the same one: its processes with transaction, batch, wait and log use; without processes its text.
                  For kind parallel sessions, transactions and batches only.
    Signature     version 1, what makes two deadlocks alike, in any order: kind, the distinct (object.index, mode held, mode wanted) of its resources,
                  and where each process was: the innermost procedure, else the statement without its literals. No ids, times or session numbers.
                  The numbered suffix of a temp table's name is cut off.  */
CREATE OR ALTER PROCEDURE collect.SignDeadlocks
AS
SET NOCOUNT ON;

UPDATE r
SET DeadlockKind = CASE
        WHEN c.Locks > 0 AND c.Exchanges = 0 AND c.Others = 0 THEN N'lock'
        WHEN c.Exchanges > 0 AND c.Locks = 0 AND c.Others = 0 THEN N'parallel'
        WHEN c.Locks > 0 THEN N'mixed'
        ELSE N'other' END
FROM #Report AS r
CROSS APPLY
(
    SELECT
        Locks = COUNT(CASE WHEN s.ResourceClass = N'lock' THEN 1 END),
        Exchanges = COUNT(CASE WHEN s.ResourceClass = N'exchange' THEN 1 END),
        Others = COUNT(CASE WHEN s.ResourceClass = N'other' THEN 1 END)
    FROM #Resource AS s
    WHERE s.ReportId = r.ReportId
) AS c;

UPDATE r
SET DeadlockHash = HASHBYTES(N'SHA2_256', COALESCE(r.DeadlockKind + NULLIF(i.Items, N''), CAST(r.DeadlockXml AS nvarchar(max))))
FROM #Report AS r
CROSS APPLY
(
    SELECT Items = CAST((
        SELECT N'|' + v.Item
        FROM
        (
            SELECT DISTINCT Item = CONCAT(p.SessionId, N' ', p.TransactionId, N' ', CONVERT(nvarchar(30), p.BatchBeganTime, 126),
                CASE WHEN r.DeadlockKind <> N'parallel' THEN CONCAT(N' ', p.ProcessKey, N' ', p.Ecid, N' ', p.WaitMs, N' ', p.LogBytesUsed, N' ', p.WaitResource) END) COLLATE Latin1_General_100_BIN2
            FROM #Process AS p
            WHERE p.ReportId = r.ReportId
        ) AS v
        ORDER BY v.Item
        FOR XML PATH(N''), TYPE).value(N'(./text())[1]', N'nvarchar(max)') AS nvarchar(max))
) AS i;

UPDATE r
SET Signature = HASHBYTES(N'SHA2_256', CONCAT(r.DeadlockKind, CAST(N'' AS nvarchar(max)), i.Items))
FROM #Report AS r
CROSS APPLY
(
    SELECT Items = CAST((
        SELECT N'|' + v.Item
        FROM
        (
            SELECT Item = UPPER(CONCAT(s.ResourceKind, N' ', LEFT(s.ObjectName, CHARINDEX(N'____', s.ObjectName + N'____') - 1), N'.', s.IndexName, N' ', o.LockMode, N' ', w.LockMode)) COLLATE Latin1_General_100_BIN2
            FROM #Resource AS s
            LEFT JOIN #Holder AS o ON o.ReportId = s.ReportId AND o.ResourceNumber = s.ResourceNumber AND o.HolderRole = N'owner'
            LEFT JOIN #Holder AS w ON w.ReportId = s.ReportId AND w.ResourceNumber = s.ResourceNumber AND w.HolderRole = N'waiter'
            WHERE s.ReportId = r.ReportId
            UNION
            SELECT UPPER(CONCAT(N'at ', COALESCE(f.ProcedureName, m.Body))) COLLATE Latin1_General_100_BIN2
            FROM #Process AS p
            OUTER APPLY
            (
                SELECT TOP (1) n.ProcedureName
                FROM #Frame AS n
                WHERE n.ReportId = p.ReportId
                  AND n.ProcessKey = p.ProcessKey
                  AND n.FrameNumber = 1
                  AND n.ProcedureName NOT IN (N'adhoc', N'unknown')
            ) AS f
            OUTER APPLY collect.MaskLiterals(CASE WHEN f.ProcedureName IS NULL THEN p.Statement END) AS m
            WHERE p.ReportId = r.ReportId
        ) AS v
        ORDER BY v.Item
        FOR XML PATH(N''), TYPE).value(N'(./text())[1]', N'nvarchar(max)') AS nvarchar(max))
) AS i;
GO
-- config/Procedures/SetBatchClass.sql
/*  config.SetBatchClass: names a batch class of an instance, and says so in audit.Event.
    @InstanceId, @ClassNumber   the class
    @ClassName                  its name; NULL takes the name away
    @ChangedBy                  who changes it
    @Now                        UTC
    Errors                      547 unknown instance, or an empty name  */
CREATE OR ALTER PROCEDURE config.SetBatchClass
    @InstanceId  int,
    @ClassNumber int,
    @ClassName   nvarchar(128),
    @ChangedBy   nvarchar(128),
    @Now         datetime2(3)
AS
SET NOCOUNT, XACT_ABORT ON;

DECLARE @OwnsTransaction bit = CASE WHEN @@TRANCOUNT = 0 THEN 1 ELSE 0 END;
DECLARE @OldName nvarchar(128);

BEGIN TRY
    IF @OwnsTransaction = 1
        BEGIN TRANSACTION;

    SET @OldName =
    (
        SELECT c.ClassName
        FROM config.BatchClass AS c WITH (UPDLOCK, HOLDLOCK)
        WHERE c.InstanceId = @InstanceId
          AND c.ClassNumber = @ClassNumber
    );

    IF @ClassName IS NULL
        DELETE config.BatchClass
        WHERE InstanceId = @InstanceId
          AND ClassNumber = @ClassNumber;
    ELSE IF @OldName IS NULL
        INSERT config.BatchClass (InstanceId, ClassNumber, ClassName)
        VALUES (@InstanceId, @ClassNumber, @ClassName);
    ELSE
        UPDATE config.BatchClass
        SET ClassName = @ClassName
        WHERE InstanceId = @InstanceId
          AND ClassNumber = @ClassNumber;

    INSERT audit.Event (OccurredAt, ChangedBy, [Action], Subject, OldValue, NewValue)
    SELECT @Now, @ChangedBy, N'SetBatchClass', CONCAT(N'instance ', @InstanceId, N', class ', @ClassNumber), COALESCE(@OldName, N''), COALESCE(@ClassName, N'')
    WHERE COALESCE(@OldName, N'') <> COALESCE(@ClassName, N'');

    IF @OwnsTransaction = 1
        COMMIT TRANSACTION;
END TRY
BEGIN CATCH
    IF @OwnsTransaction = 1 AND XACT_STATE() <> 0
        ROLLBACK TRANSACTION;
    THROW;
END CATCH;
GO
-- config/Procedures/SetMailRoute.sql
/*  config.SetMailRoute: says who gets the mails, and notes the change in audit.Event.
    @Recipients   addresses separated by ';'; an empty text stops all mail
    @ChangedBy    who changes it
    @Now          UTC
    Errors        50013 text without an address  */
CREATE OR ALTER PROCEDURE config.SetMailRoute
    @Recipients nvarchar(max),
    @ChangedBy  nvarchar(128),
    @Now        datetime2(3)
AS
SET NOCOUNT, XACT_ABORT ON;

DECLARE @OwnsTransaction bit = CASE WHEN @@TRANCOUNT = 0 THEN 1 ELSE 0 END;
DECLARE @OldValue nvarchar(max) = (SELECT Recipients FROM config.MailRoute WHERE RouteName = N'default');
DECLARE @Message nvarchar(400);

IF @Recipients IS NULL OR (@Recipients <> N'' AND @Recipients NOT LIKE N'%_@_%')
BEGIN
    SET @Message = CONCAT(N'''', LEFT(@Recipients, 200), N''' holds no mail address. Give addresses separated by '';'', or an empty text to stop all mail.');
    THROW 50013, @Message, 1;
END;

BEGIN TRY
    IF @OwnsTransaction = 1
        BEGIN TRANSACTION;

    UPDATE config.MailRoute WITH (UPDLOCK, HOLDLOCK)
    SET Recipients = @Recipients
    WHERE RouteName = N'default';

    IF @@ROWCOUNT = 0
        INSERT config.MailRoute (RouteName, Recipients)
        VALUES (N'default', @Recipients);

    INSERT audit.Event (OccurredAt, ChangedBy, [Action], Subject, OldValue, NewValue)
    SELECT @Now, @ChangedBy, N'SetMailRoute', N'default', @OldValue, @Recipients
    WHERE @OldValue IS NULL OR @OldValue <> @Recipients;

    IF @OwnsTransaction = 1
        COMMIT TRANSACTION;
END TRY
BEGIN CATCH
    IF @OwnsTransaction = 1 AND XACT_STATE() <> 0
        ROLLBACK TRANSACTION;
    THROW;
END CATCH;
GO
-- config/Procedures/SetSetting.sql
/*  config.SetSetting: changes a setting, and says so in audit.Event.
    @Name, @Value   a setting of config.Setting and its new value
    @ChangedBy      who changes it
    @Now            UTC
    Errors          50012 unknown setting; 547 a value that its kind does not allow  */
CREATE OR ALTER PROCEDURE config.SetSetting
    @Name      nvarchar(128),
    @Value     nvarchar(1000),
    @ChangedBy nvarchar(128),
    @Now       datetime2(3)
AS
SET NOCOUNT, XACT_ABORT ON;

DECLARE @Change TABLE (OldValue nvarchar(1000) NOT NULL, NewValue nvarchar(1000) NOT NULL);
DECLARE @OwnsTransaction bit = CASE WHEN @@TRANCOUNT = 0 THEN 1 ELSE 0 END;
DECLARE @Message nvarchar(400);

BEGIN TRY
    IF @OwnsTransaction = 1
        BEGIN TRANSACTION;

    UPDATE config.Setting
    SET SettingValue = @Value
    OUTPUT deleted.SettingValue, inserted.SettingValue INTO @Change (OldValue, NewValue)
    WHERE SettingName = @Name;

    IF @@ROWCOUNT = 0
    BEGIN
        SET @Message = CONCAT(N'Unknown setting ''', @Name, N'''. config.Setting lists the settings that exist.');
        THROW 50012, @Message, 1;
    END;

    INSERT audit.Event (OccurredAt, ChangedBy, [Action], Subject, OldValue, NewValue)
    SELECT @Now, @ChangedBy, N'SetSetting', @Name, OldValue, NewValue
    FROM @Change
    WHERE OldValue <> NewValue;

    IF @OwnsTransaction = 1
        COMMIT TRANSACTION;
END TRY
BEGIN CATCH
    IF @OwnsTransaction = 1 AND XACT_STATE() <> 0
        ROLLBACK TRANSACTION;
    THROW;
END CATCH;
GO
-- ops/Procedures/AcquireLease.sql
/*  ops.AcquireLease: takes or prolongs a lease, if it is free, expired, or one's own.
    @LeaseName      the job, such as 'collect:1', 'evaluate', 'deliver'
    @Owner          who asks; one name per running orchestrator
    @LeaseSeconds   how long it is held unless prolonged
    @Now            UTC
    Result          one row: IsHeld (by the one who asked), ExpiresAt  */
CREATE OR ALTER PROCEDURE ops.AcquireLease
    @LeaseName    nvarchar(128),
    @Owner        nvarchar(128),
    @LeaseSeconds int,
    @Now          datetime2(3)
AS
SET NOCOUNT, XACT_ABORT ON;

DECLARE @ExpiresAt datetime2(3) = DATEADD(second, @LeaseSeconds, @Now);

BEGIN TRY
    UPDATE ops.Lease WITH (UPDLOCK, HOLDLOCK)
    SET [Owner] = @Owner,
        ExpiresAt = @ExpiresAt
    WHERE LeaseName = @LeaseName
      AND ([Owner] = @Owner OR ExpiresAt <= @Now);

    IF @@ROWCOUNT = 0
        INSERT ops.Lease (LeaseName, [Owner], ExpiresAt)
        SELECT @LeaseName, @Owner, @ExpiresAt
        WHERE NOT EXISTS (SELECT 1 FROM ops.Lease WITH (UPDLOCK, HOLDLOCK) WHERE LeaseName = @LeaseName);
END TRY
BEGIN CATCH
    THROW;
END CATCH;

SELECT
    IsHeld = CAST(CASE WHEN [Owner] = @Owner AND ExpiresAt > @Now THEN 1 ELSE 0 END AS bit),
    ExpiresAt
FROM ops.Lease
WHERE LeaseName = @LeaseName;
GO
-- ops/Procedures/GetSchedule.sql
/*  ops.GetSchedule: what is to be collected, from where, how often. An override of the instance beats the collector's default.
    Result   one row per enabled instance and enabled collector; QueryText NULL means the collector's own file  */
CREATE OR ALTER PROCEDURE ops.GetSchedule
AS
SET NOCOUNT ON;

SELECT
    i.InstanceId,
    i.InstanceName,
    i.ConnectionName,
    i.AxDatabaseName,
    c.CollectorName,
    IntervalMs = COALESCE(o.IntervalMs, c.IntervalMs),
    TimeoutMs = COALESCE(o.TimeoutMs, c.TimeoutMs),
    RowLimit = COALESCE(o.RowLimit, c.RowLimit),
    c.TargetProcedure,
    c.TableType,
    o.QueryText
FROM config.Instance AS i
CROSS JOIN config.Collector AS c
LEFT JOIN config.CollectorOverride AS o ON o.InstanceId = i.InstanceId AND o.CollectorName = c.CollectorName
WHERE i.IsEnabled = 1
  AND COALESCE(o.IsEnabled, c.IsEnabled) = 1
ORDER BY i.InstanceId, c.CollectorName;
GO
-- ops/Procedures/RegisterInstance.sql
/*  ops.RegisterInstance: adds a watched instance, or gives a known one another connection or AX database.
    @InstanceName     the name it goes by everywhere
    @ConnectionName   name of the connection string in the orchestrator's configuration
    @AxDatabaseName   the AX business database, NULL when unknown
    @Now              UTC
    What changed is in audit.Event, by the login that called.
    Result            one row: InstanceId
    Errors            50011 no name or no connection  */
CREATE OR ALTER PROCEDURE ops.RegisterInstance
    @InstanceName   sysname,
    @ConnectionName nvarchar(128),
    @AxDatabaseName sysname = NULL,
    @Now            datetime2(3)
AS
SET NOCOUNT, XACT_ABORT ON;

IF COALESCE(@InstanceName, N'') = N'' OR COALESCE(@ConnectionName, N'') = N''
    THROW 50011, N'An instance needs a name and the name of a connection. Give both, for example N''PRD'' and N''AxProduction''.', 1;

DECLARE @OwnsTransaction bit = CASE WHEN @@TRANCOUNT = 0 THEN 1 ELSE 0 END;
DECLARE @Change TABLE (OldConnection nvarchar(128) NULL, OldDatabase nvarchar(128) NULL, NewConnection nvarchar(128) NOT NULL, NewDatabase nvarchar(128) NULL);

BEGIN TRY
    IF @OwnsTransaction = 1
        BEGIN TRANSACTION;

    UPDATE config.Instance WITH (UPDLOCK, HOLDLOCK)
    SET ConnectionName = @ConnectionName,
        AxDatabaseName = @AxDatabaseName
    OUTPUT deleted.ConnectionName, deleted.AxDatabaseName, inserted.ConnectionName, inserted.AxDatabaseName
    INTO @Change (OldConnection, OldDatabase, NewConnection, NewDatabase)
    WHERE InstanceName = @InstanceName;

    IF @@ROWCOUNT = 0
        INSERT config.Instance (InstanceName, ConnectionName, AxDatabaseName, CreatedAt)
        OUTPUT NULL, NULL, inserted.ConnectionName, inserted.AxDatabaseName
        INTO @Change (OldConnection, OldDatabase, NewConnection, NewDatabase)
        VALUES (@InstanceName, @ConnectionName, @AxDatabaseName, @Now);

    INSERT audit.Event (OccurredAt, ChangedBy, [Action], Subject, OldValue, NewValue)
    SELECT
        @Now, ORIGINAL_LOGIN(), N'RegisterInstance', @InstanceName,
        N'connection ' + c.OldConnection + COALESCE(N', AX database ' + c.OldDatabase, N''),
        N'connection ' + c.NewConnection + COALESCE(N', AX database ' + c.NewDatabase, N'')
    FROM @Change AS c
    WHERE c.OldConnection IS NULL
       OR c.OldConnection <> c.NewConnection
       OR COALESCE(c.OldDatabase, N'') <> COALESCE(c.NewDatabase, N'');

    IF @OwnsTransaction = 1
        COMMIT TRANSACTION;
END TRY
BEGIN CATCH
    IF @OwnsTransaction = 1 AND XACT_STATE() <> 0
        ROLLBACK TRANSACTION;
    THROW;
END CATCH;

SELECT InstanceId
FROM config.Instance
WHERE InstanceName = @InstanceName;
GO
-- ops/Procedures/ReleaseLease.sql
/*  ops.ReleaseLease: gives a lease back, so that another orchestrator need not wait for its end. Somebody else's lease is left alone.  */
CREATE OR ALTER PROCEDURE ops.ReleaseLease
    @LeaseName nvarchar(128),
    @Owner     nvarchar(128)
AS
SET NOCOUNT, XACT_ABORT ON;

BEGIN TRY
    DELETE ops.Lease
    WHERE LeaseName = @LeaseName
      AND [Owner] = @Owner;
END TRY
BEGIN CATCH
    THROW;
END CATCH;
GO
-- ops/Procedures/SaveJobRun.sql
/*  ops.SaveJobRun: logs one run of a job. A run that is logged already stays as it is.
    @JobName        'collect:<collector>', 'alert:Evaluate', 'deliver:Mail'
    @SourceMs       time spent reading the watched server; @SaveMs time spent in the save procedure
    @Outcome        ok, duplicate, skipped, failed, timeout
    @ErrorNumber, @ErrorMessage   of a failure  */
CREATE OR ALTER PROCEDURE ops.SaveJobRun
    @RunId        uniqueidentifier,
    @JobName      nvarchar(128),
    @InstanceId   int = NULL,
    @StartedAt    datetime2(3),
    @EndedAt      datetime2(3),
    @SourceMs     int = NULL,
    @SaveMs       int = NULL,
    @RowsRead     int = NULL,
    @RowsSaved    int = NULL,
    @Outcome      nvarchar(16),
    @ErrorNumber  int = NULL,
    @ErrorMessage nvarchar(2048) = NULL
AS
SET NOCOUNT, XACT_ABORT ON;

BEGIN TRY
    INSERT ops.JobRun (RunId, JobName, InstanceId, StartedAt, EndedAt, SourceMs, SaveMs, RowsRead, RowsSaved, Outcome, ErrorNumber, ErrorMessage)
    SELECT @RunId, @JobName, @InstanceId, @StartedAt, @EndedAt, @SourceMs, @SaveMs, @RowsRead, @RowsSaved, @Outcome, @ErrorNumber, @ErrorMessage
    WHERE NOT EXISTS (SELECT 1 FROM ops.JobRun WHERE RunId = @RunId);
END TRY
BEGIN CATCH
    THROW;
END CATCH;
GO
-- report/Procedures/BatchBacklog.sql
/*  report.BatchBacklog: batch tasks by state, group and class as the last capture saw them, oldest due first.
    @InstanceId   config.Instance
    @Now          the last capture that is not later speaks
    No row: nothing was waiting, or nothing was read by then.  */
CREATE OR ALTER PROCEDURE report.BatchBacklog
    @InstanceId int,
    @Now        datetime2(3)
AS
SET NOCOUNT ON;

SELECT
    b.CapturedAt,
    b.GroupId,
    b.ClassNumber,
    ClassName = COALESCE(c.ClassName, CAST(b.ClassNumber AS nvarchar(128))),
    b.WaitingCount,
    b.ReadyCount,
    b.ExecutingCount,
    b.HeldCount,
    b.OtherCount,
    b.OverdueCount,
    b.OldestAgeMs,
    p.IsTruncated,
    p.MissingColumns
FROM
(
    SELECT TOP (1) k.InstanceId, k.CapturedAt, k.IsTruncated, k.MissingColumns
    FROM fact.BatchCapture AS k
    WHERE k.InstanceId = @InstanceId
      AND k.CapturedAt <= @Now
      AND k.HasTasks = 1
    ORDER BY k.CapturedAt DESC
) AS p
INNER JOIN fact.BatchBacklog AS b ON b.InstanceId = p.InstanceId AND b.CapturedAt = p.CapturedAt
LEFT JOIN config.BatchClass AS c ON c.InstanceId = b.InstanceId AND c.ClassNumber = b.ClassNumber
ORDER BY b.OldestAgeMs DESC, b.GroupId, b.ClassNumber;
GO
-- report/Procedures/BatchExecutions.sql
/*  report.BatchExecutions: executions of batch tasks that began in a window of time, latest first. One that never began counts by its end.
    @InstanceId       config.Instance
    @FromAt, @ToAt    UTC, end exclusive
    ClassName is the number where config.BatchClass knows no name. Status 'Unknown (gone)': seen running, then no more, and nothing has told its end.  */
CREATE OR ALTER PROCEDURE report.BatchExecutions
    @InstanceId int,
    @FromAt     datetime2(3),
    @ToAt       datetime2(3)
AS
SET NOCOUNT ON;

SELECT
    e.ExecutionId,
    e.BatchJobId,
    e.JobCaption,
    e.TaskCaption,
    e.ClassNumber,
    ClassName = COALESCE(c.ClassName, CAST(e.ClassNumber AS nvarchar(128))),
    e.GroupId,
    e.Company,
    e.ServerId,
    e.CreatedBy,
    Status = CASE WHEN e.IsRunning = 0 AND e.StatusNumber IN (2, 7) THEN N'Unknown (gone)' ELSE s.Name END,
    e.RetryCount,
    e.ScheduledAt,
    e.StartedAt,
    e.EndedAt,
    e.DelayMs,
    e.DurationMs,
    e.IsRunning,
    e.IsEndEstimated
FROM fact.BatchExecution AS e
CROSS APPLY report.BatchStatusName(e.StatusNumber) AS s
LEFT JOIN config.BatchClass AS c ON c.InstanceId = e.InstanceId AND c.ClassNumber = e.ClassNumber
WHERE e.InstanceId = @InstanceId
  AND ((e.StartedAt >= @FromAt AND e.StartedAt < @ToAt) OR (e.StartedAt IS NULL AND e.EndedAt >= @FromAt AND e.EndedAt < @ToAt))
ORDER BY COALESCE(e.StartedAt, e.EndedAt) DESC, e.ExecutionId DESC
-- Every range is another plan.
OPTION (RECOMPILE);
GO
-- report/Procedures/BlockedProcessReports.sql
/*  report.BlockedProcessReports: waits as the server's own blocked-process reports tell them, latest first.
    @InstanceId       NULL for all
    @FromAt, @ToAt    UTC, end exclusive
    ObjectName is what the inventory of names knows of the resource; NULL while it is not resolved.  */
CREATE OR ALTER PROCEDURE report.BlockedProcessReports
    @InstanceId int = NULL,
    @FromAt     datetime2(3),
    @ToAt       datetime2(3)
AS
SET NOCOUNT ON;

SELECT
    b.BlockedProcessId,
    b.IncidentId,
    n.InstanceName,
    b.EventAt,
    b.BlockedSessionId,
    b.BlockingSessionId,
    b.BlockedApp,
    b.BlockedHost,
    b.BlockedLogin,
    b.BlockingApp,
    b.BlockingHost,
    b.BlockingLogin,
    b.BlockingStatus,
    b.WaitResource,
    ObjectName = CASE WHEN o.ObjectName IS NOT NULL THEN CONCAT(o.DatabaseName, N'.', o.SchemaName, N'.', o.ObjectName) END,
    b.WaitMs,
    b.LockMode,
    b.BlockedIsolationLevel,
    b.BlockingIsolationLevel,
    BlockedStatement = t.TextValue,
    BlockingStatement = g.TextValue
FROM fact.BlockedProcess AS b
INNER JOIN config.Instance AS n ON n.InstanceId = b.InstanceId
LEFT JOIN dim.ObjectName AS o ON o.InstanceId = b.InstanceId AND o.DatabaseId = b.DatabaseId AND o.IdKind = b.ResourceObjectKey AND o.ResourceId = b.ResourceObjectId
LEFT JOIN dim.StatementText AS t ON t.TextHash = b.BlockedStatementHash
LEFT JOIN dim.StatementText AS g ON g.TextHash = b.BlockingStatementHash
WHERE b.EventAt >= @FromAt
  AND b.EventAt < @ToAt
  AND (@InstanceId IS NULL OR b.InstanceId = @InstanceId)
ORDER BY b.EventAt DESC, b.BlockedProcessId DESC
-- One plan for 'all instances' would scan for one instance too; and every range is another one.
OPTION (RECOMPILE);
GO
-- report/Procedures/BlockedSessionsOverTime.sql
/*  report.BlockedSessionsOverTime: the highest number of blocked sessions, and their waits, per slice of time; slices without blocking are zero.
    @InstanceId       NULL for all: then the instances' numbers are added up
    @FromAt, @ToAt    UTC, end exclusive. The range is cut into 200 slices at most, of at least ten seconds.  */
CREATE OR ALTER PROCEDURE report.BlockedSessionsOverTime
    @InstanceId int = NULL,
    @FromAt     datetime2(3),
    @ToAt       datetime2(3)
AS
SET NOCOUNT ON;

DECLARE @RangeSeconds bigint = DATEDIFF_BIG(second, @FromAt, @ToAt);
DECLARE @BucketSeconds int = CASE WHEN @RangeSeconds <= 2000 THEN 10 ELSE CAST((@RangeSeconds + 199) / 200 AS int) END;
DECLARE @BucketCount int = CASE WHEN @RangeSeconds <= 0 THEN 0 ELSE CAST((@RangeSeconds + @BucketSeconds - 1) / @BucketSeconds AS int) END;

WITH Digit AS
(
    SELECT v.Digit FROM (VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) AS v (Digit)
),
Bucket AS
(
    SELECT BucketNumber = h.Digit * 100 + t.Digit * 10 + o.Digit
    FROM Digit AS h
    CROSS JOIN Digit AS t
    CROSS JOIN Digit AS o
    WHERE h.Digit * 100 + t.Digit * 10 + o.Digit < @BucketCount
),
Peak AS
(
    SELECT
        s.InstanceId,
        BucketNumber = CAST(DATEDIFF_BIG(second, @FromAt, s.CapturedAt) / @BucketSeconds AS int),
        BlockedSessions = MAX(s.VictimCount),
        TotalWaitMs = MAX(s.TotalWaitMs)
    FROM fact.BlockingSnapshot AS s
    WHERE s.CapturedAt >= @FromAt
      AND s.CapturedAt < @ToAt
      AND (@InstanceId IS NULL OR s.InstanceId = @InstanceId)
    GROUP BY s.InstanceId, CAST(DATEDIFF_BIG(second, @FromAt, s.CapturedAt) / @BucketSeconds AS int)
)
SELECT
    BucketAt = DATEADD(second, b.BucketNumber * @BucketSeconds, @FromAt),
    BlockedSessions = COALESCE(SUM(p.BlockedSessions), 0),
    TotalWaitMs = COALESCE(SUM(p.TotalWaitMs), 0)
FROM Bucket AS b
LEFT JOIN Peak AS p ON p.BucketNumber = b.BucketNumber
GROUP BY b.BucketNumber
ORDER BY b.BucketNumber
-- One plan for 'all instances' would scan for one instance too; and every range is another one.
OPTION (RECOMPILE);
GO
-- report/Procedures/BlockingActive.sql
/*  report.BlockingActive: the blocking incidents that go on now, longest total wait first.
    @InstanceId   NULL for all
    @Now          not used for filtering: an incident is active until the collector has seen its end  */
CREATE OR ALTER PROCEDURE report.BlockingActive
    @InstanceId int = NULL,
    @Now        datetime2(3) = NULL
AS
SET NOCOUNT ON;

SELECT
    IncidentId, InstanceName, HeadSessionId, HeadLabel, AxUser, AxSessionId, AxConfidence, HostName, ProgramName, HeadState, HeadStatement,
    FirstSeenAt, LastSeenAt, DurationMs, VictimCount, MaxDepth, TotalWaitMs, LongestWaitMs, ObjectName, Severity, AlertState
FROM report.BlockingIncidentRow()
WHERE EndedAt IS NULL
  AND (@InstanceId IS NULL OR InstanceId = @InstanceId)
ORDER BY TotalWaitMs DESC, IncidentId;
GO
-- report/Procedures/BlockingChain.sql
/*  report.BlockingChain: the chain of one incident, one row per session, parents before children.
    @IncidentId   fact.BlockingIncident
    @SnapshotId   NULL: the snapshot with most victims, of equals the latest
    NodeId and ParentNodeId are session ids, which are unique in a snapshot. An incident that no snapshot saw is told from its
    blocked-process reports: its head and the sessions they name.  */
CREATE OR ALTER PROCEDURE report.BlockingChain
    @IncidentId bigint,
    @SnapshotId bigint = NULL
AS
SET NOCOUNT ON;

DECLARE @ShownSnapshotId bigint = @SnapshotId;

IF @ShownSnapshotId IS NULL
    SELECT TOP (1) @ShownSnapshotId = x.SnapshotId
    FROM fact.BlockingIncidentSnapshot AS x
    WHERE x.IncidentId = @IncidentId
    ORDER BY x.VictimCount DESC, x.SnapshotId DESC;

IF @ShownSnapshotId IS NOT NULL
BEGIN
    SELECT
        NodeId = n.SessionId,
        ParentNodeId = n.ParentSessionId,
        n.Depth,
        n.SessionId,
        l.SessionLabel,
        n.AxUser,
        n.AxSessionId,
        n.AxConfidence,
        n.HostName,
        n.ProgramName,
        n.LoginName,
        n.Status,
        n.WaitType,
        n.WaitMs,
        n.WaitResource,
        ObjectName = COALESCE(n.ObjectName, CASE WHEN o.ObjectName IS NOT NULL THEN CONCAT(o.DatabaseName, N'.', o.SchemaName, N'.', o.ObjectName) END),
        n.LockMode,
        n.IsolationLevel,
        Statement = t.TextValue,
        n.Flags
    FROM fact.BlockingNode AS n
    CROSS APPLY report.SessionLabel(n.SessionId, n.AxUser, n.AxConfidence, n.ProgramName, n.HostName, CASE WHEN n.Flags LIKE N'%missing%' THEN 1 ELSE 0 END) AS l
    LEFT JOIN dim.StatementText AS t ON t.TextHash = n.StatementHash
    LEFT JOIN dim.ObjectName AS o ON o.InstanceId = n.InstanceId AND o.DatabaseId = n.ResourceDatabaseId AND o.IdKind = n.ResourceObjectKey AND o.ResourceId = n.ResourceObjectId
    WHERE n.SnapshotId = @ShownSnapshotId
      AND n.IncidentId = @IncidentId
    ORDER BY n.Depth, n.SessionId;

    RETURN;
END;

CREATE TABLE #Victim
(
    SessionId        int            NOT NULL PRIMARY KEY CLUSTERED,
    BlockedProcessId bigint         NOT NULL,
    BlockerId        int            NOT NULL
);

CREATE TABLE #Chain
(
    GroupId   bigint        NOT NULL,
    SessionId int           NOT NULL,
    ParentId  int           NULL,
    IsHead    bit           NOT NULL,
    IsCycle   bit           NOT NULL,
    RootId    int           NOT NULL,
    Depth     int           NOT NULL,
    LowestId  int           NOT NULL,
    [Path]    nvarchar(400) COLLATE DATABASE_DEFAULT NULL,
    PRIMARY KEY CLUSTERED (GroupId, SessionId)
);

DECLARE @HeadSessionId int = (SELECT HeadSessionId FROM fact.BlockingIncident WHERE IncidentId = @IncidentId);

-- Of several waits of a session the longest is shown.
INSERT #Victim (SessionId, BlockedProcessId, BlockerId)
SELECT v.BlockedSessionId, v.BlockedProcessId, v.BlockingSessionId
FROM
(
    SELECT
        b.BlockedSessionId, b.BlockedProcessId, b.BlockingSessionId,
        VictimOrder = ROW_NUMBER() OVER (PARTITION BY b.BlockedSessionId ORDER BY b.WaitMs DESC, b.BlockedProcessId)
    FROM fact.BlockedProcess AS b
    WHERE b.IncidentId = @IncidentId
      AND b.BlockedSessionId <> @HeadSessionId
) AS v
WHERE v.VictimOrder = 1;

-- Reports of different moments together may name each other as blockers: the chain cuts such a circle, and what has no other parent hangs on the head.
INSERT #Chain (GroupId, SessionId, ParentId, IsHead, IsCycle, RootId, Depth, LowestId)
SELECT 0, i.HeadSessionId, NULL, 0, 0, i.HeadSessionId, 0, i.HeadSessionId
FROM fact.BlockingIncident AS i
WHERE i.IncidentId = @IncidentId
UNION ALL
SELECT 0, v.SessionId, CASE WHEN EXISTS (SELECT 1 FROM #Victim AS p WHERE p.SessionId = v.BlockerId) THEN v.BlockerId ELSE @HeadSessionId END, 0, 0, v.SessionId, 0, v.SessionId
FROM #Victim AS v;

EXEC collect.ResolveChains;

SELECT
    NodeId = c.SessionId,
    ParentNodeId = CASE WHEN c.SessionId <> @HeadSessionId THEN COALESCE(c.ParentId, @HeadSessionId) END,
    Depth = c.Depth + CASE WHEN c.RootId <> @HeadSessionId THEN 1 ELSE 0 END,
    c.SessionId,
    l.SessionLabel,
    AxUser = CASE WHEN v.SessionId IS NULL THEN i.AxUser END,
    AxSessionId = CASE WHEN v.SessionId IS NULL THEN i.AxSessionId END,
    AxConfidence = CASE WHEN v.SessionId IS NULL THEN i.AxConfidence ELSE N'none' END,
    HostName = COALESCE(b.BlockedHost, i.HostName),
    ProgramName = COALESCE(b.BlockedApp, i.ProgramName),
    LoginName = COALESCE(b.BlockedLogin, i.LoginName),
    Status = COALESCE(b.BlockedStatus, i.Status),
    WaitType = CAST(NULL AS nvarchar(60)),
    b.WaitMs,
    WaitResource = CAST(b.WaitResource AS nvarchar(3072)),
    ObjectName = CASE WHEN o.ObjectName IS NOT NULL THEN CONCAT(o.DatabaseName, N'.', o.SchemaName, N'.', o.ObjectName) END,
    b.LockMode,
    IsolationLevel = b.BlockedIsolationLevel,
    Statement = t.TextValue,
    Flags = CAST(N'report' AS nvarchar(100))
FROM #Chain AS c
INNER JOIN fact.BlockingIncident AS i ON i.IncidentId = @IncidentId
LEFT JOIN #Victim AS v ON v.SessionId = c.SessionId
LEFT JOIN fact.BlockedProcess AS b ON b.BlockedProcessId = v.BlockedProcessId
CROSS APPLY report.SessionLabel(c.SessionId, CASE WHEN v.SessionId IS NULL THEN i.AxUser END, i.AxConfidence, COALESCE(b.BlockedApp, i.ProgramName), COALESCE(b.BlockedHost, i.HostName), 0) AS l
LEFT JOIN dim.StatementText AS t ON t.TextHash = CASE WHEN v.SessionId IS NULL THEN i.StatementHash ELSE b.BlockedStatementHash END
LEFT JOIN dim.ObjectName AS o ON o.InstanceId = b.InstanceId AND o.DatabaseId = b.DatabaseId AND o.IdKind = b.ResourceObjectKey AND o.ResourceId = b.ResourceObjectId
ORDER BY Depth, c.SessionId;
GO
-- report/Procedures/BlockingHistory.sql
/*  report.BlockingHistory: incidents of a time range, latest first: all that were alive in it.
    @InstanceId       NULL for all
    @FromAt, @ToAt    UTC, end exclusive  */
CREATE OR ALTER PROCEDURE report.BlockingHistory
    @InstanceId int = NULL,
    @FromAt     datetime2(3),
    @ToAt       datetime2(3)
AS
SET NOCOUNT ON;

SELECT
    IncidentId, InstanceName, HeadSessionId, HeadLabel, AxUser, AxSessionId, AxConfidence, HostName, ProgramName, HeadState, HeadStatement,
    FirstSeenAt, LastSeenAt, DurationMs, VictimCount, MaxDepth, TotalWaitMs, LongestWaitMs, ObjectName, Severity, AlertState,
    PeakVictimCount, EndedAt
FROM report.BlockingIncidentRow()
WHERE FirstSeenAt < @ToAt
  AND LastSeenAt >= @FromAt
  AND (@InstanceId IS NULL OR InstanceId = @InstanceId)
ORDER BY FirstSeenAt DESC, IncidentId DESC
-- One plan for 'all instances' would scan for one instance too; and every range is another one.
OPTION (RECOMPILE);
GO
-- report/Procedures/BlockingIncident.sql
/*  report.BlockingIncident: one incident.
    @IncidentId   fact.BlockingIncident; no row for an unknown one  */
CREATE OR ALTER PROCEDURE report.BlockingIncident
    @IncidentId bigint
AS
SET NOCOUNT ON;

SELECT
    IncidentId, InstanceName, HeadSessionId, HeadLabel, AxUser, AxSessionId, AxConfidence, HostName, ProgramName, HeadState, HeadStatement,
    FirstSeenAt, LastSeenAt, DurationMs, VictimCount, MaxDepth, TotalWaitMs, LongestWaitMs, ObjectName, Severity, AlertState,
    EndedAt
FROM report.BlockingIncidentRow()
WHERE IncidentId = @IncidentId;
GO
-- report/Procedures/BlockingSnapshots.sql
/*  report.BlockingSnapshots: how one incident grew and shrank.
    @IncidentId   fact.BlockingIncident  */
CREATE OR ALTER PROCEDURE report.BlockingSnapshots
    @IncidentId bigint
AS
SET NOCOUNT ON;

SELECT
    x.SnapshotId,
    s.CapturedAt,
    x.VictimCount,
    x.TotalWaitMs,
    x.MaxDepth
FROM fact.BlockingIncidentSnapshot AS x
INNER JOIN fact.BlockingSnapshot AS s ON s.SnapshotId = x.SnapshotId
WHERE x.IncidentId = @IncidentId
ORDER BY s.CapturedAt;
GO
-- report/Procedures/Deadlock.sql
/*  report.Deadlock: the processes of one deadlock, victims first; report.DeadlockResources tells what they met at.
    @DeadlockId   fact.Deadlock; no rows for an unknown one
    Times named …Time are the watched server's local time.  */
CREATE OR ALTER PROCEDURE report.Deadlock
    @DeadlockId bigint
AS
SET NOCOUNT ON;

SELECT
    p.ProcessNumber,
    p.IsVictim,
    p.SessionId,
    p.Ecid,
    p.TransactionName,
    p.TransactionBeganTime,
    p.BatchBeganTime,
    p.OpenTransactionCount,
    p.LogBytesUsed,
    p.DeadlockPriority,
    p.WaitResource,
    p.WaitMs,
    p.LockMode,
    p.ProgramName,
    p.HostName,
    p.LoginName,
    p.IsolationLevel,
    p.DatabaseName,
    f.ProcedureName,
    f.LineNumber,
    Statement = s.TextValue,
    InputBuffer = b.TextValue
FROM fact.DeadlockProcess AS p
LEFT JOIN fact.DeadlockFrame AS f ON f.DeadlockId = p.DeadlockId AND f.ProcessNumber = p.ProcessNumber AND f.FrameNumber = 1
LEFT JOIN dim.StatementText AS s ON s.TextHash = p.StatementHash
LEFT JOIN dim.StatementText AS b ON b.TextHash = p.InputBufferHash
WHERE p.DeadlockId = @DeadlockId
ORDER BY p.IsVictim DESC, p.ProcessNumber;
GO
-- report/Procedures/DeadlockHistory.sql
/*  report.DeadlockHistory: deadlocks of a time range, latest first.
    @InstanceId       NULL for all
    @FromAt, @ToAt    UTC, end exclusive
    Objects are the names in the resources, VictimStatement is that of the first victim; both NULL where the report held none.
    SignatureCount is how many deadlocks of the range have the same signature; SignatureKey is its first 8 bytes, enough to tell them apart.  */
CREATE OR ALTER PROCEDURE report.DeadlockHistory
    @InstanceId int = NULL,
    @FromAt     datetime2(3),
    @ToAt       datetime2(3)
AS
SET NOCOUNT ON;

SELECT
    d.DeadlockId,
    n.InstanceName,
    d.DetectedAt,
    d.DeadlockKind,
    d.ProcessCount,
    d.SessionCount,
    d.VictimCount,
    d.VictimSessionCount,
    d.ResourceCount,
    SignatureKey = CONVERT(nvarchar(16), CAST(d.Signature AS binary(8)), 2),
    SignatureCount = COUNT(*) OVER (PARTITION BY d.InstanceId, d.SignatureVersion, d.Signature),
    Objects = o.Objects,
    VictimSessionId = v.SessionId,
    VictimHost = v.HostName,
    VictimProgram = v.ProgramName,
    VictimLogin = v.LoginName,
    VictimStatement = v.TextValue
FROM fact.Deadlock AS d
INNER JOIN config.Instance AS n ON n.InstanceId = d.InstanceId
OUTER APPLY
(
    SELECT TOP (1) p.SessionId, p.HostName, p.ProgramName, p.LoginName, t.TextValue
    FROM fact.DeadlockProcess AS p
    LEFT JOIN dim.StatementText AS t ON t.TextHash = p.StatementHash
    WHERE p.DeadlockId = d.DeadlockId
      AND p.IsVictim = 1
    ORDER BY p.ProcessNumber
) AS v
OUTER APPLY
(
    SELECT Objects = STUFF(CAST((
        SELECT DISTINCT N', ' + r.ObjectName
        FROM fact.DeadlockResource AS r
        WHERE r.DeadlockId = d.DeadlockId
          AND r.ObjectName IS NOT NULL
        ORDER BY N', ' + r.ObjectName
        FOR XML PATH(N''), TYPE).value(N'(./text())[1]', N'nvarchar(max)') AS nvarchar(max)), 1, 2, N'')
) AS o
WHERE d.DetectedAt >= @FromAt
  AND d.DetectedAt < @ToAt
  AND (@InstanceId IS NULL OR d.InstanceId = @InstanceId)
ORDER BY d.DetectedAt DESC, d.DeadlockId DESC
-- One plan for 'all instances' would scan for one instance too; and every range is another one.
OPTION (RECOMPILE);
GO
-- report/Procedures/DeadlockResources.sql
/*  report.DeadlockResources: what the processes of a deadlock met at, one row per owner and waiter; a resource without either is one row.
    @DeadlockId   fact.Deadlock; no rows for an unknown one
    ObjectName is what the server's report says, else what the inventory of names knows of the id, else NULL.
    SessionId is NULL where the server named a process that it did not list.  */
CREATE OR ALTER PROCEDURE report.DeadlockResources
    @DeadlockId bigint
AS
SET NOCOUNT ON;

SELECT
    r.ResourceNumber,
    r.ResourceKind,
    r.DatabaseId,
    ObjectName = COALESCE(r.ObjectName, CASE WHEN o.ObjectName IS NOT NULL THEN CONCAT(o.DatabaseName, N'.', o.SchemaName, N'.', o.ObjectName) END),
    IndexName = COALESCE(r.IndexName, o.IndexName),
    ResourceMode = r.LockMode,
    r.WaitType,
    r.Attributes,
    h.HolderRole,
    p.SessionId,
    p.Ecid,
    p.IsVictim,
    h.LockMode,
    h.RequestType
FROM fact.DeadlockResource AS r
INNER JOIN fact.Deadlock AS d ON d.DeadlockId = r.DeadlockId
LEFT JOIN dim.ObjectName AS o ON o.InstanceId = d.InstanceId AND o.DatabaseId = r.DatabaseId AND o.ResourceId = r.AssociatedObjectId
    AND o.IdKind = CASE WHEN r.ResourceKind = N'objectlock' THEN N'object' ELSE N'hobt' END
LEFT JOIN fact.DeadlockResourceHolder AS h ON h.DeadlockId = r.DeadlockId AND h.ResourceNumber = r.ResourceNumber
LEFT JOIN fact.DeadlockProcess AS p ON p.DeadlockId = h.DeadlockId AND p.ProcessNumber = h.ProcessNumber
WHERE r.DeadlockId = @DeadlockId
ORDER BY r.ResourceNumber, h.HolderRole, h.HolderNumber;
GO
-- report/Procedures/InstanceList.sql
/*  report.InstanceList: the watched instances, for report parameters.
    The first row, with InstanceId NULL, stands for all: Reporting Services takes NULL for a parameter only when its list of values holds it.  */
CREATE OR ALTER PROCEDURE report.InstanceList
AS
SET NOCOUNT ON;

SELECT
    InstanceId = CAST(NULL AS int),
    InstanceName = CAST(N'(all instances)' AS sysname)
UNION ALL
SELECT
    InstanceId,
    InstanceName
FROM config.Instance
ORDER BY InstanceName;
GO
-- Security/Permissions.sql
-- Rights are given on schemas and procedures only; nobody reads or writes a table directly.
GRANT EXECUTE ON SCHEMA::collect TO axmonitor_collector;
GO
-- Security/Permissions.sql
GRANT EXECUTE ON SCHEMA::stage TO axmonitor_collector;
GO
-- Security/Permissions.sql
GRANT EXECUTE ON SCHEMA::ops TO axmonitor_collector;
GO
-- Security/Permissions.sql
GRANT EXECUTE ON OBJECT::alert.Evaluate TO axmonitor_collector;
GO
-- Security/Permissions.sql
GRANT EXECUTE ON OBJECT::alert.ClaimNotifications TO axmonitor_collector;
GO
-- Security/Permissions.sql
GRANT EXECUTE ON OBJECT::alert.CompleteNotification TO axmonitor_collector;
GO
-- Security/Permissions.sql
GRANT EXECUTE ON OBJECT::alert.FailNotification TO axmonitor_collector;
GO
-- Security/Permissions.sql
GRANT EXECUTE ON SCHEMA::report TO axmonitor_viewer;
GO
-- Security/Permissions.sql
GRANT EXECUTE ON SCHEMA::report TO axmonitor_poweruser;
GO
-- Security/Permissions.sql
GRANT EXECUTE ON OBJECT::alert.Acknowledge TO axmonitor_poweruser;
GO
-- Security/Permissions.sql
GRANT EXECUTE ON SCHEMA::report TO axmonitor_admin;
GO
-- Security/Permissions.sql
GRANT EXECUTE ON SCHEMA::config TO axmonitor_admin;
GO
-- Security/Permissions.sql
GRANT EXECUTE ON OBJECT::alert.Acknowledge TO axmonitor_admin;
GO
-- Security/Permissions.sql
GRANT EXECUTE ON OBJECT::ops.RegisterInstance TO axmonitor_admin;
GO
-- Seed/Settings.sql
-- Settings with their defaults. A setting that exists keeps its value; config.SetSetting changes it.
INSERT config.Setting (SettingName, SettingValue, ValueKind, Description)
SELECT v.SettingName, v.SettingValue, v.ValueKind, v.Description
FROM
(
    VALUES
        (N'ReportBaseUrl', N'http://127.0.0.1:8330', N'text', N'Where reports are served; the first part of links in notifications.'),
        (N'ReportLinkPattern', N'{ReportBaseUrl}/report/BlockingChain?IncidentId={IncidentId}', N'text', N'Link to an incident. On SQL Server Reporting Services: {ReportBaseUrl}/ReportServer?/AxMonitor/BlockingChain&IncidentId={IncidentId}'),
        (N'PlaybookBaseUrl', N'http://127.0.0.1:8330/playbooks', N'text', N'Where the playbooks (docs/playbooks) are served; the first part of links in notifications.'),
        (N'BlockingIncidentGraceMs', N'15000', N'milliseconds', N'An incident whose head was not seen blocking for longer than this has ended. Longer than one interval of the collector Requests, so that one torn snapshot does not cut a story in two.'),
        (N'NotificationThrottleMs', N'900000', N'milliseconds', N'At most one notification per alert key in this time; the message that an alert is resolved is not held back.'),
        (N'NotificationSuppressionMs', N'1800000', N'milliseconds', N'An alert that opens again within this time after the same key was resolved sends no notification, unless it is more severe.')
) AS v (SettingName, SettingValue, ValueKind, Description)
WHERE NOT EXISTS (SELECT 1 FROM config.Setting AS s WHERE s.SettingName = v.SettingName);
GO
-- Seed/Collectors.sql
-- The collectors of this version. One that exists keeps its numbers.
INSERT config.Collector (CollectorName, IntervalMs, TimeoutMs, RowLimit, TargetProcedure, TableType)
SELECT v.CollectorName, v.IntervalMs, v.TimeoutMs, v.RowLimit, v.TargetProcedure, v.TableType
FROM
(
    VALUES
        (N'Requests', 10000, 5000, 5000, N'collect.SaveRequests', N'stage.Request'),
        (N'BlockedProcesses', 10000, 10000, 1000, N'collect.SaveBlockedProcesses', N'stage.BlockedProcess'),
        (N'Deadlocks', 10000, 10000, 1000, N'collect.SaveDeadlocks', N'stage.Deadlock'),
        (N'Batch', 60000, 10000, 20000, N'collect.SaveBatch', N'stage.BatchTask')
) AS v (CollectorName, IntervalMs, TimeoutMs, RowLimit, TargetProcedure, TableType)
WHERE NOT EXISTS (SELECT 1 FROM config.Collector AS c WHERE c.CollectorName = v.CollectorName);
GO
-- Seed/AlertRules.sql
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
GO
IF NOT EXISTS (SELECT 1 FROM (SELECT TOP (1) ScriptHash FROM ops.Deployment ORDER BY DeploymentId DESC) AS d WHERE d.ScriptHash = 0x9D710C50C7ABC5BA9C533E75AA9505ECE9EE152AA593DB16F77A5510BB9C05C8)
    INSERT ops.Deployment (DeployedAt, DeployedBy, StructureHash, ScriptHash)
    VALUES (SYSUTCDATETIME(), ORIGINAL_LOGIN(), 0x8ADC17DF4FE9D9526CFA493E5E88BD1C480A154775255204AFC08D3701CFE35C, 0x9D710C50C7ABC5BA9C533E75AA9505ECE9EE152AA593DB16F77A5510BB9C05C8);
GO
