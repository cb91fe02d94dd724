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
-- Views of the server cannot be sought: each is read once, and joined as a temp table, so that a thousand
-- victims on a server with thousands of sessions cost a thousand times one row. Texts, cursors and input
-- buffers are read of those who block, of what is long, and of the hundred that have waited longest.
-- Who waits in a queue waits for everybody before him: each waiting session is told with the one it waits for
-- first, and of the others four each and a fifth of the row limit in all. So the limit counts waiting
-- sessions, not pairs.
-- Reads DMVs only, without waiting for locks. What could wait (object names, AX sessions) runs under
-- LOCK_TIMEOUT and is left open when it would.
-- include: SessionSettings
-- include: ServerClock

DECLARE @IsTruncated bit = 0;
DECLARE @InAxDatabase nvarchar(300) = QUOTENAME(@AxDatabaseName) + N'.sys.sp_executesql';
DECLARE @NamesSql nvarchar(max);
DECLARE @AxSql nvarchar(max);
DECLARE @Number int = 1;
DECLARE @WaitingCount int;
DECLARE @EdgeLimit int;

-- Who waits for whom, as the server tells it: a row for each pair of tasks.
CREATE TABLE #Wait
(
    WaitNumber        int            NOT NULL IDENTITY (1, 1) PRIMARY KEY CLUSTERED,
    SessionId         int            NOT NULL,
    BlockingSessionId int            NOT NULL,
    WaitType          nvarchar(60)   COLLATE DATABASE_DEFAULT NULL,
    WaitMs            bigint         NOT NULL,
    WaitResource      nvarchar(3072) COLLATE DATABASE_DEFAULT NULL
);

CREATE TABLE #Edge
(
    SessionId            int            NOT NULL,
    BlockingSessionId    int            NOT NULL,
    IsRequestBlocker     bit            NOT NULL,
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
    AxUser               varbinary(128) NULL,
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

-- What the views tell, each read once.
CREATE TABLE #Request
(
    SessionId       int            NOT NULL,
    RequestId       int            NOT NULL,
    BlockingSessionId int          NULL,
    Status          nvarchar(30)   COLLATE DATABASE_DEFAULT NULL,
    Command         nvarchar(32)   COLLATE DATABASE_DEFAULT NULL,
    SqlHandle       varbinary(64)  NULL,
    StatementStart  int            NULL,
    StatementEnd    int            NULL,
    BeganTime       datetime       NULL,
    ElapsedMs       bigint         NULL,
    WaitType        nvarchar(60)   COLLATE DATABASE_DEFAULT NULL,
    CpuMs           bigint         NULL,
    LogicalReads    bigint         NULL,
    PercentComplete real           NULL,
    RemainingMs     bigint         NULL
);

CREATE TABLE #Connection
(
    SessionId     int           NULL,
    ConnectTime   datetime      NULL,
    SqlHandle     varbinary(64) NULL,
    ClientAddress nvarchar(48)  COLLATE DATABASE_DEFAULT NULL
);

CREATE TABLE #SessionTransaction
(
    SessionId     int    NOT NULL,
    TransactionId bigint NOT NULL
);

CREATE TABLE #Active
(
    TransactionId bigint       NOT NULL PRIMARY KEY CLUSTERED,
    Name          nvarchar(32) COLLATE DATABASE_DEFAULT NULL,
    BeganTime     datetime     NOT NULL
);

CREATE TABLE #Log
(
    TransactionId bigint NOT NULL PRIMARY KEY CLUSTERED,
    LogBytesUsed  bigint NULL
);

-- Whose texts are read, and these.
CREATE TABLE #Text
(
    SessionId     int           NOT NULL PRIMARY KEY CLUSTERED,
    StatementText nvarchar(max) COLLATE DATABASE_DEFAULT NULL,
    CursorText    nvarchar(max) COLLATE DATABASE_DEFAULT NULL,
    InputBuffer   nvarchar(max) COLLATE DATABASE_DEFAULT NULL
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

INSERT #Request
(
    SessionId,
    RequestId,
    BlockingSessionId,
    Status,
    Command,
    SqlHandle,
    StatementStart,
    StatementEnd,
    BeganTime,
    ElapsedMs,
    WaitType,
    CpuMs,
    LogicalReads,
    PercentComplete,
    RemainingMs
)
SELECT
    q.session_id,
    q.request_id,
    q.blocking_session_id,
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
FROM sys.dm_exec_requests AS q;

INSERT #Wait (SessionId, BlockingSessionId, WaitType, WaitMs, WaitResource)
SELECT w.session_id, w.blocking_session_id, w.wait_type, w.wait_duration_ms, w.resource_description
FROM sys.dm_os_waiting_tasks AS w
WHERE w.session_id IS NOT NULL
  AND w.blocking_session_id IS NOT NULL
  AND w.blocking_session_id <> 0
  AND w.blocking_session_id <> w.session_id;

SET @WaitingCount = (SELECT COUNT(DISTINCT w.SessionId) FROM #Wait AS w);

SET @EdgeLimit = CASE WHEN @WaitingCount + @RowLimit / 5 < @RowLimit THEN @WaitingCount + @RowLimit / 5 ELSE @RowLimit END;

IF @WaitingCount > @RowLimit
    SET @IsTruncated = 1;

-- Tasks of one session that wait for the same other session are one edge; the longest wait speaks for it. Of
-- the others of a session the longest wait comes first, then a session before a number that stands for none,
-- then what the request itself is said to wait for.
INSERT #Edge (SessionId, BlockingSessionId, IsRequestBlocker, WaitType, WaitMs, WaitResource)
SELECT w.SessionId, w.BlockingSessionId, o.IsRequestBlocker, w.WaitType, w.WaitMs, w.WaitResource
FROM
(
    SELECT TOP (@EdgeLimit) e.WaitNumber, e.IsRequestBlocker
    FROM
    (
        SELECT
            p.WaitNumber,
            p.SessionId,
            p.BlockingSessionId,
            p.WaitMs,
            q.IsRequestBlocker,
            EdgeOrder = ROW_NUMBER() OVER (
                PARTITION BY p.SessionId
                ORDER BY p.WaitMs DESC, CASE WHEN p.BlockingSessionId > 0 THEN 0 ELSE 1 END, q.IsRequestBlocker DESC,
                    p.BlockingSessionId)
        FROM
        (
            SELECT
                k.WaitNumber,
                k.SessionId,
                k.BlockingSessionId,
                k.WaitMs,
                TaskOrder = ROW_NUMBER() OVER (
                    PARTITION BY k.SessionId, k.BlockingSessionId ORDER BY k.WaitMs DESC, k.WaitType, k.WaitNumber)
            FROM #Wait AS k
        ) AS p
        LEFT JOIN
        (
            SELECT DISTINCT r.SessionId, r.BlockingSessionId
            FROM #Request AS r
            WHERE r.BlockingSessionId <> 0
        ) AS b ON b.SessionId = p.SessionId AND b.BlockingSessionId = p.BlockingSessionId
        CROSS APPLY (SELECT IsRequestBlocker = CASE WHEN b.SessionId IS NULL THEN 0 ELSE 1 END) AS q
        WHERE p.TaskOrder = 1
    ) AS e
    WHERE e.EdgeOrder <= 5
    ORDER BY CASE WHEN e.EdgeOrder = 1 THEN 0 ELSE 1 END, e.WaitMs DESC, e.SessionId, e.EdgeOrder
) AS o
INNER JOIN #Wait AS w ON w.WaitNumber = o.WaitNumber;

INSERT #Connection (SessionId, ConnectTime, SqlHandle, ClientAddress)
SELECT k.session_id, k.connect_time, k.most_recent_sql_handle, k.client_net_address
FROM sys.dm_exec_connections AS k;

INSERT #SessionTransaction (SessionId, TransactionId)
SELECT st.session_id, st.transaction_id
FROM sys.dm_tran_session_transactions AS st;

INSERT #Active (TransactionId, Name, BeganTime)
SELECT a.transaction_id, MAX(a.name), MIN(a.transaction_begin_time)
FROM sys.dm_tran_active_transactions AS a
GROUP BY a.transaction_id;

INSERT #Log (TransactionId, LogBytesUsed)
SELECT dt.transaction_id, SUM(dt.database_transaction_log_bytes_used)
FROM sys.dm_tran_database_transactions AS dt
WHERE dt.transaction_id IS NOT NULL
GROUP BY dt.transaction_id;

-- The elapsed time of a request is negative after 24.8 days and begins at 0 again after 49.7.
INSERT #Long (SessionId)
SELECT t.SessionId
FROM
(
    SELECT TOP (100) SessionId = st.SessionId, BeganTime = MIN(a.BeganTime)
    FROM #SessionTransaction AS st
    INNER JOIN #Active AS a ON a.TransactionId = st.TransactionId
    INNER JOIN sys.dm_exec_sessions AS s ON s.session_id = st.SessionId
    WHERE s.is_user_process = 1
      AND s.session_id <> @@SPID
      AND s.open_transaction_count > 0
      AND (a.BeganTime < DATEADD(second, -10, SYSDATETIME()) OR a.BeganTime > DATEADD(second, 5, SYSDATETIME()))
    GROUP BY st.SessionId
    ORDER BY MIN(a.BeganTime)
) AS t
UNION
SELECT r.SessionId
FROM
(
    SELECT TOP (100) q.SessionId
    FROM #Request AS q
    INNER JOIN sys.dm_exec_sessions AS s ON s.session_id = q.SessionId
    CROSS APPLY
    (
        SELECT IsOld = CASE WHEN q.ElapsedMs < 0 OR q.BeganTime < DATEADD(day, -20, SYSDATETIME()) THEN 1 ELSE 0 END
    ) AS o
    WHERE s.is_user_process = 1
      AND s.session_id <> @@SPID
      AND (q.ElapsedMs >= 3000 OR o.IsOld = 1)
      AND COALESCE(q.WaitType, N'') NOT IN (
          N'WAITFOR', N'BROKER_RECEIVE_WAITFOR', N'SP_SERVER_DIAGNOSTICS_SLEEP', N'XE_LIVE_TARGET_TVF')
    GROUP BY q.SessionId
    ORDER BY MAX(o.IsOld) DESC, MAX(q.ElapsedMs) DESC
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
    COALESCE(r.Status, s.status COLLATE DATABASE_DEFAULT),
    r.Command,
    s.database_id,
    s.open_transaction_count,
    s.transaction_isolation_level,
    DATEADD(minute, @OffsetMinutes, CAST(s.last_request_start_time AS datetime2(3))),
    DATEADD(minute, @OffsetMinutes, CAST(s.last_request_end_time AS datetime2(3))),
    s.context_info,
    LTRIM(REPLACE(CAST(s.context_info AS varchar(128)) COLLATE Latin1_General_BIN2, CHAR(0), ' ')) + ' ',
    COALESCE(r.SqlHandle, c.SqlHandle),
    CASE WHEN r.SqlHandle IS NOT NULL THEN r.StatementStart END,
    r.StatementEnd,
    c.ClientAddress,
    r.BeganTime,
    r.ElapsedMs,
    r.WaitType,
    r.CpuMs,
    r.LogicalReads,
    CASE WHEN r.PercentComplete > 0 AND r.PercentComplete <= 100 THEN CAST(r.PercentComplete AS decimal(5, 2)) END,
    CASE WHEN r.PercentComplete > 0 AND r.RemainingMs > 0 THEN r.RemainingMs END
FROM
(
    SELECT e.SessionId FROM #Edge AS e
    UNION
    SELECT e.BlockingSessionId FROM #Edge AS e WHERE e.BlockingSessionId > 0
    UNION
    SELECT l.SessionId FROM #Long AS l
) AS n
INNER JOIN sys.dm_exec_sessions AS s ON s.session_id = n.SessionId
LEFT JOIN
(
    SELECT
        q.SessionId,
        q.Status,
        q.Command,
        q.SqlHandle,
        q.StatementStart,
        q.StatementEnd,
        q.BeganTime,
        q.ElapsedMs,
        q.WaitType,
        q.CpuMs,
        q.LogicalReads,
        q.PercentComplete,
        q.RemainingMs,
        RequestOrder = ROW_NUMBER() OVER (PARTITION BY q.SessionId ORDER BY q.RequestId)
    FROM #Request AS q
) AS r ON r.SessionId = s.session_id AND r.RequestOrder = 1
LEFT JOIN
(
    SELECT
        k.SessionId,
        k.SqlHandle,
        k.ClientAddress,
        ConnectionOrder = ROW_NUMBER() OVER (PARTITION BY k.SessionId ORDER BY k.ConnectTime)
    FROM #Connection AS k
) AS c ON c.SessionId = s.session_id AND c.ConnectionOrder = 1;

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
            -- The ids are kept, the names stay open.
            IF CHARINDEX(CONCAT(N' ', ERROR_NUMBER(), N' '), @PassingErrors + @ClosedErrors) = 0
                THROW;
        END CATCH;
    END;

    -- Whether AX knows the session that context_info names: session id and user, running. And which batch
    -- task runs in that session on that computer: what a task leaves in
    -- SESSIONIDX after its run does not count.
    IF EXISTS (SELECT 1 FROM #Session AS s WHERE s.ContextText > ' ')
    BEGIN
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

        WHILE @Number <= (SELECT MAX(tk.Number) FROM #Token AS tk)
        BEGIN
            SELECT
                @NamesSql = REPLACE(@NamesSql, tk.Token, tk.Value),
                @AxSql = REPLACE(@AxSql, tk.Token, tk.Value)
            FROM #Token AS tk
            WHERE tk.Number = @Number;
            SET @Number += 1;
        END;

        BEGIN TRY
            EXEC @InAxDatabase @NamesSql;
        END TRY
        BEGIN CATCH
            -- 207, 208: no such column or table, so this is no AX database. The attribution stays
            -- unconfirmed.
            IF CHARINDEX(CONCAT(N' ', ERROR_NUMBER(), N' '), @PassingErrors + @ClosedErrors + N' 207 208 ') = 0
                THROW;
        END CATCH;

        BEGIN TRY
            EXEC @InAxDatabase @AxSql;
        END TRY
        BEGIN CATCH
            -- No task is named then.
            IF CHARINDEX(CONCAT(N' ', ERROR_NUMBER(), N' '), @PassingErrors + @ClosedErrors + N' 207 208 ') = 0
                THROW;
        END CATCH;
    END;
END;

INSERT #Text (SessionId)
SELECT e.BlockingSessionId
FROM #Edge AS e
WHERE EXISTS (SELECT 1 FROM #Session AS q WHERE q.SessionId = e.BlockingSessionId)
UNION
SELECT l.SessionId
FROM #Long AS l
WHERE EXISTS (SELECT 1 FROM #Session AS q WHERE q.SessionId = l.SessionId)
UNION
SELECT v.SessionId
FROM
(
    SELECT TOP (100) e.SessionId
    FROM #Edge AS e
    WHERE EXISTS (SELECT 1 FROM #Session AS q WHERE q.SessionId = e.SessionId)
    GROUP BY e.SessionId
    ORDER BY MAX(e.WaitMs) DESC
) AS v;

-- The functions that take a session id or a handle are asked for sessions that exist only. Offsets are bytes
-- of UTF-16; no end (-1, or 0 while it compiles) means to the end. A length below zero would end the whole
-- batch.
UPDATE x
SET StatementText = CASE
        WHEN q.StatementStart IS NULL OR q.StatementStart < 0 OR q.StatementStart >= DATALENGTH(st.text) THEN st.text
        ELSE SUBSTRING(
            st.text, q.StatementStart / 2 + 1,
            (CASE WHEN q.StatementEnd > q.StatementStart THEN q.StatementEnd ELSE DATALENGTH(st.text) END - q.StatementStart)
                / 2 + 1)
    END,
    InputBuffer = b.event_info
FROM #Text AS x
INNER JOIN #Session AS q ON q.SessionId = x.SessionId
OUTER APPLY sys.dm_exec_sql_text(q.SqlHandle) AS st
OUTER APPLY sys.dm_exec_input_buffer(q.SessionId, NULL) AS b;

-- A fetch from an API cursor shows no SQL: the session's cursor does. The one in use first.
UPDATE x
SET CursorText = cu.CursorText
FROM #Text AS x
CROSS APPLY
(
    SELECT TOP (1) CursorText = ct.text
    FROM sys.dm_exec_cursors(x.SessionId) AS k
    OUTER APPLY sys.dm_exec_sql_text(k.sql_handle) AS ct
    ORDER BY k.is_open DESC, k.dormant_duration, k.cursor_id
) AS cu
WHERE x.StatementText IS NULL
   OR x.StatementText LIKE N'FETCH API[_]CURSOR%';

SELECT
    CapturedAt = @CapturedAt,
    ServerStartedAt = @ServerStartedAt,
    OffsetMinutes = @OffsetMinutes,
    IsTruncated = @IsTruncated;

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
    RemainingMs = s.RemainingMs,
    IsRequestBlocker = e.IsRequestBlocker
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
        t.TransactionId,
        TransactionName = t.Name,
        TransactionBeganTime = t.BeganTime,
        TransactionStartedAt = DATEADD(minute, @OffsetMinutes, CAST(t.BeganTime AS datetime2(3))),
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
        x.CursorText,
        x.InputBuffer
    FROM #Session AS q
    LEFT JOIN
    (
        SELECT
            st.SessionId,
            a.TransactionId,
            a.Name,
            a.BeganTime,
            TransactionOrder = ROW_NUMBER() OVER (PARTITION BY st.SessionId ORDER BY a.BeganTime, a.TransactionId)
        FROM #SessionTransaction AS st
        INNER JOIN #Active AS a ON a.TransactionId = st.TransactionId
    ) AS t ON t.SessionId = q.SessionId AND t.TransactionOrder = 1
    LEFT JOIN #Log AS l ON l.TransactionId = t.TransactionId
    LEFT JOIN #Text AS x ON x.SessionId = q.SessionId
) AS s ON s.SessionId = n.SessionId
LEFT JOIN sys.databases AS sd ON sd.database_id = s.DatabaseId;

DROP TABLE #Wait;
DROP TABLE #Edge;
DROP TABLE #Session;
DROP TABLE #Long;
DROP TABLE #Request;
DROP TABLE #Connection;
DROP TABLE #SessionTransaction;
DROP TABLE #Active;
DROP TABLE #Log;
DROP TABLE #Text;
DROP TABLE #Name;
DROP TABLE #Token;
DROP TABLE #Wanted;
