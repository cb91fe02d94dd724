DECLARE @x xml = N'<a>1</a><a>2</a>';
SELECT t.c.value('.', 'int') AS v, t.c.query('.') AS q, t.c.exist('.') AS e
FROM @x.nodes('/a') AS t (c)
WHERE t.c IS NOT NULL
ORDER BY v;
GO
DECLARE @x xml = N'<a>1</a><a>2</a>';
SELECT t.c FROM @x.nodes('/a') AS t (c);
GO
DECLARE @x xml = N'<a>1</a><a>2</a>';
SELECT * FROM @x.nodes('/a') AS t (c);
GO
DECLARE @x xml = N'<a>1</a><a>2</a>';
SELECT CAST(t.c AS nvarchar(max)) FROM @x.nodes('/a') AS t (c);
GO
DECLARE @x xml = N'<a>1</a><a>2</a>';
SELECT COUNT(t.c) FROM @x.nodes('/a') AS t (c);
GO
DECLARE @x xml = N'<a>1</a><a>2</a>';
SELECT COUNT(*) AS n FROM @x.nodes('/a') AS t (c) CROSS APPLY t.c.nodes('.') AS u (d);
