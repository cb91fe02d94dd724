CREATE USER reader WITHOUT LOGIN;
GO
CREATE PROCEDURE dbo.P AS RETURN 1;
GO
GRANT EXECUTE ON dbo.P TO reader;
GO
EXECUTE AS USER = 'reader';
GO
-- It may be run, so it is seen; its text is not.
SELECT name FROM sys.procedures;
SELECT definition FROM sys.sql_modules;
SELECT OBJECT_DEFINITION(OBJECT_ID(N'dbo.P')) AS d, HAS_PERMS_BY_NAME(N'dbo.P', N'OBJECT', N'EXECUTE') AS e;
GO
REVERT;
GRANT VIEW DEFINITION ON dbo.P TO reader;
GO
EXECUTE AS USER = 'reader';
GO
SELECT definition FROM sys.sql_modules;
SELECT OBJECT_DEFINITION(OBJECT_ID(N'dbo.P')) AS d;
GO
REVERT;
GO
CREATE TABLE dbo.T (a int);
SELECT HAS_PERMS_BY_NAME(N'dbo.T', N'OBJECT', N'EXECUTE') AS tables_have_none, IS_SRVROLEMEMBER(N'public', N'nobody') AS a, IS_SRVROLEMEMBER(N'sysadmin', N'nobody') AS b;
