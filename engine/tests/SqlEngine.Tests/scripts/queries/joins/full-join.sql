SELECT a.x, b.y FROM (VALUES (1), (2), (NULL)) AS a (x) FULL JOIN (VALUES (2), (3), (NULL)) AS b (y) ON a.x = b.y ORDER BY a.x, b.y;
SELECT a.x, b.y FROM (VALUES (1), (2)) AS a (x) FULL JOIN (VALUES (2), (3)) AS b (y) ON a.x > b.y ORDER BY a.x, b.y;
