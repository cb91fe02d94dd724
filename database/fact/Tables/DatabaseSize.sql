/*  How big each database and its log were. Some 1,000 rows a day and instance. What
    the login may not read is NULL.
    HasBackupHistory: msdb could be read, so that a missing backup means that none was
    taken in the last 60 days.  */
CREATE TABLE fact.DatabaseSize
(
    InstanceId          int           NOT NULL,
    DatabaseName        nvarchar(128) NOT NULL,
    CapturedAt          datetime2(3)  NOT NULL,
    StateName           nvarchar(60)  NULL,
    RecoveryModel       nvarchar(60)  NULL,
    LogReuseWait        nvarchar(60)  NULL,
    DataBytes           bigint        NULL,
    DataUsedBytes       bigint        NULL,
    LogBytes            bigint        NULL,
    LogUsedBytes        bigint        NULL,
    VlfCount            bigint        NULL,
    ActiveVlfCount      bigint        NULL,
    LastFullBackupAt    datetime2(3)  NULL,
    LastDiffBackupAt    datetime2(3)  NULL,
    LastLogBackupAt     datetime2(3)  NULL,
    LogSinceBackupBytes bigint        NULL,
    DataGrowthBytes     bigint        NULL,
    LogGrowthBytes      bigint        NULL,
    HasPercentGrowth    bit           NULL,
    HasBackupHistory    bit           NOT NULL,
    CONSTRAINT PK_DatabaseSize PRIMARY KEY CLUSTERED (InstanceId, DatabaseName, CapturedAt)
)
ON PS_Day (CapturedAt);
