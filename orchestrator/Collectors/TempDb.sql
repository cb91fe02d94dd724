-- interval: 60 s
-- timeout: 10 s
-- rows: 100
-- permissions: VIEW SERVER STATE; for the count of AX temporary tables: VIEW ANY DEFINITION; for names:
--              SELECT on dbo.SYSCLIENTSESSIONS and dbo.SQLDICTIONARY in the AX database
-- needs: VIEW SERVER STATE
-- uses: VIEW ANY DEFINITION; table AX dbo.SYSCLIENTSESSIONS(USERID, SESSIONID, STATUS)
-- uses: table AX dbo.SQLDICTIONARY(TABLEID, FIELDID, NAME)
--
-- tempdb: space by kind, who takes it, what holds row versions, which tables AX keeps there, and who
--         waits for its allocation pages.
-- The tables of others in tempdb are seen with VIEW ANY DEFINITION only; without it AxTableCount is NULL.
-- include: SessionSettings

DECLARE @CapturedAt datetime2(3) = SYSUTCDATETIME();
DECLARE @InAxDatabase nvarchar(300) = QUOTENAME(@AxDatabaseName) + N'.sys.sp_executesql';
DECLARE @NamesSql nvarchar(max);
DECLARE @TablesSql nvarchar(max);
DECLARE @Number int = 1;
DECLARE @TotalPages bigint;
DECLARE @UserPages bigint;
DECLARE @InternalPages bigint;
DECLARE @VersionPages bigint;
DECLARE @MixedPages bigint;
DECLARE @FreePages bigint;
DECLARE @FileCount int;
DECLARE @SmallestFilePages int;
DECLARE @LargestFilePages int;
DECLARE @GrowthSettingCount int;
DECLARE @AxTableCount int;
DECLARE @SessionLimit int = CASE WHEN @RowLimit < 20 THEN @RowLimit ELSE 20 END;

CREATE TABLE #Session
(
    SessionId         int            NOT NULL PRIMARY KEY CLUSTERED,
    UserPages         bigint         NOT NULL,
    InternalPages     bigint         NOT NULL,
    VersionAgeSeconds bigint         NULL,
    LoginTime         datetime2(3)   NULL,
    HostName          nvarchar(128)  COLLATE DATABASE_DEFAULT NULL,
    ProgramName       nvarchar(128)  COLLATE DATABASE_DEFAULT NULL,
    LoginName         nvarchar(128)  COLLATE DATABASE_DEFAULT NULL,
    Status            nvarchar(30)   COLLATE DATABASE_DEFAULT NULL,
    OpenTransactions  int            NULL,
    ContextInfo       varbinary(128) NULL,
    ContextText       varchar(129)   COLLATE Latin1_General_BIN2 NULL,
    AxUser            varbinary(128) NULL,
    AxSessionId       int            NULL,
    IsAxSessionAlive  bit            NULL,
    StatementText     nvarchar(max)  COLLATE DATABASE_DEFAULT NULL
);

-- What the views tell, each read once: they cannot be sought.
CREATE TABLE #Request
(
    SessionId int           NOT NULL,
    RequestId int           NOT NULL,
    Status    nvarchar(30)  COLLATE DATABASE_DEFAULT NULL,
    SqlHandle varbinary(64) NULL
);

CREATE TABLE #Connection
(
    SessionId   int           NULL,
    ConnectTime datetime      NULL,
    SqlHandle   varbinary(64) NULL
);

-- What stands in the place of the names of AX tables and columns below.
CREATE TABLE #Token
(
    Number int           NOT NULL IDENTITY (1, 1) PRIMARY KEY CLUSTERED,
    Token  nvarchar(300) COLLATE Latin1_General_BIN2 NOT NULL,
    Value  nvarchar(300) COLLATE Latin1_General_BIN2 NOT NULL
);

-- include: AxNames

CREATE TABLE #AxTable
(
    AxTableId  int           NOT NULL PRIMARY KEY CLUSTERED,
    TableCount int           NOT NULL,
    TableName  nvarchar(128) COLLATE DATABASE_DEFAULT NULL
);

SELECT
    @TotalPages = SUM(u.total_page_count),
    @UserPages = SUM(u.user_object_reserved_page_count),
    @InternalPages = SUM(u.internal_object_reserved_page_count),
    @VersionPages = SUM(u.version_store_reserved_page_count),
    @MixedPages = SUM(u.mixed_extent_page_count),
    @FreePages = SUM(u.unallocated_extent_page_count)
FROM tempdb.sys.dm_db_file_space_usage AS u;

SELECT
    @FileCount = COUNT(*),
    @SmallestFilePages = MIN(f.size),
    @LargestFilePages = MAX(f.size),
    @GrowthSettingCount = COUNT(DISTINCT CASE WHEN f.is_percent_growth = 1 THEN -f.growth ELSE f.growth END)
FROM tempdb.sys.database_files AS f
WHERE f.type = 0;

-- What a session took and did not give back, its running tasks included. Pages that another session gives
-- back count against that one, so a sum may be below zero.
-- The oldest transaction that holds row versions is kept whatever its session takes.
INSERT #Session (SessionId, UserPages, InternalPages, VersionAgeSeconds)
SELECT TOP (@SessionLimit) s.SessionId, s.UserPages, s.InternalPages, s.VersionAgeSeconds
FROM
(
    SELECT
        p.SessionId,
        UserPages = CASE WHEN SUM(p.UserPages) > 0 THEN SUM(p.UserPages) ELSE 0 END,
        InternalPages = CASE WHEN SUM(p.InternalPages) > 0 THEN SUM(p.InternalPages) ELSE 0 END,
        VersionAgeSeconds = MAX(p.VersionAgeSeconds)
    FROM
    (
        SELECT
            SessionId = CAST(u.session_id AS int),
            UserPages = u.user_objects_alloc_page_count
                - u.user_objects_dealloc_page_count - u.user_objects_deferred_dealloc_page_count,
            InternalPages = u.internal_objects_alloc_page_count - u.internal_objects_dealloc_page_count,
            VersionAgeSeconds = CAST(NULL AS bigint)
        FROM sys.dm_db_session_space_usage AS u
        UNION ALL
        SELECT
            CAST(k.session_id AS int),
            k.user_objects_alloc_page_count - k.user_objects_dealloc_page_count,
            k.internal_objects_alloc_page_count - k.internal_objects_dealloc_page_count,
            NULL
        FROM sys.dm_db_task_space_usage AS k
        WHERE k.session_id IS NOT NULL
        UNION ALL
        SELECT v.session_id, 0, 0, v.elapsed_time_seconds
        FROM
        (
            SELECT TOP (1) a.session_id, a.elapsed_time_seconds
            FROM sys.dm_tran_active_snapshot_database_transactions AS a
            WHERE a.commit_sequence_num IS NULL
            ORDER BY a.elapsed_time_seconds DESC, a.transaction_id
        ) AS v
    ) AS p
    WHERE p.SessionId <> @@SPID
    GROUP BY p.SessionId
) AS s
WHERE s.UserPages + s.InternalPages >= 128
   OR s.VersionAgeSeconds IS NOT NULL
ORDER BY CASE WHEN s.VersionAgeSeconds IS NOT NULL THEN 0 ELSE 1 END, s.UserPages + s.InternalPages DESC, s.SessionId;

INSERT #Request (SessionId, RequestId, Status, SqlHandle)
SELECT q.session_id, q.request_id, q.status, q.sql_handle
FROM sys.dm_exec_requests AS q;

INSERT #Connection (SessionId, ConnectTime, SqlHandle)
SELECT k.session_id, k.connect_time, k.most_recent_sql_handle
FROM sys.dm_exec_connections AS k;

UPDATE n
SET LoginTime = s.login_time,
    HostName = s.host_name,
    ProgramName = s.program_name,
    LoginName = s.login_name,
    Status = COALESCE(r.Status, s.status COLLATE DATABASE_DEFAULT),
    OpenTransactions = s.open_transaction_count,
    ContextInfo = s.context_info,
    ContextText = LTRIM(REPLACE(CAST(s.context_info AS varchar(128)) COLLATE Latin1_General_BIN2, CHAR(0), ' ')) + ' ',
    StatementText = t.text
FROM #Session AS n
INNER JOIN sys.dm_exec_sessions AS s ON s.session_id = n.SessionId
LEFT JOIN
(
    SELECT q.SessionId, q.Status, q.SqlHandle, RequestOrder = ROW_NUMBER() OVER (PARTITION BY q.SessionId ORDER BY q.RequestId)
    FROM #Request AS q
) AS r ON r.SessionId = n.SessionId AND r.RequestOrder = 1
LEFT JOIN
(
    SELECT k.SessionId, k.SqlHandle, ConnectionOrder = ROW_NUMBER() OVER (PARTITION BY k.SessionId ORDER BY k.ConnectTime)
    FROM #Connection AS k
) AS c ON c.SessionId = n.SessionId AND c.ConnectionOrder = 1
OUTER APPLY sys.dm_exec_sql_text(COALESCE(r.SqlHandle, c.SqlHandle)) AS t;

-- The AX user and session that context_info names: its first word, as the bytes that AX wrote, since only
-- the AX database knows their code page; and its second word, 1 to 5 digits.
UPDATE s
SET AxUser = SUBSTRING(s.ContextInfo, u.StartAt, CHARINDEX(' ', s.ContextText) - 1),
    AxSessionId = CASE WHEN w.Word <> '' AND LEN(w.Word) <= 5 AND w.Word NOT LIKE '%[^0-9]%' THEN CAST(w.Word AS int) END
FROM #Session AS s
CROSS APPLY
(
    SELECT StartAt = PATINDEX(
        '%[^ ]%', REPLACE(CAST(s.ContextInfo AS varchar(128)) COLLATE Latin1_General_BIN2, CHAR(0), ' '))
) AS u
CROSS APPLY (SELECT Rest = LTRIM(SUBSTRING(s.ContextText, CHARINDEX(' ', s.ContextText) + 1, 129))) AS r
CROSS APPLY (SELECT Word = LEFT(r.Rest, CHARINDEX(' ', r.Rest + ' ') - 1)) AS w
WHERE s.ContextText > ' ';

-- t<table id>_<32 hex digits>. Whoever holds a lock on the catalog of tempdb lets us go without;
-- the count comes with a later run.
IF HAS_PERMS_BY_NAME(NULL, NULL, N'VIEW ANY DEFINITION') = 1
BEGIN
    BEGIN TRY
        INSERT #AxTable (AxTableId, TableCount)
        SELECT i.AxTableId, COUNT(*)
        FROM
        (
            SELECT AxTableId = TRY_CAST(SUBSTRING(o.name, 2, CHARINDEX(N'_', o.name + N'__', 3) - 2) AS int)
            FROM tempdb.sys.objects AS o
            WHERE o.type = 'U'
              AND o.name COLLATE Latin1_General_BIN2 LIKE N't[0-9]%[_]%'
              AND o.name COLLATE Latin1_General_BIN2 NOT LIKE N't%[_]%[^0-9A-Fa-f]%'
              AND LEN(o.name) = CHARINDEX(N'_', o.name) + 32
        ) AS i
        WHERE i.AxTableId IS NOT NULL
        GROUP BY i.AxTableId;

        SET @AxTableCount = (SELECT COALESCE(SUM(a.TableCount), 0) FROM #AxTable AS a);
    END TRY
    BEGIN CATCH
        IF CHARINDEX(CONCAT(N' ', ERROR_NUMBER(), N' '), @PassingErrors) = 0
            THROW;
        DELETE #AxTable;
    END CATCH;
END;

IF @AxDatabaseName IS NOT NULL
BEGIN
    -- Whether AX knows the session that context_info names: session id and user, running.
    SET @NamesSql = N'
            UPDATE s
            SET IsAxSessionAlive = CASE WHEN c.AxSessionId IS NULL THEN 0 ELSE 1 END
            FROM #Session AS s
            LEFT JOIN
            (
                SELECT DISTINCT
                    AxSessionId = x.{SYSCLIENTSESSIONS.SESSIONID},
                    AxUser = CAST(x.{SYSCLIENTSESSIONS.USERID} AS varchar(128)) COLLATE DATABASE_DEFAULT
                FROM dbo.{SYSCLIENTSESSIONS} AS x
                WHERE x.{SYSCLIENTSESSIONS.STATUS} = 1
            ) AS c
                ON c.AxSessionId = s.AxSessionId
               AND c.AxUser = CAST(s.AxUser AS varchar(128)) COLLATE DATABASE_DEFAULT
            WHERE s.ContextText > '' '';';
    SET @TablesSql = N'
            UPDATE a
            SET TableName = LEFT(d.{SQLDICTIONARY.NAME}, 128) COLLATE DATABASE_DEFAULT
            FROM #AxTable AS a
            INNER JOIN dbo.{SQLDICTIONARY} AS d
                ON d.{SQLDICTIONARY.TABLEID} = a.AxTableId
               AND d.{SQLDICTIONARY.FIELDID} = 0;';

    INSERT #Token (Token, Value)
    SELECT
        N'{' + v.PlaceTable + COALESCE(N'.' + NULLIF(v.PlaceColumn, N''), N'') + N'}',
        QUOTENAME(COALESCE(n.ActualName, NULLIF(v.PlaceColumn, N''), v.PlaceTable))
    FROM
    (
        VALUES
            (N'SYSCLIENTSESSIONS', N''), (N'SYSCLIENTSESSIONS', N'STATUS'), (N'SYSCLIENTSESSIONS', N'USERID'),
            (N'SYSCLIENTSESSIONS', N'SESSIONID'),
            (N'SQLDICTIONARY', N''), (N'SQLDICTIONARY', N'TABLEID'), (N'SQLDICTIONARY', N'FIELDID'), (N'SQLDICTIONARY', N'NAME')
    ) AS v (PlaceTable, PlaceColumn)
    LEFT JOIN #Name AS n
        ON n.TableName = v.PlaceTable COLLATE Latin1_General_BIN2
       AND n.ColumnName = v.PlaceColumn COLLATE Latin1_General_BIN2;

    WHILE @Number <= (SELECT MAX(tk.Number) FROM #Token AS tk)
    BEGIN
        SELECT
            @NamesSql = REPLACE(@NamesSql, tk.Token, tk.Value),
            @TablesSql = REPLACE(@TablesSql, tk.Token, tk.Value)
        FROM #Token AS tk
        WHERE tk.Number = @Number;
        SET @Number += 1;
    END;

    IF EXISTS (SELECT 1 FROM #Session AS s WHERE s.ContextText > ' ')
    BEGIN
        BEGIN TRY
            EXEC @InAxDatabase @NamesSql;
        END TRY
        BEGIN CATCH
            -- 207, 208: no such column or table. The attribution stays unconfirmed.
            IF CHARINDEX(CONCAT(N' ', ERROR_NUMBER(), N' '), @PassingErrors + @ClosedErrors + N' 207 208 ') = 0
                THROW;
        END CATCH;
    END;

    IF EXISTS (SELECT 1 FROM #AxTable)
    BEGIN
        BEGIN TRY
            EXEC @InAxDatabase @TablesSql;
        END TRY
        BEGIN CATCH
            -- The number has to do.
            IF CHARINDEX(CONCAT(N' ', ERROR_NUMBER(), N' '), @PassingErrors + @ClosedErrors + N' 207 208 ') = 0
                THROW;
        END CATCH;
    END;
END;

SELECT
    CapturedAt = @CapturedAt,
    TotalBytes = @TotalPages * 8192,
    UserBytes = @UserPages * 8192,
    InternalBytes = @InternalPages * 8192,
    VersionBytes = @VersionPages * 8192,
    MixedBytes = @MixedPages * 8192,
    FreeBytes = @FreePages * 8192,
    FileCount = @FileCount,
    SmallestFileBytes = CAST(@SmallestFilePages AS bigint) * 8192,
    LargestFileBytes = CAST(@LargestFilePages AS bigint) * 8192,
    HasEqualGrowth = CAST(CASE WHEN @GrowthSettingCount = 1 THEN 1 ELSE 0 END AS bit),
    AxTableCount = @AxTableCount;

SELECT
    RowKind = N'session',
    SessionId = s.SessionId,
    LoginTime = s.LoginTime,
    HostName = s.HostName,
    ProgramName = s.ProgramName,
    LoginName = s.LoginName,
    Status = s.Status,
    OpenTransactionCount = s.OpenTransactions,
    ContextInfo = s.ContextInfo,
    IsAxSessionAlive = s.IsAxSessionAlive,
    StatementText = s.StatementText,
    UserBytes = s.UserPages * 8192,
    InternalBytes = s.InternalPages * 8192,
    VersionAgeMs = s.VersionAgeSeconds * 1000,
    AxTableId = CAST(NULL AS int),
    TableName = CAST(NULL AS nvarchar(128)),
    ItemCount = CAST(NULL AS int),
    WaitType = CAST(NULL AS nvarchar(60)),
    WaitResource = CAST(NULL AS nvarchar(128)),
    WaitMs = CAST(NULL AS bigint)
FROM #Session AS s
UNION ALL
SELECT
    N'table',
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
    a.AxTableId,
    a.TableName,
    a.TableCount,
    NULL,
    NULL,
    NULL
FROM (SELECT TOP (10) t.AxTableId, t.TableName, t.TableCount FROM #AxTable AS t ORDER BY t.TableCount DESC, t.AxTableId) AS a
UNION ALL
SELECT
    N'latch',
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
    l.ItemCount,
    l.WaitType,
    l.WaitResource,
    l.WaitMs
FROM
(
    SELECT TOP (50)
        WaitType = w.wait_type,
        WaitResource = LEFT(w.resource_description, 128),
        ItemCount = COUNT(*),
        WaitMs = SUM(w.wait_duration_ms)
    FROM sys.dm_os_waiting_tasks AS w
    WHERE w.wait_type LIKE N'PAGELATCH[_]%'
      AND w.resource_description LIKE N'2:%'
    GROUP BY w.wait_type, LEFT(w.resource_description, 128)
    ORDER BY SUM(w.wait_duration_ms) DESC, LEFT(w.resource_description, 128)
) AS l;

DROP TABLE #Session;
DROP TABLE #AxTable;
DROP TABLE #Request;
DROP TABLE #Connection;
DROP TABLE #Name;
DROP TABLE #Token;
