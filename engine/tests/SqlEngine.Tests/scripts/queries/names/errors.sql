CREATE TABLE dbo.A (Id int NOT NULL, X int NULL);
CREATE TABLE dbo.B (Id int NOT NULL, Y int NULL);
GO
SELECT Nope FROM dbo.A;
GO
SELECT Id
FROM dbo.A AS a
INNER JOIN dbo.B AS b ON b.Id = a.Id;
GO
SELECT c.Id FROM dbo.A AS a;
GO
SELECT a.Nope FROM dbo.A AS a;
GO
SELECT A.Id FROM dbo.A AS q;
GO
SELECT dbo.A.Id FROM dbo.A;
GO
SELECT * FROM dbo.Missing;
GO
SELECT * FROM dbo.A AS a, dbo.B AS a;
GO
SELECT * FROM dbo.A, dbo.A;
GO
SELECT q.* FROM dbo.A AS a;
GO
SELECT *;
GO
SELECT @missing AS x;
GO
SELECT * FROM @missing;
GO
SELECT dbo.NoFunction(1) AS x;
GO
SELECT NO_SUCH_FUNCTION(1) AS x;
GO
SELECT X FROM dbo.A AS a WHERE a.Id = (SELECT b.Id FROM dbo.B AS b WHERE b.Y = Z);
GO
DECLARE @v int;
SELECT @v = Id, X FROM dbo.A;
