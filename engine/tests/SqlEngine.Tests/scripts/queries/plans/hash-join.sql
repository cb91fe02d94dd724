-- Without an index on the joined column both sides are read once and hashed; with one the sizes decide when it runs.
CREATE TABLE dbo.Person (Id int NOT NULL PRIMARY KEY, Town int NULL);
CREATE TABLE dbo.Town (Code int NOT NULL, Name nvarchar(20) NOT NULL);
INSERT INTO dbo.Person (Id, Town) VALUES (1, 10), (2, 20), (3, NULL), (4, 10);
INSERT INTO dbo.Town (Code, Name) VALUES (10, N'Ulm'), (20, N'Hof'), (30, N'Rom');
GO
-- plan
SELECT p.Id, t.Name FROM dbo.Person AS p INNER JOIN dbo.Town AS t ON t.Code = p.Town ORDER BY p.Id;
SELECT p.Id, t.Name FROM dbo.Person AS p LEFT JOIN dbo.Town AS t ON t.Code = p.Town ORDER BY p.Id;
GO
-- plan
SELECT t.Name, p.Id FROM dbo.Town AS t LEFT JOIN dbo.Person AS p ON p.Id = t.Code ORDER BY t.Name;
