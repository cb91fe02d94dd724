CREATE TABLE dbo.T (Id int NOT NULL PRIMARY KEY, V int NOT NULL);
INSERT dbo.T VALUES (1, 10), (2, 20), (3, 30);
GO
CREATE FUNCTION dbo.Above (@Limit int, @Factor int = 2) RETURNS TABLE AS RETURN (SELECT t.Id, t.V * @Factor AS Scaled FROM dbo.T AS t WHERE t.V >= @Limit);
GO
SELECT f.* FROM dbo.Above(20, DEFAULT) AS f ORDER BY f.Id;
SELECT t.Id, f.Scaled FROM dbo.T AS t CROSS APPLY dbo.Above(t.V, t.Id) AS f WHERE f.Id = t.Id ORDER BY t.Id;
SELECT t.Id, f.Scaled FROM dbo.T AS t OUTER APPLY dbo.Above(t.V + 10, 1) AS f ORDER BY t.Id, f.Scaled;
GO
SELECT * FROM dbo.Above(1);
GO
SELECT * FROM dbo.Above(1, 2, 3);
