/*  What raises an alert: its kind, how long the condition must hold, when it clears, what the message is
    made of and who gets it. What is measured, and its limits, stand in config.AlertRuleMeasure. Some dozen
    rows, kept for good; config.SetAlertRule changes them.
    RuleKind      Threshold: an aggregate of a metric. Rate: one metric as a percentage of another. Absence:
                  collectors that save nothing. Event: what facts follow from first to last sight, such as
                  incidents of blocking
    TemplateName  of the message: 'metric' for any rule, 'blocking' and 'collecting' for those two stories
    PlaybookName  page of docs/playbooks that the message links to; NULL for none
    RouteName     config.MailRoute
    PendingMs     how long a limit must be reached before the alert opens
    ClearPercent  hysteresis: the alert clears only when every measure is below this percentage of its warn
                  value (where lower is worse: the warn value is below this percentage of the measure) …
    ClearMs       … for this long
    WarnPriority, CriticalPriority
                  how soon somebody has to act: 0 within 15 minutes, 1 an hour, 2 four hours, 3 a day
    EveryMs       evaluated so often at most; 0: at every evaluation
    IsDigest      1: tells nobody by itself; it stands in lists and digests
    SubjectText   what a subject says, with {key}, {value}, {limit} and {culprit}; NULL: what the culprit's
                  source says, or rule, key and value
    CulpritName   who or what is behind it, and the rows that show it: alert.FindCulprits; NULL for nobody
    AdviceText    what to do first, in one sentence
    ReminderMs    an alert that nobody acknowledged is told again after so long each time; 0: never; NULL: as
                  the settings ReminderP0Ms to ReminderP3Ms have it  */
CREATE TABLE config.AlertRule
(
    RuleId           int           NOT NULL IDENTITY (1, 1),
    RuleName         nvarchar(128) NOT NULL,
    RuleKind         nvarchar(16)  NOT NULL,
    TemplateName     nvarchar(64)  NOT NULL CONSTRAINT DF_AlertRule_TemplateName DEFAULT (N'metric'),
    PlaybookName     nvarchar(128) NULL,
    RouteName        nvarchar(64)  NOT NULL CONSTRAINT DF_AlertRule_RouteName DEFAULT (N'default'),
    PendingMs        int           NOT NULL,
    ClearPercent     int           NOT NULL,
    ClearMs          int           NOT NULL,
    IsEnabled        bit           NOT NULL CONSTRAINT DF_AlertRule_IsEnabled DEFAULT (1),
    WarnPriority     tinyint       NOT NULL CONSTRAINT DF_AlertRule_WarnPriority DEFAULT (2),
    CriticalPriority tinyint       NOT NULL CONSTRAINT DF_AlertRule_CriticalPriority DEFAULT (1),
    EveryMs          int           NOT NULL CONSTRAINT DF_AlertRule_EveryMs DEFAULT (0),
    IsDigest         bit           NOT NULL CONSTRAINT DF_AlertRule_IsDigest DEFAULT (0),
    SubjectText      nvarchar(200) NULL,
    CulpritName      nvarchar(32)  NULL,
    AdviceText       nvarchar(400) NULL,
    ReminderMs       int           NULL,
    CONSTRAINT PK_AlertRule PRIMARY KEY CLUSTERED (RuleId),
    CONSTRAINT UQ_AlertRule_RuleName UNIQUE (RuleName),
    CONSTRAINT UQ_AlertRule_RuleKind UNIQUE (RuleId, RuleKind),
    CONSTRAINT CK_AlertRule_RuleName CHECK (LEN(RuleName) > 0),
    CONSTRAINT CK_AlertRule_RuleKind CHECK (RuleKind IN (N'Threshold', N'Rate', N'Absence', N'Event')),
    CONSTRAINT CK_AlertRule_TemplateName CHECK
    (
        TemplateName = N'metric'
        OR (TemplateName = N'blocking' AND RuleKind = N'Event')
        OR (TemplateName = N'collecting' AND RuleKind = N'Absence')
    ),
    CONSTRAINT CK_AlertRule_PendingMs CHECK (PendingMs >= 0),
    CONSTRAINT CK_AlertRule_ClearPercent CHECK (ClearPercent BETWEEN 0 AND 100),
    CONSTRAINT CK_AlertRule_ClearMs CHECK (ClearMs >= 0),
    CONSTRAINT CK_AlertRule_Priority CHECK (WarnPriority <= 3 AND CriticalPriority <= WarnPriority),
    CONSTRAINT CK_AlertRule_EveryMs CHECK (EveryMs >= 0),
    CONSTRAINT CK_AlertRule_ReminderMs CHECK (ReminderMs = 0 OR ReminderMs >= 60000)
);
