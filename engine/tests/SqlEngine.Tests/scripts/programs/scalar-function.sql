CREATE FUNCTION dbo.twice (@n int, @plus int = 1) RETURNS int
AS
BEGIN
    DECLARE @r int;
    SET @r = @n * 2;
    IF @n > 100 RETURN -1;
    RETURN @r + @plus;
END;
GO
SELECT dbo.twice(5, 0) AS ten, dbo.twice(5, DEFAULT) AS eleven, dbo.twice(200, 0) AS minus_one;
SELECT v, dbo.twice(v, 0) AS twice FROM (VALUES (1), (2)) AS x (v);
DECLARE @d int;
EXEC @d = dbo.twice 7;
