CREATE DATABASE other;
GO
CREATE DATABASE other;
GO
USE other;
CREATE TABLE dbo.T (Id int);
INSERT dbo.T VALUES (1);
USE golden;
SELECT Id FROM other.dbo.T;
SELECT name, compatibility_level, recovery_model_desc FROM sys.databases WHERE name IN (N'other', N'master') ORDER BY name;
ALTER DATABASE other SET COMPATIBILITY_LEVEL = 110;
ALTER DATABASE other SET RECOVERY SIMPLE;
SELECT name, compatibility_level, recovery_model_desc FROM sys.databases WHERE name = N'other';
SELECT name FROM other.sys.tables;
GO
DROP DATABASE other;
GO
DROP DATABASE other;
GO
SELECT * FROM other.dbo.T;
