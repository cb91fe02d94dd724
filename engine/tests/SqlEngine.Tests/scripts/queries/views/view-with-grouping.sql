CREATE TABLE dbo.T (G int NOT NULL, A int NULL);
INSERT dbo.T VALUES (1, 10), (1, 20), (2, 5);
GO
CREATE VIEW dbo.Totals AS SELECT t.G, SUM(t.A) AS Total, COUNT(*) AS N FROM dbo.T AS t GROUP BY t.G;
GO
SELECT v.G, v.Total FROM dbo.Totals AS v WHERE v.G = 1;
SELECT t.G, t.A, v.Total FROM dbo.T AS t INNER JOIN dbo.Totals AS v ON v.G = t.G ORDER BY t.G, t.A;
SELECT MAX(v.Total) AS m FROM dbo.Totals AS v;
