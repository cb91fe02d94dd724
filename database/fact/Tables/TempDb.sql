/*  tempdb at one moment. 1,440 rows a day and instance.
    AxTableCount: temporary tables of AX; NULL where the login may not see them. VersionAgeMs: age of the
    oldest transaction that keeps row versions, and its session.
    AllocationWaitCount: tasks that waited for a PFS, GAM or SGAM page; OtherLatchWaitCount: for any other
    page of tempdb, as system tables.  */
CREATE TABLE fact.TempDb
(
    InstanceId           int          NOT NULL,
    CapturedAt           datetime2(3) NOT NULL,
    TotalBytes           bigint       NULL,
    UserBytes            bigint       NULL,
    InternalBytes        bigint       NULL,
    VersionBytes         bigint       NULL,
    MixedBytes           bigint       NULL,
    FreeBytes            bigint       NULL,
    FileCount            int          NOT NULL,
    SmallestFileBytes    bigint       NULL,
    LargestFileBytes     bigint       NULL,
    HasEqualGrowth       bit          NOT NULL,
    AxTableCount         int          NULL,
    VersionAgeMs         bigint       NULL,
    VersionSessionId     int          NULL,
    AllocationWaitCount  int          NOT NULL,
    AllocationWaitMs     bigint       NOT NULL,
    OtherLatchWaitCount  int          NOT NULL,
    OtherLatchWaitMs     bigint       NOT NULL,
    CONSTRAINT PK_TempDb PRIMARY KEY CLUSTERED (InstanceId, CapturedAt)
)
ON PS_Day (CapturedAt);
