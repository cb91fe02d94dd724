/*  rollup.Fold: brings the rollups up to date with the spine. Called by ops.FoldRollups.
    @Now              UTC. Hours and days are folded when they are over
    @DetailFrom       UTC: values of the spine before it have been purged
    @FiveMinuteFrom   the same of rollup.FiveMinute
    @HourSketchFrom   the same of rollup.HourBin
    @BatchSize        most buckets of a transaction
    Result            one row: FoldedBuckets, RefusedBuckets (their sources have been purged; what there is
                      stays), LeftBuckets (that are over and wait for the next call)
    Errors            50064 another session is folding
    Buckets are computed whole and replaced, never added to: however often, late and in whatever order values
    come, the rows are the same. After FoldBudgetMs (setting) no further transaction is begun.  */
CREATE PROCEDURE rollup.Fold
    @Now            datetime2(3),
    @DetailFrom     datetime2(3),
    @FiveMinuteFrom datetime2(3),
    @HourSketchFrom datetime2(3),
    @BatchSize      int = 5000
AS
SET NOCOUNT, XACT_ABORT ON;

DECLARE @BeganAt datetime2(3) = SYSUTCDATETIME();
DECLARE @BudgetMs int = (SELECT s.Value FROM config.SettingNumber(N'FoldBudgetMs') AS s);
DECLARE @HourBatchSize int = CASE WHEN @BatchSize >= 50 THEN @BatchSize / 5 ELSE @BatchSize END;
DECLARE @Minutes smallint = 5;
DECLARE @Taken int;
DECLARE @Refused int;
DECLARE @FoldedBuckets bigint = 0;
DECLARE @RefusedBuckets bigint = 0;
DECLARE @Lock int = -1;

BEGIN TRY
    EXEC @Lock = sys.sp_getapplock @Resource = N'AxMonitor.Fold', @LockMode = N'Exclusive', @LockOwner = N'Session',
        @LockTimeout = 0;
    IF @Lock < 0
        THROW 50064, N'Another session is folding rollups. Nothing is lost: the next call does what is left.', 1;

    WHILE @Minutes IS NOT NULL AND DATEDIFF(millisecond, @BeganAt, SYSUTCDATETIME()) < @BudgetMs
    BEGIN
        IF @Minutes = 5
            EXEC rollup.FoldFiveMinutes @DetailFrom, @FiveMinuteFrom, @BatchSize, @Taken OUTPUT, @Refused OUTPUT;
        ELSE IF @Minutes = 60
            EXEC rollup.FoldHours @Now, @DetailFrom, @HourBatchSize, @Taken OUTPUT, @Refused OUTPUT;
        ELSE
            EXEC rollup.FoldDays @Now, @HourSketchFrom, @HourBatchSize, @Taken OUTPUT, @Refused OUTPUT;

        SET @FoldedBuckets += @Taken - @Refused;
        SET @RefusedBuckets += @Refused;

        IF @Taken = 0
            SET @Minutes = CASE @Minutes WHEN 5 THEN 60 WHEN 60 THEN 1440 END;
    END;

    UPDATE rollup.State
    SET DetailFrom = @DetailFrom,
        HourSketchFrom = @HourSketchFrom,
        FoldedAt = @Now,
        RefusedCount = RefusedCount + @RefusedBuckets,
        RefusedAt = CASE WHEN @RefusedBuckets > 0 THEN @Now ELSE RefusedAt END
    WHERE StateId = 1;

    IF @@ROWCOUNT = 0
        INSERT rollup.State (StateId, DetailFrom, HourSketchFrom, FoldedAt, RefusedCount, RefusedAt)
        VALUES (1, @DetailFrom, @HourSketchFrom, @Now, @RefusedBuckets, CASE WHEN @RefusedBuckets > 0 THEN @Now END);

    EXEC sys.sp_releaseapplock @Resource = N'AxMonitor.Fold', @LockOwner = N'Session';
END TRY
BEGIN CATCH
    IF @@TRANCOUNT > 0 AND XACT_STATE() = -1
        ROLLBACK TRANSACTION;
    IF @Lock >= 0
        EXEC sys.sp_releaseapplock @Resource = N'AxMonitor.Fold', @LockOwner = N'Session';
    THROW;
END CATCH;

SELECT
    FoldedBuckets = @FoldedBuckets,
    RefusedBuckets = @RefusedBuckets,
    LeftBuckets =
    (
        SELECT COUNT_BIG(*)
        FROM rollup.Dirty AS d WITH (READPAST)
        WHERE d.BucketAt <= DATEADD(minute, CASE WHEN d.Minutes = 5 THEN 0 ELSE -d.Minutes END, @Now)
    );
