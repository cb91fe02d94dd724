SELECT v.a + 1 AS a1, v.a * SUM(v.x) AS w, CASE WHEN v.a = 1 THEN N'one' ELSE N'more' END AS t FROM (VALUES (1, 10), (1, 20), (2, 5)) AS v (a, x) GROUP BY v.a ORDER BY v.a;
SELECT v.a + 1 AS k, COUNT(*) AS n FROM (VALUES (1), (1), (2)) AS v (a) GROUP BY v.a + 1 ORDER BY v.a + 1;
SELECT v.a, (SELECT COUNT(*) FROM (VALUES (1), (2)) AS w (y) WHERE w.y <= v.a) AS le FROM (VALUES (1), (1), (2)) AS v (a) GROUP BY v.a ORDER BY v.a;
