-- Columns of system views have collations that do not give way: comparing them with a column of another
-- collation is an error until somebody says under which.
CREATE DATABASE Binary COLLATE Latin1_General_BIN2;
GO
CREATE TABLE #Name (Name nvarchar(128) COLLATE Latin1_General_BIN2 NOT NULL);
INSERT #Name (Name) VALUES (N'master'), (N'LCK_M_X'), (N'Name'), (N'USER_TABLE');
-- The server's view has the server's collation.
SELECT d.name FROM sys.databases AS d INNER JOIN #Name AS n ON n.Name = d.name;
GO
SELECT d.name FROM sys.databases AS d INNER JOIN #Name AS n ON n.Name COLLATE DATABASE_DEFAULT = d.name COLLATE DATABASE_DEFAULT;
GO
SELECT c.name FROM sys.configurations AS c WHERE c.name LIKE (SELECT TOP (1) n.Name FROM #Name AS n);
GO
SELECT HowMany = COUNT(*) FROM sys.dm_exec_sessions AS s WHERE s.status IN (SELECT n.Name FROM #Name AS n);
GO
-- Names of the catalog have the database's collation, descriptions one of their own.
USE Binary;
CREATE TABLE dbo.Name (Name nvarchar(128) NOT NULL);
INSERT dbo.Name (Name) VALUES (N'Name'), (N'NAME'), (N'USER_TABLE');
SELECT t.name FROM sys.tables AS t INNER JOIN dbo.Name AS n ON n.Name = t.name;
GO
SELECT t.name FROM sys.tables AS t INNER JOIN dbo.Name AS n ON n.Name = t.type_desc;
GO
SELECT t.name FROM sys.tables AS t WHERE t.name = N'NAME';
GO
SELECT t.name FROM sys.tables AS t WHERE t.type_desc = N'user_table';
GO
-- A literal gives way.
SELECT d.name FROM sys.databases AS d WHERE d.name = N'MASTER';
