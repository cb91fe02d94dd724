CREATE TABLE dbo.Box (a int);
GO
BEGIN TRANSACTION;
INSERT dbo.Box VALUES (1);
GO
-- Severity 20 cannot be caught and closes the connection: nothing after it is heard.
BEGIN TRY
    RAISERROR (N'fatal', 20, 1) WITH LOG;
END TRY
BEGIN CATCH
    SELECT N'caught' AS never;
END CATCH;
GO
SELECT N'still here' AS never;
