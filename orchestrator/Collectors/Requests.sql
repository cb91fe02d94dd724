-- name: Requests
-- interval: 10 s
-- timeout: 5 s
-- procedure: collect.SaveRequests
-- type: stage.Request
-- permissions: VIEW SERVER STATE; for names: VIEW DEFINITION and SELECT on dbo.SYSCLIENTSESSIONS in the AX database
-- needs: VIEW SERVER STATE
-- uses: AX VIEW DEFINITION; table AX dbo.SYSCLIENTSESSIONS(USERID, SESSIONID, STATUS)
--
-- Sessions that wait for another session, and those they wait for, sleeping ones with open transactions included.
-- Reads DMVs only, without waiting for locks. What could wait (object names, AX sessions) runs under LOCK_TIMEOUT and is left open when it would.
-- Keeps to compatibility level 110, which an AX database may have.
SET NOCOUNT ON;
SET TRANSACTION ISOLATION LEVEL READ UNCOMMITTED;
SET LOCK_TIMEOUT 50;
SET DEADLOCK_PRIORITY LOW;

DECLARE @CapturedAt datetime2(3) = SYSUTCDATETIME();
-- The DMVs speak local time. Quarter hours, so that the two clock readings may differ by a few milliseconds.
-- What lies before the last change of the clocks, or else in the future, is converted by the offset of then.
DECLARE @OffsetMinutes int = CAST(ROUND(DATEDIFF(second, SYSDATETIME(), SYSUTCDATETIME()) / 900.0, 0) AS int) * 15;
DECLARE @OldOffsetMinutes int = CASE WHEN @KnownOffsetMinutes <> @OffsetMinutes THEN @KnownOffsetMinutes ELSE COALESCE(@PreviousOffsetMinutes, @OffsetMinutes) END;
DECLARE @OldOffsetUntil datetime2(3) = CASE WHEN @KnownOffsetMinutes <> @OffsetMinutes THEN @KnownOffsetAt ELSE @OffsetChangedAt END;
-- Counted back on the millisecond clock, because sqlserver_start_time is local time too.
DECLARE @ServerStartedAt datetime2(3) = (SELECT DATEADD(second, -CAST((i.ms_ticks - i.sqlserver_start_time_ms_ticks) / 1000 AS int), @CapturedAt) FROM sys.dm_os_sys_info AS i);
DECLARE @IsTruncated bit = 0;
DECLARE @InAxDatabase nvarchar(300) = QUOTENAME(@AxDatabaseName) + N'.sys.sp_executesql';
DECLARE @NamesSql nvarchar(max);

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
    IsAxSessionAlive     bit            NULL
);

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
        TaskOrder = ROW_NUMBER() OVER (PARTITION BY w.session_id, w.blocking_session_id ORDER BY w.wait_duration_ms DESC, w.wait_type)
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

INSERT #Session
    (SessionId, LoginTime, HostName, HostProcessId, ProgramName, LoginName, IsUserProcess, Status, Command, DatabaseId, OpenTransactionCount, IsolationLevel,
     LastRequestStartedAt, LastRequestEndedAt, ContextInfo, ContextText, SqlHandle, StatementStart, StatementEnd, ClientAddress)
SELECT
    s.session_id, s.login_time, s.host_name, s.host_process_id, s.program_name, s.login_name, s.is_user_process,
    COALESCE(r.status, s.status), r.command, s.database_id, s.open_transaction_count, s.transaction_isolation_level,
    DATEADD(minute, CASE WHEN DATEADD(minute, @OffsetMinutes, s.last_request_start_time) < @OldOffsetUntil OR DATEADD(minute, @OffsetMinutes, s.last_request_start_time) > DATEADD(minute, 1, @CapturedAt)
        THEN @OldOffsetMinutes ELSE @OffsetMinutes END, CAST(s.last_request_start_time AS datetime2(3))),
    DATEADD(minute, CASE WHEN DATEADD(minute, @OffsetMinutes, s.last_request_end_time) < @OldOffsetUntil OR DATEADD(minute, @OffsetMinutes, s.last_request_end_time) > DATEADD(minute, 1, @CapturedAt)
        THEN @OldOffsetMinutes ELSE @OffsetMinutes END, CAST(s.last_request_end_time AS datetime2(3))),
    s.context_info,
    LTRIM(REPLACE(CAST(s.context_info AS varchar(128)) COLLATE Latin1_General_BIN2, CHAR(0), ' ')) + ' ',
    COALESCE(r.sql_handle, c.most_recent_sql_handle), CASE WHEN r.sql_handle IS NOT NULL THEN r.statement_start_offset END, r.statement_end_offset, c.client_net_address
FROM
(
    SELECT e.SessionId FROM #Edge AS e
    UNION
    SELECT e.BlockingSessionId FROM #Edge AS e WHERE e.BlockingSessionId > 0
) AS n
INNER JOIN sys.dm_exec_sessions AS s ON s.session_id = n.SessionId
OUTER APPLY
(
    SELECT TOP (1) q.status, q.command, q.sql_handle, q.statement_start_offset, q.statement_end_offset
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

-- The ids in 'keylock hobtid=… dbid=… associatedObjectId=…' and 'objectlock objid=… dbid=…'. The database is the resource's, not the session's.
UPDATE e
SET ResourceDatabaseId = CASE WHEN d.StartAt > 6 THEN TRY_CAST(SUBSTRING(p.Body, d.StartAt, CHARINDEX(N' ', p.Body, d.StartAt) - d.StartAt) AS bigint) END,
    ResourceObjectId = CASE WHEN o.StartAt > 7 THEN TRY_CAST(SUBSTRING(p.Body, o.StartAt, CHARINDEX(N' ', p.Body, o.StartAt) - o.StartAt) AS bigint) END,
    ResourceHobtId = CASE WHEN o.StartAt = 7 AND h.StartAt > 20 THEN TRY_CAST(SUBSTRING(p.Body, h.StartAt, CHARINDEX(N' ', p.Body, h.StartAt) - h.StartAt) AS bigint) END
FROM #Edge AS e
CROSS APPLY (SELECT Body = N' ' + e.WaitResource + N' ') AS p
CROSS APPLY (SELECT StartAt = CHARINDEX(N' dbid=', p.Body) + 6) AS d
CROSS APPLY (SELECT StartAt = CHARINDEX(N' objid=', p.Body) + 7) AS o
CROSS APPLY (SELECT StartAt = CHARINDEX(N' associatedObjectId=', p.Body) + 20) AS h
WHERE e.WaitResource LIKE N'%lock %dbid=%'
  AND d.StartAt > 6;

IF @AxDatabaseName IS NOT NULL
BEGIN
    -- Names only for what lies in the AX database. Whoever holds a schema lock on the catalog lets us go without them; they come with a later run.
    IF EXISTS (SELECT 1 FROM #Edge AS e WHERE e.ResourceDatabaseId = DB_ID(@AxDatabaseName))
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
            WHERE e.ResourceDatabaseId = DB_ID();';
        BEGIN TRY
            EXEC @InAxDatabase @NamesSql;
        END TRY
        BEGIN CATCH
            -- 1222 lock timeout, 1205 deadlock; 229, 297, 300, 916 no permission; 911, 2812 no such database; the others: it is offline, in
            -- recovery, in restore, single-user or a secondary. The ids are kept, the names stay open.
            IF ERROR_NUMBER() NOT IN (1222, 1205, 229, 297, 300, 911, 916, 2812, 922, 924, 927, 942, 945, 952, 954, 976, 978, 983)
                THROW;
        END CATCH;
    END;

    -- Whether AX knows the session that context_info names: user and session id, running.
    IF EXISTS (SELECT 1 FROM #Session AS s WHERE s.ContextText > ' ')
    BEGIN
        SET @NamesSql = N'
            UPDATE s
            SET IsAxSessionAlive = CASE WHEN EXISTS
                (
                    SELECT 1
                    FROM dbo.SYSCLIENTSESSIONS AS c
                    WHERE c.STATUS = 1
                      AND LEFT(s.ContextText, LEN(c.USERID) + LEN(CAST(c.SESSIONID AS varchar(12))) + 2) COLLATE DATABASE_DEFAULT
                          = CAST(c.USERID AS varchar(100)) COLLATE DATABASE_DEFAULT + '' '' + CAST(c.SESSIONID AS varchar(12)) + '' ''
                ) THEN 1 ELSE 0 END
            FROM #Session AS s
            WHERE s.ContextText > '' '';';
        BEGIN TRY
            EXEC @InAxDatabase @NamesSql;
        END TRY
        BEGIN CATCH
            -- As above, and 208, 207: no such table or column, so this is no AX database. The attribution stays unconfirmed.
            IF ERROR_NUMBER() NOT IN (1222, 1205, 207, 208, 229, 297, 300, 911, 916, 2812, 922, 924, 927, 942, 945, 952, 954, 976, 978, 983)
                THROW;
        END CATCH;
    END;
END;

SELECT
    CapturedAt = @CapturedAt,
    ServerStartedAt = @ServerStartedAt,
    IsTruncated = @IsTruncated,
    OffsetMinutes = @OffsetMinutes;

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
    ResourceIndexName = e.ResourceIndexName
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
        q.SessionId, q.LoginTime, q.HostName, q.HostProcessId, q.ProgramName, q.LoginName, q.ClientAddress, q.IsUserProcess, q.Status, q.Command, q.DatabaseId,
        q.OpenTransactionCount, q.IsolationLevel, q.LastRequestStartedAt, q.LastRequestEndedAt, q.ContextInfo, q.IsAxSessionAlive,
        TransactionId = t.transaction_id,
        TransactionName = t.name,
        TransactionStartedAt = DATEADD(minute, CASE WHEN DATEADD(minute, @OffsetMinutes, t.transaction_begin_time) < @OldOffsetUntil OR DATEADD(minute, @OffsetMinutes, t.transaction_begin_time) > DATEADD(minute, 1, @CapturedAt)
            THEN @OldOffsetMinutes ELSE @OffsetMinutes END, CAST(t.transaction_begin_time AS datetime2(3))),
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
        -- Offsets are bytes of UTF-16; no end (-1, or 0 while it compiles) means to the end. A length below zero would end the whole batch.
        SELECT StatementText = CASE
            WHEN q.StatementStart IS NULL OR q.StatementStart < 0 OR q.StatementStart >= DATALENGTH(st.text) THEN st.text
            ELSE SUBSTRING(st.text, q.StatementStart / 2 + 1, (CASE WHEN q.StatementEnd > q.StatementStart THEN q.StatementEnd ELSE DATALENGTH(st.text) END - q.StatementStart) / 2 + 1)
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
