CREATE TABLE dbo.Doc (Id int NOT NULL PRIMARY KEY, Body xml NULL);
INSERT dbo.Doc VALUES (1, N'<a n="1"><b>x</b></a>'), (2, N'<a n="2"/>'), (3, NULL);
SELECT Id, Body.value('(/a/@n)[1]', 'int') AS n, Body.exist('/a/b') AS has_b, Body.query('/a/b') AS b FROM dbo.Doc ORDER BY Id;
SELECT d.Id, x.n.value('.', 'varchar(5)') AS b FROM dbo.Doc AS d OUTER APPLY d.Body.nodes('/a/b') AS x (n) ORDER BY d.Id;
SELECT Id FROM dbo.Doc WHERE Body.exist('/a[@n=sql:column("Id")]') = 1 ORDER BY Id;
UPDATE dbo.Doc SET Body = N'<changed/>' WHERE Body IS NULL;
SELECT CAST(Body AS nvarchar(100)) AS text FROM dbo.Doc WHERE Id = 3;
GO
INSERT dbo.Doc VALUES (4, N'<broken>');
GO
SELECT Id FROM dbo.Doc ORDER BY Body;
GO
SELECT DISTINCT Body FROM dbo.Doc;
