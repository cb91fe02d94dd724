SELECT a.*, 0 AS z FROM (VALUES (1, 2)) AS a (p, q) CROSS JOIN (VALUES (3)) AS b (r);
SELECT * FROM (VALUES (1, 2)) AS a (p, q) CROSS JOIN (VALUES (3)) AS b (r);
