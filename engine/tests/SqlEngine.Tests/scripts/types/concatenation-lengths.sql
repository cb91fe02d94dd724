SELECT LEN(REPLICATE('x', 8000) + 'yyy') AS cut_at_8000, LEN(CAST(REPLICATE('x', 8000) AS varchar(max)) + 'yyy') AS whole, LEN(REPLICATE(CAST('x' AS varchar(max)), 10000)) AS long_replicate, LEN(REPLICATE('x', 10000)) AS short_replicate, LEN(REPLICATE(N'x', 5000)) AS unicode_replicate;
SELECT 0x01 + 0x02 AS bytes, 'a' + N'b' AS unicode, 'a' + CAST('b' AS char(3)) + 'c' AS padded, N'' + CAST(NULL AS nvarchar(5)) AS nothing;
GO
SELECT 'Total: ' + 5 AS failed;
GO
SELECT '5' + 5 AS added;
GO
SELECT 'a' + 0x01 AS refused;
GO
SELECT 'Today: ' + CAST('2016-03-05' AS datetime) AS failed;
