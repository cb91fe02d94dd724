SELECT v.a, v.b, SUM(v.x) AS s, GROUPING(v.a) AS ga, GROUPING_ID(v.a, v.b) AS gid
FROM (VALUES (N'p', 1, 10), (N'p', 2, 20), (N'q', 1, 5)) AS v (a, b, x)
GROUP BY ROLLUP (v.a, v.b) ORDER BY gid, v.a, v.b;
SELECT v.a, v.b, COUNT(*) AS n FROM (VALUES (N'p', 1), (N'p', 2), (N'q', 1)) AS v (a, b) GROUP BY GROUPING SETS ((v.a), (v.b), ()) ORDER BY GROUPING(v.a), GROUPING(v.b), v.a, v.b;
