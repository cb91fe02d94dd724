/*  Who waited for whom in one snapshot: every edge, of which one per victim is the primary one that the tree follows.
    Slightly more rows than victims; 30 days.  */
CREATE TABLE fact.BlockingEdge
(
    SnapshotId        bigint         NOT NULL,
    SessionId         int            NOT NULL,
    BlockingSessionId int            NOT NULL,
    IsPrimary         bit            NOT NULL,
    WaitType          nvarchar(60)   NULL,
    WaitMs            bigint         NOT NULL,
    CONSTRAINT PK_BlockingEdge PRIMARY KEY CLUSTERED (SnapshotId, SessionId, BlockingSessionId),
    CONSTRAINT FK_BlockingEdge_Snapshot FOREIGN KEY (SnapshotId) REFERENCES fact.BlockingSnapshot (SnapshotId),
    CONSTRAINT CK_BlockingEdge_NotSelf CHECK (SessionId <> BlockingSessionId)
);
