CREATE TABLE dbo.P (Id int NOT NULL PRIMARY KEY);
CREATE TABLE dbo.C (PId int NULL, Kind nvarchar(5) NOT NULL);
INSERT dbo.P VALUES (1), (2), (3);
INSERT dbo.C VALUES (1, N'x'), (1, N'y'), (2, N'x'), (NULL, N'x');
SELECT p.Id FROM dbo.P AS p WHERE EXISTS (SELECT * FROM dbo.C AS c WHERE c.PId = p.Id) ORDER BY p.Id;
SELECT p.Id FROM dbo.P AS p WHERE NOT EXISTS (SELECT 1 FROM dbo.C AS c WHERE c.PId = p.Id AND c.Kind = N'y') ORDER BY p.Id;
SELECT p.Id, CASE WHEN EXISTS (SELECT 1 FROM dbo.C AS c WHERE c.PId = p.Id) THEN N'yes' ELSE N'no' END AS HasChild FROM dbo.P AS p ORDER BY p.Id;
IF EXISTS (SELECT 1 FROM dbo.P WHERE Id = 3) PRINT N'three';
