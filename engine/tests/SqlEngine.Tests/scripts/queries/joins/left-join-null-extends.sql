CREATE TABLE dbo.A (Id int NOT NULL PRIMARY KEY);
CREATE TABLE dbo.B (Id int NOT NULL PRIMARY KEY, AId int NULL);
INSERT dbo.A VALUES (1), (2), (3);
INSERT dbo.B VALUES (10, 1), (11, 1), (12, NULL);
SELECT a.Id, b.Id AS BId, b.AId FROM dbo.A AS a LEFT JOIN dbo.B AS b ON b.AId = a.Id ORDER BY a.Id, b.Id;
-- a condition on the right side belongs to ON or filters the NULLs away
SELECT a.Id, b.Id AS BId FROM dbo.A AS a LEFT JOIN dbo.B AS b ON b.AId = a.Id AND b.Id > 10 ORDER BY a.Id;
SELECT a.Id, b.Id AS BId FROM dbo.A AS a LEFT JOIN dbo.B AS b ON b.AId = a.Id WHERE b.Id > 10 ORDER BY a.Id;
SELECT a.Id FROM dbo.A AS a LEFT JOIN dbo.B AS b ON b.AId = a.Id WHERE b.Id IS NULL ORDER BY a.Id;
-- a condition on the left side in ON does not remove left rows
SELECT a.Id, b.Id AS BId FROM dbo.A AS a LEFT JOIN dbo.B AS b ON b.AId = a.Id AND a.Id > 1 ORDER BY a.Id;
