SELECT is_ledger_on FROM sys.databases;
GO
SELECT page_resource FROM sys.dm_exec_requests;
GO
SELECT * FROM sys.dm_os_host_info;
GO
SELECT timestamp_utc FROM sys.fn_xe_file_target_read_file(N'x*.xel', NULL, NULL, NULL);
