SELECT CASE WHEN 1 = 1 THEN 1 ELSE 2.50 END AS decimal_wins, COALESCE(NULL, 'a', N'b') AS unicode_wins, ISNULL(CAST(NULL AS varchar(2)), 'abcdef') AS first_type_wins;
SELECT 1 AS v UNION ALL SELECT 2.5 UNION ALL SELECT '3.25';
SELECT CASE WHEN '10' = 10 THEN 'number' ELSE 'text' END AS compared_as;
SELECT CASE WHEN CAST('2016-01-01' AS date) = '20160101' THEN 'date' END AS compared_as;
GO
SELECT CASE WHEN 1 = 1 THEN 'abc' ELSE 1 END AS converts;
