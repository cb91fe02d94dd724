-- An APPLY seeks where an index allows it; where none does, it builds one of its own and keeps it between rows.
CREATE TABLE dbo.Account (Id int NOT NULL PRIMARY KEY);
CREATE TABLE dbo.Booking (Id int NOT NULL PRIMARY KEY, Account int NOT NULL, Amount int NOT NULL);
CREATE TABLE dbo.Note (Account int NOT NULL, Text nvarchar(20) NOT NULL);
CREATE INDEX IX_Booking_Account ON dbo.Booking (Account, Id);
INSERT INTO dbo.Account (Id) VALUES (1), (2), (3);
INSERT INTO dbo.Booking (Id, Account, Amount) VALUES (1, 1, 10), (2, 1, 20), (3, 2, 5);
INSERT INTO dbo.Note (Account, Text) VALUES (1, N'late'), (3, N'new');
GO
-- plan
SELECT a.Id, b.Amount FROM dbo.Account AS a
CROSS APPLY (SELECT TOP (1) x.Amount FROM dbo.Booking AS x WHERE x.Account = a.Id ORDER BY x.Id DESC) AS b ORDER BY a.Id;
SELECT a.Id, n.Notes FROM dbo.Account AS a
OUTER APPLY (SELECT COUNT(*) AS Notes FROM dbo.Note AS x WHERE x.Account = a.Id) AS n ORDER BY a.Id;
SELECT a.Id FROM dbo.Account AS a WHERE EXISTS (SELECT 1 FROM dbo.Note AS x WHERE x.Account = a.Id) ORDER BY a.Id;
