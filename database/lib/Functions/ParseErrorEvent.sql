/*  lib.ParseErrorEvent: the error of an error_reported event.
    @Event   one event; lib.ParseEventSession reads its session
    Result   one row per event element. ErrorNumber is read from error_number, or
             error as older versions call it  */
CREATE FUNCTION lib.ParseErrorEvent
(
    @Event xml
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        ErrorNumber = COALESCE(
            TRY_CAST(e.Event.value(N'(data[@name="error_number"]/value)[1]', N'nvarchar(64)') AS int),
            TRY_CAST(e.Event.value(N'(data[@name="error"]/value)[1]', N'nvarchar(64)') AS int)),
        Severity = TRY_CAST(e.Event.value(N'(data[@name="severity"]/value)[1]', N'nvarchar(64)') AS int),
        State = TRY_CAST(e.Event.value(N'(data[@name="state"]/value)[1]', N'nvarchar(64)') AS int),
        IsUserDefined = CASE e.Event.value(N'(data[@name="user_defined"]/value)[1]', N'nvarchar(10)')
            WHEN N'true' THEN 1
            WHEN N'1' THEN 1
            WHEN N'false' THEN 0
            WHEN N'0' THEN 0
        END,
        IsIntercepted = CASE e.Event.value(N'(data[@name="is_intercepted"]/value)[1]', N'nvarchar(10)')
            WHEN N'true' THEN 1
            WHEN N'1' THEN 1
            WHEN N'false' THEN 0
            WHEN N'0' THEN 0
        END,
        ServerCategory = NULLIF(e.Event.value(N'(data[@name="category"]/text)[1]', N'nvarchar(30)'), N''),
        Message = t.Body
    FROM @Event.nodes(N'/event') AS e (Event)
    CROSS APPLY lib.TrimText(e.Event.value(N'(data[@name="message"]/value)[1]', N'nvarchar(max)')) AS t
);
