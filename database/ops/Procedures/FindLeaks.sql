/*  ops.FindLeaks: makes the daily values of the days that have ended and, when there are new ones, looks for
    leaks among them, and forecasts what is full when (ops.ForecastCapacity). The orchestrator calls it every
    ten minutes; most calls find nothing to do.
    @Now     UTC
    Result   one row: FilledDays, TestedSeries, OpenLeaks
    Errors   50065 another session is at it; 50070 @Now is not the repository's time  */
CREATE PROCEDURE ops.FindLeaks
    @Now datetime2(3)
AS
SET NOCOUNT, XACT_ABORT ON;

EXEC ops.CheckClock @Now;

DECLARE @DetailFrom datetime2(3);
DECLARE @ExecutionsFrom datetime2(3);
DECLARE @FilledDays int = 0;
DECLARE @TestedSeries int = 0;
DECLARE @OpenLeaks int;
DECLARE @Lock int = -1;

SELECT
    @DetailFrom = COALESCE(MAX(CASE WHEN t.TableName = N'fact.Metric' THEN p.PurgedBefore END), '19000101'),
    @ExecutionsFrom = COALESCE(MAX(CASE WHEN t.TableName = N'fact.BatchExecution' THEN p.PurgedBefore END), '19000101')
FROM config.FactTable AS t
INNER JOIN ops.FamilyPurge AS p ON p.FamilyName = t.FamilyName
WHERE t.TableName IN (N'fact.Metric', N'fact.BatchExecution')
  AND p.PurgedBefore <= @Now;

BEGIN TRY
    EXEC @Lock = sys.sp_getapplock @Resource = N'AxMonitor.Leaks', @LockMode = N'Exclusive', @LockOwner = N'Session',
        @LockTimeout = 0;
    IF @Lock < 0
        THROW 50065, N'Another session is looking for leaks. Nothing is lost: the next call does what is left.', 1;

    EXEC baseline.FillDays @Now, @DetailFrom, @ExecutionsFrom, @FilledDays OUTPUT;

    IF @FilledDays > 0
        EXEC baseline.FindLeaks @Now, @TestedSeries OUTPUT, @OpenLeaks OUTPUT;
    ELSE
        SET @OpenLeaks = (SELECT COUNT(*) FROM baseline.Leak AS l WHERE l.ClosedDate IS NULL);

    IF @FilledDays > 0
       AND NOT EXISTS (SELECT 1 FROM baseline.Forecast AS f WHERE f.NightDate = DATEADD(day, -1, CAST(@Now AS date)))
        EXEC ops.ForecastCapacity @Now;

    EXEC sys.sp_releaseapplock @Resource = N'AxMonitor.Leaks', @LockOwner = N'Session';
END TRY
BEGIN CATCH
    IF @@TRANCOUNT > 0 AND XACT_STATE() = -1
        ROLLBACK TRANSACTION;
    IF @Lock >= 0
        EXEC sys.sp_releaseapplock @Resource = N'AxMonitor.Leaks', @LockOwner = N'Session';
    THROW;
END CATCH;

SELECT FilledDays = @FilledDays, TestedSeries = @TestedSeries, OpenLeaks = @OpenLeaks;
