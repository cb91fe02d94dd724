CREATE TABLE dbo.Message (Id int NOT NULL, Body nvarchar(max) NULL);
INSERT dbo.Message VALUES (1, N'{"tags":["a","b"],"n":1}'), (2, N'{"tags":[],"n":2}'), (3, NULL);
SELECT m.Id, t.[key], t.value FROM dbo.Message AS m CROSS APPLY OPENJSON(m.Body, N'$.tags') AS t ORDER BY m.Id, t.[key];
SELECT m.Id, j.n, j.tags FROM dbo.Message AS m OUTER APPLY OPENJSON(m.Body) WITH (n int, tags nvarchar(max) AS JSON) AS j ORDER BY m.Id;
SELECT Id FROM dbo.Message WHERE JSON_VALUE(Body, '$.n') = 2;
SELECT STUFF((SELECT N',' + t.value FROM OPENJSON(N'["x","y"]') AS t ORDER BY t.[key] FOR XML PATH(N'')), 1, 1, N'') AS joined;
