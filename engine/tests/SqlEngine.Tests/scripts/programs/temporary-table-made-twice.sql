-- Found when the batch is compiled: nothing of it runs.
SELECT 1 AS ran;
CREATE TABLE #t (a int);
DROP TABLE #t;
CREATE TABLE #t (b int);
GO
IF 1 = 0
    SELECT 1 AS a INTO #t;
ELSE
    SELECT 2 AS a INTO #t;
GO
CREATE TABLE #t (a int);
SELECT 1 AS a INTO #T;
GO
CREATE PROCEDURE dbo.P AS
CREATE TABLE #t (a int);
IF 1 = 0
    CREATE TABLE #t (b int);
GO
SELECT OBJECT_ID(N'dbo.P') AS id;
GO
-- Another text may make its own; one that a batch before made is found when it is made again.
CREATE TABLE #t (a int);
EXEC (N'CREATE TABLE #t (b int);');
GO
SELECT 3 AS a INTO #t;
GO
CREATE TABLE dbo.T (a int);
DROP TABLE dbo.T;
CREATE TABLE dbo.T (b int);
SELECT name FROM sys.columns WHERE object_id = OBJECT_ID(N'dbo.T');
