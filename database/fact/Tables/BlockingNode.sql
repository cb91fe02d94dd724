/*  One session of a chain in one snapshot: each victim, and each head (Depth 0). Up to some 100 000 rows on a
    bad day; 30 days, by partition.
    Path lists session ids from the head to the session. Flags, separated by blanks:
    missing     not in the snapshot, known only as somebody's blocker
    pseudo      no session but SQL Server's own marker (-2 … -5)
    cycle       every session of its chain waits: a deadlock not resolved yet; the
                lowest session id stands as the head
    depth-cap   deeper than 50: the depth is right, the path is not kept
    cursor      the text is that of an open API cursor, last-batch that of the last batch of an idle session,
                input-buffer the input buffer  */
CREATE TABLE fact.BlockingNode
(
    SnapshotId            bigint         NOT NULL,
    CapturedAt            datetime2(3)   NOT NULL,
    SessionId             int            NOT NULL,
    InstanceId            int            NOT NULL,
    IncidentId            bigint         NOT NULL,
    RootSessionId         int            NOT NULL,
    ParentSessionId       int            NULL,
    Depth                 int            NOT NULL,
    [Path]                nvarchar(400)  NULL,
    Flags                 nvarchar(100)  NOT NULL,
    LoginTime             datetime2(3)   NULL,
    HostName              nvarchar(128)  NULL,
    HostProcessId         int            NULL,
    ProgramName           nvarchar(128)  NULL,
    LoginName             nvarchar(128)  NULL,
    AxUser                nvarchar(128)  NULL,
    AxSessionId           int            NULL,
    AxConfidence          nvarchar(16)   NOT NULL,
    Status                nvarchar(30)   NULL,
    Command               nvarchar(32)   NULL,
    DatabaseName          nvarchar(128)  NULL,
    OpenTransactionCount  int            NULL,
    TransactionStartedAt  datetime2(3)   NULL,
    LogBytesUsed          bigint         NULL,
    IdleInTransactionMs   bigint         NULL,
    IsolationLevel        nvarchar(32)   NULL,
    WaitType              nvarchar(60)   NULL,
    WaitMs                bigint         NULL,
    LockMode              nvarchar(32)   NULL,
    WaitResource          nvarchar(3072) NULL,
    ResourceKind          nvarchar(16)   NULL,
    ResourceDatabaseId    int            NULL,
    ResourceObjectKey     nvarchar(8)    NULL,
    ResourceObjectId      bigint         NULL,
    ObjectName            nvarchar(512)  NULL,
    StatementHash         binary(32)     NULL,
    InputBufferHash       binary(32)     NULL,
    BatchId               bigint         NULL,
    BatchTask             nvarchar(300)  NULL,
    PercentComplete       decimal(5, 2)  NULL,
    RemainingMs           bigint         NULL,
    CONSTRAINT PK_BlockingNode PRIMARY KEY CLUSTERED (SnapshotId, SessionId, CapturedAt),
    CONSTRAINT FK_BlockingNode_Statement FOREIGN KEY (StatementHash) REFERENCES dim.StatementText (TextHash),
    CONSTRAINT FK_BlockingNode_InputBuffer FOREIGN KEY (InputBufferHash) REFERENCES dim.StatementText (TextHash),
    CONSTRAINT CK_BlockingNode_Depth CHECK (
        (Depth = 0 AND ParentSessionId IS NULL) OR (Depth > 0 AND ParentSessionId IS NOT NULL)),
    CONSTRAINT CK_BlockingNode_ResourceObjectKey CHECK (ResourceObjectKey IN (N'object', N'hobt'))
)
ON PS_Day (CapturedAt);
GO
-- ops.PurgeTexts asks whether a text is still referred to.
CREATE NONCLUSTERED INDEX IX_BlockingNode_StatementHash ON fact.BlockingNode (StatementHash);
GO
-- ops.PurgeTexts, likewise.
CREATE NONCLUSTERED INDEX IX_BlockingNode_InputBufferHash ON fact.BlockingNode (InputBufferHash);
