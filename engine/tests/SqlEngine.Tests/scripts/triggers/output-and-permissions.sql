-- OUTPUT needs INTO where a trigger waits; the target of OUTPUT … INTO has no triggers. A trigger runs for whoever
-- changes the table, in an ownership chain with what it names.
CREATE TABLE dbo.T (Id int);
CREATE TABLE dbo.Into2 (Id int);
CREATE TABLE dbo.Log (Id int, Who sysname);
CREATE USER u WITHOUT LOGIN;
CREATE USER boss WITHOUT LOGIN;
GRANT INSERT, DELETE ON dbo.T TO u;
GO
CREATE TRIGGER dbo.TR_T ON dbo.T AFTER INSERT AS INSERT dbo.Log SELECT Id, USER_NAME() FROM inserted;
GO
INSERT dbo.T OUTPUT inserted.Id VALUES (1);
GO
DECLARE @o TABLE (Id int);
INSERT dbo.T OUTPUT inserted.Id INTO @o VALUES (2);
SELECT Id FROM @o;
DELETE dbo.T OUTPUT deleted.Id;
INSERT dbo.Into2 OUTPUT inserted.Id INTO dbo.T VALUES (3);
GO
EXECUTE AS USER = 'u';
INSERT dbo.T VALUES (4);
SELECT Id FROM dbo.Log;
REVERT;
SELECT Id, Who FROM dbo.Log;
GO
EXECUTE AS USER = 'u';
GO
CREATE TRIGGER dbo.TR_U ON dbo.T AFTER INSERT AS RETURN;
GO
DISABLE TRIGGER dbo.TR_T ON dbo.T;
DROP TRIGGER dbo.TR_T;
GO
REVERT;
GO
ALTER TRIGGER dbo.TR_T ON dbo.T WITH EXECUTE AS 'boss' AFTER INSERT AS INSERT dbo.Log SELECT Id, USER_NAME() FROM inserted;
GO
INSERT dbo.T VALUES (5);
SELECT Id, Who FROM dbo.Log;
GO
