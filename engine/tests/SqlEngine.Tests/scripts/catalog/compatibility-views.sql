CREATE TABLE dbo.T (Id int IDENTITY NOT NULL CONSTRAINT PK_T PRIMARY KEY, Name nvarchar(10) NULL);
GO
CREATE PROCEDURE dbo.P AS RETURN 1;
GO
SELECT name, xtype, IIF(parent_obj = 0, 0, 1) AS child FROM sysobjects ORDER BY name;
SELECT name, length, isnullable, colid FROM dbo.syscolumns WHERE id = OBJECT_ID(N'dbo.T') ORDER BY colid;
SELECT text FROM sys.syscomments WHERE id = OBJECT_ID(N'dbo.P');
SELECT u.name, u.issqlrole FROM sysusers AS u WHERE u.name IN (N'dbo', N'db_owner') ORDER BY u.name;
SELECT t.name, t.length FROM systypes AS t WHERE t.name IN (N'int', N'nvarchar') ORDER BY t.name;
SELECT COUNT(*) AS n FROM master..sysdatabases WHERE name = N'master';
SELECT colid, keyno FROM sysindexkeys WHERE id = OBJECT_ID(N'dbo.T');
