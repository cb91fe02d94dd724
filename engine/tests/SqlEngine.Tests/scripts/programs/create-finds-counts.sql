CREATE TABLE dbo.Box (Id int, Label varchar(10));
GO
CREATE PROCEDURE dbo.P1 AS INSERT dbo.Box (Id) VALUES (1, 2);
GO
CREATE PROCEDURE dbo.P2 AS INSERT dbo.Box (Id, Label) VALUES (1);
GO
CREATE PROCEDURE dbo.P3 AS INSERT dbo.Box SELECT 1, 'a', 3;
GO
CREATE PROCEDURE dbo.P4 AS INSERT dbo.Box (Id, Label) SELECT 1;
GO
CREATE PROCEDURE dbo.P5 AS SELECT ISNULL(Id) FROM dbo.Box;
GO
CREATE PROCEDURE dbo.P6 AS WITH c AS (SELECT 1) SELECT * FROM c;
GO
CREATE PROCEDURE dbo.P7 AS DECLARE @a int; SELECT @a = Id, Label FROM dbo.Box;
GO
-- In every place that holds a query or an expression.
CREATE PROCEDURE dbo.P8 AS IF EXISTS (SELECT 1 FROM dbo.Box WHERE Nothing = 1) PRINT 'x';
GO
CREATE PROCEDURE dbo.P9 AS DECLARE @a int = (SELECT Nothing FROM dbo.Box);
GO
CREATE PROCEDURE dbo.P10 AS RETURN (SELECT Nothing FROM dbo.Box);
GO
CREATE PROCEDURE dbo.P11 AS DECLARE c CURSOR FOR SELECT Nothing FROM dbo.Box; OPEN c;
GO
CREATE PROCEDURE dbo.P12 AS DECLARE @a date; SET @a = @a + 1 + CAST(1 AS uniqueidentifier);
GO
CREATE VIEW dbo.V1 (a, b) AS SELECT 1 AS x;
GO
CREATE VIEW dbo.V2 (a) AS SELECT 1 AS x, 2 AS y;
GO
CREATE VIEW dbo.V3 AS SELECT 1 AS x, 2 AS x;
GO
-- What does not exist yet, or fails only with the values at hand, is left for the run.
CREATE PROCEDURE dbo.P20 AS SELECT Nothing FROM dbo.Later;
GO
CREATE PROCEDURE dbo.P21 AS CREATE TABLE #t (a int); SELECT b FROM #t;
GO
CREATE PROCEDURE dbo.P22 AS SELECT 1 / 0; SELECT CAST('x' AS int); EXEC dbo.Unknown;
GO
SELECT name FROM sys.objects WHERE type IN ('P', 'V') ORDER BY object_id;
