CREATE PROCEDURE dbo.failing
AS
SET NOCOUNT ON;

SELECT 1 / 0 AS x;
PRINT 'goes on';
RAISERROR (N'own error', 16, 1);
GO
EXEC dbo.failing;
PRINT 'caller goes on';
GO
BEGIN TRY
    EXEC dbo.failing;
END TRY
BEGIN CATCH
    SELECT ERROR_LINE() AS line, ERROR_PROCEDURE() AS [procedure], ERROR_NUMBER() AS number;
END CATCH;
