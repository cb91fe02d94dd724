-- interval: 10 s
-- timeout: 5 s
-- rows: 5000
-- permissions: VIEW SERVER STATE; for names: VIEW DEFINITION and SELECT on dbo.SYSCLIENTSESSIONS
--              and dbo.BATCH in the AX database
-- needs: VIEW SERVER STATE
-- uses: AX VIEW DEFINITION; table AX dbo.SYSCLIENTSESSIONS(USERID, SESSIONID, STATUS)
-- uses: table AX dbo.BATCH(RECID, BATCHJOBID, CLASSNUMBER, CAPTION, STATUS,
--       SERVERID, SESSIONIDX, STARTDATETIME)
--
-- Sessions that wait for another session, and those they wait for, sleeping ones with open transactions
-- included; and sessions whose transaction is open for ten seconds or whose request runs for three: the 100
-- oldest of each. What is long is for the repository to say.
-- Reads DMVs only, without waiting for locks. What could wait (object names, AX sessions) runs under
-- LOCK_TIMEOUT and is left open when it would.
-- include: SessionSettings
-- include: ServerClock

DECLARE @IsTruncated bit = 0;
DECLARE @InAxDatabase nvarchar(300) = QUOTENAME(@AxDatabaseName) + N'.sys.sp_executesql';
DECLARE @NamesSql nvarchar(max);
DECLARE @AxSql nvarchar(max);
DECLARE @Number int = 1;

CREATE TABLE #Edge
(
    SessionId            int            NOT NULL,
    BlockingSessionId    int            NOT NULL,
    WaitType             nvarchar(60)   COLLATE DATABASE_DEFAULT NULL,
    WaitMs               bigint         NOT NULL,
    WaitResource         nvarchar(3072) COLLATE DATABASE_DEFAULT NULL,
    ResourceDatabaseId   bigint         NULL,
    ResourceObjectId     bigint         NULL,
    ResourceHobtId       bigint         NULL,
    ResourceSchemaName   nvarchar(128)  COLLATE DATABASE_DEFAULT NULL,
    ResourceObjectName   nvarchar(128)  COLLATE DATABASE_DEFAULT NULL,
    ResourceIndexName    nvarchar(128)  COLLATE DATABASE_DEFAULT NULL,
    PRIMARY KEY CLUSTERED (SessionId, BlockingSessionId)
);

CREATE TABLE #Session
(
    SessionId            int            NOT NULL PRIMARY KEY CLUSTERED,
    LoginTime            datetime2(3)   NOT NULL,
    HostName             nvarchar(128)  COLLATE DATABASE_DEFAULT NULL,
    HostProcessId        int            NULL,
    ProgramName          nvarchar(128)  COLLATE DATABASE_DEFAULT NULL,
    LoginName            nvarchar(128)  COLLATE DATABASE_DEFAULT NULL,
    IsUserProcess        bit            NULL,
    Status               nvarchar(30)   COLLATE DATABASE_DEFAULT NULL,
    Command              nvarchar(32)   COLLATE DATABASE_DEFAULT NULL,
    DatabaseId           int            NULL,
    OpenTransactionCount int            NULL,
    IsolationLevel       int            NULL,
    LastRequestStartedAt datetime2(3)   NULL,
    LastRequestEndedAt   datetime2(3)   NULL,
    ContextInfo          varbinary(128) NULL,
    ContextText          varchar(129)   COLLATE Latin1_General_BIN2 NULL,
    SqlHandle            varbinary(64)  NULL,
    StatementStart       int            NULL,
    StatementEnd         int            NULL,
    ClientAddress        nvarchar(48)   COLLATE DATABASE_DEFAULT NULL,
    IsAxSessionAlive     bit            NULL,
    RequestBeganTime     datetime2(3)   NULL,
    RequestElapsedMs     bigint         NULL,
    RequestWaitType      nvarchar(60)   COLLATE DATABASE_DEFAULT NULL,
    CpuMs                bigint         NULL,
    LogicalReads         bigint         NULL,
    PercentComplete      decimal(5, 2)  NULL,
    RemainingMs          bigint         NULL,
    TempDbBytes          bigint         NULL,
    AxSessionId          int            NULL,
    BatchId              bigint         NULL,
    BatchJobId           bigint         NULL,
    BatchClassNumber     int            NULL,
    BatchCaption         nvarchar(100)  COLLATE DATABASE_DEFAULT NULL,
    BatchStartedAt       datetime2(3)   NULL
);

-- Sessions with an old transaction or request. Local time may have been set back since a transaction began:
-- one that begins in the future is old as well.
CREATE TABLE #Long
(
    SessionId int NOT NULL PRIMARY KEY CLUSTERED
);

-- Ids of the AX database whose names the repository does not know.
CREATE TABLE #Wanted
(
    IdKind     nvarchar(8) COLLATE DATABASE_DEFAULT NOT NULL,
    ResourceId bigint      NOT NULL,
    PRIMARY KEY CLUSTERED (IdKind, ResourceId)
);

-- What stands in the place of the names of AX tables and columns below.
CREATE TABLE #Token
(
    Number int           NOT NULL IDENTITY (1, 1) PRIMARY KEY CLUSTERED,
    Token  nvarchar(300) COLLATE Latin1_General_BIN2 NOT NULL,
    Value  nvarchar(300) COLLATE Latin1_General_BIN2 NOT NULL
);

-- include: AxNames

-- Tasks of one session that wait for the same other session are one edge; the longest wait speaks for it.
INSERT #Edge (SessionId, BlockingSessionId, WaitType, WaitMs, WaitResource)
SELECT TOP (@RowLimit) t.SessionId, t.BlockingSessionId, t.WaitType, t.WaitMs, t.WaitResource
FROM
(
    SELECT
        SessionId = CAST(w.session_id AS int),
        BlockingSessionId = CAST(w.blocking_session_id AS int),
        WaitType = w.wait_type,
        WaitMs = w.wait_duration_ms,
        WaitResource = w.resource_description,
        TaskOrder = ROW_NUMBER() OVER (
            PARTITION BY w.session_id, w.blocking_session_id ORDER BY w.wait_duration_ms DESC, w.wait_type)
    FROM sys.dm_os_waiting_tasks AS w
    WHERE w.session_id IS NOT NULL
      AND w.blocking_session_id IS NOT NULL
      AND w.blocking_session_id <> 0
      AND w.blocking_session_id <> w.session_id
) AS t
WHERE t.TaskOrder = 1
ORDER BY t.WaitMs DESC, t.SessionId, t.BlockingSessionId;

IF @@ROWCOUNT >= @RowLimit
    SET @IsTruncated = 1;

INSERT #Long (SessionId)
SELECT t.SessionId
FROM
(
    SELECT TOP (100) SessionId = CAST(st.session_id AS int), BeganTime = MIN(a.transaction_begin_time)
    FROM sys.dm_tran_session_transactions AS st
    INNER JOIN sys.dm_tran_active_transactions AS a ON a.transaction_id = st.transaction_id
    INNER JOIN sys.dm_exec_sessions AS s ON s.session_id = st.session_id
    WHERE s.is_user_process = 1
      AND s.session_id <> @@SPID
      AND s.open_transaction_count > 0
      AND (a.transaction_begin_time < DATEADD(second, -10, SYSDATETIME())
               OR a.transaction_begin_time > DATEADD(second, 5, SYSDATETIME()))
    GROUP BY st.session_id
    ORDER BY MIN(a.transaction_begin_time)
) AS t
UNION
SELECT r.SessionId
FROM
(
    SELECT TOP (100) SessionId = CAST(q.session_id AS int), ElapsedMs = q.total_elapsed_time
    FROM sys.dm_exec_requests AS q
    INNER JOIN sys.dm_exec_sessions AS s ON s.session_id = q.session_id
    WHERE s.is_user_process = 1
      AND s.session_id <> @@SPID
      AND q.total_elapsed_time >= 3000
      AND COALESCE(q.wait_type, N'') NOT IN (
          N'WAITFOR', N'BROKER_RECEIVE_WAITFOR', N'SP_SERVER_DIAGNOSTICS_SLEEP', N'XE_LIVE_TARGET_TVF')
    ORDER BY q.total_elapsed_time DESC
) AS r;

INSERT #Session
(
    SessionId,
    LoginTime,
    HostName,
    HostProcessId,
    ProgramName,
    LoginName,
    IsUserProcess,
    Status,
    Command,
    DatabaseId,
    OpenTransactionCount,
    IsolationLevel,
    LastRequestStartedAt,
    LastRequestEndedAt,
    ContextInfo,
    ContextText,
    SqlHandle,
    StatementStart,
    StatementEnd,
    ClientAddress,
    RequestBeganTime,
    RequestElapsedMs,
    RequestWaitType,
    CpuMs,
    LogicalReads,
    PercentComplete,
    RemainingMs
)
SELECT
    s.session_id,
    s.login_time,
    s.host_name,
    s.host_process_id,
    s.program_name,
    s.login_name,
    s.is_user_process,
    COALESCE(r.status, s.status),
    r.command,
    s.database_id,
    s.open_transaction_count,
    s.transaction_isolation_level,
    DATEADD(minute, @OffsetMinutes, CAST(s.last_request_start_time AS datetime2(3))),
    DATEADD(minute, @OffsetMinutes, CAST(s.last_request_end_time AS datetime2(3))),
    s.context_info,
    LTRIM(REPLACE(CAST(s.context_info AS varchar(128)) COLLATE Latin1_General_BIN2, CHAR(0), ' ')) + ' ',
    COALESCE(r.sql_handle, c.most_recent_sql_handle),
    CASE WHEN r.sql_handle IS NOT NULL THEN r.statement_start_offset END,
    r.statement_end_offset,
    c.client_net_address,
    r.start_time,
    r.total_elapsed_time,
    r.wait_type,
    r.cpu_time,
    r.logical_reads,
    CASE WHEN r.percent_complete > 0 AND r.percent_complete <= 100 THEN CAST(r.percent_complete AS decimal(5, 2)) END,
    CASE WHEN r.percent_complete > 0 AND r.estimated_completion_time > 0 THEN r.estimated_completion_time END
FROM
(
    SELECT e.SessionId FROM #Edge AS e
    UNION
    SELECT e.BlockingSessionId FROM #Edge AS e WHERE e.BlockingSessionId > 0
    UNION
    SELECT l.SessionId FROM #Long AS l
) AS n
INNER JOIN sys.dm_exec_sessions AS s ON s.session_id = n.SessionId
OUTER APPLY
(
    SELECT TOP (1)
        q.status,
        q.command,
        q.sql_handle,
        q.statement_start_offset,
        q.statement_end_offset,
        q.start_time,
        q.total_elapsed_time,
        q.wait_type,
        q.cpu_time,
        q.logical_reads,
        q.percent_complete,
        q.estimated_completion_time
    FROM sys.dm_exec_requests AS q
    WHERE q.session_id = s.session_id
    ORDER BY q.request_id
) AS r
OUTER APPLY
(
    SELECT TOP (1) k.most_recent_sql_handle, k.client_net_address
    FROM sys.dm_exec_connections AS k
    WHERE k.session_id = s.session_id
    ORDER BY k.connect_time
) AS c;

-- What a session has allocated in tempdb and not given back, its running tasks included.
UPDATE s
SET TempDbBytes = CASE WHEN u.Pages > 0 THEN u.Pages * 8192 ELSE 0 END
FROM #Session AS s
INNER JOIN
(
    SELECT v.SessionId, Pages = SUM(v.Pages)
    FROM
    (
        SELECT SessionId = CAST(p.session_id AS int),
            Pages = p.user_objects_alloc_page_count - p.user_objects_dealloc_page_count
                + p.internal_objects_alloc_page_count - p.internal_objects_dealloc_page_count
        FROM sys.dm_db_session_space_usage AS p
        UNION ALL
        SELECT
            CAST(k.session_id AS int),
            k.user_objects_alloc_page_count - k.user_objects_dealloc_page_count
                + k.internal_objects_alloc_page_count - k.internal_objects_dealloc_page_count
        FROM sys.dm_db_task_space_usage AS k
    ) AS v
    GROUP BY v.SessionId
) AS u ON u.SessionId = s.SessionId;

-- The AX session that context_info names: its second word, 1 to 5 digits.
UPDATE s
SET AxSessionId = CASE WHEN w.Word <> '' AND LEN(w.Word) <= 5 AND w.Word NOT LIKE '%[^0-9]%' THEN CAST(w.Word AS int) END
FROM #Session AS s
CROSS APPLY (SELECT Rest = LTRIM(SUBSTRING(s.ContextText, CHARINDEX(' ', s.ContextText) + 1, 129))) AS r
CROSS APPLY (SELECT Word = LEFT(r.Rest, CHARINDEX(' ', r.Rest + ' ') - 1)) AS w
WHERE s.ContextText > ' ';

-- The ids in 'keylock hobtid=… dbid=… associatedObjectId=…' and 'objectlock objid=… dbid=…'. The database is
-- the resource's, not the session's.
UPDATE e
SET ResourceDatabaseId = CASE
        WHEN d.StartAt > 6 THEN TRY_CAST(SUBSTRING(p.Body, d.StartAt, CHARINDEX(N' ', p.Body, d.StartAt) - d.StartAt) AS bigint)
    END,
    ResourceObjectId = CASE
        WHEN o.StartAt > 7 THEN TRY_CAST(SUBSTRING(p.Body, o.StartAt, CHARINDEX(N' ', p.Body, o.StartAt) - o.StartAt) AS bigint)
    END,
    ResourceHobtId = CASE
        WHEN o.StartAt = 7 AND h.StartAt > 20
            THEN TRY_CAST(SUBSTRING(p.Body, h.StartAt, CHARINDEX(N' ', p.Body, h.StartAt) - h.StartAt) AS bigint)
    END
FROM #Edge AS e
CROSS APPLY (SELECT Body = N' ' + e.WaitResource + N' ') AS p
CROSS APPLY (SELECT StartAt = CHARINDEX(N' dbid=', p.Body) + 6) AS d
CROSS APPLY (SELECT StartAt = CHARINDEX(N' objid=', p.Body) + 7) AS o
CROSS APPLY (SELECT StartAt = CHARINDEX(N' associatedObjectId=', p.Body) + 20) AS h
WHERE e.WaitResource LIKE N'%lock %dbid=%'
  AND d.StartAt > 6;

IF @AxDatabaseName IS NOT NULL
BEGIN
    -- The catalog is asked only for ids in the AX database that the repository requests (database id:id):
    -- those that its hourly inventory (ObjectNames) lacks. Whoever holds a schema lock on the catalog lets us
    -- go without them; they come with a later run.
    INSERT #Wanted (IdKind, ResourceId)
    SELECT w.ItemKind, CAST(SUBSTRING(w.ItemKey, CHARINDEX(N':', w.ItemKey) + 1, 20) AS bigint)
    FROM
    (
        SELECT ItemKind = k.Item.value(N'@k', N'nvarchar(8)'), ItemKey = k.Item.value(N'@n', N'nvarchar(64)')
        FROM (SELECT Body = CAST(@WantedItems AS xml)) AS x
        CROSS APPLY x.Body.nodes(N'/i') AS k (Item)
    ) AS w
    WHERE w.ItemKey LIKE CAST(DB_ID(@AxDatabaseName) AS nvarchar(12)) + N':%';

    IF EXISTS
    (
        SELECT 1
        FROM #Edge AS e
        INNER JOIN #Wanted AS w ON (w.IdKind = N'hobt' AND w.ResourceId = e.ResourceHobtId)
            OR (w.IdKind = N'object' AND w.ResourceId = e.ResourceObjectId)
        WHERE e.ResourceDatabaseId = DB_ID(@AxDatabaseName)
    )
    BEGIN
        SET @NamesSql = N'
            UPDATE e
            SET ResourceSchemaName = s.name,
                ResourceObjectName = o.name,
                ResourceIndexName = i.name
            FROM #Edge AS e
            LEFT JOIN sys.partitions AS p ON p.hobt_id = e.ResourceHobtId
            INNER JOIN sys.objects AS o ON o.object_id = COALESCE(p.object_id, e.ResourceObjectId)
            INNER JOIN sys.schemas AS s ON s.schema_id = o.schema_id
            LEFT JOIN sys.indexes AS i ON i.object_id = p.object_id AND i.index_id = p.index_id
            WHERE e.ResourceDatabaseId = DB_ID()
              AND EXISTS (SELECT 1 FROM #Wanted AS w WHERE w.ResourceId IN (e.ResourceHobtId, e.ResourceObjectId));';
        BEGIN TRY
            EXEC @InAxDatabase @NamesSql;
        END TRY
        BEGIN CATCH
            -- 1222 lock timeout, 1205 deadlock; 229, 297, 300, 916 no permission; 911, 2812 no such database;
            -- the others: it is offline, in recovery, in restore, single-user or a secondary. The ids
            -- are kept, the names stay open.
            IF ERROR_NUMBER() NOT IN (1222, 1205, 229, 297, 300, 911, 916, 2812, 922, 924, 927, 942, 945, 952, 954, 976, 978, 983)
                THROW;
        END CATCH;
    END;

    -- Whether AX knows the session that context_info names: user and session id, running. And which batch
    -- task runs in that session on that computer: what a task leaves in
    -- SESSIONIDX after its run does not count.
    IF EXISTS (SELECT 1 FROM #Session AS s WHERE s.ContextText > ' ')
    BEGIN
        SET @NamesSql = N'
            UPDATE s
            SET IsAxSessionAlive = CASE WHEN EXISTS
                (
                    SELECT 1
                    FROM dbo.{SYSCLIENTSESSIONS} AS c
                    WHERE c.{SYSCLIENTSESSIONS.STATUS} = 1
                      AND LEFT(
                          s.ContextText,
                          LEN(c.{SYSCLIENTSESSIONS.USERID}) + LEN(CAST(c.{SYSCLIENTSESSIONS.SESSIONID} AS varchar(12)))
                              + 2) COLLATE DATABASE_DEFAULT
                          = CAST(c.{SYSCLIENTSESSIONS.USERID} AS varchar(100)) COLLATE DATABASE_DEFAULT + '' ''
                              + CAST(c.{SYSCLIENTSESSIONS.SESSIONID} AS varchar(12)) + '' ''
                ) THEN 1 ELSE 0 END
            FROM #Session AS s
            WHERE s.ContextText > '' '';';
        SET @AxSql = N'
            UPDATE s
            SET BatchId = b.{BATCH.RECID},
                BatchJobId = b.{BATCH.BATCHJOBID},
                BatchClassNumber = b.{BATCH.CLASSNUMBER},
                BatchCaption = LEFT(b.{BATCH.CAPTION}, 100),
                BatchStartedAt = b.{BATCH.STARTDATETIME}
            FROM #Session AS s
            INNER JOIN dbo.{BATCH} AS b ON b.{BATCH.SESSIONIDX} = s.AxSessionId
            WHERE b.{BATCH.STATUS} IN (2, 7)
              AND SUBSTRING(
                  b.{BATCH.SERVERID}, CHARINDEX(N''@'', b.{BATCH.SERVERID}) + 1, 128)
                  COLLATE Latin1_General_CI_AS = s.HostName COLLATE Latin1_General_CI_AS;';

        INSERT #Token (Token, Value)
        SELECT
            N'{' + v.TableName + COALESCE(N'.' + NULLIF(v.ColumnName, N''), N'') + N'}',
            QUOTENAME(COALESCE(n.ActualName, NULLIF(v.ColumnName, N''), v.TableName))
        FROM
        (
            VALUES
                (N'SYSCLIENTSESSIONS', N''), (N'SYSCLIENTSESSIONS', N'STATUS'), (N'SYSCLIENTSESSIONS', N'USERID'),
                (N'SYSCLIENTSESSIONS', N'SESSIONID'),
                (N'BATCH', N''), (N'BATCH', N'RECID'), (N'BATCH', N'BATCHJOBID'), (N'BATCH', N'CLASSNUMBER'),
                (N'BATCH', N'CAPTION'), (N'BATCH', N'STARTDATETIME'), (N'BATCH', N'STATUS'),
                (N'BATCH', N'SERVERID'), (N'BATCH', N'SESSIONIDX')
        ) AS v (TableName, ColumnName)
        LEFT JOIN #Name AS n
            ON n.TableName = v.TableName COLLATE Latin1_General_BIN2
           AND n.ColumnName = v.ColumnName COLLATE Latin1_General_BIN2;

        WHILE @Number <= (SELECT MAX(k.Number) FROM #Token AS k)
        BEGIN
            SELECT
                @NamesSql = REPLACE(@NamesSql, k.Token, k.Value),
                @AxSql = REPLACE(@AxSql, k.Token, k.Value)
            FROM #Token AS k
            WHERE k.Number = @Number;
            SET @Number += 1;
        END;

        BEGIN TRY
            EXEC @InAxDatabase @NamesSql;
        END TRY
        BEGIN CATCH
            -- As above, and 208, 207: no such table or column, so this is no AX database. The
            -- attribution stays unconfirmed.
            IF ERROR_NUMBER() NOT IN (
                1222, 1205, 207, 208, 229, 297, 300, 911, 916, 2812, 922, 924, 927, 942, 945, 952, 954, 976, 978, 983)
                THROW;
        END CATCH;

        BEGIN TRY
            EXEC @InAxDatabase @AxSql;
        END TRY
        BEGIN CATCH
            -- As above. No task is named then.
            IF ERROR_NUMBER() NOT IN (
                1222, 1205, 207, 208, 229, 297, 300, 911, 916, 2812, 922, 924, 927, 942, 945, 952, 954, 976, 978, 983)
                THROW;
        END CATCH;
    END;
END;

SELECT
    CapturedAt = @CapturedAt,
    ServerStartedAt = @ServerStartedAt,
    OffsetMinutes = @OffsetMinutes,
    IsTruncated = @IsTruncated;

-- The functions that take a session id or a handle are asked for sessions that exist only: #Session leads.
SELECT
    SessionId = n.SessionId,
    BlockingSessionId = e.BlockingSessionId,
    WaitType = e.WaitType,
    WaitMs = e.WaitMs,
    WaitResource = e.WaitResource,
    LoginTime = s.LoginTime,
    HostName = s.HostName,
    HostProcessId = s.HostProcessId,
    ProgramName = s.ProgramName,
    LoginName = s.LoginName,
    ClientAddress = s.ClientAddress,
    IsUserProcess = s.IsUserProcess,
    Status = s.Status,
    Command = s.Command,
    DatabaseName = sd.name,
    OpenTransactionCount = s.OpenTransactionCount,
    TransactionId = s.TransactionId,
    TransactionName = s.TransactionName,
    TransactionStartedAt = s.TransactionStartedAt,
    LogBytesUsed = s.LogBytesUsed,
    IsolationLevel = s.IsolationLevel,
    LastRequestStartedAt = s.LastRequestStartedAt,
    LastRequestEndedAt = s.LastRequestEndedAt,
    ContextInfo = s.ContextInfo,
    IsAxSessionAlive = s.IsAxSessionAlive,
    StatementText = s.StatementText,
    CursorText = s.CursorText,
    InputBuffer = s.InputBuffer,
    ResourceDatabaseName = CASE WHEN e.ResourceObjectName IS NOT NULL THEN @AxDatabaseName END,
    ResourceSchemaName = e.ResourceSchemaName,
    ResourceObjectName = e.ResourceObjectName,
    ResourceIndexName = e.ResourceIndexName,
    TransactionBeganTime = s.TransactionBeganTime,
    RequestBeganTime = s.RequestBeganTime,
    RequestElapsedMs = s.RequestElapsedMs,
    RequestWaitType = s.RequestWaitType,
    CpuMs = s.CpuMs,
    LogicalReads = s.LogicalReads,
    TempDbBytes = s.TempDbBytes,
    BatchId = s.BatchId,
    BatchJobId = s.BatchJobId,
    BatchClassNumber = s.BatchClassNumber,
    BatchCaption = s.BatchCaption,
    BatchStartedAt = s.BatchStartedAt,
    PercentComplete = s.PercentComplete,
    RemainingMs = s.RemainingMs
FROM
(
    SELECT e.SessionId FROM #Edge AS e
    UNION
    SELECT s.SessionId FROM #Session AS s
) AS n
LEFT JOIN #Edge AS e ON e.SessionId = n.SessionId
LEFT JOIN
(
    SELECT
        q.SessionId,
        q.LoginTime,
        q.HostName,
        q.HostProcessId,
        q.ProgramName,
        q.LoginName,
        q.ClientAddress,
        q.IsUserProcess,
        q.Status,
        q.Command,
        q.DatabaseId,
        q.OpenTransactionCount,
        q.IsolationLevel,
        q.LastRequestStartedAt,
        q.LastRequestEndedAt,
        q.ContextInfo,
        q.IsAxSessionAlive,
        TransactionId = t.transaction_id,
        TransactionName = t.name,
        TransactionBeganTime = t.transaction_begin_time,
        TransactionStartedAt = DATEADD(minute, @OffsetMinutes, CAST(t.transaction_begin_time AS datetime2(3))),
        q.RequestBeganTime,
        q.RequestElapsedMs,
        q.RequestWaitType,
        q.CpuMs,
        q.LogicalReads,
        q.PercentComplete,
        q.RemainingMs,
        q.TempDbBytes,
        q.BatchId,
        q.BatchJobId,
        q.BatchClassNumber,
        q.BatchCaption,
        q.BatchStartedAt,
        l.LogBytesUsed,
        x.StatementText,
        cu.CursorText,
        InputBuffer = b.event_info
    FROM #Session AS q
    OUTER APPLY
    (
        SELECT TOP (1) a.transaction_id, a.name, a.transaction_begin_time
        FROM sys.dm_tran_session_transactions AS st
        INNER JOIN sys.dm_tran_active_transactions AS a ON a.transaction_id = st.transaction_id
        WHERE st.session_id = q.SessionId
        ORDER BY a.transaction_begin_time, a.transaction_id
    ) AS t
    OUTER APPLY
    (
        SELECT LogBytesUsed = SUM(dt.database_transaction_log_bytes_used)
        FROM sys.dm_tran_database_transactions AS dt
        WHERE dt.transaction_id = t.transaction_id
    ) AS l
    OUTER APPLY sys.dm_exec_sql_text(q.SqlHandle) AS st
    OUTER APPLY
    (
        -- Offsets are bytes of UTF-16; no end (-1, or 0 while it compiles) means to the end. A length below
        -- zero would end the whole batch.
        SELECT StatementText = CASE
            WHEN q.StatementStart IS NULL OR q.StatementStart < 0 OR q.StatementStart >= DATALENGTH(st.text) THEN st.text
            ELSE SUBSTRING(
                st.text, q.StatementStart / 2 + 1,
                (CASE WHEN q.StatementEnd > q.StatementStart THEN q.StatementEnd ELSE DATALENGTH(st.text) END - q.StatementStart)
                    / 2 + 1)
        END
    ) AS x
    OUTER APPLY
    (
        -- A fetch from an API cursor shows no SQL: the session's cursor does. The one in use first.
        SELECT TOP (1) CursorText = ct.text
        FROM sys.dm_exec_cursors(q.SessionId) AS k
        OUTER APPLY sys.dm_exec_sql_text(k.sql_handle) AS ct
        WHERE x.StatementText IS NULL OR x.StatementText LIKE N'FETCH API[_]CURSOR%'
        ORDER BY k.is_open DESC, k.dormant_duration, k.cursor_id
    ) AS cu
    OUTER APPLY sys.dm_exec_input_buffer(q.SessionId, NULL) AS b
) AS s ON s.SessionId = n.SessionId
LEFT JOIN sys.databases AS sd ON sd.database_id = s.DatabaseId;

DROP TABLE #Edge;
DROP TABLE #Session;
DROP TABLE #Long;
DROP TABLE #Name;
DROP TABLE #Token;
DROP TABLE #Wanted;
