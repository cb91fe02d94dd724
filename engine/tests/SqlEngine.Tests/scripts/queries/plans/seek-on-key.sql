-- A key that is compared for equality, or within bounds, is looked up; what leads no index is scanned.
CREATE TABLE dbo.Orders (Id int NOT NULL CONSTRAINT PK_Orders PRIMARY KEY, Customer int NOT NULL, At int NOT NULL);
CREATE INDEX IX_Orders_Customer ON dbo.Orders (Customer, At);
INSERT INTO dbo.Orders (Id, Customer, At) VALUES (1, 7, 10), (2, 7, 20), (3, 8, 15), (4, 9, 40);
GO
-- plan
DECLARE @id bigint = 3;
SELECT o.Id FROM dbo.Orders AS o WHERE o.Id = @id;
SELECT o.Id FROM dbo.Orders AS o WHERE o.Id > 1 AND o.Id < 4 AND o.At = 20;
SELECT o.Id FROM dbo.Orders AS o WHERE o.Customer = 7 AND o.At BETWEEN 15 AND 30;
SELECT o.Id FROM dbo.Orders AS o WHERE o.At = 40;
SELECT o.Id FROM dbo.Orders AS o WHERE o.Id + 0 = 4;
GO
-- plan
UPDATE dbo.Orders SET At = 11 WHERE Id = 1;
DELETE dbo.Orders WHERE Customer = 9;
INSERT INTO dbo.Orders (Id, Customer, At) SELECT o.Id + 10, o.Customer, o.At FROM dbo.Orders AS o WHERE o.Id = 1;
SELECT o.Id, o.At FROM dbo.Orders AS o ORDER BY o.Id;
