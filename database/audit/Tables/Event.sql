/*  What somebody changed: settings, routes, alert states. A few rows a day; kept 12 months.
    OccurredAt, ChangedBy   when and who, as the caller said
    RecordedAt, LoginName   when and who by the server itself: defaults that no procedure names, so that
                            nobody can write others  */
CREATE TABLE audit.Event
(
    EventId    bigint         NOT NULL IDENTITY (1, 1),
    OccurredAt datetime2(3)   NOT NULL,
    ChangedBy  nvarchar(128)  NOT NULL,
    [Action]   nvarchar(64)   NOT NULL,
    Subject    nvarchar(256)  NOT NULL,
    OldValue   nvarchar(max)  NULL,
    NewValue   nvarchar(max)  NULL,
    RecordedAt datetime2(3)   NOT NULL CONSTRAINT DF_Event_RecordedAt DEFAULT (SYSUTCDATETIME()),
    LoginName  nvarchar(128)  NOT NULL CONSTRAINT DF_Event_LoginName DEFAULT (ORIGINAL_LOGIN()),
    CONSTRAINT PK_Event PRIMARY KEY CLUSTERED (EventId)
);
