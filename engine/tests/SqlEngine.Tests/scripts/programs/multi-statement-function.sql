CREATE FUNCTION dbo.numbers (@n int) RETURNS @r TABLE (i int PRIMARY KEY, sq int)
AS
BEGIN
    DECLARE @i int = 1;
    WHILE @i <= @n
    BEGIN
        INSERT INTO @r VALUES (@i, @i * @i);
        SET @i += 1;
    END;
    RETURN;
END;
GO
SELECT i, sq FROM dbo.numbers(3) ORDER BY i;
SELECT v.n, f.sq FROM (VALUES (2), (3)) AS v (n) CROSS APPLY dbo.numbers(v.n) AS f WHERE f.i = v.n;
