SELECT COUNT(DISTINCT v.x) AS D, COUNT(v.x) AS N, SUM(DISTINCT v.x) AS S FROM (VALUES (1), (1), (2), (NULL)) AS v (x);
SELECT v.g, COUNT(DISTINCT v.x) AS D FROM (VALUES (1, N'a'), (1, N'A '), (1, N'b'), (2, NULL)) AS v (g, x) GROUP BY v.g ORDER BY v.g;
