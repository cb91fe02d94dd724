SELECT v.g, v.x, SUM(v.x) OVER (PARTITION BY v.g) AS total, SUM(v.x) OVER (PARTITION BY v.g ORDER BY v.x) AS running, COUNT(*) OVER () AS n, MAX(v.x) OVER (ORDER BY v.x ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING) AS mx
FROM (VALUES (1, 1), (1, 2), (1, 2), (2, 5)) AS v (g, x) ORDER BY v.g, v.x;
