CREATE PROCEDURE dbo.two
AS
SELECT 1 AS a, N'one' AS b;
SELECT 2, N'two' UNION ALL SELECT 3, N'three';
PRINT 'message passes';
GO
CREATE TABLE #r (a int, b nvarchar(10));
INSERT INTO #r EXEC dbo.two;
SELECT @@ROWCOUNT AS n;
SELECT a, b FROM #r ORDER BY a;
INSERT INTO #r (b, a) EXEC (N'SELECT N''four'', 4');
SELECT a, b FROM #r WHERE a = 4;
INSERT INTO #r EXEC (N'SELECT 1');
SELECT COUNT(*) AS n FROM #r;
