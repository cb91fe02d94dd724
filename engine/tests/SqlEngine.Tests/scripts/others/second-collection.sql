-- What SQL Server refuses, one kind after the other, tried after the first collection.
CREATE USER reader WITHOUT LOGIN;
CREATE TABLE dbo.T (a int NOT NULL PRIMARY KEY, b int NULL, c AS b + 1, v rowversion);
INSERT dbo.T (a, b) VALUES (1, 10), (2, 20);
GO
-- 5011, 5069: the current database by its key word
EXECUTE AS USER = 'reader';
GO
ALTER DATABASE CURRENT SET RECOVERY SIMPLE;
GO
ALTER DATABASE golden SET RECOVERY SIMPLE;
GO
-- 3701: an impersonated user has no rights of the login's at the server
DROP DATABASE golden;
GO
REVERT;
GO
-- 226
BEGIN TRANSACTION;
GO
ALTER DATABASE CURRENT SET RECOVERY SIMPLE;
GO
SELECT @@TRANCOUNT AS n, XACT_STATE() AS x;
IF @@TRANCOUNT > 0 ROLLBACK;
GO
-- 4928: a computed column, a rowversion
ALTER TABLE dbo.T ALTER COLUMN c int;
GO
ALTER TABLE dbo.T ALTER COLUMN v binary(8);
GO
-- 243 for a cast, 2715 for a declaration
CREATE PROCEDURE dbo.Casts AS SELECT CAST(1 AS nosuch);
GO
SELECT CONVERT(dbo.nosuch, 1);
GO
DECLARE @x nosuch;
GO
-- 137: names with two signs are variables
SELECT @@nosuch;
GO
-- 183, 131, 447, 1731 of columns
CREATE TABLE dbo.X1 (a decimal(5, 6));
GO
CREATE TABLE dbo.X2 (a varchar(9000));
GO
CREATE TABLE dbo.X3 (a int COLLATE Latin1_General_CI_AS);
GO
CREATE TABLE dbo.X4 (a int SPARSE NOT NULL);
GO
DECLARE @d decimal(5, 6);
GO
-- SET TEXTSIZE cuts what a client receives, not what is assigned
SET TEXTSIZE 10;
SELECT @@TEXTSIZE AS size, CAST('abcdefghijklmno' AS varchar(max)) AS a, CAST(N'abcdefghijklmno' AS nvarchar(max)) AS b, CAST('abcdefghijklmno' AS varchar(20)) AS c,
    CAST(0x000102030405060708090A0B AS varbinary(max)) AS d;
DECLARE @m varchar(max) = (SELECT CAST('abcdefghijklmno' AS varchar(max)));
SELECT LEN(@m) AS n;
SET TEXTSIZE 0;
SELECT @@TEXTSIZE AS size;
SET TEXTSIZE -1;
SELECT @@TEXTSIZE AS size, DATALENGTH(REPLICATE(CAST('x' AS varchar(max)), 9000)) AS n;
GO
-- A SELECT without a table begins no implicit transaction.
SET IMPLICIT_TRANSACTIONS ON;
SELECT 1 AS a;
SELECT @@TRANCOUNT AS n;
SELECT a FROM dbo.T WHERE a = 1;
SELECT @@TRANCOUNT AS n;
ROLLBACK;
SET IMPLICIT_TRANSACTIONS OFF;
GO
-- 16922
DECLARE c CURSOR LOCAL FOR SELECT a FROM dbo.T;
OPEN c;
DECLARE @x date;
FETCH NEXT FROM c INTO @x;
GO
-- 16957, 207: FOR UPDATE
DECLARE c CURSOR LOCAL FOR SELECT a, COUNT(*) AS n FROM dbo.T GROUP BY a FOR UPDATE;
GO
DECLARE c CURSOR LOCAL STATIC FOR SELECT a FROM dbo.T FOR UPDATE OF a;
GO
DECLARE c CURSOR LOCAL FOR SELECT a FROM dbo.T FOR UPDATE OF nope;
GO
DECLARE c CURSOR LOCAL FOR SELECT a, b FROM dbo.T FOR UPDATE OF b;
OPEN c;
FETCH NEXT FROM c;
UPDATE dbo.T SET b = 11 WHERE CURRENT OF c;
SELECT a, b FROM dbo.T ORDER BY a;
GO
-- 154
DECLARE c CURSOR LOCAL FOR SELECT a INTO #q FROM dbo.T;
