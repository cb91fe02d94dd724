/*  The outbox: one row per message to be sent. Tens a day; 12 months. MessageKey names event, channel and
    state, so that the same message can neither be queued twice nor, the mail's Message-ID being derived
    from it, be taken for another.
    Channel      'mail' (the mail route of the rule) or a name of config.Channel
    ChannelKind  of that channel when the message was queued
    Recipients   of the channel when the message was queued: config.Channel.AddressText
    State        what is told of the alert; reminder: again, because nobody acknowledged it; escalated: for
                 the same reason, on another channel; 'test' and 'digest' belong to none
    GivenUpAt    when it was; NULL also where that was before it was noted
    Status       pending (LeaseToken set while somebody sends it), sent, failed (given up: the error was
                 permanent)  */
CREATE TABLE alert.Notification
(
    NotificationId bigint           NOT NULL IDENTITY (1, 1),
    AlertId        bigint           NULL,
    Channel        nvarchar(64)     NOT NULL,
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
    ChannelKind    nvarchar(16)     NOT NULL CONSTRAINT DF_Notification_ChannelKind DEFAULT (N'mail'),
    GivenUpAt      datetime2(3)     NULL,
    CONSTRAINT PK_Notification PRIMARY KEY CLUSTERED (NotificationId),
    CONSTRAINT UQ_Notification_MessageKey UNIQUE (MessageKey),
    CONSTRAINT FK_Notification_Alert FOREIGN KEY (AlertId) REFERENCES alert.Alert (AlertId),
    CONSTRAINT CK_Notification_ChannelKind CHECK (ChannelKind IN (N'mail', N'teams', N'slack', N'pagerduty', N'webhook')),
    CONSTRAINT CK_Notification_State CHECK (State IN (N'open', N'resolved', N'reminder', N'escalated', N'test', N'digest')),
    CONSTRAINT CK_Notification_AlertId CHECK (AlertId IS NOT NULL OR State IN (N'test', N'digest')),
    CONSTRAINT CK_Notification_Status CHECK (Status IN (N'pending', N'sent', N'failed')),
    CONSTRAINT CK_Notification_NextAttemptAt CHECK (Status <> N'pending' OR NextAttemptAt IS NOT NULL),
    CONSTRAINT CK_Notification_SentAt CHECK (Status <> N'sent' OR SentAt IS NOT NULL),
    CONSTRAINT CK_Notification_Lease CHECK (
        (LeaseToken IS NULL AND LeaseExpiresAt IS NULL) OR (LeaseToken IS NOT NULL AND LeaseExpiresAt IS NOT NULL))
);
GO
-- alert.ClaimNotifications takes what is due, oldest first.
CREATE NONCLUSTERED INDEX IX_Notification_Pending ON alert.Notification (NotificationId)
    INCLUDE (AlertId, Channel, ChannelKind, NextAttemptAt, LeaseExpiresAt)
    WHERE (Status = N'pending');
GO
-- alert.ChannelEvent counts what was given up lately.
CREATE NONCLUSTERED INDEX IX_Notification_GivenUpAt ON alert.Notification (GivenUpAt) INCLUDE (AlertId, Channel, CreatedAt)
    WHERE (Status = N'failed');
GO
-- alert.PurgeAlerts deletes the messages of an alert with it.
CREATE NONCLUSTERED INDEX IX_Notification_AlertId ON alert.Notification (AlertId);
