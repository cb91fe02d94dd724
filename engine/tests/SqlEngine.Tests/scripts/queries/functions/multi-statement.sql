CREATE FUNCTION dbo.Numbers (@n int) RETURNS @r TABLE (I int NOT NULL PRIMARY KEY, Sq int NULL) AS
BEGIN
    DECLARE @i int = 1;
    WHILE @i <= @n BEGIN INSERT @r VALUES (@i, @i * @i); SET @i += 1; END;
    RETURN;
END;
GO
SELECT n.I, n.Sq FROM dbo.Numbers(3) AS n;
SELECT v.x, n.I FROM (VALUES (0), (2)) AS v (x) OUTER APPLY dbo.Numbers(v.x) AS n ORDER BY v.x, n.I;
