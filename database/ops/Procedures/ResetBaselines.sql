/*  ops.ResetBaselines: marks every series, so that the next calls of ops.BuildBaselines compute its baseline
    again from the stored history. Until then the present baselines hold.
    @Now     UTC
    Result   one row: SeriesCount that wait now  */
CREATE PROCEDURE ops.ResetBaselines
    @Now datetime2(3)
AS
SET NOCOUNT, XACT_ABORT ON;

EXEC ops.CheckClock @Now;

UPDATE baseline.SeriesState
SET BuiltDate = '19000101'
WHERE BuiltDate > '19000101';

SELECT SeriesCount = @@ROWCOUNT;
