WITH n AS (SELECT 1 AS i, N'a' AS s UNION ALL SELECT n.i + 1, n.s + N'b' FROM n WHERE n.i < 3) SELECT n.s FROM n;
