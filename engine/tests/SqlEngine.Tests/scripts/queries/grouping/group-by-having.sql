CREATE TABLE dbo.S (Region nvarchar(5) NULL, Amount int NULL);
INSERT dbo.S VALUES (N'n', 1), (N'n', 2), (N's', 5), (N's', NULL), (NULL, 7), (NULL, 8);
SELECT Region, COUNT(*) AS N, COUNT(Amount) AS Amounts, SUM(Amount) AS Total, AVG(Amount) AS Mean, MIN(Amount) AS Low, MAX(Amount) AS High FROM dbo.S GROUP BY Region ORDER BY Region;
SELECT Region, SUM(Amount) AS Total FROM dbo.S GROUP BY Region HAVING SUM(Amount) > 4 ORDER BY Total DESC;
SELECT UPPER(Region) AS R, COUNT(*) AS N FROM dbo.S WHERE Region IS NOT NULL GROUP BY UPPER(Region) ORDER BY UPPER(Region) DESC;
SELECT Amount % 2 AS Odd, COUNT(*) AS N FROM dbo.S GROUP BY Amount % 2 ORDER BY Odd;
