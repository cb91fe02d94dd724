-- In the manner of activity monitors: sessions, requests, tasks, blocking and texts, gathered into temporary
-- tables by dynamic SQL.
SET NOCOUNT ON;
SET TRANSACTION ISOLATION LEVEL READ UNCOMMITTED;
CREATE TABLE #sessions
(
    session_id smallint NOT NULL,
    request_id int NOT NULL,
    login_name nvarchar(128) NOT NULL,
    status varchar(30) NULL,
    blocked_by smallint NULL,
    wait_info nvarchar(500) NULL,
    open_tran int NULL,
    cpu int NULL,
    reads bigint NULL,
    database_name nvarchar(128) NULL,
    program_name nvarchar(128) NULL,
    sql_text xml NULL,
    start_time datetime NULL,
    UNIQUE CLUSTERED (session_id, request_id) WITH (IGNORE_DUP_KEY = ON)
);
DECLARE @filter sysname = N'', @not_filter sysname = N'', @sort nvarchar(500) = N'[start_time] ASC', @sql nvarchar(max), @show_sleeping tinyint = 1;
SET @sql = N'
    INSERT #sessions
    SELECT s.session_id, COALESCE(r.request_id, 0), s.login_name, LOWER(COALESCE(r.status, s.status)), NULLIF(r.blocking_session_id, 0),
        CASE WHEN w.wait_type IS NULL THEN NULL ELSE N''('' + CONVERT(nvarchar(20), w.wait_duration_ms) + N''ms)'' + w.wait_type END,
        (SELECT COUNT(*) FROM sys.dm_tran_session_transactions AS t WHERE t.session_id = s.session_id),
        COALESCE(r.cpu_time, s.cpu_time), COALESCE(r.logical_reads, s.logical_reads), DB_NAME(COALESCE(r.database_id, s.database_id)), s.program_name,
        (SELECT q.text AS [processing-instruction(query)] FROM sys.dm_exec_sql_text(r.sql_handle) AS q FOR XML PATH(''''), TYPE),
        COALESCE(r.start_time, s.last_request_start_time)
    FROM sys.dm_exec_sessions AS s
    LEFT OUTER JOIN sys.dm_exec_requests AS r ON r.session_id = s.session_id
    OUTER APPLY
    (
        SELECT TOP (1) t.wait_type, t.wait_duration_ms
        FROM sys.dm_os_waiting_tasks AS t
        WHERE t.session_id = s.session_id
        ORDER BY t.wait_duration_ms DESC
    ) AS w
    WHERE s.is_user_process = 1
        AND (@show_sleeping > 0 OR s.status <> ''sleeping'')
        ' + CASE WHEN @filter <> N'' THEN N'AND s.login_name LIKE @filter' ELSE N'' END + N'
    OPTION (KEEPFIXED PLAN);';
EXEC sys.sp_executesql @sql, N'@filter sysname, @not_filter sysname, @show_sleeping tinyint', @filter, @not_filter, @show_sleeping;
SELECT login_name, blocked_by, wait_info, database_name, program_name, CASE WHEN CAST(sql_text AS nvarchar(max)) LIKE N'<?query%INSERT #sessions%' THEN 1 ELSE 0 END AS own_text
FROM #sessions WHERE session_id = @@SPID;
-- Heads of blocking chains, by recursion; none here.
WITH chain AS
(
    SELECT session_id, blocked_by, CAST(session_id AS varchar(500)) AS path, 0 AS depth FROM #sessions AS s WHERE blocked_by IS NULL AND EXISTS (SELECT * FROM #sessions AS b WHERE b.blocked_by = s.session_id)
    UNION ALL
    SELECT s.session_id, s.blocked_by, CAST(c.path + '/' + CAST(s.session_id AS varchar(10)) AS varchar(500)), c.depth + 1 FROM #sessions AS s JOIN chain AS c ON c.session_id = s.blocked_by
)
SELECT COUNT(*) AS blocked FROM chain;
GO
