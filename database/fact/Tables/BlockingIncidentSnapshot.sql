/*  The size of one incident in one snapshot. About 1.2 rows per snapshot; 30 days.  */
CREATE TABLE fact.BlockingIncidentSnapshot
(
    IncidentId    bigint NOT NULL,
    SnapshotId    bigint NOT NULL,
    VictimCount   int    NOT NULL,
    MaxDepth      int    NOT NULL,
    TotalWaitMs   bigint NOT NULL,
    LongestWaitMs bigint NOT NULL,
    CONSTRAINT PK_BlockingIncidentSnapshot PRIMARY KEY CLUSTERED (IncidentId, SnapshotId),
    CONSTRAINT FK_BlockingIncidentSnapshot_Incident FOREIGN KEY (IncidentId) REFERENCES fact.BlockingIncident (IncidentId),
    CONSTRAINT FK_BlockingIncidentSnapshot_Snapshot FOREIGN KEY (SnapshotId) REFERENCES fact.BlockingSnapshot (SnapshotId)
);
