-- Calls and batches that took long; the collector LongQueries reads it.
-- Run by `axmonitor deploy xe` or by an administrator of the watched server; safe to repeat. Needs ALTER ANY
-- EVENT SESSION and VIEW SERVER STATE.
-- The file's name holds the version and a checksum of the definition: a session of another definition is made
-- anew (its files stay), one that differs in its file's folder or limits gets a new target, and one that
-- stopped is started. The last row tells what was done and by which statements;
-- with the session context 'AxMonitor.DryRun' = 1 it tells what would be done.
SET NOCOUNT ON;

-- Parameters. The folder is one that the service account of SQL Server may write to;
-- empty is the server's log folder.
DECLARE @Folder nvarchar(200) = N'';
DECLARE @MaxFileMb int = 50;
DECLARE @MaxFiles int = 5;
DECLARE @MinimumMs int = 5000;

DECLARE @Session sysname = N'AxMonitor_LongQueries';
DECLARE @Version nvarchar(3) = N'002';
DECLARE @MinimumMicroseconds nvarchar(20) = CAST(@MinimumMs * CAST(1000 AS bigint) AS nvarchar(20));
DECLARE @Events nvarchar(max) =
    N'ADD EVENT sqlserver.rpc_completed
(
    ACTION (package0.event_sequence, sqlserver.session_id, sqlserver.database_name, sqlserver.client_app_name, '
        + N'sqlserver.client_hostname, sqlserver.server_principal_name, sqlserver.context_info, sqlserver.query_hash, '
        + N'sqlserver.query_plan_hash, sqlserver.sql_text)
    WHERE ([package0].[greater_than_equal_uint64]([duration],('
    + @MinimumMicroseconds
    + N')) AND [sqlserver].[is_system]=(0)
        AND [object_name]<>N''sp_reset_connection'' AND [object_name]<>N''sp_readrequest''
        AND NOT [sqlserver].[like_i_sql_unicode_string]([sqlserver].[client_app_name],N''AxMonitor%''))
),
ADD EVENT sqlserver.sql_batch_completed
(
    ACTION (package0.event_sequence, sqlserver.session_id, sqlserver.database_name, sqlserver.client_app_name, '
        + N'sqlserver.client_hostname, sqlserver.server_principal_name, sqlserver.context_info, sqlserver.query_hash, '
        + N'sqlserver.query_plan_hash)
    WHERE ([package0].[greater_than_equal_uint64]([duration],('
    + @MinimumMicroseconds + N')) AND [sqlserver].[is_system]=(0)
        AND NOT [sqlserver].[like_i_sql_unicode_string]([sqlserver].[client_app_name],N''AxMonitor%''))
)';
DECLARE @Options nvarchar(1000) =
    N'WITH (MAX_MEMORY = 4096 KB, EVENT_RETENTION_MODE = ALLOW_SINGLE_EVENT_LOSS, MAX_DISPATCH_LATENCY = 10 SECONDS, '
        + N'MEMORY_PARTITION_MODE = NONE, TRACK_CAUSALITY = OFF, STARTUP_STATE = ON)';

-- From here on the same in every script of this folder.
DECLARE @FileName nvarchar(260) = @Session + N'_v' + @Version + N'_'
    + LEFT(CONVERT(nvarchar(40), HASHBYTES(N'SHA1', REPLACE(@Events + @Options, NCHAR(13), N'')), 2), 8) + N'.xel';
DECLARE @File nvarchar(500) = @Folder
    + CASE WHEN @Folder = N'' OR @Folder LIKE N'%[\/]' THEN N'' WHEN @Folder LIKE N'%/%' THEN N'/' ELSE N'\' END + @FileName;
DECLARE @Alter nvarchar(300) = N'ALTER EVENT SESSION ' + QUOTENAME(@Session) + N' ON SERVER ';
DECLARE @Target nvarchar(1000) = N'ADD TARGET package0.event_file (SET filename = N''' + REPLACE(@File, N'''', N'''''')
    + CONCAT(N''', max_file_size = (', @MaxFileMb, N'), max_rollover_files = (', @MaxFiles, N'))');
DECLARE @Stored nvarchar(1000);
DECLARE @Action nvarchar(20);
DECLARE @IsStarted bit = 1;
DECLARE @Statements nvarchar(max);

SELECT @Stored = CONCAT(
    MAX(CASE WHEN f.name = N'filename' THEN CAST(f.value AS nvarchar(500)) END), N'|',
    MAX(CASE WHEN f.name = N'max_file_size' THEN CAST(f.value AS nvarchar(40)) END), N'|',
    MAX(CASE WHEN f.name = N'max_rollover_files' THEN CAST(f.value AS nvarchar(40)) END))
FROM sys.server_event_sessions AS s
LEFT JOIN sys.server_event_session_targets AS t ON t.event_session_id = s.event_session_id
LEFT JOIN sys.server_event_session_fields AS f ON f.event_session_id = s.event_session_id AND f.object_id = t.target_id
WHERE s.name = @Session
GROUP BY s.event_session_id;

SET @Action = CASE
    WHEN @Stored IS NULL THEN N'created'
    WHEN CHARINDEX(@FileName + N'|', @Stored) = 0 THEN N'recreated'
    WHEN @Stored <> CONCAT(@File, N'|', @MaxFileMb, N'|', @MaxFiles) THEN N'altered'
    ELSE N'unchanged'
END;

IF @Action IN (N'altered', N'unchanged') AND EXISTS (SELECT 1 FROM sys.dm_xe_sessions AS r WHERE r.name = @Session)
    SET @IsStarted = 0;

SET @Statements = CONCAT(
    CASE WHEN @Action = N'recreated' THEN N'DROP EVENT SESSION ' + QUOTENAME(@Session) + N' ON SERVER;' + NCHAR(10) END,
    CASE
        WHEN @Action IN (N'created', N'recreated')
            THEN CONCAT(
                N'CREATE EVENT SESSION ', QUOTENAME(@Session), N' ON SERVER', NCHAR(10), @Events, NCHAR(10), @Target, NCHAR(10),
                @Options, N';', NCHAR(10))
    END,
    CASE
        WHEN @Action = N'altered'
            THEN CONCAT(@Alter, N'DROP TARGET package0.event_file;', NCHAR(10), @Alter, @Target, N';', NCHAR(10))
    END,
    CASE WHEN @IsStarted = 1 THEN @Alter + N'STATE = START;' + NCHAR(10) END);

IF @Statements <> N'' AND COALESCE(CAST(SESSION_CONTEXT(N'AxMonitor.DryRun') AS bit), 0) = 0
    EXEC sys.sp_executesql @Statements;

SELECT EventSession = @Session, Action = @Action, IsStarted = @IsStarted, Statements = @Statements;
