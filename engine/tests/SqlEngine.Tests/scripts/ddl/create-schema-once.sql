IF SCHEMA_ID(N'app') IS NULL EXEC (N'CREATE SCHEMA app AUTHORIZATION dbo;');
IF SCHEMA_ID(N'app') IS NULL EXEC (N'CREATE SCHEMA app AUTHORIZATION dbo;');
SELECT s.name, p.name FROM sys.schemas AS s INNER JOIN sys.database_principals AS p ON p.principal_id = s.principal_id WHERE s.name = N'app';
