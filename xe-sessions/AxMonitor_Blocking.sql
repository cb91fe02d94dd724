-- Deadlocks and blocked processes; the collectors BlockedProcesses and Deadlocks read it.
-- Run by `axmonitor deploy xe` or by an administrator of the watched server; safe to repeat. Needs ALTER ANY EVENT SESSION and VIEW SERVER STATE.
-- The version stands in the name of the file: a session of another version is made anew (its files stay), one that differs in its file's
-- folder or limits gets a new target, and one that stopped is started. The last row tells what was done and by which statements;
-- with the session context 'AxMonitor.DryRun' = 1 it tells what would be done.
-- Blocked processes are reported only while the server's option 'blocked process threshold (s)' is not 0. It is not changed here:
-- `axmonitor deploy xe --set-blocked-process-threshold N` does that.
SET NOCOUNT ON;

-- Parameters. The folder is one that the service account of SQL Server may write to; empty is the server's log folder.
DECLARE @Folder nvarchar(200) = N'';
DECLARE @MaxFileMb int = 20;
DECLARE @MaxFiles int = 5;

DECLARE @Session sysname = N'AxMonitor_Blocking';
DECLARE @Version nvarchar(30) = N'2';
DECLARE @Events nvarchar(max) = N'ADD EVENT sqlserver.xml_deadlock_report (ACTION (package0.event_sequence)),
ADD EVENT sqlserver.blocked_process_report (ACTION (package0.event_sequence))';
DECLARE @Options nvarchar(1000) = N'WITH (MAX_MEMORY = 8192 KB, EVENT_RETENTION_MODE = ALLOW_SINGLE_EVENT_LOSS, MAX_DISPATCH_LATENCY = 5 SECONDS, MEMORY_PARTITION_MODE = NONE, TRACK_CAUSALITY = OFF, STARTUP_STATE = ON)';

-- From here on the same in every script of this folder.
DECLARE @FileName nvarchar(260) = @Session + N'_v' + @Version + N'.xel';
DECLARE @File nvarchar(500) = CASE
    WHEN @Folder = N'' OR @Folder LIKE N'%[\/]' THEN @Folder
    WHEN @Folder LIKE N'%/%' THEN @Folder + N'/'
    ELSE @Folder + N'\'
END + @FileName;
DECLARE @Target nvarchar(1000) = N'ADD TARGET package0.event_file (SET filename = N''' + REPLACE(@File, N'''', N'''''') + N''', max_file_size = ('
    + CAST(@MaxFileMb AS nvarchar(10)) + N'), max_rollover_files = (' + CAST(@MaxFiles AS nvarchar(10)) + N'))';
DECLARE @IsDryRun bit = COALESCE(CAST(SESSION_CONTEXT(N'AxMonitor.DryRun') AS bit), 0);
DECLARE @IsDefined bit = 0;
DECLARE @StoredFile nvarchar(500);
DECLARE @StoredMaxFileMb bigint;
DECLARE @StoredMaxFiles bigint;

SELECT
    @IsDefined = 1,
    @StoredFile = MAX(CASE WHEN f.name = N'filename' THEN CAST(f.value AS nvarchar(500)) END),
    @StoredMaxFileMb = MAX(CASE WHEN f.name = N'max_file_size' THEN TRY_CAST(CAST(f.value AS nvarchar(40)) AS bigint) END),
    @StoredMaxFiles = MAX(CASE WHEN f.name = N'max_rollover_files' THEN TRY_CAST(CAST(f.value AS nvarchar(40)) AS bigint) END)
FROM sys.server_event_sessions AS s
LEFT JOIN sys.server_event_session_targets AS t ON t.event_session_id = s.event_session_id
LEFT JOIN sys.server_event_session_fields AS f ON f.event_session_id = s.event_session_id AND f.object_id = t.target_id
WHERE s.name = @Session
GROUP BY s.event_session_id;

DECLARE @Action nvarchar(20) = CASE
    WHEN @IsDefined = 0 THEN N'created'
    WHEN @StoredFile IS NULL OR RIGHT(@StoredFile, LEN(@FileName)) <> @FileName THEN N'recreated'
    WHEN @StoredFile <> @File OR COALESCE(@StoredMaxFileMb, 0) <> @MaxFileMb OR COALESCE(@StoredMaxFiles, 0) <> @MaxFiles THEN N'altered'
    ELSE N'unchanged'
END;
DECLARE @IsStarted bit = CASE
    WHEN @Action IN (N'altered', N'unchanged') AND EXISTS (SELECT 1 FROM sys.dm_xe_sessions AS r WHERE r.name = @Session) THEN 0
    ELSE 1
END;
DECLARE @Break nchar(1) = NCHAR(10);
DECLARE @Statements nvarchar(max) =
    CASE WHEN @Action = N'recreated' THEN N'DROP EVENT SESSION ' + QUOTENAME(@Session) + N' ON SERVER;' + @Break ELSE N'' END
    + CASE WHEN @Action IN (N'created', N'recreated')
        THEN N'CREATE EVENT SESSION ' + QUOTENAME(@Session) + N' ON SERVER' + @Break + @Events + @Break + @Target + @Break + @Options + N';' + @Break ELSE N'' END
    + CASE WHEN @Action = N'altered'
        THEN N'ALTER EVENT SESSION ' + QUOTENAME(@Session) + N' ON SERVER DROP TARGET package0.event_file;' + @Break
            + N'ALTER EVENT SESSION ' + QUOTENAME(@Session) + N' ON SERVER ' + @Target + N';' + @Break ELSE N'' END
    + CASE WHEN @IsStarted = 1 THEN N'ALTER EVENT SESSION ' + QUOTENAME(@Session) + N' ON SERVER STATE = START;' + @Break ELSE N'' END;

IF @IsDryRun = 0 AND @Statements <> N''
    EXEC sys.sp_executesql @Statements;

SELECT EventSession = @Session, Action = @Action, IsStarted = @IsStarted, Statements = @Statements;
