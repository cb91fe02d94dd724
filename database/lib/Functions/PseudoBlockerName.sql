/*  lib.PseudoBlockerName: what the negative blocking_session_id values of SQL Server stand for.
    -1 is none of SQL Server's: the head of victims whose blocker no report tells.
    Result   one row: Name, NULL for a real session  */
CREATE FUNCTION lib.PseudoBlockerName
(
    @SessionId int
)
RETURNS TABLE
AS
RETURN
(
    SELECT Name = CASE
        WHEN @SessionId = -1 THEN N'blocker not told by SQL Server'
        WHEN @SessionId = -2 THEN N'orphaned distributed transaction'
        WHEN @SessionId = -3 THEN N'deferred recovery transaction'
        WHEN @SessionId = -4 THEN N'latch owner unknown (latch is changing state)'
        WHEN @SessionId = -5 THEN N'latch owner not tracked'
        WHEN @SessionId < 0 THEN N'unknown pseudo-blocker'
    END
);
