-- Brings an event session to the definition in @Session, @Version, @Events, @Options, @Folder, @MaxFileMb and
-- @MaxFiles; safe to repeat. Needs ALTER ANY EVENT SESSION and VIEW SERVER STATE.
-- The file's name holds the version and a checksum of the definition: a session of another definition is
-- dropped and created (its files stay), one that differs in its file's folder or limits gets a new target,
-- and one that is stopped is started. @Action, @IsStarted and @Statements say what was done; with the
-- session context 'AxMonitor.DryRun' = 1 what would be done.
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
    MAX(CASE WHEN f.name = N'filename' THEN CAST(f.value AS nvarchar(500)) ELSE N'' END), N'|',
    MAX(CASE WHEN f.name = N'max_file_size' THEN CAST(f.value AS nvarchar(40)) ELSE N'' END), N'|',
    MAX(CASE WHEN f.name = N'max_rollover_files' THEN CAST(f.value AS nvarchar(40)) ELSE N'' END))
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
