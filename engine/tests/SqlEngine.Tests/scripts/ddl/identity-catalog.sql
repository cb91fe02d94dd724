CREATE TABLE dbo.T (Id bigint IDENTITY(100, 10) NOT NULL, X int NULL);
SELECT seed_value, increment_value, last_value FROM sys.identity_columns;
INSERT dbo.T (X) VALUES (1), (2);
SELECT seed_value, increment_value, last_value FROM sys.identity_columns;
BEGIN TRANSACTION;
INSERT dbo.T (X) VALUES (3);
ROLLBACK;
INSERT dbo.T (X) VALUES (4);
SELECT Id, X FROM dbo.T ORDER BY Id;
TRUNCATE TABLE dbo.T;
INSERT dbo.T (X) VALUES (5);
SELECT Id, X FROM dbo.T;
GO
CREATE TABLE dbo.U (A int IDENTITY, B int IDENTITY);
GO
CREATE TABLE dbo.U (A int IDENTITY NULL);
