SELECT a.x, b.y FROM (VALUES (1), (2)) AS a (x) CROSS JOIN (VALUES (N'p'), (N'q')) AS b (y) ORDER BY a.x, b.y;
SELECT a.x, b.y FROM (VALUES (1), (2), (3)) AS a (x) INNER JOIN (VALUES (1), (2), (3)) AS b (y) ON b.y < a.x ORDER BY a.x, b.y;
