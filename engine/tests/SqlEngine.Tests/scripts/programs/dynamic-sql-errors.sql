BEGIN TRY
    EXEC (N'SELEC 1');
END TRY
BEGIN CATCH
    SELECT ERROR_NUMBER() AS number, ERROR_MESSAGE() AS message;
END CATCH;
EXEC (N'PRINT N''one'';
SELECT 1 / 0;
PRINT N''three''');
EXEC sp_executesql 'not national';
EXEC sp_executesql N'SELECT @a', N'@a int';
PRINT 'after';
