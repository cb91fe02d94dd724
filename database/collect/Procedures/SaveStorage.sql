/*  collect.SaveStorage: stores how big databases, logs, volumes and tables are, and how old their backups.
    @InstanceId         config.Instance
    @RunId              the orchestrator's run
    @CapturedAt         UTC time of the watched server
    @HasBackupHistory   1 when msdb could be read: then no backup on record means none in the
                        last 60 days, and its age is that
    @HasTables          1 when the tables of the AX database could be read
    @IsTruncated        1 when the row limit cut databases off
    @Rows               see stage.Storage
    Result              one row: SavedRows, WasDuplicate
    Errors              50010 unknown instance
    Ages are metrics where a backup is expected: tempdb has none, and a log is backed up only outside
    the recovery model SIMPLE.  */
CREATE PROCEDURE collect.SaveStorage
    @InstanceId       int,
    @RunId            uniqueidentifier,
    @CapturedAt       datetime2(3),
    @HasBackupHistory bit = 0,
    @HasTables        bit = 0,
    @IsTruncated      bit = 0,
    @Rows             stage.Storage READONLY
AS
SET NOCOUNT, XACT_ABORT ON;

DECLARE @WasDuplicate bit;
DECLARE @SavedRows int = 0;
DECLARE @Points stage.MetricPoint;

BEGIN TRANSACTION;

EXEC collect.AdvanceWatermark @InstanceId, N'Storage', @CapturedAt, @RunId, @WasDuplicate OUTPUT;

IF @WasDuplicate = 0
BEGIN
    -- A row without what it must tell is set aside, an absurd value elsewhere is none.
    SELECT
        r.RowKind,
        r.DatabaseName,
        r.StateName,
        r.RecoveryModel,
        r.LogReuseWait,
        DataBytes = k1.Value,
        DataUsedBytes = k2.Value,
        LogBytes = k3.Value,
        LogUsedBytes = k4.Value,
        VlfCount = k5.Value,
        ActiveVlfCount = k6.Value,
        LastFullBackupAt = k7.At,
        LastDiffBackupAt = k8.At,
        LastLogBackupAt = k9.At,
        LogSinceBackupBytes = k10.Value,
        DataGrowthBytes = k11.Value,
        LogGrowthBytes = k12.Value,
        r.HasPercentGrowth,
        r.VolumeName,
        VolumeBytes = k13.Value,
        VolumeFreeBytes = k14.Value,
        r.SchemaName,
        r.TableName,
        RowsCount = k15.Value,
        ReservedBytes = k16.Value,
        UsedBytes = k17.Value,
        StagedNumber = ROW_NUMBER() OVER (ORDER BY (SELECT NULL)),
        OddColumn = o.ColumnName
    INTO #Staged
    FROM @Rows AS r
    CROSS APPLY lib.KnownCount(r.DataBytes) AS k1
    CROSS APPLY lib.KnownCount(r.DataUsedBytes) AS k2
    CROSS APPLY lib.KnownCount(r.LogBytes) AS k3
    CROSS APPLY lib.KnownCount(r.LogUsedBytes) AS k4
    CROSS APPLY lib.KnownCount(r.VlfCount) AS k5
    CROSS APPLY lib.KnownCount(r.ActiveVlfCount) AS k6
    CROSS APPLY lib.KnownTime(r.LastFullBackupAt) AS k7
    CROSS APPLY lib.KnownTime(r.LastDiffBackupAt) AS k8
    CROSS APPLY lib.KnownTime(r.LastLogBackupAt) AS k9
    CROSS APPLY lib.KnownCount(r.LogSinceBackupBytes) AS k10
    CROSS APPLY lib.KnownCount(r.DataGrowthBytes) AS k11
    CROSS APPLY lib.KnownCount(r.LogGrowthBytes) AS k12
    CROSS APPLY lib.KnownCount(r.VolumeBytes) AS k13
    CROSS APPLY lib.KnownCount(r.VolumeFreeBytes) AS k14
    CROSS APPLY lib.KnownCount(r.RowsCount) AS k15
    CROSS APPLY lib.KnownCount(r.ReservedBytes) AS k16
    CROSS APPLY lib.KnownCount(r.UsedBytes) AS k17
    OUTER APPLY
    (
        SELECT TOP (1) ColumnName = CONCAT(v.ColumnName, N' ' + NULLIF(v.Told, N''))
        FROM
        (
            VALUES
                (N'RowKind', DATALENGTH(r.RowKind), N''),
                (N'DatabaseName', CASE WHEN r.RowKind = N'database' THEN DATALENGTH(r.DatabaseName) ELSE 1 END, N''),
                (N'VolumeName', CASE WHEN r.RowKind = N'volume' THEN DATALENGTH(r.VolumeName) ELSE 1 END, N''),
                (N'SchemaName', CASE WHEN r.RowKind = N'table' THEN DATALENGTH(r.SchemaName) ELSE 1 END, N''),
                (N'TableName', CASE WHEN r.RowKind = N'table' THEN DATALENGTH(r.TableName) ELSE 1 END, N''),
                (
                    N'VolumeBytes',
                    CASE WHEN NOT (r.RowKind = N'volume' AND k13.Value IS NULL) THEN 1 END,
                    CONCAT(r.VolumeBytes, N'')
                ),
                (
                    N'VolumeFreeBytes',
                    CASE WHEN NOT (r.RowKind = N'volume' AND k14.Value IS NULL) THEN 1 END,
                    CONCAT(r.VolumeFreeBytes, N'')
                ),
                (
                    N'RowsCount',
                    CASE WHEN NOT (r.RowKind = N'table' AND k15.Value IS NULL) THEN 1 END,
                    CONCAT(r.RowsCount, N'')
                ),
                (
                    N'ReservedBytes',
                    CASE WHEN NOT (r.RowKind = N'table' AND k16.Value IS NULL) THEN 1 END,
                    CONCAT(r.ReservedBytes, N'')
                ),
                (
                    N'UsedBytes',
                    CASE WHEN NOT (r.RowKind = N'table' AND k17.Value IS NULL) THEN 1 END,
                    CONCAT(r.UsedBytes, N'')
                )
        ) AS v (ColumnName, Known, Told)
        WHERE v.Known IS NULL
    ) AS o;

    EXEC collect.SetAsideRows @InstanceId, N'Storage', @CapturedAt;

    INSERT fact.DatabaseSize
    (
        InstanceId,
        DatabaseName,
        CapturedAt,
        StateName,
        RecoveryModel,
        LogReuseWait,
        DataBytes,
        DataUsedBytes,
        LogBytes,
        LogUsedBytes,
        VlfCount,
        ActiveVlfCount,
        LastFullBackupAt,
        LastDiffBackupAt,
        LastLogBackupAt,
        LogSinceBackupBytes,
        DataGrowthBytes,
        LogGrowthBytes,
        HasPercentGrowth,
        HasBackupHistory
    )
    SELECT
        @InstanceId,
        r.DatabaseName,
        @CapturedAt,
        r.StateName,
        r.RecoveryModel,
        r.LogReuseWait,
        r.DataBytes,
        r.DataUsedBytes,
        r.LogBytes,
        r.LogUsedBytes,
        r.VlfCount,
        r.ActiveVlfCount,
        r.LastFullBackupAt,
        r.LastDiffBackupAt,
        r.LastLogBackupAt,
        r.LogSinceBackupBytes,
        r.DataGrowthBytes,
        r.LogGrowthBytes,
        r.HasPercentGrowth,
        COALESCE(@HasBackupHistory, 0)
    FROM
    (
        -- Names that differ only in what the repository's collation ignores are one
        -- here; the bigger database is kept.
        SELECT
            q.DatabaseName,
            q.StateName,
            q.RecoveryModel,
            q.LogReuseWait,
            q.DataBytes,
            q.DataUsedBytes,
            q.LogBytes,
            q.LogUsedBytes,
            q.VlfCount,
            q.ActiveVlfCount,
            q.LastFullBackupAt,
            q.LastDiffBackupAt,
            q.LastLogBackupAt,
            q.LogSinceBackupBytes,
            q.DataGrowthBytes,
            q.LogGrowthBytes,
            q.HasPercentGrowth,
            RowOrder = ROW_NUMBER() OVER (PARTITION BY q.DatabaseName ORDER BY q.DataBytes DESC)
        FROM #Staged AS q
        WHERE q.RowKind = N'database'
    ) AS r
    WHERE r.RowOrder = 1;
    SET @SavedRows += @@ROWCOUNT;

    INSERT fact.VolumeSize (InstanceId, VolumeName, CapturedAt, TotalBytes, FreeBytes)
    SELECT @InstanceId, LEFT(r.VolumeName, 256), @CapturedAt, MAX(r.VolumeBytes), MIN(r.VolumeFreeBytes)
    FROM #Staged AS r
    WHERE r.RowKind = N'volume'
    GROUP BY LEFT(r.VolumeName, 256);
    SET @SavedRows += @@ROWCOUNT;

    INSERT fact.TableSize (InstanceId, TableName, CapturedAt, RowsCount, ReservedBytes, UsedBytes)
    SELECT @InstanceId, n.TableName, @CapturedAt, MAX(r.RowsCount), MAX(r.ReservedBytes), MAX(r.UsedBytes)
    FROM #Staged AS r
    CROSS APPLY (SELECT TableName = CONCAT(r.SchemaName, N'.', r.TableName)) AS n
    WHERE r.RowKind = N'table'
    GROUP BY n.TableName;
    SET @SavedRows += @@ROWCOUNT;

    -- 60 days and more without a full backup count as 1440 hours.
    INSERT @Points (MetricName, KeyText, Value)
    SELECT v.MetricName, s.DatabaseName, v.Value
    FROM fact.DatabaseSize AS s
    CROSS APPLY
    (
        VALUES
            (N'size.data_mb', CAST(s.DataBytes / 1048576.0 AS float)),
            (N'size.data_used_mb', s.DataUsedBytes / 1048576.0),
            (N'size.log_mb', s.LogBytes / 1048576.0),
            (N'log.used_percent', 100.0 * s.LogUsedBytes / NULLIF(s.LogBytes, 0)),
            (N'log.vlf_count', s.VlfCount),
            (N'log.backup_age_min',
             CASE
                 WHEN s.RecoveryModel IN (N'FULL', N'BULK_LOGGED')
                     AND s.DatabaseName NOT IN (N'model', N'tempdb')
                     AND s.StateName = N'ONLINE'
                     AND (s.LastLogBackupAt <= @CapturedAt OR s.LastLogBackupAt IS NULL)
                     THEN COALESCE(
                         DATEDIFF(second, s.LastLogBackupAt, @CapturedAt) / 60.0,
                         CASE WHEN s.HasBackupHistory = 1 THEN 86400 END)
             END),
            (N'size.full_backup_age_h',
             CASE
                 WHEN s.HasBackupHistory = 1
                     AND s.DatabaseName NOT IN (N'model', N'tempdb')
                     AND s.StateName = N'ONLINE'
                     AND (s.LastFullBackupAt <= @CapturedAt OR s.LastFullBackupAt IS NULL)
                     THEN COALESCE(DATEDIFF(second, s.LastFullBackupAt, @CapturedAt) / 3600.0, 1440)
             END)
    ) AS v (MetricName, Value)
    WHERE s.InstanceId = @InstanceId
      AND s.CapturedAt = @CapturedAt
      AND v.Value IS NOT NULL;

    INSERT @Points (MetricName, KeyText, Value)
    SELECT v.MetricName, s.VolumeName, v.Value
    FROM fact.VolumeSize AS s
    CROSS APPLY (
        VALUES
            (N'size.volume_free_mb', CAST(s.FreeBytes / 1048576.0 AS float)),
            (N'size.volume_free_percent', 100.0 * s.FreeBytes / NULLIF(s.TotalBytes, 0))
    ) AS v (MetricName, Value)
    WHERE s.InstanceId = @InstanceId
      AND s.CapturedAt = @CapturedAt;

    INSERT @Points (MetricName, KeyText, Value)
    SELECT v.MetricName, LEFT(s.TableName, 256), v.Value
    FROM fact.TableSize AS s
    CROSS APPLY (
        VALUES (N'size.table_mb', CAST(s.ReservedBytes / 1048576.0 AS float)), (N'size.table_rows', s.RowsCount)
    ) AS v (MetricName, Value)
    WHERE s.InstanceId = @InstanceId
      AND s.CapturedAt = @CapturedAt;

    EXEC collect.SaveMetrics @InstanceId, @CapturedAt, @Points;
END;

COMMIT TRANSACTION;

SELECT SavedRows = @SavedRows, WasDuplicate = @WasDuplicate;
