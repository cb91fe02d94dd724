CREATE EVENT SESSION Slow ON SERVER
ADD EVENT sqlserver.rpc_completed
(
    ACTION (package0.event_sequence, sqlserver.session_id)
    WHERE ([package0].[greater_than_equal_uint64]([duration],(5000000)) AND [sqlserver].[is_system]=(0) AND NOT [sqlserver].[like_i_sql_unicode_string]([sqlserver].[client_app_name],N'AxMonitor%'))
),
ADD EVENT sqlserver.attention (ACTION (sqlserver.sql_text))
ADD TARGET package0.event_file (SET filename = N'D:\Xe\Slow_v1.xel', max_file_size = (50), max_rollover_files = (4))
WITH (MAX_MEMORY = 8 MB, EVENT_RETENTION_MODE = ALLOW_MULTIPLE_EVENT_LOSS, MAX_DISPATCH_LATENCY = 10 SECONDS, MEMORY_PARTITION_MODE = NONE, TRACK_CAUSALITY = ON, STARTUP_STATE = OFF);
SELECT name, event_retention_mode_desc, max_dispatch_latency, max_memory, memory_partition_mode_desc, track_causality, startup_state FROM sys.server_event_sessions;
SELECT event_id, name, package, predicate FROM sys.server_event_session_events ORDER BY event_id;
SELECT event_id, name, package FROM sys.server_event_session_actions ORDER BY event_id, name;
SELECT t.target_id, t.name, field = f.name, value = CAST(f.value AS nvarchar(100)) FROM sys.server_event_session_targets AS t
INNER JOIN sys.server_event_session_fields AS f ON f.event_session_id = t.event_session_id AND f.object_id = t.target_id ORDER BY f.name;
SELECT running = COUNT(*) FROM sys.dm_xe_sessions;
GO
-- Starting shows it, once.
ALTER EVENT SESSION Slow ON SERVER STATE = START;
SELECT s.name, t.target_name, has_file = CASE WHEN CAST(t.target_data AS xml).value(N'(/EventFileTarget/File/@name)[1]', N'nvarchar(512)') LIKE N'D:\Xe\Slow[_]v1[_]0[_]%.xel' THEN 1 ELSE 0 END
FROM sys.dm_xe_sessions AS s INNER JOIN sys.dm_xe_session_targets AS t ON t.event_session_address = s.address;
SELECT s.name, e.event_name FROM sys.dm_xe_sessions AS s INNER JOIN sys.dm_xe_session_events AS e ON e.event_session_address = s.address ORDER BY e.event_name;
ALTER EVENT SESSION Slow ON SERVER STATE = START;
GO
-- A target is replaced while the session runs; events can be dropped and added.
ALTER EVENT SESSION Slow ON SERVER DROP TARGET package0.event_file;
ALTER EVENT SESSION Slow ON SERVER ADD TARGET package0.event_file (SET filename = N'Slow_v1.xel', max_file_size = (5));
ALTER EVENT SESSION Slow ON SERVER DROP EVENT sqlserver.attention;
SELECT name FROM sys.server_event_session_events;
SELECT name, value = CAST(value AS nvarchar(100)) FROM sys.server_event_session_fields ORDER BY name;
ALTER EVENT SESSION Slow ON SERVER STATE = STOP;
GO
ALTER EVENT SESSION Slow ON SERVER STATE = STOP;
GO
CREATE EVENT SESSION slow ON SERVER ADD EVENT sqlserver.attention;
GO
-- The comparison has to be of the field's own sign, and the field has to exist.
CREATE EVENT SESSION Other ON SERVER ADD EVENT sqlserver.attention (WHERE [package0].[greater_than_int64]([duration],(1)));
GO
CREATE EVENT SESSION Other ON SERVER ADD EVENT sqlserver.attention (WHERE [elapsed]>(1));
GO
CREATE EVENT SESSION Other ON SERVER ADD EVENT sqlserver.page_split;
GO
CREATE EVENT SESSION Other ON SERVER ADD EVENT sqlserver.attention ADD TARGET package0.ring_buffer;
GO
BEGIN TRANSACTION;
DROP EVENT SESSION Slow ON SERVER;
GO
IF @@TRANCOUNT > 0 ROLLBACK;
DROP EVENT SESSION Slow ON SERVER;
SELECT defined = COUNT(*) FROM sys.server_event_sessions;
DROP EVENT SESSION Slow ON SERVER;
GO
ALTER EVENT SESSION Slow ON SERVER STATE = START;
GO
-- Permissions.
CREATE LOGIN plain WITH PASSWORD = 'x';
EXECUTE AS LOGIN = 'plain';
CREATE EVENT SESSION Mine ON SERVER ADD EVENT sqlserver.attention;
GO
REVERT;
EXEC master.sys.sp_executesql N'GRANT ALTER ANY EVENT SESSION TO plain;';
EXECUTE AS LOGIN = 'plain';
CREATE EVENT SESSION Mine ON SERVER ADD EVENT sqlserver.attention;
DROP EVENT SESSION Mine ON SERVER;
REVERT;
