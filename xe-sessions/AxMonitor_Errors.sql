-- Errors, and attentions (requests that their client cancelled or gave up); the collectors
-- Errors and Attentions read it.
-- Run by `axmonitor deploy xe`; `axmonitor deploy xe --script` prints the whole text for an administrator.
-- Of lower severity than the parameter says, the numbers of the other parameter are kept: 825 (a read
-- succeeded only when repeated), 1205 (deadlock victim), 2601 and 2627 (duplicate key), 18456 (login failed).
SET NOCOUNT ON;

-- Parameters. The folder is one that the service account of SQL Server may write to;
-- empty is the server's log folder.
DECLARE @Folder nvarchar(200) = N'';
DECLARE @MaxFileMb int = 20;
DECLARE @MaxFiles int = 5;
DECLARE @MinimumSeverity int = 16;
DECLARE @MoreNumbers nvarchar(400) = N'825, 1205, 2601, 2627, 18456';

DECLARE @Session sysname = N'AxMonitor_Errors';
DECLARE @Version nvarchar(3) = N'002';
DECLARE @Events nvarchar(max) =
    N'ADD EVENT sqlserver.error_reported
(
    ACTION (package0.event_sequence, sqlserver.session_id, sqlserver.database_name, sqlserver.client_app_name, '
        + N'sqlserver.client_hostname, sqlserver.server_principal_name, sqlserver.context_info, sqlserver.query_hash, '
        + N'sqlserver.sql_text)
    WHERE (([severity]>=('
    + CAST(@MinimumSeverity AS nvarchar(10)) + N') OR [error_number]=(' + REPLACE(@MoreNumbers, N', ', N') OR [error_number]=(')
    + N'))
        AND NOT [sqlserver].[like_i_sql_unicode_string]([sqlserver].[client_app_name],N''AxMonitor%''))
),
ADD EVENT sqlserver.attention
(
    ACTION (package0.event_sequence, sqlserver.session_id, sqlserver.database_name, sqlserver.client_app_name, '
        + N'sqlserver.client_hostname, sqlserver.server_principal_name, sqlserver.context_info, sqlserver.query_hash, '
        + N'sqlserver.sql_text)
    WHERE ([sqlserver].[is_system]=(0)
        AND NOT [sqlserver].[like_i_sql_unicode_string]([sqlserver].[client_app_name],N''AxMonitor%''))
)';
DECLARE @Options nvarchar(1000) =
    N'WITH (MAX_MEMORY = 4096 KB, EVENT_RETENTION_MODE = ALLOW_SINGLE_EVENT_LOSS, MAX_DISPATCH_LATENCY = 10 SECONDS, '
        + N'MEMORY_PARTITION_MODE = NONE, TRACK_CAUSALITY = OFF, STARTUP_STATE = ON)';

-- include: EventSession

SELECT EventSession = @Session, Action = @Action, IsStarted = @IsStarted, Statements = @Statements;
