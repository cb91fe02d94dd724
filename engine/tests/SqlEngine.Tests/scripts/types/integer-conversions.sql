SELECT CAST('  42 ' AS int) AS trimmed, CAST('' AS int) AS empty, CAST('-17' AS smallint) AS negative, CAST('+5' AS bigint) AS positive;
GO
SELECT CAST('abc' AS int) AS failed;
GO
SELECT CAST(N'12.5' AS int) AS failed;
GO
SELECT CAST('99999999999' AS int) AS failed;
GO
SELECT CAST('300' AS tinyint) AS failed;
GO
SELECT CAST('40000' AS smallint) AS failed;
GO
SELECT CAST('abc' AS bigint) AS failed;
GO
SELECT CAST('99999999999999999999' AS bigint) AS failed;
GO
SELECT CAST(300 AS tinyint) AS failed;
GO
SELECT CAST(CAST(5000000000 AS bigint) AS int) AS failed;
GO
SELECT CAST(CAST(1e10 AS float) AS int) AS failed;
