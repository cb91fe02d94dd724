SELECT v.a AS [id], v.b AS [head.name], v.c AS [head.n] FROM (VALUES (1, N'x', NULL), (2, N'y"', 5)) AS v (a, b, c) FOR JSON PATH;
SELECT v.a FROM (VALUES (1)) AS v (a) FOR JSON PATH, WITHOUT_ARRAY_WRAPPER;
SELECT v.a, v.b FROM (VALUES (1, NULL)) AS v (a, b) FOR JSON PATH, INCLUDE_NULL_VALUES, ROOT('r');
SELECT p.x, (SELECT c.y FROM (VALUES (1, 10), (1, 11), (2, 20)) AS c (k, y) WHERE c.k = p.x FOR JSON PATH) AS items FROM (VALUES (1), (2), (3)) AS p (x) FOR JSON PATH;
DECLARE @j nvarchar(max) = (SELECT 1 AS a FOR JSON PATH);
SELECT @j AS j;
SELECT 1 AS a WHERE 1 = 0 FOR JSON PATH;
