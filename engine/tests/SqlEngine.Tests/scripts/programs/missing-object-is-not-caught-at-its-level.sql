CREATE PROCEDURE dbo.reads
AS
BEGIN TRY
    SELECT * FROM dbo.nowhere;
END TRY
BEGIN CATCH
    PRINT 'not caught here';
END CATCH;
PRINT 'not reached';
GO
BEGIN TRY
    EXEC dbo.reads;
END TRY
BEGIN CATCH
    SELECT ERROR_NUMBER() AS number, ERROR_PROCEDURE() AS [procedure], ERROR_LINE() AS line, ERROR_MESSAGE() AS message;
END CATCH;
