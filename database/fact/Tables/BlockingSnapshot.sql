/*  One capture in which somebody waited for somebody. Up to 8 640 rows a day and
    instance; 30 days, by partition.
    SnapshotId is a short name for (InstanceId, CapturedAt) that links and reports use.  */
CREATE TABLE fact.BlockingSnapshot
(
    SnapshotId   bigint           NOT NULL IDENTITY (1, 1),
    InstanceId   int              NOT NULL,
    CapturedAt   datetime2(3)     NOT NULL,
    RunId        uniqueidentifier NOT NULL,
    HeadCount    int              NOT NULL,
    VictimCount  int              NOT NULL,
    TotalWaitMs  bigint           NOT NULL,
    MaxDepth     int              NOT NULL,
    IsTruncated  bit              NOT NULL,
    CONSTRAINT PK_BlockingSnapshot PRIMARY KEY CLUSTERED (InstanceId, CapturedAt),
    CONSTRAINT FK_BlockingSnapshot_Instance FOREIGN KEY (InstanceId) REFERENCES config.Instance (InstanceId)
)
ON PS_Day (CapturedAt);
