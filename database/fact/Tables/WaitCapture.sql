/*  One sample of wait statistics, and how it follows the one before: see collect.AdvanceSample, and 'reset'
    when the statistics were cleared.
    One row a minute and instance; 30 days. ElapsedMs is NULL where nothing can be compared.  */
CREATE TABLE fact.WaitCapture
(
    InstanceId      int              NOT NULL,
    CapturedAt      datetime2(3)     NOT NULL,
    RunId           uniqueidentifier NOT NULL,
    ServerStartedAt datetime2(3)     NULL,
    Continuity      nvarchar(16)     NOT NULL,
    ElapsedMs       bigint           NULL,
    TypeCount       int              NOT NULL,
    IsTruncated     bit              NOT NULL,
    CONSTRAINT PK_WaitCapture PRIMARY KEY CLUSTERED (InstanceId, CapturedAt),
    CONSTRAINT FK_WaitCapture_Instance FOREIGN KEY (InstanceId) REFERENCES config.Instance (InstanceId),
    CONSTRAINT CK_WaitCapture_Continuity CHECK (Continuity IN (N'first', N'continued', N'gap', N'restart', N'reset')),
    CONSTRAINT CK_WaitCapture_ElapsedMs CHECK (ElapsedMs > 0)
)
ON PS_Day (CapturedAt);
