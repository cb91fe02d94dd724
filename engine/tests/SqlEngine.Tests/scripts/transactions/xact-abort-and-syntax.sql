SET XACT_ABORT ON;
BEGIN TRANSACTION;
GO
SELECT 1 FROM;
GO
SELECT @@TRANCOUNT AS trancount;
GO
CREATE TABLE dbo.Box (a int);
GO
SELECT b FROM dbo.Box;
GO
SELECT @@TRANCOUNT AS trancount;
GO
-- What is found when the statement's turn has come is a run-time error.
SELECT a FROM dbo.Missing;
GO
SELECT @@TRANCOUNT AS trancount;
SET XACT_ABORT OFF;
