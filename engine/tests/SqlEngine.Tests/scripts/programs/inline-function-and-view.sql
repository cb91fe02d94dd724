CREATE TABLE t (a int, b int);
INSERT INTO t VALUES (1, 10), (2, 20), (3, 30);
GO
CREATE VIEW dbo.v (x, y) AS SELECT a, b FROM t WHERE a > 1;
GO
CREATE FUNCTION dbo.f (@min int) RETURNS TABLE AS RETURN (SELECT x, y FROM dbo.v WHERE y >= @min);
GO
SELECT x, y FROM dbo.v ORDER BY x;
SELECT x FROM dbo.f(30);
GO
ALTER VIEW dbo.v AS SELECT a AS x, b * 2 AS y FROM t;
GO
SELECT x FROM dbo.f(30) ORDER BY x;
