/*  ops.RunMaintenance: all that the repository needs to stay in shape. The orchestrator calls it every hour;
    one call at a time does the work.
    @Now     UTC
    It steps aside for saves: of a deadlock it is the victim, and waits five seconds at most for a table. What
    could not be done then is left to the next call.
    Result   one row: MadePartitions, EmptiedPartitions, DeletedRows, MergedPartitions, WaitsFor (NULL, or why
             something was left to the next call)
    Messages of severity 10 are warnings: an unusual purge that waits or begins, and a simulated clock
    Errors   50062 a purge failed; 50070 @Now is not the repository's time  */
CREATE PROCEDURE ops.RunMaintenance
    @Now datetime2(3)
AS
SET NOCOUNT, XACT_ABORT ON;

EXEC ops.CheckClock @Now;
SET DEADLOCK_PRIORITY LOW;

DECLARE @MadeCount int = 0;
DECLARE @PartitionCount int = 0;
DECLARE @DeletedRows bigint = 0;
DECLARE @MergedCount int = 0;
DECLARE @WaitsFor nvarchar(2048);
DECLARE @Step nvarchar(40) = N'making partitions';

IF EXISTS (SELECT 1 FROM config.ClockFault(@Now, 0) AS c WHERE c.IsSimulated = 1)
    RAISERROR (N'Setting ClockIsSimulated is 1: any time is accepted as the present, and what is old is purged by it.', 10, 1)
        WITH NOWAIT;

BEGIN TRY
    EXEC ops.MaintainPartitions @Now, @MadeCount OUTPUT;
    SET @Step = N'noting sizes';
    EXEC ops.SaveSize @Now;
    SET @Step = N'purging';
    EXEC ops.Purge @Now, @PartitionCount OUTPUT, @DeletedRows OUTPUT, @MergedCount OUTPUT;
    SET @Step = N'masking texts';
    EXEC collect.MaskTexts;
END TRY
BEGIN CATCH
    -- Someone else is at it, or a table is in use: nothing is wrong, and the next call comes within the hour.
    IF XACT_STATE() = -1 OR EXISTS (SELECT 1 FROM lib.PassingError(ERROR_NUMBER()) AS e WHERE e.IsPassing = 0)
        THROW;

    SET @WaitsFor = LEFT(CONCAT(N'While ', @Step, N': ', ERROR_MESSAGE()), 2048);
END CATCH;

SELECT
    MadePartitions = COALESCE(@MadeCount, 0),
    EmptiedPartitions = COALESCE(@PartitionCount, 0),
    DeletedRows = COALESCE(@DeletedRows, 0),
    MergedPartitions = COALESCE(@MergedCount, 0),
    WaitsFor = @WaitsFor;
