/*  ops.FoldRollups: brings the rollups up to date with the spine, see rollup.Fold. The orchestrator calls it
    every minute.
    @Now     UTC
    Result   one row: FoldedBuckets, RefusedBuckets, LeftBuckets
    Errors   50064 another session is folding; 50070 @Now is not the repository's time  */
CREATE PROCEDURE ops.FoldRollups
    @Now datetime2(3)
AS
SET NOCOUNT, XACT_ABORT ON;

EXEC ops.CheckClock @Now;

DECLARE @DetailFrom datetime2(3);
DECLARE @FiveMinuteFrom datetime2(3);
DECLARE @HourSketchFrom datetime2(3);

-- What no purge has touched yet reaches back as far as there is anything. A limit that a wrong clock has left
-- in the future does not count.
SELECT
    @DetailFrom = COALESCE(MAX(CASE WHEN t.TableName = N'fact.Metric' THEN p.PurgedBefore END), '19000101'),
    @FiveMinuteFrom = COALESCE(MAX(CASE WHEN t.TableName = N'rollup.FiveMinute' THEN p.PurgedBefore END), '19000101'),
    @HourSketchFrom = COALESCE(MAX(CASE WHEN t.TableName = N'rollup.HourBin' THEN p.PurgedBefore END), '19000101')
FROM config.FactTable AS t
INNER JOIN ops.FamilyPurge AS p ON p.FamilyName = t.FamilyName
WHERE t.TableName IN (N'fact.Metric', N'rollup.FiveMinute', N'rollup.HourBin')
  AND p.PurgedBefore <= @Now;

EXEC rollup.Fold @Now, @DetailFrom, @FiveMinuteFrom, @HourSketchFrom;
