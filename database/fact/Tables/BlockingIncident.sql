/*  One blocking story: a head (session and login time) followed from first to last sight.
    Tens to hundreds a day; 12 months.
    HeadLoginTime 1900-01-01 stands for a head whose login is not known: a pseudo-blocker (negative session
    id), a session missing from its snapshot, or one known from a blocked-process report only.
    StartedAt is the first sight less the wait that the victims had behind them by then.
    The numbers without Peak are those of the last sight, and so is what the head does: Command, and where the
    server tells it how far that is (PercentComplete) and how long it will take still (RemainingMs);
    LogBytesUsed is what a rollback of its transaction has to undo.  */
CREATE TABLE fact.BlockingIncident
(
    IncidentId            bigint         NOT NULL IDENTITY (1, 1),
    InstanceId            int            NOT NULL,
    HeadSessionId         int            NOT NULL,
    HeadLoginTime         datetime2(3)   NOT NULL,
    HeadKind              nvarchar(16)   NOT NULL,
    HeadTransactionId     bigint         NULL,
    AlertKey              nvarchar(200)  NOT NULL,
    StartedAt             datetime2(3)   NOT NULL,
    FirstSeenAt           datetime2(3)   NOT NULL,
    LastSeenAt            datetime2(3)   NOT NULL,
    EndedAt               datetime2(3)   NULL,
    VictimCount           int            NOT NULL,
    MaxDepth              int            NOT NULL,
    TotalWaitMs           bigint         NOT NULL,
    LongestWaitMs         bigint         NOT NULL,
    PeakVictimCount       int            NOT NULL,
    PeakTotalWaitMs       bigint         NOT NULL,
    ObjectName            nvarchar(512)  NULL,
    HostName              nvarchar(128)  NULL,
    HostProcessId         int            NULL,
    ProgramName           nvarchar(128)  NULL,
    LoginName             nvarchar(128)  NULL,
    AxUser                nvarchar(128)  NULL,
    AxSessionId           int            NULL,
    AxConfidence          nvarchar(16)   NOT NULL,
    Status                nvarchar(30)   NULL,
    OpenTransactionCount  int            NULL,
    TransactionStartedAt  datetime2(3)   NULL,
    IdleInTransactionMs   bigint         NULL,
    StatementHash         binary(32)     NULL,
    BatchId               bigint         NULL,
    BatchTask             nvarchar(300)  NULL,
    Command               nvarchar(32)   NULL,
    PercentComplete       decimal(5, 2)  NULL,
    RemainingMs           bigint         NULL,
    LogBytesUsed          bigint         NULL,
    CONSTRAINT PK_BlockingIncident PRIMARY KEY CLUSTERED (IncidentId),
    CONSTRAINT FK_BlockingIncident_Instance FOREIGN KEY (InstanceId) REFERENCES config.Instance (InstanceId),
    CONSTRAINT FK_BlockingIncident_StatementText FOREIGN KEY (StatementHash) REFERENCES dim.StatementText (TextHash),
    CONSTRAINT CK_BlockingIncident_HeadKind CHECK (HeadKind IN (N'session', N'missing', N'pseudo', N'cycle')),
    CONSTRAINT CK_BlockingIncident_AxConfidence CHECK (
        AxConfidence IN (N'confirmed', N'current', N'doubtful', N'historical', N'none')),
    CONSTRAINT CK_BlockingIncident_SeenAt CHECK (LastSeenAt >= FirstSeenAt AND StartedAt <= FirstSeenAt),
    CONSTRAINT CK_BlockingIncident_EndedAt CHECK (EndedAt >= FirstSeenAt)
);
GO
-- One open story per head; also how collect.SaveRequests carries a story over to the next snapshot.
CREATE UNIQUE NONCLUSTERED INDEX UX_BlockingIncident_OpenHead ON fact.BlockingIncident (InstanceId, HeadSessionId, HeadLoginTime)
    WHERE (EndedAt IS NULL);
GO
-- report.BlockingHistory reads a time range.
CREATE NONCLUSTERED INDEX IX_BlockingIncident_FirstSeenAt ON fact.BlockingIncident (InstanceId, FirstSeenAt) INCLUDE (LastSeenAt);
GO
-- collect.SaveBlockedProcesses looks for the story of a head, of up to a thousand reports
-- at once, in a year of incidents.
CREATE NONCLUSTERED INDEX IX_BlockingIncident_Head ON fact.BlockingIncident (InstanceId, HeadSessionId, FirstSeenAt)
    INCLUDE (EndedAt, HeadTransactionId, HostName);
GO
-- ops.PurgeTexts asks whether a text is still referred to.
CREATE NONCLUSTERED INDEX IX_BlockingIncident_StatementHash ON fact.BlockingIncident (StatementHash);
