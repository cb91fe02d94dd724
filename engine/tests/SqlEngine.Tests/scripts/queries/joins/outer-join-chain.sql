SELECT a.x, b.y, c.z
FROM (VALUES (1), (2), (3)) AS a (x)
LEFT JOIN (VALUES (1, 10), (2, 20)) AS b (k, y) ON b.k = a.x
LEFT JOIN (VALUES (10, N'ten')) AS c (k, z) ON c.k = b.y
ORDER BY a.x;
SELECT a.x, b.y, c.z
FROM (VALUES (1), (2), (3)) AS a (x)
LEFT JOIN ((VALUES (1, 10), (2, 20)) AS b (k, y) INNER JOIN (VALUES (10, N'ten')) AS c (k, z) ON c.k = b.y) ON b.k = a.x
ORDER BY a.x;
