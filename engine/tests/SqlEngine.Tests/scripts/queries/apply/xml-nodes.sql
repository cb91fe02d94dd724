DECLARE @x xml = N'<r><i k="1"><n>a</n><n>b</n></i><i k="2"/></r>';
SELECT i.c.value(N'@k', N'int') AS k, n.c.value(N'(text())[1]', N'nvarchar(5)') AS n
FROM @x.nodes(N'/r/i') AS i (c) OUTER APPLY i.c.nodes(N'n') AS n (c) ORDER BY k, n;
