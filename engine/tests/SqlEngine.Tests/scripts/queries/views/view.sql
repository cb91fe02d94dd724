CREATE TABLE dbo.T (Id int NOT NULL PRIMARY KEY, A int NULL);
INSERT dbo.T VALUES (1, 10), (2, 20);
GO
CREATE VIEW dbo.V (Key1, Twice) AS SELECT t.Id, t.A * 2 FROM dbo.T AS t;
GO
SELECT v.Key1, v.Twice FROM dbo.V AS v WHERE v.Twice > 20;
SELECT v.Key1, t.A FROM dbo.V AS v LEFT JOIN dbo.T AS t ON t.Id = v.Key1 + 1 ORDER BY v.Key1;
SELECT a.Key1 FROM dbo.V AS a INNER JOIN dbo.V AS b ON b.Key1 = a.Key1 AND b.Twice = 40;
