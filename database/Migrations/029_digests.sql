-- Digest mails belong to no alert.
-- Way back: restore the backup taken before the deployment.
ALTER TABLE alert.Notification DROP CONSTRAINT CK_Notification_State;
ALTER TABLE alert.Notification DROP CONSTRAINT CK_Notification_AlertId;
GO
ALTER TABLE alert.Notification WITH CHECK ADD
    CONSTRAINT CK_Notification_State CHECK (State IN (N'open', N'resolved', N'reminder', N'escalated', N'test', N'digest')),
    CONSTRAINT CK_Notification_AlertId CHECK (AlertId IS NOT NULL OR State IN (N'test', N'digest'));
