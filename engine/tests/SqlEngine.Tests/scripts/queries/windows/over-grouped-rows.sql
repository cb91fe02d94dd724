SELECT v.g, SUM(v.x) AS s, SUM(SUM(v.x)) OVER () AS grand, RANK() OVER (ORDER BY SUM(v.x) DESC) AS rk FROM (VALUES (1, 10), (1, 20), (2, 5)) AS v (g, x) GROUP BY v.g ORDER BY rk;
