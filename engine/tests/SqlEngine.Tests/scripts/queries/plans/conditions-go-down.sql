-- A condition on a grouping key or on a window's partition goes below it; a condition on what is computed stays above.
CREATE TABLE dbo.Sale (Id int NOT NULL PRIMARY KEY, Shop int NOT NULL, Amount int NOT NULL);
CREATE INDEX IX_Sale_Shop ON dbo.Sale (Shop);
INSERT INTO dbo.Sale (Id, Shop, Amount) VALUES (1, 1, 10), (2, 1, 20), (3, 2, 30);
GO
-- plan
SELECT d.Shop, d.Total FROM (SELECT s.Shop, SUM(s.Amount) AS Total FROM dbo.Sale AS s GROUP BY s.Shop) AS d WHERE d.Shop = 1;
SELECT d.Shop, d.Total FROM (SELECT s.Shop, SUM(s.Amount) AS Total FROM dbo.Sale AS s GROUP BY s.Shop) AS d WHERE d.Total = 30;
SELECT d.Id FROM (SELECT s.Id, s.Shop, ROW_NUMBER() OVER (PARTITION BY s.Shop ORDER BY s.Id DESC) AS n FROM dbo.Sale AS s) AS d
WHERE d.Shop = 1 AND d.n = 1;
