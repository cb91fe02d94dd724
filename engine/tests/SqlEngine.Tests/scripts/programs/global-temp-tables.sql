CREATE TABLE ##Shared (Id int NOT NULL PRIMARY KEY, Name nvarchar(10));
INSERT ##Shared VALUES (1, N'a'), (2, N'b');
UPDATE ##Shared SET Name = N'c' WHERE Id = 2;
SELECT Id, Name FROM ##Shared ORDER BY Id;
SELECT Id FROM tempdb..##Shared WHERE Id = 1;
SELECT IIF(OBJECT_ID('tempdb..##Shared') IS NULL, 0, 1) AS there;
GO
CREATE TABLE ##Shared (Id int);
GO
SELECT 1 AS a INTO ##Other;
SELECT a FROM ##Other;
GO
-- Seen in every database and by every user.
CREATE USER u WITHOUT LOGIN;
EXECUTE AS USER = 'u';
SELECT COUNT(*) AS n FROM ##Shared;
REVERT;
USE master;
SELECT COUNT(*) AS n FROM ##Shared;
GO
BEGIN TRANSACTION;
DROP TABLE ##Shared;
ROLLBACK;
SELECT COUNT(*) AS n FROM ##Shared;
DROP TABLE ##Shared;
GO
SELECT COUNT(*) AS n FROM ##Shared;
