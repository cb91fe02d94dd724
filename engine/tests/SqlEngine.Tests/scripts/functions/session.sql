SELECT DB_NAME() AS db, @@TRANCOUNT AS depth, XACT_STATE() AS state, @@ROWCOUNT AS rows_before, ERROR_NUMBER() AS no_error, @@MAX_PRECISION AS precision_limit, APP_NAME() AS app, HOST_NAME() AS host, @@LANGUAGE AS language;
BEGIN TRY
    SELECT 1 / 0 AS x;
END TRY
BEGIN CATCH
    SELECT ERROR_NUMBER() AS number, ERROR_SEVERITY() AS severity, ERROR_STATE() AS state, ERROR_MESSAGE() AS message_text, ERROR_LINE() AS line, ERROR_PROCEDURE() AS module;
END CATCH;
EXEC sp_set_session_context N'key', N'value';
SELECT SESSION_CONTEXT(N'key') AS context_value, SESSION_CONTEXT(N'other') AS nothing;
