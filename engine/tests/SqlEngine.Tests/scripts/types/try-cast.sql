SELECT TRY_CAST('abc' AS int) AS a, TRY_CAST('12' AS int) AS b, TRY_CONVERT(date, '2016-02-30') AS c, TRY_CONVERT(date, '2016-02-29') AS d;
SELECT TRY_CAST('1.5' AS decimal(5, 2)) AS a, TRY_CAST('99999' AS tinyint) AS b, TRY_CAST('<a>' AS xml) AS c, TRY_CAST('zz' AS uniqueidentifier) AS d;
GO
SELECT TRY_CAST(CAST('2016-01-01' AS date) AS int) AS refused;
