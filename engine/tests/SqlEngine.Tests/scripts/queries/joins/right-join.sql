SELECT a.x, b.y FROM (VALUES (1), (2)) AS a (x) RIGHT JOIN (VALUES (2), (3)) AS b (y) ON a.x = b.y ORDER BY b.y;
