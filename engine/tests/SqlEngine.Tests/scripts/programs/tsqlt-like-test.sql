CREATE TABLE dbo.Target (id int NOT NULL, name nvarchar(20) NULL);
INSERT INTO dbo.Target VALUES (1, N'kept');
GO
CREATE SCHEMA tests;
GO
CREATE PROCEDURE tests.[test that rows are counted]
AS
INSERT INTO dbo.Target VALUES (2, N'test');
IF (SELECT COUNT(*) FROM dbo.Target) <> 3
    RAISERROR (N'tSQLt.Failure', 16, 10);
GO
CREATE PROCEDURE dbo.RunOne @name nvarchar(300)
AS
DECLARE @message nvarchar(2048) = N'passed';
BEGIN TRANSACTION;
SAVE TRANSACTION beforeTest;
BEGIN TRY
    EXEC @name;
END TRY
BEGIN CATCH
    SET @message = CONCAT(ERROR_MESSAGE(), N' in ', ERROR_PROCEDURE(), N' line ', ERROR_LINE());
END CATCH;
IF XACT_STATE() = 1 ROLLBACK TRANSACTION beforeTest;
IF XACT_STATE() = -1 BEGIN ROLLBACK; BEGIN TRANSACTION; END;
COMMIT;
PRINT @message;
GO
EXEC dbo.RunOne N'[tests].[test that rows are counted]';
SELECT id, name FROM dbo.Target;
