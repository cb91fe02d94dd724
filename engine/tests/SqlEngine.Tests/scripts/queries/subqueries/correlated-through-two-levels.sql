SELECT a.x FROM (VALUES (1), (2), (3)) AS a (x)
WHERE EXISTS (SELECT 1 FROM (VALUES (1), (2)) AS b (y) WHERE b.y = a.x AND EXISTS (SELECT 1 FROM (VALUES (3), (4)) AS c (z) WHERE c.z = a.x + b.y)) ORDER BY a.x;
