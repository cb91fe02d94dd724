/*  ops.GetClock: how a caller's clock compares with the repository's.
    @Now     UTC as the caller's machine has it
    Result   one row: RepositoryAt, AheadMs (of the caller, negative behind), ToleranceMs, IsSimulated, Fault
             (why the caller's time is refused; NULL: it is not), HeldPurges (what waits because it is far
             beyond the usual, as after a jump of the repository's own clock; NULL: nothing)  */
CREATE PROCEDURE ops.GetClock
    @Now datetime2(3)
AS
SET NOCOUNT ON;

SELECT
    RepositoryAt = CAST(SYSUTCDATETIME() AS datetime2(3)),
    c.AheadMs,
    c.ToleranceMs,
    IsSimulated = CAST(c.IsSimulated AS bit),
    c.Fault,
    HeldPurges =
    (
        SELECT CONCAT(
            N'Purges far beyond the usual wait (', STUFF(
            (
                SELECT CONCAT(N', ', h.FamilyName, N': up to ', h.RowTotal, N' rows from before ',
                    CONVERT(nvarchar(10), h.PurgeBefore, 126))
                FROM ops.HeldPurge AS h
                WHERE h.RowTotal > 0
                  AND h.ReleasedAt IS NULL
                ORDER BY h.FamilyName
                FOR XML PATH(N''), TYPE
            ).value(N'.', N'nvarchar(2000)'), 1, 2, N''),
            N'). Is the clock of the repository''s server right? Then they go by themselves within a day, or at once after '
                + N'EXEC config.ReleasePurge. If not, set it: nothing was deleted.')
        WHERE EXISTS (SELECT 1 FROM ops.HeldPurge AS h WHERE h.RowTotal > 0 AND h.ReleasedAt IS NULL)
    )
FROM config.ClockFault(@Now, 0) AS c;
