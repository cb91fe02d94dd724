CREATE TABLE dbo.Node (Id int NOT NULL PRIMARY KEY, ParentId int NULL INDEX IX_Parent NONCLUSTERED, Name nvarchar(10) NOT NULL);
INSERT dbo.Node VALUES (1, NULL, N'root'), (2, 1, N'a'), (3, 1, N'b'), (4, 3, N'c');
SELECT c.Name, p.Name AS Parent FROM dbo.Node AS c LEFT JOIN dbo.Node AS p ON p.Id = c.ParentId ORDER BY c.Id;
SELECT p.Name, COUNT(c.Id) AS Children FROM dbo.Node AS p LEFT JOIN dbo.Node AS c ON c.ParentId = p.Id GROUP BY p.Id, p.Name ORDER BY p.Id;
