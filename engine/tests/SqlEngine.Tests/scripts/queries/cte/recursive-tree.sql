CREATE TABLE dbo.Node (Id int NOT NULL PRIMARY KEY, ParentId int NULL, Name nvarchar(10) NOT NULL);
INSERT dbo.Node VALUES (1, NULL, N'root'), (2, 1, N'a'), (3, 1, N'b'), (4, 2, N'c'), (5, 4, N'd');
WITH t AS
(
    SELECT n.Id, n.Name, 0 AS Depth, CAST(n.Name AS nvarchar(100)) AS Path FROM dbo.Node AS n WHERE n.ParentId IS NULL
    UNION ALL
    SELECT n.Id, n.Name, t.Depth + 1, CAST(t.Path + N'/' + n.Name AS nvarchar(100)) FROM dbo.Node AS n INNER JOIN t ON t.Id = n.ParentId
)
SELECT t.Id, t.Depth, t.Path FROM t ORDER BY t.Path;
