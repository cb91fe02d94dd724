/*  One sample of performance counters, and how it follows the one before: see collect.AdvanceSample. The
    values themselves are metrics.
    One row a minute and instance; 30 days. ResetCount: counters that fell without a restart, such as those
    of a database that was offline.
    MissingCounters: what config.Counter wants and the server does not have, as object:
    counter; NULL when all are there.  */
CREATE TABLE fact.CounterCapture
(
    InstanceId      int              NOT NULL,
    CapturedAt      datetime2(3)     NOT NULL,
    RunId           uniqueidentifier NOT NULL,
    ServerStartedAt datetime2(3)     NULL,
    Continuity      nvarchar(16)     NOT NULL,
    ElapsedMs       bigint           NULL,
    ValueCount      int              NOT NULL,
    ResetCount      int              NOT NULL,
    IsTruncated     bit              NOT NULL,
    MissingCounters nvarchar(2000)   NULL,
    CONSTRAINT PK_CounterCapture PRIMARY KEY CLUSTERED (InstanceId, CapturedAt),
    CONSTRAINT FK_CounterCapture_Instance FOREIGN KEY (InstanceId) REFERENCES config.Instance (InstanceId),
    CONSTRAINT CK_CounterCapture_Continuity CHECK (Continuity IN (N'first', N'continued', N'gap', N'restart')),
    CONSTRAINT CK_CounterCapture_ElapsedMs CHECK (ElapsedMs > 0)
)
ON PS_Day (CapturedAt);
