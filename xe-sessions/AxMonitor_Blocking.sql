-- Deadlocks and blocked processes; the collectors BlockedProcesses and Deadlocks read it.
-- Run by `axmonitor deploy xe`; `axmonitor deploy xe --script` prints the whole text for an administrator.
-- Blocked processes are reported only while the server's option 'blocked process threshold (s)' is
-- not 0. It is not changed here:
-- `axmonitor deploy xe --set-blocked-process-threshold N` does that.
SET NOCOUNT ON;

-- Parameters. The folder is one that the service account of SQL Server may write to;
-- empty is the server's log folder.
DECLARE @Folder nvarchar(200) = N'';
DECLARE @MaxFileMb int = 20;
DECLARE @MaxFiles int = 5;

DECLARE @Session sysname = N'AxMonitor_Blocking';
DECLARE @Version nvarchar(3) = N'003';
DECLARE @Events nvarchar(max) = N'ADD EVENT sqlserver.xml_deadlock_report (ACTION (package0.event_sequence)),
ADD EVENT sqlserver.blocked_process_report (ACTION (package0.event_sequence))';
DECLARE @Options nvarchar(1000) =
    N'WITH (MAX_MEMORY = 8192 KB, EVENT_RETENTION_MODE = ALLOW_SINGLE_EVENT_LOSS, MAX_DISPATCH_LATENCY = 5 SECONDS, '
        + N'MEMORY_PARTITION_MODE = NONE, TRACK_CAUSALITY = OFF, STARTUP_STATE = ON)';

-- include: EventSession

SELECT EventSession = @Session, Action = @Action, IsStarted = @IsStarted, Statements = @Statements;
