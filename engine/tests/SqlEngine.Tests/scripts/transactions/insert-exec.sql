CREATE TABLE dbo.One (a int);
CREATE TABLE dbo.Two (a int);
GO
CREATE PROCEDURE dbo.CountIt AS SELECT @@TRANCOUNT;
GO
CREATE PROCEDURE dbo.CommitsTwice AS BEGIN TRANSACTION; INSERT dbo.One VALUES (3); COMMIT; COMMIT; SELECT a FROM dbo.One;
GO
CREATE PROCEDURE dbo.RollsBack AS INSERT dbo.One VALUES (4); ROLLBACK; SELECT 5;
GO
CREATE PROCEDURE dbo.Fails AS INSERT dbo.One VALUES (6); SELECT 'x';
GO
-- The statement opens a transaction, which what it runs may not end.
INSERT dbo.Two EXEC dbo.CountIt;
SELECT a FROM dbo.Two;
DELETE dbo.Two;
SELECT @@TRANCOUNT AS after;
GO
INSERT dbo.Two EXEC dbo.CommitsTwice;
SELECT N'the batch has ended' AS never;
GO
INSERT dbo.Two EXEC dbo.RollsBack;
GO
-- What it ran is undone with it.
INSERT dbo.Two EXEC dbo.Fails;
GO
SELECT N'One' AS w, a FROM dbo.One UNION ALL SELECT N'Two', a FROM dbo.Two;
SELECT @@TRANCOUNT AS trancount;
GO
BEGIN TRY
    INSERT dbo.Two EXEC dbo.RollsBack;
END TRY
BEGIN CATCH
    SELECT ERROR_NUMBER() AS number, XACT_STATE() AS state;
END CATCH;
GO
SELECT @@TRANCOUNT AS trancount, (SELECT COUNT(*) FROM dbo.One) AS n;
