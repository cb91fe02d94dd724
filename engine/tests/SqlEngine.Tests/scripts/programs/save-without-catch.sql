CREATE TABLE dbo.saved (id int NOT NULL CONSTRAINT PK_saved PRIMARY KEY);
GO
CREATE PROCEDURE dbo.saveInner
    @id int
AS
SET NOCOUNT, XACT_ABORT ON;
BEGIN TRANSACTION;
INSERT INTO dbo.saved VALUES (@id);
IF @id < 0
    THROW 50100, N'negative', 1;
COMMIT TRANSACTION;
GO
CREATE PROCEDURE dbo.saveOuter
    @id int
AS
SET NOCOUNT, XACT_ABORT ON;
BEGIN TRANSACTION;
INSERT INTO dbo.saved VALUES (@id + 100);
EXEC dbo.saveInner @id;
IF @@TRANCOUNT > 0
    PRINT N'the inner COMMIT left the transaction open';
COMMIT TRANSACTION;
SELECT @id AS id;
GO
-- A nested BEGIN and COMMIT only count; the caller's XACT_ABORT is what it was.
EXEC dbo.saveOuter 1;
SELECT @@TRANCOUNT AS trancount, @@OPTIONS & 16384 AS xact_abort;
GO
-- THROW in the inner procedure ends the batch and rolls back what the outer one did.
EXEC dbo.saveOuter -2;
PRINT N'not reached';
GO
SELECT @@TRANCOUNT AS trancount, XACT_STATE() AS state;
SELECT id FROM dbo.saved ORDER BY id;
GO
-- So does the error of a statement.
EXEC dbo.saveOuter 1;
PRINT N'not reached';
GO
SELECT @@TRANCOUNT AS trancount, XACT_STATE() AS state;
SELECT id FROM dbo.saved ORDER BY id;
GO
-- The transaction of a caller goes with it.
BEGIN TRANSACTION;
INSERT INTO dbo.saved VALUES (7);
EXEC dbo.saveInner -7;
PRINT N'not reached';
GO
SELECT @@TRANCOUNT AS trancount, (SELECT COUNT(*) FROM dbo.saved WHERE id = 7) AS sevens;
GO
-- A caller that catches finds the transaction open and doomed.
BEGIN TRY
    EXEC dbo.saveOuter -3;
    PRINT N'not reached';
END TRY
BEGIN CATCH
    SELECT ERROR_NUMBER() AS number, ERROR_PROCEDURE() AS [procedure], @@TRANCOUNT AS trancount, XACT_STATE() AS state;
    ROLLBACK TRANSACTION;
END CATCH;
SELECT @@TRANCOUNT AS trancount;
GO
-- Inside INSERT ... EXEC, as tSQLt calls it: BEGIN and COMMIT balance.
CREATE TABLE #result (id int NOT NULL);
INSERT INTO #result EXEC dbo.saveOuter 4;
SELECT id FROM #result;
SELECT @@TRANCOUNT AS trancount;
GO
INSERT INTO #result EXEC dbo.saveOuter -4;
PRINT N'not reached';
GO
SELECT @@TRANCOUNT AS trancount;
SELECT id FROM dbo.saved ORDER BY id;
