CREATE TABLE dbo.T (Id int IDENTITY NOT NULL PRIMARY KEY, Name nvarchar(10) NOT NULL, Price decimal(9, 2) NULL);
INSERT dbo.T VALUES (N'a', 1.5), (N'b', NULL);
SELECT Id, Name, Price, Twice = Price * 2 INTO dbo.U FROM dbo.T;
INSERT dbo.U (Name) VALUES (N'c');
SELECT * FROM dbo.U ORDER BY Id;
SELECT c.name, t.name, c.max_length, c.precision, c.scale, c.is_nullable, c.is_identity FROM sys.columns AS c INNER JOIN sys.types AS t ON t.user_type_id = c.user_type_id WHERE c.object_id = OBJECT_ID(N'dbo.U') ORDER BY c.column_id;
GO
SELECT Id INTO dbo.U FROM dbo.T;
GO
SELECT Id + 1 INTO dbo.V FROM dbo.T;
GO
SELECT Id, Id INTO dbo.V FROM dbo.T;
