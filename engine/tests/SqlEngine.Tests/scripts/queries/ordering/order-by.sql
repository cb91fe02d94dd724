SELECT v.a, v.b FROM (VALUES (2, N'x'), (1, N'y'), (NULL, N'z')) AS v (a, b) ORDER BY v.a;
SELECT v.a, v.b FROM (VALUES (2, N'x'), (1, N'y'), (NULL, N'z')) AS v (a, b) ORDER BY v.a DESC;
SELECT v.a AS b, v.b AS c FROM (VALUES (2, N'x'), (1, N'y')) AS v (a, b) ORDER BY b;
SELECT v.a * -1 AS neg FROM (VALUES (2), (1)) AS v (a) ORDER BY neg;
SELECT v.a FROM (VALUES (2, N'x'), (1, N'y')) AS v (a, b) ORDER BY v.b DESC;
SELECT v.a FROM (VALUES (N'b'), (N'A'), (N'a'), (N'C')) AS v (a) ORDER BY v.a, v.a COLLATE Latin1_General_BIN2;
SELECT v.a FROM (VALUES (2), (1)) AS v (a) ORDER BY 1;
GO
SELECT v.a FROM (VALUES (2), (1)) AS v (a) ORDER BY 2;
GO
SELECT v.a AS x, v.b AS x FROM (VALUES (2, 3)) AS v (a, b) ORDER BY x;
GO
SELECT DISTINCT v.a FROM (VALUES (2, 3)) AS v (a, b) ORDER BY v.b;
