WITH n AS (SELECT 1 AS i UNION ALL SELECT n.i + 1 FROM n WHERE n.i < 5) SELECT n.i FROM n;
WITH n (i, f) AS (SELECT 1, CAST(1 AS bigint) UNION ALL SELECT n.i + 1, n.f * (n.i + 1) FROM n WHERE n.i < 10) SELECT n.f FROM n WHERE n.i = 10;
