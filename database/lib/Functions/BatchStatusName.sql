/*  lib.BatchStatusName: the name of an AX 2012 BatchStatus as the client shows it.
    Result   one row: Name; 'Unknown (n)' for a number that AX 2012 does not have, NULL for NULL  */
CREATE FUNCTION lib.BatchStatusName
(
    @Status int
)
RETURNS TABLE
AS
RETURN
(
    SELECT Name = CASE @Status
        WHEN 0 THEN N'Withhold'
        WHEN 1 THEN N'Waiting'
        WHEN 2 THEN N'Executing'
        WHEN 3 THEN N'Error'
        WHEN 4 THEN N'Ended'
        WHEN 5 THEN N'Ready'
        WHEN 6 THEN N'Didn''t run'
        WHEN 7 THEN N'Canceling'
        WHEN 8 THEN N'Canceled'
        ELSE N'Unknown (' + CAST(@Status AS nvarchar(12)) + N')'
    END
);
