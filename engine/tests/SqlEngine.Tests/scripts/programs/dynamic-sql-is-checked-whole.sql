CREATE TABLE dbo.Box (Id int);
GO
-- Nothing of a text runs when one of its statements does not compile; a missing table waits for its turn.
EXEC (N'INSERT dbo.Box VALUES (1); SELECT Nothing FROM dbo.Box;');
GO
EXEC (N'INSERT dbo.Box VALUES (2); SELECT a FROM dbo.Later;');
GO
BEGIN TRY
    EXEC sp_executesql N'INSERT dbo.Box VALUES (3); INSERT dbo.Box VALUES (4, 5);';
END TRY
BEGIN CATCH
    SELECT ERROR_NUMBER() AS number;
END CATCH;
GO
SELECT Id FROM dbo.Box;
