-- Calls and batches that took long; the collector LongQueries reads it.
-- Run by `axmonitor deploy xe`; `axmonitor deploy xe --script` prints the whole text for an administrator.
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

-- include: EventSession

SELECT EventSession = @Session, Action = @Action, IsStarted = @IsStarted, Statements = @Statements;
