CREATE TABLE dbo.T (i int PRIMARY KEY, v varchar(10), old bit NOT NULL DEFAULT 0);
INSERT dbo.T (i, v, old) VALUES (1, 'a', 0), (2, 'b', 1);
GO
WITH c AS (SELECT i, v, old FROM dbo.T WHERE old = 0)
MERGE c
USING (VALUES (1, 'x'), (3, 'z')) AS s (i, v) ON s.i = c.i
WHEN MATCHED THEN UPDATE SET v = s.v
WHEN NOT MATCHED BY TARGET THEN INSERT (i, v) VALUES (s.i, s.v);
SELECT i, v FROM dbo.T ORDER BY i;
GO
WITH c AS (SELECT * FROM dbo.T WHERE old = 0)
MERGE c AS t
USING (VALUES (1)) AS s (i) ON s.i = t.i
WHEN NOT MATCHED BY SOURCE THEN DELETE
OUTPUT $action AS what, deleted.i;
SELECT i, v FROM dbo.T ORDER BY i;
