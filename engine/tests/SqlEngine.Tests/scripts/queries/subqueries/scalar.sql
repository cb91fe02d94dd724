CREATE TABLE dbo.T (Id int NOT NULL PRIMARY KEY, G int NOT NULL, V int NULL);
INSERT dbo.T VALUES (1, 1, 5), (2, 1, 7), (3, 2, NULL);
SELECT t.Id, (SELECT MAX(u.V) FROM dbo.T AS u WHERE u.G = t.G) AS MaxOfGroup, (SELECT COUNT(*) FROM dbo.T) AS N FROM dbo.T AS t ORDER BY t.Id;
SELECT (SELECT u.V FROM dbo.T AS u WHERE u.Id = 99) AS NoRow;
SELECT t.Id FROM dbo.T AS t WHERE t.V = (SELECT MIN(u.V) FROM dbo.T AS u);
GO
SELECT (SELECT u.V FROM dbo.T AS u) AS TooMany;
GO
SELECT (SELECT u.V, u.Id FROM dbo.T AS u WHERE u.Id = 1);
