/*  One row per life of an AX session: an id is given anew after a log-off, so id, user and login together
    tell one from the next. Some thousand rows a day; 90 days.
    LoginAt is NULL where the AX database does not have it; then an id that goes on
    with the same user is one life.
    EndedAt is the capture that no longer saw it: it ended between LastSeenAt and then. EndingSinceAt: first
    seen with status 2 or 3, which a session passes in a moment.
    StartCompany is where its user begins; AX 2012 does not tell the company a session works in.  */
CREATE TABLE fact.AxSession
(
    SessionLifeId  bigint        NOT NULL IDENTITY (1, 1),
    InstanceId     int           NOT NULL,
    SessionId      int           NOT NULL,
    UserId         nvarchar(20)  NOT NULL,
    LoginAt        datetime2(3)  NULL,
    AosName        nvarchar(128) NOT NULL,
    ClientType     int           NULL,
    SessionType    int           NULL,
    ClientComputer nvarchar(128) NULL,
    StartCompany   nvarchar(10)  NULL,
    DataPartition  nvarchar(8)   NULL,
    StatusNumber   int           NOT NULL,
    EndingSinceAt  datetime2(3)  NULL,
    FirstSeenAt    datetime2(3)  NOT NULL,
    LastSeenAt     datetime2(3)  NOT NULL,
    EndedAt        datetime2(3)  NULL,
    CONSTRAINT PK_AxSession PRIMARY KEY CLUSTERED (SessionLifeId),
    CONSTRAINT FK_AxSession_Instance FOREIGN KEY (InstanceId) REFERENCES config.Instance (InstanceId),
    CONSTRAINT CK_AxSession_EndedAt CHECK (EndedAt >= LastSeenAt),
    CONSTRAINT CK_AxSession_LastSeenAt CHECK (LastSeenAt >= FirstSeenAt)
);
GO
-- One row per life, and the look-up of collect.SaveAxSessions.
CREATE UNIQUE INDEX UX_AxSession_Life ON fact.AxSession (InstanceId, SessionId, LoginAt, UserId) WHERE LoginAt IS NOT NULL;
GO
-- collect.SaveAxSessions: lives that have not ended.
CREATE INDEX IX_AxSession_Open ON fact.AxSession (InstanceId, SessionId, UserId) WHERE EndedAt IS NULL;
GO
-- Logins per user in a window of time; and the purge.
CREATE INDEX IX_AxSession_LastSeenAt ON fact.AxSession (InstanceId, LastSeenAt);
