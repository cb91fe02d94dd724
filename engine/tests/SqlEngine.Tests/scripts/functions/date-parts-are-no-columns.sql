-- The first argument of a date function is a keyword, whatever columns there are; elsewhere the same word is a column.
SELECT DATEADD(day, 1, day) AS next, DATEADD([day], -1, d.day) AS previous, DATENAME(Month, day) AS name, YEAR(day) AS y
FROM (SELECT CAST('2016-01-31' AS date) AS day, 5 AS month) AS d;
GO
SELECT DATEDIFF_BIG(hour, day, DATEADD(month, 1, day)) AS h FROM (SELECT CAST('2016-01-31' AS date) AS day) AS d
GROUP BY DATEDIFF_BIG(hour, day, DATEADD(month, 1, day));
GO
CREATE FUNCTION dbo.DATEADD(@a int, @b int) RETURNS int AS BEGIN RETURN @a + @b; END;
GO
SELECT dbo.DATEADD(day, 1) AS sum FROM (SELECT 7 AS day) AS d;
GO
SELECT DATEPART(fortnight, '2016-01-31') AS x;
GO
SELECT DATEPART(d.day, d.day) AS x FROM (SELECT CAST('2016-01-31' AS date) AS day) AS d;
GO
SELECT DATENAME('month', '2016-01-31') AS x;
GO
SELECT DATETRUNC(day, '2016-01-31') AS x;
GO
SELECT DATE_BUCKET(week, 1, '2016-01-31') AS x;
