/*  One row per transaction that was open for longer than the setting LongTransactionMs, followed from capture
    to capture. Tens to hundreds a day; 30 days.
    A transaction is one by session id, login and begin, in the watched server's local time as its DMVs give
    it. EndedAt is the capture that no longer saw it.
    StatementHash is what the session did last, not what takes long: between statements X++ works elsewhere.
    Command: of the request it runs now; NULL between two. RollingBackSince: the first capture that saw it
    roll back; NULL while it does not. PercentComplete, RemainingMs as in stage.Requests.
    BatchId, BatchTask: the batch task that runs in the AX session, see AxConfidence for
    how far that can be trusted.  */
CREATE TABLE fact.LongTransaction
(
    LongTransactionId    bigint        NOT NULL IDENTITY (1, 1),
    InstanceId           int           NOT NULL,
    SessionId            int           NOT NULL,
    LoginTime            datetime2(3)  NOT NULL,
    BeganTime            datetime2(3)  NOT NULL,
    TransactionId        bigint        NULL,
    StartedAt            datetime2(3)  NOT NULL,
    FirstSeenAt          datetime2(3)  NOT NULL,
    LastSeenAt           datetime2(3)  NOT NULL,
    EndedAt              datetime2(3)  NULL,
    DurationMs           bigint        NOT NULL,
    IdleInTransactionMs  bigint        NULL,
    LogBytesUsed         bigint        NULL,
    PeakTempDbBytes      bigint        NULL,
    OpenTransactionCount int           NULL,
    Status               nvarchar(30)  NULL,
    DatabaseName         nvarchar(128) NULL,
    HostName             nvarchar(128) NULL,
    HostProcessId        int           NULL,
    ProgramName          nvarchar(128) NULL,
    LoginName            nvarchar(128) NULL,
    AxUser               nvarchar(128) NULL,
    AxSessionId          int           NULL,
    AxConfidence         nvarchar(16)  NOT NULL,
    BatchId              bigint        NULL,
    BatchTask            nvarchar(300) NULL,
    StatementHash        binary(32)    NULL,
    Command              nvarchar(32)  NULL,
    RollingBackSince     datetime2(3)  NULL,
    PercentComplete      decimal(5, 2) NULL,
    RemainingMs          bigint        NULL,
    CONSTRAINT PK_LongTransaction PRIMARY KEY CLUSTERED (LongTransactionId),
    CONSTRAINT FK_LongTransaction_Instance FOREIGN KEY (InstanceId) REFERENCES config.Instance (InstanceId),
    CONSTRAINT FK_LongTransaction_StatementText FOREIGN KEY (StatementHash) REFERENCES dim.StatementText (TextHash),
    CONSTRAINT CK_LongTransaction_EndedAt CHECK (EndedAt >= LastSeenAt),
    CONSTRAINT CK_LongTransaction_DurationMs CHECK (DurationMs >= 0)
);
GO
-- One row per transaction, and the look-up of collect.SaveLongTransactions.
CREATE UNIQUE INDEX UX_LongTransaction_Session ON fact.LongTransaction (InstanceId, SessionId, LoginTime, BeganTime);
GO
-- collect.SaveLongTransactions: those that have not ended.
CREATE INDEX IX_LongTransaction_Open ON fact.LongTransaction (InstanceId, LastSeenAt) WHERE EndedAt IS NULL;
GO
-- A window of time; and the purge.
CREATE INDEX IX_LongTransaction_LastSeenAt ON fact.LongTransaction (InstanceId, LastSeenAt);
GO
-- ops.PurgeTexts asks whether a text is still referred to.
CREATE INDEX IX_LongTransaction_StatementHash ON fact.LongTransaction (StatementHash);
