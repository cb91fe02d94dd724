CREATE USER clerk WITHOUT LOGIN;
CREATE USER auditor WITHOUT LOGIN;
CREATE TABLE dbo.Pay (Id int, Name nvarchar(20), Amount money);
INSERT dbo.Pay VALUES (1, N'Ann', 10);
GRANT SELECT (Id, Name) ON dbo.Pay TO clerk;
GRANT UPDATE (Name) ON dbo.Pay TO clerk;
GRANT SELECT ON dbo.Pay TO auditor;
DENY SELECT (Amount) ON dbo.Pay TO auditor;
GO
EXECUTE AS USER = 'clerk';
GO
SELECT Id, Name FROM dbo.Pay;
SELECT COUNT(*) AS n FROM dbo.Pay;
GO
SELECT * FROM dbo.Pay;
GO
SELECT Id FROM dbo.Pay WHERE Amount > 5;
GO
SELECT p.Id FROM dbo.Pay AS p ORDER BY p.Amount;
GO
UPDATE dbo.Pay SET Name = N'Eve' WHERE Id = 1;
GO
UPDATE dbo.Pay SET Amount = 20 WHERE Id = 1;
GO
DELETE dbo.Pay WHERE Id = 1;
GO
REVERT;
GO
EXECUTE AS USER = 'auditor';
GO
SELECT Id, Name FROM dbo.Pay;
GO
SELECT Amount FROM dbo.Pay;
GO
REVERT;
