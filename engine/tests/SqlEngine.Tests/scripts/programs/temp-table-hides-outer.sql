CREATE PROCEDURE dbo.hides
AS
CREATE TABLE #t (b nvarchar(5));
INSERT INTO #t VALUES (N'inner');
SELECT * FROM #t;
GO
CREATE TABLE #t (a int);
INSERT INTO #t VALUES (1);
EXEC dbo.hides;
SELECT * FROM #t;
EXEC (N'CREATE TABLE #d (x int); INSERT INTO #d VALUES (9); SELECT x FROM #d');
SELECT OBJECT_ID(N'tempdb..#d') AS gone;
GO
CREATE TABLE #t (c int);
