/*  What an incident was, once it is over: one row per alert that was open and told a story of its own.
    Written by alert.SavePostMortems. Tens a day; 12 months, with the alert.
    OnsetAt           when it began by the facts (alert.Onset)
    DetectedAt        the alert opened
    NotifiedAt        the first message was sent; NULL: none was by then
    AcknowledgedAt    NULL: nobody did
    WarningMinutes, CriticalMinutes   open as a warning, open as critical
    Priority          its highest, 0 the most urgent
    MemberCount       alerts that belonged to its story
    ReminderCount     times it was told again  */
CREATE TABLE alert.PostMortem
(
    AlertId         bigint         NOT NULL,
    InstanceId      int            NOT NULL,
    RuleId          int            NOT NULL,
    OnsetAt         datetime2(3)   NOT NULL,
    DetectedAt      datetime2(3)   NOT NULL,
    NotifiedAt      datetime2(3)   NULL,
    AcknowledgedAt  datetime2(3)   NULL,
    ResolvedAt      datetime2(3)   NOT NULL,
    WarningMinutes  decimal(12, 1) NOT NULL,
    CriticalMinutes decimal(12, 1) NOT NULL,
    Priority        tinyint        NOT NULL,
    MemberCount     int            NOT NULL,
    ReminderCount   int            NOT NULL,
    CONSTRAINT PK_PostMortem PRIMARY KEY CLUSTERED (AlertId),
    CONSTRAINT FK_PostMortem_Alert FOREIGN KEY (AlertId) REFERENCES alert.Alert (AlertId),
    CONSTRAINT FK_PostMortem_Instance FOREIGN KEY (InstanceId) REFERENCES config.Instance (InstanceId),
    CONSTRAINT FK_PostMortem_AlertRule FOREIGN KEY (RuleId) REFERENCES config.AlertRule (RuleId),
    CONSTRAINT CK_PostMortem_Times CHECK (OnsetAt <= DetectedAt AND DetectedAt <= ResolvedAt)
);
GO
-- report.PostMortems and report.SloStatus ask for what ended lately.
CREATE NONCLUSTERED INDEX IX_PostMortem_ResolvedAt ON alert.PostMortem (ResolvedAt) INCLUDE (OnsetAt, DetectedAt);
