SELECT 1 AS i, 1.50 AS d, 1e0 AS f, N'ab' AS n, 'ab' AS v, 0x0A AS b, NULL AS x, CAST(1 AS bit) AS t, 5000000000 AS big, $1.5 AS m;
SELECT 1 + 1.5 AS a, 10 / 4 AS q, 10 / 4.0 AS dq, 'a' + N'b' AS s, 1 + '2' AS n, CAST(1 AS decimal(5,2)) * CAST(1 AS decimal(5,2)) AS mul;
