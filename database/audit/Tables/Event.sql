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
