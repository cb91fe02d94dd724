CREATE TABLE dbo.T (A int NULL, B int NULL);
CREATE USER joe WITHOUT LOGIN;
CREATE USER ann WITHOUT LOGIN;
GO
CREATE PROCEDURE dbo.P AS SELECT 1 AS one;
GO
CREATE SEQUENCE dbo.S AS int;
GO
GRANT NOTHING ON dbo.T TO joe;
GO
GRANT NOTHING TO joe;
GO
GRANT EXECUTE ON dbo.T TO joe;
GO
DENY SELECT ON dbo.P TO joe;
GO
REVOKE SELECT ON dbo.S FROM joe;
GO
GRANT CREATE TABLE ON dbo.T TO joe;
GO
GRANT SELECT ON dbo.T TO dbo;
GO
DENY SELECT ON dbo.T TO sys;
GO
GRANT INSERT (A) ON dbo.T TO joe;
GO
GRANT SELECT (A, C) ON dbo.T TO joe;
GO
-- these are allowed
GRANT SELECT (A), UPDATE (B), REFERENCES ON dbo.T TO joe;
GRANT EXEC ON dbo.P TO joe;
GRANT UPDATE ON dbo.S TO joe;
GRANT CREATE PROC, CREATE TABLE TO joe;
GRANT SELECT ON dbo.T TO ann WITH GRANT OPTION;
SELECT permission_name, state
FROM sys.database_permissions
WHERE grantee_principal_id = USER_ID(N'joe') AND class = 1
ORDER BY permission_name, minor_id;
EXECUTE AS USER = N'joe';
EXEC dbo.P;
REVERT;
GO
EXECUTE AS USER = N'ann';
GRANT SELECT ON dbo.T TO ann;
GO
REVERT;
GO
-- Permissions of the server are given in master.
CREATE LOGIN guard WITH PASSWORD = N'Guard-1';
GRANT VIEW SERVER STATE TO guard;
GO
SELECT before = COUNT(*) FROM sys.server_permissions AS p WHERE p.permission_name = N'VIEW SERVER STATE';
USE master;
GRANT VIEW SERVER STATE TO guard;
SELECT there = COUNT(*) FROM sys.server_permissions AS p WHERE p.permission_name = N'VIEW SERVER STATE';
