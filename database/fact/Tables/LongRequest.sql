/*  One row per request that ran for longer than the setting LongRequestMs, followed from capture to
    capture. Hundreds a day; 30 days.
    A request is one by session id, login and start, in the watched server's local time as its DMVs give it.
    EndedAt is the capture that no longer saw it; DurationMs is SQL Server's own figure at the last sight. The
    work of X++ that fetches row by row is many short requests: it shows as a long transaction or in the
    statistics of queries, not here.
    BatchId, BatchTask: the batch task that runs in the AX session, see AxConfidence for
    how far that can be trusted.  */
CREATE TABLE fact.LongRequest
(
    LongRequestId       bigint        NOT NULL IDENTITY (1, 1),
    InstanceId          int           NOT NULL,
    SessionId           int           NOT NULL,
    LoginTime           datetime2(3)  NOT NULL,
    BeganTime           datetime2(3)  NOT NULL,
    StartedAt           datetime2(3)  NOT NULL,
    FirstSeenAt         datetime2(3)  NOT NULL,
    LastSeenAt          datetime2(3)  NOT NULL,
    EndedAt             datetime2(3)  NULL,
    DurationMs          bigint        NOT NULL,
    CpuMs               bigint        NULL,
    LogicalReads        bigint        NULL,
    PeakTempDbBytes     bigint        NULL,
    Status              nvarchar(30)  NULL,
    Command             nvarchar(32)  NULL,
    WaitType            nvarchar(60)  NULL,
    DatabaseName        nvarchar(128) NULL,
    HostName            nvarchar(128) NULL,
    HostProcessId       int           NULL,
    ProgramName         nvarchar(128) NULL,
    LoginName           nvarchar(128) NULL,
    AxUser              nvarchar(128) NULL,
    AxSessionId         int           NULL,
    AxConfidence        nvarchar(16)  NOT NULL,
    BatchId             bigint        NULL,
    BatchTask           nvarchar(300) NULL,
    StatementHash       binary(32)    NULL,
    CONSTRAINT PK_LongRequest PRIMARY KEY CLUSTERED (LongRequestId),
    CONSTRAINT FK_LongRequest_Instance FOREIGN KEY (InstanceId) REFERENCES config.Instance (InstanceId),
    CONSTRAINT FK_LongRequest_StatementText FOREIGN KEY (StatementHash) REFERENCES dim.StatementText (TextHash),
    CONSTRAINT CK_LongRequest_EndedAt CHECK (EndedAt >= LastSeenAt),
    CONSTRAINT CK_LongRequest_DurationMs CHECK (DurationMs >= 0)
);
GO
-- One row per request, and the look-up of collect.SaveLongRequests.
CREATE UNIQUE INDEX UX_LongRequest_Session ON fact.LongRequest (InstanceId, SessionId, LoginTime, BeganTime);
GO
-- collect.SaveLongRequests: those that have not ended.
CREATE INDEX IX_LongRequest_Open ON fact.LongRequest (InstanceId, LastSeenAt) WHERE EndedAt IS NULL;
GO
-- A window of time; and the purge.
CREATE INDEX IX_LongRequest_LastSeenAt ON fact.LongRequest (InstanceId, LastSeenAt);
GO
-- ops.PurgeTexts asks whether a text is still referred to.
CREATE INDEX IX_LongRequest_StatementHash ON fact.LongRequest (StatementHash);
