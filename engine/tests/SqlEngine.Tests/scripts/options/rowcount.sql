-- SET ROWCOUNT stops SELECT, INSERT, UPDATE, DELETE and MERGE; 0 lifts it.
CREATE TABLE dbo.T (Id int NOT NULL PRIMARY KEY, A int NOT NULL);
INSERT dbo.T (Id, A) VALUES (1, 0), (2, 0), (3, 0), (4, 0), (5, 0);
SET ROWCOUNT 2;
SELECT Id FROM dbo.T ORDER BY Id;
SELECT TOP (1) Id FROM dbo.T ORDER BY Id;
SELECT TOP (4) Id FROM dbo.T ORDER BY Id;
SELECT COUNT(*) AS n FROM dbo.T;
SELECT n FROM (SELECT COUNT(*) AS n FROM dbo.T) AS x;
UPDATE dbo.T SET A = 1;
UPDATE TOP (3) dbo.T SET A = 2;
DELETE dbo.T WHERE A = 0;
SELECT Id, A INTO #c FROM dbo.T;
INSERT #c (Id, A) SELECT Id, A FROM dbo.T ORDER BY Id;
INSERT #c (Id, A) SELECT TOP (3) Id, A FROM dbo.T ORDER BY Id;
MERGE #c AS c USING dbo.T AS t ON t.Id = -c.Id WHEN NOT MATCHED THEN INSERT (Id, A) VALUES (-t.Id, t.A);
SET ROWCOUNT 0;
SELECT Id, A FROM dbo.T ORDER BY Id;
SELECT COUNT(*) AS n FROM #c;
GO
-- A variable sets it; assignments see its rows, and so do FOR XML, FOR JSON and dynamic SQL. Conditions do not.
DECLARE @n int = 2, @last int;
SET ROWCOUNT @n;
SELECT @last = Id FROM dbo.T ORDER BY Id;
SELECT @last AS last, @@ROWCOUNT AS rows;
SELECT Id FROM dbo.T ORDER BY Id FOR XML PATH('');
SELECT Id FROM dbo.T ORDER BY Id FOR JSON PATH;
SELECT 1 AS one, (SELECT Id FROM dbo.T ORDER BY Id FOR XML PATH('')) AS whole;
EXEC (N'SELECT Id FROM dbo.T ORDER BY Id;');
IF (SELECT COUNT(*) FROM dbo.T) = 3 PRINT 'three';
GO
-- It goes on from batch to batch, and ends with the procedure that set it.
SELECT Id FROM dbo.T ORDER BY Id;
GO
SET ROWCOUNT 0;
GO
CREATE PROCEDURE dbo.One AS SET ROWCOUNT 1; SELECT Id FROM dbo.T ORDER BY Id;
GO
EXEC dbo.One;
SELECT Id FROM dbo.T ORDER BY Id;
GO
-- Triggers are stopped, too.
CREATE TABLE dbo.Log (Id int NOT NULL);
GO
CREATE TRIGGER dbo.TR_T ON dbo.T AFTER UPDATE AS INSERT dbo.Log (Id) SELECT Id FROM dbo.T;
GO
SET ROWCOUNT 1;
UPDATE dbo.T SET A = 9;
SET ROWCOUNT 0;
SELECT COUNT(*) AS n FROM dbo.Log;
GO
-- A static cursor keeps that many rows; a dynamic one knows no limit.
SET ROWCOUNT 1;
DECLARE s CURSOR LOCAL STATIC FOR SELECT Id FROM dbo.T ORDER BY Id;
OPEN s;
SELECT @@CURSOR_ROWS AS n;
DECLARE d CURSOR LOCAL DYNAMIC FOR SELECT Id FROM dbo.T ORDER BY Id;
OPEN d;
FETCH NEXT FROM d;
FETCH NEXT FROM d;
GO
SET ROWCOUNT 0;
GO
-- A limit of a function's statements would be that of its caller.
CREATE FUNCTION dbo.Ids () RETURNS @r TABLE (Id int) AS BEGIN INSERT @r (Id) SELECT Id FROM dbo.T; RETURN; END;
GO
SET ROWCOUNT 2;
SELECT COUNT(*) AS n FROM dbo.Ids();
