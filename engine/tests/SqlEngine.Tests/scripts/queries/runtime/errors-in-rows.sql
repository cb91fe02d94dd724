SELECT 1 / v.x AS r FROM (VALUES (1), (0)) AS v (x);
GO
SELECT CAST(v.s AS int) AS r FROM (VALUES ('1'), ('x')) AS v (s);
GO
SELECT CASE WHEN v.x = 0 THEN NULL ELSE 1 / v.x END AS r FROM (VALUES (1), (0)) AS v (x);
GO
SELECT TRY_CAST(v.s AS int) AS r FROM (VALUES ('1'), ('x')) AS v (s);
GO
SELECT CAST(300 AS tinyint) AS r;
GO
SELECT SUM(v.x) AS s FROM (VALUES (2147483647), (1)) AS v (x);
