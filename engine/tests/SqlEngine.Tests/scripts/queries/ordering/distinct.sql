SELECT DISTINCT v.x FROM (VALUES (N'a'), (N'A'), (N'a '), (N'b')) AS v (x) ORDER BY v.x;
SELECT DISTINCT TOP (2) v.x AS y FROM (VALUES (3), (3), (1), (2)) AS v (x) ORDER BY y DESC;
SELECT COUNT(*) AS n FROM (SELECT DISTINCT v.a, v.b FROM (VALUES (1, NULL), (1, NULL), (1, 2)) AS v (a, b)) AS d;
