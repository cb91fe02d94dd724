DECLARE @now datetime = GETDATE();
SELECT s.program_name, s.host_name, s.login_name, s.is_user_process, DB_NAME(s.database_id), r.command, r.status, s.open_transaction_count
FROM sys.dm_exec_sessions AS s
INNER JOIN sys.dm_exec_requests AS r ON r.session_id = s.session_id
WHERE s.session_id = @@SPID;
SELECT LEFT(t.text, 12) FROM sys.dm_exec_connections AS c OUTER APPLY sys.dm_exec_sql_text(c.most_recent_sql_handle) AS t WHERE c.session_id = @@SPID;
SELECT LEFT(b.event_info, 12), b.event_type FROM sys.dm_exec_input_buffer(@@SPID, NULL) AS b;
BEGIN TRANSACTION;
SELECT s.is_user_transaction, a.transaction_type, a.name FROM sys.dm_tran_session_transactions AS s INNER JOIN sys.dm_tran_active_transactions AS a ON a.transaction_id = s.transaction_id WHERE s.session_id = @@SPID;
CREATE TABLE dbo.T (Id int);
SELECT a.transaction_type FROM sys.dm_tran_session_transactions AS s INNER JOIN sys.dm_tran_active_transactions AS a ON a.transaction_id = s.transaction_id WHERE s.session_id = @@SPID;
ROLLBACK;
SELECT COUNT(*) FROM sys.dm_tran_session_transactions WHERE session_id = @@SPID;
SELECT Started = CASE WHEN sqlserver_start_time <= @now THEN 1 ELSE 0 END FROM sys.dm_os_sys_info;
