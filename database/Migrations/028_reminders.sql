-- Alerts that nobody acknowledges are told again and escalated; snooze, note and assignment; history says who
-- by the server's own word. Of rows from before that is unknown.
-- Way back: restore the backup taken before the deployment.
ALTER TABLE alert.Alert ADD
    SnoozedUntil   datetime2(3)  NULL,
    AssignedTo     nvarchar(128) NULL,
    ReminderCount  int           NOT NULL CONSTRAINT DF_Alert_ReminderCount DEFAULT (0),
    LastReminderAt datetime2(3)  NULL;

ALTER TABLE alert.History ADD
    ChangeKind  nvarchar(16)  NOT NULL CONSTRAINT DF_History_ChangeKind DEFAULT (N'state'),
    ChannelName nvarchar(64)  NULL,
    RecordedAt  datetime2(3)  NULL CONSTRAINT DF_History_RecordedAt DEFAULT (SYSUTCDATETIME()),
    LoginName   nvarchar(128) NULL CONSTRAINT DF_History_LoginName DEFAULT (ORIGINAL_LOGIN());

ALTER TABLE config.AlertRule ADD ReminderMs int NULL;

-- An upgrade makes new tables after the migrations.
IF OBJECT_ID(N'config.Route', N'U') IS NOT NULL
    ALTER TABLE config.Route ADD AfterMs int NULL CONSTRAINT CK_Route_AfterMs CHECK (AfterMs >= 60000);

ALTER TABLE alert.Notification DROP CONSTRAINT CK_Notification_State;
GO
ALTER TABLE alert.History WITH CHECK ADD
    CONSTRAINT CK_History_ChangeKind CHECK (
        ChangeKind IN (N'state', N'note', N'assignment', N'snooze', N'reminder', N'escalation')),
    CONSTRAINT CK_History_ChannelName CHECK (ChangeKind NOT IN (N'reminder', N'escalation') OR ChannelName IS NOT NULL);

ALTER TABLE config.AlertRule WITH CHECK ADD
    CONSTRAINT CK_AlertRule_ReminderMs CHECK (ReminderMs = 0 OR ReminderMs >= 60000);

ALTER TABLE alert.Notification WITH CHECK ADD
    CONSTRAINT CK_Notification_State CHECK (State IN (N'open', N'resolved', N'reminder', N'escalated', N'test'));
