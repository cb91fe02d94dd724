-- While ANSI_WARNINGS is ON, ARITHABORT says nothing: the statement ends, the batch goes on.
SET ARITHABORT OFF;
SELECT 1 / 0 AS a;
PRINT 'next';
SET ARITHABORT ON;
SELECT 1 / 0 AS a;
PRINT 'next';
GO
-- Both OFF: NULL and a message, once a statement.
SET ANSI_WARNINGS OFF;
SET ARITHABORT OFF;
SELECT 1 / 0 AS a, 2 % 0 AS b, 1.5 / 0 AS c, 1e0 / 0 AS d;
SELECT CAST(300 AS tinyint) AS a, 2147483647 + 1 AS b, CAST(123456 AS decimal(4, 2)) AS c, POWER(10, 20) AS d;
SELECT SQRT(-1) AS a, LOG(0) AS b;
SELECT SUM(v) AS s, AVG(v) AS a FROM (VALUES (2147483647), (1)) AS x (v);
SELECT SUM(v) OVER () AS s FROM (VALUES (2147483647), (1)) AS x (v);
DECLARE @z int = 0, @r int = 5;
SET @r = 1 / @z;
SELECT @r AS r, ISNULL(10 / @z, -1) AS i;
IF 1 / @z = 1 PRINT 'true' ELSE PRINT 'false';
SELECT v FROM (VALUES (0), (1), (2)) AS x (v) WHERE 2 / v = 2;
-- A text that is no number is still an error.
SELECT CAST('x' AS int) AS a;
GO
CREATE TABLE dbo.N (A int NULL, B int NOT NULL);
INSERT dbo.N (A, B) VALUES (1 / 0, 1);
INSERT dbo.N (A, B) VALUES (1, 1 / 0);
SELECT A, B FROM dbo.N;
GO
-- ARITHIGNORE keeps still.
SET ARITHIGNORE ON;
SELECT 1 / 0 AS a;
SET ARITHIGNORE OFF;
GO
-- ANSI_WARNINGS OFF, ARITHABORT ON: the batch ends, and its transaction.
SET ARITHABORT ON;
BEGIN TRANSACTION;
SELECT 1 / 0 AS a;
PRINT 'not reached';
GO
SELECT @@TRANCOUNT AS n;
BEGIN TRY
    SELECT 1 / 0 AS a;
END TRY
BEGIN CATCH
    SELECT ERROR_NUMBER() AS e;
END CATCH;
