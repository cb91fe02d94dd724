-- What SQL Server 2016 has and the engine lacks is named; what neither has does not exist.
SELECT * FROM sys.plan_guides;
GO
SELECT * FROM syslockinfo;
GO
SELECT * FROM sys.dm_broker_activated_tasks;
GO
SELECT * FROM sys.fn_helpdatatypemap();
GO
SELECT * FROM fn_virtualservernodes();
GO
SELECT * FROM msdb.dbo.backupfile;
GO
SELECT * FROM sys.spatial_indexes;
GO
SELECT * FROM sys.dm_os_host_info;
GO
SELECT * FROM INFORMATION_SCHEMA.NOTHING;
GO
EXEC sp_monitor;
GO
EXEC sp_nothing;
GO
DECLARE @g geometry;
GO
SELECT LOGINPROPERTY('sa', 'IsLocked') AS a;
GO
SELECT NOTHING_AT_ALL('sa') AS a;
GO
-- The refusal waits for the statement's turn, as a name that does not exist would.
CREATE PROCEDURE dbo.Later AS SELECT COUNT(*) AS n FROM sys.plan_guides;
GO
IF 1 = 0 EXEC dbo.Later;
SELECT name FROM sys.procedures;
