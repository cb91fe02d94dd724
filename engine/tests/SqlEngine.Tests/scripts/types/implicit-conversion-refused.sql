DECLARE @d date = '2016-05-01';
SELECT @d + 1 AS refused;
GO
DECLARE @x varbinary(10) = 'abc';
GO
SELECT CAST(1 AS date) AS refused;
GO
DECLARE @g uniqueidentifier = 5;
GO
SELECT 'a' - 'b' AS refused;
GO
SELECT CAST(1 AS float) % 2 AS refused;
GO
SELECT CAST(1 AS bit) + CAST(1 AS bit) AS refused;
