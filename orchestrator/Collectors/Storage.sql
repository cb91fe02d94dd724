-- interval: 900 s
-- timeout: 30 s
-- rows: 200
-- permissions: VIEW SERVER STATE; VIEW DEFINITION in the AX database for its tables; a user in a
--              database for what of it is used; SELECT on msdb.dbo.backupset for backups; VIEW ANY
--              DEFINITION for growth settings
-- needs: VIEW SERVER STATE
-- uses: AX VIEW DEFINITION; table msdb dbo.backupset(database_name, type, backup_finish_date, server_name)
-- uses: VIEW ANY DEFINITION
--
-- How big the databases, their logs, their volumes and the biggest AX tables
-- are, and when backups were taken.
-- Sizes need no access to a database; what is used of its data files is asked in each database the login may
-- enter. What cannot be read is NULL.
-- include: SessionSettings

DECLARE @CapturedAt datetime2(3) = SYSUTCDATETIME();
DECLARE @InDatabase nvarchar(300);
DECLARE @HasBackupHistory bit = 0;
DECLARE @HasTables bit = 0;
DECLARE @DatabaseId int = 0;
DECLARE @Rows int;

CREATE TABLE #Database
(
    DatabaseId       int           NOT NULL PRIMARY KEY CLUSTERED,
    DatabaseName     nvarchar(128) COLLATE DATABASE_DEFAULT NOT NULL,
    StateName        nvarchar(60)  COLLATE DATABASE_DEFAULT NULL,
    RecoveryModel    nvarchar(60)  COLLATE DATABASE_DEFAULT NULL,
    LogReuseWait     nvarchar(60)  COLLATE DATABASE_DEFAULT NULL,
    DataBytes        bigint        NULL,
    DataUsedBytes    bigint        NULL,
    LogBytes         bigint        NULL,
    LogUsedBytes     bigint        NULL,
    VlfCount         bigint        NULL,
    ActiveVlfCount   bigint        NULL,
    LogBackupAt      datetime2(3)  NULL,
    LogSinceBackupMb float         NULL
);

CREATE TABLE #Backup
(
    DatabaseName nvarchar(128) COLLATE DATABASE_DEFAULT NOT NULL,
    BackupType   char(1)       COLLATE DATABASE_DEFAULT NOT NULL,
    BackupAt     datetime2(3)  NOT NULL
);

CREATE TABLE #Growth
(
    DatabaseId       int    NOT NULL,
    IsLog            bit    NOT NULL,
    GrowthBytes      bigint NULL,
    HasPercentGrowth bit    NOT NULL
);

CREATE TABLE #Table
(
    SchemaName    nvarchar(128) COLLATE DATABASE_DEFAULT NOT NULL,
    TableName     nvarchar(128) COLLATE DATABASE_DEFAULT NOT NULL,
    RowsCount     bigint        NOT NULL,
    ReservedBytes bigint        NOT NULL,
    UsedBytes     bigint        NOT NULL
);

INSERT #Database (DatabaseId, DatabaseName, StateName, RecoveryModel, LogReuseWait)
SELECT TOP (@RowLimit) d.database_id, d.name, d.state_desc, d.recovery_model_desc, d.log_reuse_wait_desc
FROM sys.databases AS d
WHERE d.source_database_id IS NULL
ORDER BY
    CASE
        WHEN d.name = @AxDatabaseName THEN 0
        WHEN d.name = @AxDatabaseName + N'_model' THEN 1
        WHEN d.database_id = 2 THEN 2
        ELSE 3
    END,
    d.database_id;
SET @Rows = @@ROWCOUNT;

SELECT
    DatabaseId = CAST(v.database_id AS int),
    FileId = CAST(v.file_id AS int),
    SizeBytes = v.size_on_disk_bytes,
    IsLog = CASE WHEN m.type = 1 THEN 1 ELSE 0 END
INTO #File
FROM sys.dm_io_virtual_file_stats(NULL, NULL) AS v
LEFT JOIN sys.master_files AS m ON m.database_id = v.database_id AND m.file_id = v.file_id;

-- The log's size is known without its files' names, so what remains is data. A secondary does not tell it:
-- then the kinds of the files do.
UPDATE d
SET LogBytes = COALESCE(l.LogBytes, NULLIF(f.LogBytes, 0)),
    DataBytes = f.SizeBytes - COALESCE(l.LogBytes, NULLIF(f.LogBytes, 0)),
    LogUsedBytes = c.LogUsedBytes,
    VlfCount = l.VlfCount,
    ActiveVlfCount = l.ActiveVlfCount,
    LogBackupAt = DATEADD(second, -DATEDIFF(second, l.LogBackupTime, GETDATE()), @CapturedAt),
    LogSinceBackupMb = l.LogSinceBackupMb
FROM #Database AS d
INNER JOIN
(
    SELECT
        x.DatabaseId,
        SizeBytes = SUM(x.SizeBytes),
        LogBytes = SUM(CASE WHEN x.IsLog = 1 THEN x.SizeBytes ELSE 0 END)
    FROM #File AS x
    GROUP BY x.DatabaseId
) AS f ON f.DatabaseId = d.DatabaseId
OUTER APPLY
(
    SELECT
        LogBytes = CAST(NULLIF(s.total_log_size_mb, 0) * 1048576.0 AS bigint),
        VlfCount = s.total_vlf_count,
        ActiveVlfCount = s.active_vlf_count,
        LogBackupTime = NULLIF(s.log_backup_time, CAST('19000101' AS datetime)),
        LogSinceBackupMb = s.log_since_last_log_backup_mb
    FROM sys.dm_db_log_stats(d.DatabaseId) AS s
) AS l
LEFT JOIN
(
    SELECT DatabaseName = RTRIM(p.instance_name), LogUsedBytes = MAX(p.cntr_value) * 1024
    FROM sys.dm_os_performance_counters AS p
    WHERE p.counter_name = N'Log File(s) Used Size (KB)'
      AND p.object_name LIKE N'%:Databases%'
    GROUP BY RTRIM(p.instance_name)
) AS c ON c.DatabaseName COLLATE DATABASE_DEFAULT = d.DatabaseName
WHERE d.StateName = N'ONLINE';

-- What is used, in each database that may be entered.
WHILE 1 = 1
BEGIN
    SELECT TOP (1) @DatabaseId = d.DatabaseId, @InDatabase = QUOTENAME(d.DatabaseName) + N'.sys.sp_executesql'
    FROM #Database AS d
    WHERE d.DatabaseId > @DatabaseId
      AND d.StateName = N'ONLINE'
      AND HAS_DBACCESS(d.DatabaseName) = 1
    ORDER BY d.DatabaseId;
    IF @@ROWCOUNT = 0
        BREAK;

    BEGIN TRY
        EXEC @InDatabase N'
            UPDATE d
            SET DataBytes = u.TotalPages * 8192,
                DataUsedBytes = u.UsedPages * 8192,
                LogUsedBytes = COALESCE(l.UsedBytes, d.LogUsedBytes)
            FROM #Database AS d
            CROSS JOIN
            (
                SELECT TotalPages = SUM(s.total_page_count), UsedPages = SUM(s.allocated_extent_page_count)
                FROM sys.dm_db_file_space_usage AS s
            ) AS u
            OUTER APPLY (SELECT UsedBytes = SUM(g.used_log_space_in_bytes) FROM sys.dm_db_log_space_usage AS g) AS l
            WHERE d.DatabaseId = DB_ID()
              AND u.TotalPages IS NOT NULL;';
    END TRY
    BEGIN CATCH
        -- What is used stays unknown.
        IF CHARINDEX(CONCAT(N' ', ERROR_NUMBER(), N' '), @PassingErrors + @ClosedErrors) = 0
            THROW;
    END CATCH;
END;

-- Each backup's own offset makes its time UTC (time_zone in quarter hours; 127 is unknown, then today's
-- offset has to do). Copy-only backups were taken for another purpose,
-- and those of another server, in an msdb that came from there, are not ours.
BEGIN TRY
    EXEC msdb.sys.sp_executesql N'
        INSERT #Backup (DatabaseName, BackupType, BackupAt)
        SELECT
            b.database_name,
            b.type,
            MAX(DATEADD(
                minute,
                CASE
                    WHEN b.time_zone BETWEEN -48 AND 56 THEN -15 * b.time_zone
                    ELSE DATEDIFF(minute, GETDATE(), GETUTCDATE())
                END,
                CAST(b.backup_finish_date AS datetime2(3))))
        FROM dbo.backupset AS b
        WHERE b.backup_finish_date > DATEADD(day, -60, GETDATE())
          AND b.type IN (''D'', ''I'', ''L'')
          AND COALESCE(b.is_copy_only, 0) = 0
          AND COALESCE(b.is_damaged, 0) = 0
          AND COALESCE(b.server_name, CAST(SERVERPROPERTY(N''ServerName'') AS nvarchar(128)))
              IN (CAST(SERVERPROPERTY(N''ServerName'') AS nvarchar(128)), @@SERVERNAME)
        GROUP BY b.database_name, b.type;';
    SET @HasBackupHistory = 1;
END TRY
BEGIN CATCH
    -- 208: no such table. Backups stay unknown.
    IF CHARINDEX(CONCAT(N' ', ERROR_NUMBER(), N' '), @PassingErrors + @ClosedErrors + N' 208 ') = 0
        THROW;
END CATCH;

BEGIN TRY
    INSERT #Growth (DatabaseId, IsLog, GrowthBytes, HasPercentGrowth)
    SELECT
        f.database_id,
        CASE WHEN f.type = 1 THEN 1 ELSE 0 END,
        MIN(CASE WHEN f.is_percent_growth = 0 THEN CAST(f.growth AS bigint) * 8192 END),
        MAX(CASE WHEN f.is_percent_growth = 1 THEN 1 ELSE 0 END)
    FROM sys.master_files AS f
    WHERE f.type IN (0, 1)
    GROUP BY f.database_id, CASE WHEN f.type = 1 THEN 1 ELSE 0 END;
END TRY
BEGIN CATCH
    IF CHARINDEX(CONCAT(N' ', ERROR_NUMBER(), N' '), @PassingErrors) = 0
        THROW;
    DELETE #Growth;
END CATCH;

-- Objects are seen with VIEW DEFINITION; without it there is none, which is not the same as having no tables.
IF @AxDatabaseName IS NOT NULL
BEGIN
    SET @InDatabase = QUOTENAME(@AxDatabaseName) + N'.sys.sp_executesql';
    BEGIN TRY
        EXEC @InDatabase N'
            INSERT #Table (SchemaName, TableName, RowsCount, ReservedBytes, UsedBytes)
            SELECT s.name, o.name, t.RowsCount, t.ReservedPages * 8192, t.UsedPages * 8192
            FROM
            (
                SELECT TOP (30)
                    p.object_id,
                    RowsCount = SUM(CASE WHEN p.index_id <= 1 THEN p.row_count ELSE 0 END),
                    ReservedPages = SUM(p.reserved_page_count),
                    UsedPages = SUM(p.used_page_count)
                FROM sys.dm_db_partition_stats AS p
                INNER JOIN sys.objects AS v ON v.object_id = p.object_id
                WHERE v.type = ''U''
                GROUP BY p.object_id
                ORDER BY SUM(p.reserved_page_count) DESC, p.object_id
            ) AS t
            INNER JOIN sys.objects AS o ON o.object_id = t.object_id
            INNER JOIN sys.schemas AS s ON s.schema_id = o.schema_id;';
        SET @HasTables = CASE WHEN EXISTS (SELECT 1 FROM #Table) THEN 1 ELSE 0 END;
    END TRY
    BEGIN CATCH
        IF CHARINDEX(CONCAT(N' ', ERROR_NUMBER(), N' '), @PassingErrors + @ClosedErrors + N' 262 ') = 0
            THROW;
    END CATCH;
END;

SELECT
    CapturedAt = @CapturedAt,
    HasBackupHistory = @HasBackupHistory,
    HasTables = @HasTables,
    IsTruncated = CAST(CASE WHEN @Rows >= @RowLimit THEN 1 ELSE 0 END AS bit);

SELECT
    RowKind = N'database',
    DatabaseName = d.DatabaseName,
    StateName = d.StateName,
    RecoveryModel = d.RecoveryModel,
    LogReuseWait = d.LogReuseWait,
    DataBytes = d.DataBytes,
    DataUsedBytes = d.DataUsedBytes,
    LogBytes = d.LogBytes,
    LogUsedBytes = d.LogUsedBytes,
    VlfCount = d.VlfCount,
    ActiveVlfCount = d.ActiveVlfCount,
    LastFullBackupAt = (SELECT MAX(b.BackupAt) FROM #Backup AS b WHERE b.DatabaseName = d.DatabaseName AND b.BackupType = 'D'),
    LastDiffBackupAt = (SELECT MAX(b.BackupAt) FROM #Backup AS b WHERE b.DatabaseName = d.DatabaseName AND b.BackupType = 'I'),
    -- Without the history, and for backups that another server of an availability
    -- group took, the log itself knows.
    LastLogBackupAt = (
        SELECT MAX(b.BackupAt)
        FROM
        (
            SELECT b.BackupAt
            FROM #Backup AS b
            WHERE b.DatabaseName = d.DatabaseName AND b.BackupType = 'L'
            UNION ALL
            SELECT d.LogBackupAt
        ) AS b
    ),
    LogSinceBackupBytes = CAST(d.LogSinceBackupMb * 1048576.0 AS bigint),
    DataGrowthBytes = g.GrowthBytes,
    LogGrowthBytes = w.GrowthBytes,
    HasPercentGrowth = CAST(
        CASE
            WHEN g.HasPercentGrowth = 1 OR w.HasPercentGrowth = 1 THEN 1
            WHEN g.HasPercentGrowth = 0 AND w.HasPercentGrowth = 0 THEN 0
        END AS bit),
    VolumeName = CAST(NULL AS nvarchar(512)),
    VolumeBytes = CAST(NULL AS bigint),
    VolumeFreeBytes = CAST(NULL AS bigint),
    SchemaName = CAST(NULL AS nvarchar(128)),
    TableName = CAST(NULL AS nvarchar(128)),
    RowsCount = CAST(NULL AS bigint),
    ReservedBytes = CAST(NULL AS bigint),
    UsedBytes = CAST(NULL AS bigint)
FROM #Database AS d
LEFT JOIN #Growth AS g ON g.DatabaseId = d.DatabaseId AND g.IsLog = 0
LEFT JOIN #Growth AS w ON w.DatabaseId = d.DatabaseId AND w.IsLog = 1
UNION ALL
SELECT
    N'volume',
    NULL,
    NULL,
    NULL,
    NULL,
    NULL,
    NULL,
    NULL,
    NULL,
    NULL,
    NULL,
    NULL,
    NULL,
    NULL,
    NULL,
    NULL,
    NULL,
    NULL,
    m.VolumeName,
    m.TotalBytes,
    m.FreeBytes,
    NULL,
    NULL,
    NULL,
    NULL,
    NULL
FROM
(
    SELECT VolumeName = v.volume_mount_point, TotalBytes = MAX(v.total_bytes), FreeBytes = MIN(v.available_bytes)
    FROM #File AS f
    CROSS APPLY sys.dm_os_volume_stats(f.DatabaseId, f.FileId) AS v
    GROUP BY v.volume_mount_point
) AS m
UNION ALL
SELECT
    N'table',
    @AxDatabaseName,
    NULL,
    NULL,
    NULL,
    NULL,
    NULL,
    NULL,
    NULL,
    NULL,
    NULL,
    NULL,
    NULL,
    NULL,
    NULL,
    NULL,
    NULL,
    NULL,
    NULL,
    NULL,
    NULL,
    t.SchemaName,
    t.TableName,
    t.RowsCount,
    t.ReservedBytes,
    t.UsedBytes
FROM #Table AS t;

DROP TABLE #Database;
DROP TABLE #Backup;
DROP TABLE #Growth;
DROP TABLE #Table;
DROP TABLE #File;
