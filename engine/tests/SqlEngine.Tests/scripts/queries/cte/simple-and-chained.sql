WITH a AS (SELECT v.x FROM (VALUES (1), (2), (3)) AS v (x)), b (y) AS (SELECT a.x * 10 FROM a WHERE a.x > 1)
SELECT b.y, (SELECT COUNT(*) FROM a) AS n FROM b ORDER BY b.y;
WITH a AS (SELECT 1 AS x) SELECT p.x, q.x AS x2 FROM a AS p CROSS JOIN a AS q;
