/*  The size of one incident in one snapshot. About 1.2 rows per snapshot; 30 days, by partition.  */
CREATE TABLE fact.BlockingIncidentSnapshot
(
    IncidentId    bigint       NOT NULL,
    SnapshotId    bigint       NOT NULL,
    CapturedAt    datetime2(3) NOT NULL,
    VictimCount   int          NOT NULL,
    MaxDepth      int          NOT NULL,
    TotalWaitMs   bigint       NOT NULL,
    LongestWaitMs bigint       NOT NULL,
    CONSTRAINT PK_BlockingIncidentSnapshot PRIMARY KEY CLUSTERED (IncidentId, CapturedAt)
)
ON PS_Day (CapturedAt);
