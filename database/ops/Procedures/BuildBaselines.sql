/*  ops.BuildBaselines: brings up to date what is usual for each series, once a local day (see
    baseline.BuildBaselines), and holds the series against it (baseline.ScoreSeries). The orchestrator calls
    it every five minutes.
    @Now     UTC
    Result   one row: BuiltSeries, LeftSeries (that wait for the next call), Anomalies (series that are
             beyond their record now)
    Errors   50066 another session is at it; 50070 @Now is not the repository's time  */
CREATE PROCEDURE ops.BuildBaselines
    @Now datetime2(3)
AS
SET NOCOUNT, XACT_ABORT ON;

EXEC ops.CheckClock @Now;

DECLARE @BudgetMs int = (SELECT s.Value FROM config.SettingNumber(N'BaselineBudgetMs') AS s);
DECLARE @BuiltSeries int;
DECLARE @LeftSeries int;
DECLARE @Anomalies int;
DECLARE @Lock int = -1;

BEGIN TRY
    EXEC @Lock = sys.sp_getapplock @Resource = N'AxMonitor.Baselines', @LockMode = N'Exclusive', @LockOwner = N'Session',
        @LockTimeout = 0;
    IF @Lock < 0
        THROW 50066, N'Another session builds baselines. Nothing is lost: the next call does what is left.', 1;

    EXEC baseline.BuildBaselines @Now, @BudgetMs, @BuiltSeries OUTPUT, @LeftSeries OUTPUT;
    EXEC baseline.ScoreSeries @Now, @Anomalies OUTPUT;

    EXEC sys.sp_releaseapplock @Resource = N'AxMonitor.Baselines', @LockOwner = N'Session';
END TRY
BEGIN CATCH
    IF @@TRANCOUNT > 0 AND XACT_STATE() = -1
        ROLLBACK TRANSACTION;
    IF @Lock >= 0
        EXEC sys.sp_releaseapplock @Resource = N'AxMonitor.Baselines', @LockOwner = N'Session';
    THROW;
END CATCH;

SELECT BuiltSeries = @BuiltSeries, LeftSeries = @LeftSeries, Anomalies = @Anomalies;
