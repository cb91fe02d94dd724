/*  Who waited for whom in one snapshot: every edge, of which one per victim is the
    primary one that the tree follows.
    Slightly more rows than victims; 30 days, by partition.  */
CREATE TABLE fact.BlockingEdge
(
    SnapshotId        bigint         NOT NULL,
    CapturedAt        datetime2(3)   NOT NULL,
    SessionId         int            NOT NULL,
    BlockingSessionId int            NOT NULL,
    IsPrimary         bit            NOT NULL,
    WaitType          nvarchar(60)   NULL,
    WaitMs            bigint         NOT NULL,
    CONSTRAINT PK_BlockingEdge PRIMARY KEY CLUSTERED (SnapshotId, SessionId, BlockingSessionId, CapturedAt),
    CONSTRAINT CK_BlockingEdge_NotSelf CHECK (SessionId <> BlockingSessionId)
)
ON PS_Day (CapturedAt);
