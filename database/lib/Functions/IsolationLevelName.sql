/*  lib.IsolationLevelName: the name of sys.dm_exec_sessions.transaction_isolation_level.
    Result   one row: Name, NULL for NULL  */
CREATE FUNCTION lib.IsolationLevelName
(
    @Level int
)
RETURNS TABLE
AS
RETURN
(
    SELECT Name = CASE @Level
        WHEN 0 THEN N'unspecified'
        WHEN 1 THEN N'read uncommitted'
        WHEN 2 THEN N'read committed'
        WHEN 3 THEN N'repeatable read'
        WHEN 4 THEN N'serializable'
        WHEN 5 THEN N'snapshot'
    END
);
