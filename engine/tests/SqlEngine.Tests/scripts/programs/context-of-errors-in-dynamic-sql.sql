CREATE PROCEDURE dbo.dynamic
AS
EXEC (N'
SELECT 1 / 0 AS x;');
GO
BEGIN TRY
    EXEC dbo.dynamic;
END TRY
BEGIN CATCH
    SELECT ERROR_LINE() AS line, ERROR_PROCEDURE() AS [procedure];
END CATCH;
EXEC dbo.dynamic;
