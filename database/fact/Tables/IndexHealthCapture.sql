/*  One reading of statistics and indexes, or one hour of measuring fragmentation. A
    handful of rows an instance and day.
    LockedCount: tables and indexes that were locked and left out. Reason says why something is
    missing, NULL when nothing is.  */
CREATE TABLE fact.IndexHealthCapture
(
    InstanceId        int           NOT NULL,
    CapturedAt        datetime2(3)  NOT NULL,
    IsDaily           bit           NOT NULL,
    IsInWindow        bit           NOT NULL,
    ServerUptimeHours int           NULL,
    TableCount        int           NOT NULL,
    StatisticCount    int           NOT NULL,
    StaleCount        int           NOT NULL,
    MeasuredCount     int           NOT NULL,
    LockedCount       int           NOT NULL,
    IsTruncated       bit           NOT NULL,
    Reason            nvarchar(400) NULL,
    CONSTRAINT PK_fact_IndexHealthCapture PRIMARY KEY CLUSTERED (InstanceId, CapturedAt)
)
ON PS_Day (CapturedAt);
