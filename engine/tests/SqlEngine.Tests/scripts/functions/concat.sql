SELECT CONCAT('a', NULL, 1, N'b') AS mixed, CONCAT('x', 'y') AS ansi, 'a' + NULL AS plus_null, CONCAT(CAST('2016-01-01' AS date), '/', 1.50, '/', CAST(1 AS bit)) AS formatted, CONCAT(NULL, NULL) AS empty;
GO
SELECT CONCAT('only one') AS failed;
GO
SELECT CONCAT_WS(',', 'a', 'b') AS later_version;
GO
SELECT TRIM(' a ') AS later_version;
GO
SELECT STRING_AGG('a', ',') AS later_version;
GO
SELECT TRANSLATE('a', 'b', 'c') AS later_version;
