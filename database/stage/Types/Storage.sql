/*  What the collector Storage hands over, by RowKind:
    database   one database: sizes, log, last backups (UTC). What the login may not read is NULL;
               DataGrowthBytes and LogGrowthBytes are the smallest steps by which a file grows
    volume     a volume with database files on it
    table      one of the biggest tables of the AX database  */
CREATE TYPE stage.Storage AS TABLE
(
    RowKind             nvarchar(8)   NULL,
    DatabaseName        nvarchar(128) NULL,
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
    VolumeName          nvarchar(512) NULL,
    VolumeBytes         bigint        NULL,
    VolumeFreeBytes     bigint        NULL,
    SchemaName          nvarchar(128) NULL,
    TableName           nvarchar(128) NULL,
    RowsCount           bigint        NULL,
    ReservedBytes       bigint        NULL,
    UsedBytes           bigint        NULL
);
