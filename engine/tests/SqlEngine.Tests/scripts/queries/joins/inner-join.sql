CREATE TABLE dbo.A (Id int NOT NULL PRIMARY KEY, Name nvarchar(10) NULL);
CREATE TABLE dbo.B (Id int NOT NULL PRIMARY KEY, AId int NULL, Qty int NOT NULL);
INSERT dbo.A VALUES (1, N'one'), (2, N'two'), (3, NULL);
INSERT dbo.B VALUES (10, 1, 5), (11, 1, 7), (12, 3, 9), (13, NULL, 1), (14, 99, 2);
SELECT a.Id, a.Name, b.Qty FROM dbo.A AS a INNER JOIN dbo.B AS b ON b.AId = a.Id ORDER BY b.Id;
SELECT a.Id, b.Id AS BId FROM dbo.A AS a, dbo.B AS b WHERE a.Id = b.AId AND b.Qty > 5 ORDER BY b.Id;
