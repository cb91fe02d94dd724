-- The collector AxSessions (AX servers by their heartbeat and AX sessions as lives): its metrics and the
-- retention of its tables.
EXEC config.DefineMetric N'axsessions.aos_up', N'AxSessions', N'yes or no', N'lower', N'AOS',
    N'1 while an AX server is up or draining, 0 when it is down, silent or gone. No value while its rhythm is unknown.';
EXEC config.DefineMetric N'axsessions.heartbeat_silent_ms', N'AxSessions', N'ms', N'higher', N'AOS',
    N'How long the heartbeat of an AX server has not moved, by SQL Server''s clock.';
EXEC config.DefineMetric N'axsessions.active_count', N'AxSessions', N'count', N'none', N'AOS',
    N'AX sessions that are running (status 1), of every client type. No value for an AX server that is down, silent or gone.';
EXEC config.DefineMetric N'axsessions.user_count', N'AxSessions', N'count', N'none', N'AOS',
    N'Different users with a running rich client.';
EXEC config.DefineMetric N'axsessions.sql_sessions', N'AxSessions', N'count', N'none', N'AOS',
    N'SQL sessions of Dynamics AX from the computer of an AX server. They are gone at once when it dies.';
EXEC config.DefineMetric N'axsessions.ending_count', N'AxSessions', N'count', N'higher', N'AOS',
    N'AX sessions that are being ended (status 2 or 3).';
EXEC config.DefineMetric N'axsessions.stuck_count', N'AxSessions', N'count', N'higher', N'AOS',
    N'AX sessions that have been ending for longer than the setting AxSessionStuckMs.';
EXEC config.DefineMetric N'axsessions.login_count', N'AxSessions', N'count', N'none', N'AOS',
    N'Logins since the capture before. Sessions that began and ended between two captures are not seen.', N'event count';
EXEC config.DefineMetric N'axsessions.used_percent', N'AxSessions', N'percent', N'higher', N'AOS',
    N'Running AX sessions of the number that the AX server allows (MAXSESSIONS). No value while it is down, silent or gone.';
EXEC config.DefineMetric N'axsessions.highest_session_id', N'AxSessions', N'id', N'higher', N'none',
    N'Highest AX session id in use. 65535 is the limit; AX servers were seen to crash near it.';

EXEC config.DefineFactTable N'fact.AxSessionCapture', N'Metrics', N'CapturedAt';
EXEC config.DefineFactTable N'fact.AxServer', N'Metrics', N'CapturedAt';
EXEC config.DefineFactTable N'fact.AxSessionCount', N'Metrics', N'CapturedAt';
EXEC config.DefineFactTable N'fact.AxSession', N'Executions', N'LastSeenAt';
