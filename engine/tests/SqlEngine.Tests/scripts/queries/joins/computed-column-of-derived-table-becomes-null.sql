SELECT a.x, d.flag, d.twice FROM (VALUES (1), (2)) AS a (x) LEFT JOIN (SELECT v.k, 1 AS flag, v.k * 2 AS twice FROM (VALUES (1)) AS v (k)) AS d ON d.k = a.x ORDER BY a.x;
