SELECT v.g, v.x, ROW_NUMBER() OVER (PARTITION BY v.g ORDER BY v.x, v.t) AS rn, RANK() OVER (PARTITION BY v.g ORDER BY v.x) AS rk, DENSE_RANK() OVER (PARTITION BY v.g ORDER BY v.x) AS dr, NTILE(2) OVER (PARTITION BY v.g ORDER BY v.x, v.t) AS nt
FROM (VALUES (1, 10, 1), (1, 10, 2), (1, 20, 3), (2, 5, 4), (2, NULL, 5)) AS v (g, x, t) ORDER BY v.g, rn;
