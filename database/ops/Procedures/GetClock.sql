/*  ops.GetClock: how a caller's clock compares with the repository's.
    @Now     UTC as the caller's machine has it
    Result   one row: RepositoryAt, AheadMs (of the caller, negative behind), ToleranceMs, IsSimulated, Fault
             (why the caller's time is refused; NULL: it is not)  */
CREATE PROCEDURE ops.GetClock
    @Now datetime2(3)
AS
SET NOCOUNT ON;

SELECT
    RepositoryAt = CAST(SYSUTCDATETIME() AS datetime2(3)),
    c.AheadMs,
    c.ToleranceMs,
    IsSimulated = CAST(c.IsSimulated AS bit),
    c.Fault
FROM config.ClockFault(@Now, 0) AS c;
