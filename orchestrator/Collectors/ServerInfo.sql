-- interval: 3600 s
-- timeout: 15 s
-- rows: 200
-- permissions: VIEW SERVER STATE; VIEW ANY DEFINITION for files; a user in the AX
--              database for its scoped configuration
-- needs: VIEW SERVER STATE
-- uses: VIEW ANY DEFINITION
--
-- How the server and its databases are set up: version, options, trace flags, services, databases, files.
-- KindsRead tells which kinds could be read, because a kind without rows may also mean that there
-- is nothing: no trace flag is on.
-- DBCC TRACESTATUS is open to everybody. Columns of system views have collations of their own:
-- where they meet in one column they take the database's.
-- include: SessionSettings
-- include: ServerClock

DECLARE @InAxDatabase nvarchar(300) = QUOTENAME(@AxDatabaseName) + N'.sys.sp_executesql';
DECLARE @KindsRead nvarchar(200) = N'server;option;service;database;tempdb;';
DECLARE @Rows int;

CREATE TABLE #Setting
(
    ScopeKind    nvarchar(16)  COLLATE DATABASE_DEFAULT NOT NULL,
    ScopeName    nvarchar(257) COLLATE DATABASE_DEFAULT NOT NULL,
    SettingName  nvarchar(128) COLLATE DATABASE_DEFAULT NOT NULL,
    SettingValue nvarchar(400) COLLATE DATABASE_DEFAULT NULL
);

CREATE TABLE #TraceFlag
(
    TraceFlag smallint NOT NULL,
    Status    smallint NOT NULL,
    IsGlobal  smallint NOT NULL,
    IsSession smallint NOT NULL
);

INSERT #Setting (ScopeKind, ScopeName, SettingName, SettingValue)
SELECT N'server', N'', p.SettingName, p.SettingValue
FROM
(
    SELECT SettingName = N'version', SettingValue = CAST(SERVERPROPERTY(N'ProductVersion') AS nvarchar(400))
    UNION ALL SELECT N'level', CAST(SERVERPROPERTY(N'ProductLevel') AS nvarchar(400))
    UNION ALL SELECT N'update', CAST(SERVERPROPERTY(N'ProductUpdateLevel') AS nvarchar(400))
    UNION ALL SELECT N'edition', CAST(SERVERPROPERTY(N'Edition') AS nvarchar(400))
    UNION ALL SELECT N'collation', CAST(SERVERPROPERTY(N'Collation') AS nvarchar(400))
    UNION ALL SELECT N'machine', CAST(SERVERPROPERTY(N'ComputerNamePhysicalNetBIOS') AS nvarchar(400))
    UNION ALL SELECT N'clustered', CAST(SERVERPROPERTY(N'IsClustered') AS nvarchar(400))
    UNION ALL SELECT N'availability groups', CAST(SERVERPROPERTY(N'IsHadrEnabled') AS nvarchar(400))
) AS p
UNION ALL
SELECT N'server', N'', q.SettingName, q.SettingValue
FROM sys.dm_os_sys_info AS i
CROSS APPLY
(
    SELECT SettingName = N'processors', SettingValue = CAST(i.cpu_count AS nvarchar(400))
    UNION ALL SELECT N'NUMA nodes', CAST(i.numa_node_count AS nvarchar(400))
    UNION ALL SELECT N'physical memory (MB)', CAST(i.physical_memory_kb / 1024 AS nvarchar(400))
    UNION ALL SELECT N'memory model', i.sql_memory_model_desc COLLATE DATABASE_DEFAULT
    UNION ALL SELECT N'virtual machine', i.virtual_machine_type_desc COLLATE DATABASE_DEFAULT
) AS q;

-- What is in use; an option that was changed and not reconfigured says so.
INSERT #Setting (ScopeKind, ScopeName, SettingName, SettingValue)
SELECT
    N'option', N'', c.name,
    CAST(c.value_in_use AS nvarchar(100))
        + CASE
            WHEN CAST(c.value AS nvarchar(100)) <> CAST(c.value_in_use AS nvarchar(100))
                THEN N' (configured: ' + CAST(c.value AS nvarchar(100)) + N')'
            ELSE N''
        END
FROM sys.configurations AS c;

INSERT #Setting (ScopeKind, ScopeName, SettingName, SettingValue)
SELECT N'service', s.servicename, v.SettingName, v.SettingValue
FROM sys.dm_server_services AS s
CROSS APPLY
(
    SELECT SettingName = N'account', SettingValue = CAST(s.service_account AS nvarchar(400)) COLLATE DATABASE_DEFAULT
    UNION ALL SELECT N'startup', s.startup_type_desc COLLATE DATABASE_DEFAULT
    UNION ALL
    SELECT N'instant file initialization', CAST(s.instant_file_initialization_enabled AS nvarchar(400)) COLLATE DATABASE_DEFAULT
    WHERE s.instant_file_initialization_enabled IS NOT NULL
) AS v;

BEGIN TRY
    INSERT #TraceFlag (TraceFlag, Status, IsGlobal, IsSession)
    EXEC (N'DBCC TRACESTATUS (-1) WITH NO_INFOMSGS;');
    INSERT #Setting (ScopeKind, ScopeName, SettingName, SettingValue)
    SELECT DISTINCT N'trace flag', N'', CAST(f.TraceFlag AS nvarchar(128)), N'1'
    FROM #TraceFlag AS f
    WHERE f.IsGlobal = 1
      AND f.Status = 1;
    SET @KindsRead += N'trace flag;';
END TRY
BEGIN CATCH
    -- 2571: a server that refuses DBCC to others all the same. The flags stay unknown.
    IF ERROR_NUMBER() NOT IN (2571, 229, 297, 300)
        THROW;
END CATCH;

SELECT TOP (@RowLimit) d.database_id, d.name
INTO #Database
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

INSERT #Setting (ScopeKind, ScopeName, SettingName, SettingValue)
SELECT N'database', d.name, v.SettingName, v.SettingValue
FROM #Database AS n
INNER JOIN sys.databases AS d ON d.database_id = n.database_id
CROSS APPLY
(
    SELECT SettingName = N'compatibility level', SettingValue = CAST(d.compatibility_level AS nvarchar(400))
    UNION ALL SELECT N'collation', d.collation_name COLLATE DATABASE_DEFAULT
    UNION ALL SELECT N'state', d.state_desc COLLATE DATABASE_DEFAULT
    UNION ALL SELECT N'recovery model', d.recovery_model_desc COLLATE DATABASE_DEFAULT
    UNION ALL SELECT N'read committed snapshot', CAST(d.is_read_committed_snapshot_on AS nvarchar(1))
    UNION ALL SELECT N'snapshot isolation', d.snapshot_isolation_state_desc COLLATE DATABASE_DEFAULT
    UNION ALL SELECT N'auto create statistics', CAST(d.is_auto_create_stats_on AS nvarchar(1))
    UNION ALL SELECT N'auto update statistics', CAST(d.is_auto_update_stats_on AS nvarchar(1))
    UNION ALL SELECT N'auto update statistics asynchronously', CAST(d.is_auto_update_stats_async_on AS nvarchar(1))
    UNION ALL SELECT N'auto shrink', CAST(d.is_auto_shrink_on AS nvarchar(1))
    UNION ALL SELECT N'auto close', CAST(d.is_auto_close_on AS nvarchar(1))
    UNION ALL SELECT N'page verify', d.page_verify_option_desc COLLATE DATABASE_DEFAULT
    UNION ALL SELECT N'forced parameterization', CAST(d.is_parameterization_forced AS nvarchar(1))
    UNION ALL SELECT N'query store', CAST(d.is_query_store_on AS nvarchar(1))
    UNION ALL SELECT N'read only', CAST(d.is_read_only AS nvarchar(1))
    UNION ALL SELECT N'delayed durability', d.delayed_durability_desc COLLATE DATABASE_DEFAULT
) AS v;

IF @AxDatabaseName IS NOT NULL
BEGIN
    BEGIN TRY
        EXEC @InAxDatabase N'
            INSERT #Setting (ScopeKind, ScopeName, SettingName, SettingValue)
            SELECT N''configuration'', DB_NAME(), c.name, CAST(c.value AS nvarchar(100))
            FROM sys.database_scoped_configurations AS c;';
        SET @KindsRead += N'configuration;';
    END TRY
    BEGIN CATCH
        -- Its settings stay as they were.
        IF CHARINDEX(CONCAT(N' ', ERROR_NUMBER(), N' '), @PassingErrors + @ClosedErrors) = 0
            THROW;
    END CATCH;
END;

BEGIN TRY
    INSERT #Setting (ScopeKind, ScopeName, SettingName, SettingValue)
    SELECT N'tempdb', N'', v.SettingName, v.SettingValue
    FROM
    (
        SELECT
            FileCount = COUNT(*),
            HasEqualSize = CASE WHEN MIN(f.size) = MAX(f.size) THEN 1 ELSE 0 END,
            HasEqualGrowth = CASE
                WHEN COUNT(DISTINCT CASE WHEN f.is_percent_growth = 1 THEN -f.growth ELSE f.growth END) = 1 THEN 1
                ELSE 0
            END,
            HasPercentGrowth = MAX(CASE WHEN f.is_percent_growth = 1 THEN 1 ELSE 0 END)
        FROM tempdb.sys.database_files AS f
        WHERE f.type = 0
    ) AS t
    CROSS APPLY
    (
        SELECT SettingName = N'data files', SettingValue = CAST(t.FileCount AS nvarchar(400))
        UNION ALL SELECT N'data files of equal size', CAST(t.HasEqualSize AS nvarchar(400))
        UNION ALL SELECT N'data files of equal growth', CAST(t.HasEqualGrowth AS nvarchar(400))
        UNION ALL SELECT N'growth in percent', CAST(t.HasPercentGrowth AS nvarchar(400))
    ) AS v;

    -- sys.master_files shows nothing without VIEW ANY DEFINITION.
    INSERT #Setting (ScopeKind, ScopeName, SettingName, SettingValue)
    SELECT N'file', n.name COLLATE DATABASE_DEFAULT + N'/' + f.name COLLATE DATABASE_DEFAULT, v.SettingName, v.SettingValue
    FROM sys.master_files AS f
    INNER JOIN #Database AS n ON n.database_id = f.database_id
    CROSS APPLY
    (
        SELECT SettingName = N'growth',
               SettingValue = CASE
                   WHEN f.growth = 0 THEN N'none'
                   WHEN f.is_percent_growth = 1 THEN CAST(f.growth AS nvarchar(20)) + N' %'
                   ELSE CAST(CAST(f.growth AS bigint) / 128 AS nvarchar(20)) + N' MB'
               END
        UNION ALL
        SELECT
            N'largest size',
            CASE
                WHEN f.max_size = -1 THEN N'unlimited'
                WHEN f.max_size = 0 THEN N'no growth'
                ELSE CAST(CAST(f.max_size AS bigint) / 128 AS nvarchar(20)) + N' MB'
            END
        UNION ALL
        SELECT N'path', CAST(f.physical_name AS nvarchar(400)) COLLATE DATABASE_DEFAULT
    ) AS v;
    IF @@ROWCOUNT > 0
        SET @KindsRead += N'file;';
END TRY
BEGIN CATCH
    IF CHARINDEX(CONCAT(N' ', ERROR_NUMBER(), N' '), @PassingErrors) = 0
        THROW;
    SET @KindsRead = REPLACE(REPLACE(@KindsRead, N'tempdb;', N''), N'file;', N'');
END CATCH;

SELECT
    CapturedAt = @CapturedAt,
    ServerStartedAt = @ServerStartedAt,
    KindsRead = @KindsRead,
    IsTruncated = CAST(CASE WHEN @Rows >= @RowLimit THEN 1 ELSE 0 END AS bit);

SELECT
    ScopeKind = s.ScopeKind,
    ScopeName = s.ScopeName,
    SettingName = s.SettingName,
    SettingValue = s.SettingValue
FROM #Setting AS s;

DROP TABLE #Setting;
DROP TABLE #TraceFlag;
DROP TABLE #Database;
