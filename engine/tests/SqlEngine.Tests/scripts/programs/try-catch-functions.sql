BEGIN TRY
    SELECT 1 / 0 AS x;
    PRINT 'not reached';
END TRY
BEGIN CATCH
    SELECT ERROR_NUMBER() AS number, ERROR_SEVERITY() AS severity, ERROR_STATE() AS state, ERROR_LINE() AS line,
        ERROR_PROCEDURE() AS [procedure], ERROR_MESSAGE() AS message, @@ERROR AS error;
END CATCH;
SELECT ERROR_NUMBER() AS outside, @@ERROR AS error;
