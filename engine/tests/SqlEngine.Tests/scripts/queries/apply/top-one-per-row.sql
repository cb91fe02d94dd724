CREATE TABLE dbo.Customer (Id int NOT NULL PRIMARY KEY);
CREATE TABLE dbo.Orders (Id int NOT NULL PRIMARY KEY, CustomerId int NOT NULL, Amount int NOT NULL);
INSERT dbo.Customer VALUES (1), (2), (3);
INSERT dbo.Orders VALUES (1, 1, 10), (2, 1, 30), (3, 2, 5), (4, 1, 20);
SELECT c.Id, o.Amount FROM dbo.Customer AS c CROSS APPLY (SELECT TOP (1) o.Amount FROM dbo.Orders AS o WHERE o.CustomerId = c.Id ORDER BY o.Amount DESC) AS o ORDER BY c.Id;
SELECT c.Id, o.Amount FROM dbo.Customer AS c OUTER APPLY (SELECT TOP (1) o.Amount FROM dbo.Orders AS o WHERE o.CustomerId = c.Id ORDER BY o.Amount DESC) AS o ORDER BY c.Id;
SELECT c.Id, s.Total, s.N FROM dbo.Customer AS c OUTER APPLY (SELECT SUM(o.Amount) AS Total, COUNT(*) AS N FROM dbo.Orders AS o WHERE o.CustomerId = c.Id) AS s ORDER BY c.Id;
