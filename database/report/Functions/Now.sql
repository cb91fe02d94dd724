/*  report.Now: the one clock of all reports, which is the repository's: no report has one of its own.
    Result   one row: NowAt, UTC  */
CREATE FUNCTION report.Now ()
RETURNS TABLE
AS
RETURN
(
    SELECT NowAt = CAST(SYSUTCDATETIME() AS datetime2(3))
);
