DECLARE @t TABLE (Code varchar(10) NOT NULL PRIMARY KEY, N int NOT NULL);
INSERT @t VALUES ('10', 10), ('20', 20);
SELECT t.Code, v.x FROM @t AS t INNER JOIN (VALUES (CAST(10 AS bigint)), (20)) AS v (x) ON v.x = t.N ORDER BY t.Code;
SELECT t.Code, v.x FROM @t AS t INNER JOIN (VALUES (N'10'), (N'20  ')) AS v (x) ON v.x = t.Code ORDER BY t.Code;
SELECT t.Code FROM @t AS t WHERE t.Code = 10;
