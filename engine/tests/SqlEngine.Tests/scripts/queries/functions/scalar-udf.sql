CREATE FUNCTION dbo.Twice (@x int) RETURNS int AS BEGIN RETURN @x * 2; END;
GO
SELECT dbo.Twice(v.x) AS t FROM (VALUES (1), (NULL), (3)) AS v (x) WHERE dbo.Twice(v.x) > 1 OR v.x IS NULL;
GO
SELECT dbo.Twice() AS t;
GO
SELECT dbo.Twice(1, 2) AS t;
GO
SELECT dbo.Twice('x') AS t;
