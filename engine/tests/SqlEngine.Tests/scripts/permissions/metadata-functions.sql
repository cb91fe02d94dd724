CREATE TABLE dbo.T (A int NOT NULL CONSTRAINT PK_T PRIMARY KEY);
GO
CREATE PROCEDURE dbo.P AS SELECT OBJECT_NAME(@@PROCID) AS own, OBJECT_ID(N'dbo.T') AS unseen;
GO
CREATE USER joe WITHOUT LOGIN;
GRANT EXECUTE ON dbo.P TO joe;
DECLARE @id int = OBJECT_ID(N'dbo.T');
EXECUTE AS USER = N'joe';
SELECT OBJECT_ID(N'dbo.T') AS id, OBJECT_NAME(@id) AS name, OBJECT_SCHEMA_NAME(@id) AS [schema], COL_LENGTH(N'dbo.T', N'A') AS length, COL_NAME(@id, 1) AS [column],
    OBJECTPROPERTY(@id, N'IsTable') AS property, COLUMNPROPERTY(@id, N'A', N'AllowsNull') AS nullable, OBJECT_ID(N'dbo.PK_T') AS [key];
EXEC dbo.P;
REVERT;
GRANT SELECT ON dbo.T TO joe;
EXECUTE AS USER = N'joe';
SELECT OBJECT_NAME(@id) AS name, COL_LENGTH(N'dbo.T', N'A') AS length, COL_NAME(@id, 1) AS [column], OBJECTPROPERTY(@id, N'IsTable') AS property;
REVERT;
GO
-- a user of a database has no rights at the server, whoever acts as him
EXECUTE AS USER = N'joe';
SELECT COUNT(*) FROM sys.dm_os_wait_stats;
GO
SELECT COUNT(*) FROM sys.dm_tran_locks;
GO
SELECT COUNT(*) AS own FROM sys.dm_exec_sessions;
GO
EXEC sp_addextendedproperty N'x', N'y';
GO
EXEC sp_addextendedproperty N'x', N'y', N'SCHEMA', N'dbo', N'TABLE', N'T';
GO
REVERT;
GRANT ALTER ON dbo.T TO joe;
EXECUTE AS USER = N'joe';
EXEC sp_addextendedproperty N'x', N'y', N'SCHEMA', N'dbo', N'TABLE', N'T';
REVERT;
