SELECT a.x, b.y, c.z FROM (VALUES (1), (2)) AS a (x) CROSS APPLY (VALUES (a.x * 10), (a.x * 10 + 1)) AS b (y) CROSS APPLY (SELECT a.x + b.y AS z) AS c WHERE c.z % 2 = 1 ORDER BY c.z;
