-- Messages go to channels of several kinds, and a test message belongs to no alert. What was queued before is
-- mail.
-- Way back: restore the backup taken before the deployment.
ALTER TABLE config.Instance ADD Tags nvarchar(400) NOT NULL CONSTRAINT DF_Instance_Tags DEFAULT (N'');

ALTER TABLE alert.Notification DROP CONSTRAINT CK_Notification_Channel;
ALTER TABLE alert.Notification DROP CONSTRAINT CK_Notification_State;
ALTER TABLE alert.Notification DROP CONSTRAINT FK_Notification_Alert;
DROP INDEX IF EXISTS IX_Notification_Pending ON alert.Notification;
DROP INDEX IF EXISTS IX_Notification_AlertId ON alert.Notification;

ALTER TABLE alert.Notification ALTER COLUMN AlertId bigint NULL;
ALTER TABLE alert.Notification ALTER COLUMN Channel nvarchar(64) NOT NULL;
ALTER TABLE alert.Notification ADD
    ChannelKind nvarchar(16) NOT NULL CONSTRAINT DF_Notification_ChannelKind DEFAULT (N'mail'),
    GivenUpAt datetime2(3) NULL;
GO
ALTER TABLE alert.Notification WITH CHECK ADD
    CONSTRAINT FK_Notification_Alert FOREIGN KEY (AlertId) REFERENCES alert.Alert (AlertId),
    CONSTRAINT CK_Notification_ChannelKind CHECK (ChannelKind IN (N'mail', N'teams', N'slack', N'pagerduty', N'webhook')),
    CONSTRAINT CK_Notification_State CHECK (State IN (N'open', N'resolved', N'test')),
    CONSTRAINT CK_Notification_AlertId CHECK (AlertId IS NOT NULL OR State = N'test');

CREATE NONCLUSTERED INDEX IX_Notification_Pending ON alert.Notification (NotificationId)
    INCLUDE (AlertId, Channel, ChannelKind, NextAttemptAt, LeaseExpiresAt)
    WHERE (Status = N'pending');
CREATE NONCLUSTERED INDEX IX_Notification_GivenUpAt ON alert.Notification (GivenUpAt) INCLUDE (AlertId, Channel, CreatedAt)
    WHERE (Status = N'failed');
CREATE NONCLUSTERED INDEX IX_Notification_AlertId ON alert.Notification (AlertId);
