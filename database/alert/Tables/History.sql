/*  Everything that happened to an alert, with who and when. Some rows per alert; 12 months.
    ChangeKind              state: of state or severity; note, assignment, snooze: by a person; reminder,
                            escalation: a message was queued on ChannelName
    ChangedAt, ChangedBy    when and who, as the caller said
    RecordedAt, LoginName   when and who by the server itself: defaults that no procedure names. NULL in rows
                            from before they were recorded  */
CREATE TABLE alert.History
(
    HistoryId   bigint         NOT NULL IDENTITY (1, 1),
    AlertId     bigint         NOT NULL,
    ChangedAt   datetime2(3)   NOT NULL,
    ChangedBy   nvarchar(128)  NOT NULL,
    FromState   nvarchar(16)   NULL,
    ToState     nvarchar(16)   NOT NULL,
    Severity    nvarchar(16)   NOT NULL,
    Note        nvarchar(1000) NULL,
    ChangeKind  nvarchar(16)   NOT NULL CONSTRAINT DF_History_ChangeKind DEFAULT (N'state'),
    ChannelName nvarchar(64)   NULL,
    RecordedAt  datetime2(3)   NULL CONSTRAINT DF_History_RecordedAt DEFAULT (SYSUTCDATETIME()),
    LoginName   nvarchar(128)  NULL CONSTRAINT DF_History_LoginName DEFAULT (ORIGINAL_LOGIN()),
    CONSTRAINT PK_History PRIMARY KEY CLUSTERED (HistoryId),
    CONSTRAINT FK_History_Alert FOREIGN KEY (AlertId) REFERENCES alert.Alert (AlertId),
    CONSTRAINT CK_History_ChangeKind CHECK (
        ChangeKind IN (N'state', N'note', N'assignment', N'snooze', N'reminder', N'escalation')),
    CONSTRAINT CK_History_ChannelName CHECK (ChangeKind NOT IN (N'reminder', N'escalation') OR ChannelName IS NOT NULL)
);
GO
-- The story of one alert, in order.
CREATE NONCLUSTERED INDEX IX_History_AlertId ON alert.History (AlertId, HistoryId);
