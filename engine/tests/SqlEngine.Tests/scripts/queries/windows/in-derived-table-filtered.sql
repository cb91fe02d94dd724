SELECT d.g, d.x FROM (SELECT v.g, v.x, ROW_NUMBER() OVER (PARTITION BY v.g ORDER BY v.x DESC) AS rn FROM (VALUES (1, 10), (1, 20), (2, 5)) AS v (g, x)) AS d WHERE d.rn = 1 AND d.g = 1;
