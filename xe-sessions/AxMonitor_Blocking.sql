-- The event session that the collectors BlockedProcesses and Deadlocks read. Run by an administrator of the watched server; safe to repeat.
-- Needs ALTER ANY EVENT SESSION; writes 5 files of 20 MB at most into the server's log folder.
-- The definition carries a version: a session of another version is made anew, the same one is only started if it stopped.
-- Deadlocks come always. Blocked-process reports come only while 'blocked process threshold (s)' is not 0. That setting is server-wide and not changed here; what to do is said at the end.
SET NOCOUNT ON;

DECLARE @Version nvarchar(10) = N'2';
DECLARE @StoredFile nvarchar(512) =
(
    SELECT TOP (1) CAST(f.value AS nvarchar(512))
    FROM sys.server_event_sessions AS s
    INNER JOIN sys.server_event_session_targets AS t ON t.event_session_id = s.event_session_id
    INNER JOIN sys.server_event_session_fields AS f ON f.event_session_id = s.event_session_id AND f.object_id = t.target_id
    WHERE s.name = N'AxMonitor_Blocking'
      AND f.name = N'filename'
);

IF EXISTS (SELECT 1 FROM sys.server_event_sessions AS s WHERE s.name = N'AxMonitor_Blocking')
   AND COALESCE(@StoredFile, N'') NOT LIKE N'%AxMonitor[_]Blocking[_]v' + @Version + N'.xel'
BEGIN
    PRINT N'Event session AxMonitor_Blocking has another definition and is made anew; its files stay.';
    DROP EVENT SESSION AxMonitor_Blocking ON SERVER;
END;

IF NOT EXISTS (SELECT 1 FROM sys.server_event_sessions AS s WHERE s.name = N'AxMonitor_Blocking')
    CREATE EVENT SESSION AxMonitor_Blocking ON SERVER
        ADD EVENT sqlserver.blocked_process_report
        (
            ACTION (package0.event_sequence)
        ),
        ADD EVENT sqlserver.xml_deadlock_report
        (
            ACTION (package0.event_sequence)
        )
        ADD TARGET package0.event_file
        (
            SET filename = N'AxMonitor_Blocking_v2.xel', max_file_size = (20), max_rollover_files = (5)
        )
        WITH
        (
            MAX_MEMORY = 8192 KB,
            EVENT_RETENTION_MODE = ALLOW_SINGLE_EVENT_LOSS,
            MAX_DISPATCH_LATENCY = 5 SECONDS,
            MEMORY_PARTITION_MODE = NONE,
            TRACK_CAUSALITY = OFF,
            STARTUP_STATE = ON
        );

IF NOT EXISTS (SELECT 1 FROM sys.dm_xe_sessions AS s WHERE s.name = N'AxMonitor_Blocking')
    ALTER EVENT SESSION AxMonitor_Blocking ON SERVER STATE = START;

SELECT
    EventSession = N'AxMonitor_Blocking is running',
    BlockedProcessThreshold = CAST(c.value_in_use AS int),
    WhatToDo = CASE
        WHEN CAST(c.value_in_use AS int) = 0
            THEN N'No reports will come. Set it: EXEC sys.sp_configure N''show advanced options'', 1; RECONFIGURE; EXEC sys.sp_configure N''blocked process threshold (s)'', 10; RECONFIGURE;'
        WHEN CAST(c.value_in_use AS int) < 5
            THEN N'Values of 1 to 4 keep the deadlock monitor running all the time: set it to 5 or more.'
        ELSE N'Nothing.'
    END
FROM sys.configurations AS c
WHERE c.name = N'blocked process threshold (s)';
