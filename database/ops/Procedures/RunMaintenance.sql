/*  ops.RunMaintenance: all that the repository needs to stay in shape. The orchestrator calls it every hour;
    one call at a time does the work.
    @Now     UTC
    Result   one row: MadePartitions, EmptiedPartitions, DeletedRows, MergedPartitions, WaitsFor (NULL, or why
             something was left to the next call)
    Messages of severity 10 are warnings: an unusual purge before it begins, and a simulated clock
    Errors   50062 a purge failed; 50070 @Now is not the repository's time  */
CREATE PROCEDURE ops.RunMaintenance
    @Now datetime2(3)
AS
SET NOCOUNT, XACT_ABORT ON;

EXEC ops.CheckClock @Now;

DECLARE @MadeCount int = 0;
DECLARE @PartitionCount int = 0;
DECLARE @DeletedRows bigint = 0;
DECLARE @MergedCount int = 0;
DECLARE @WaitsFor nvarchar(2048);

IF EXISTS (SELECT 1 FROM config.ClockFault(@Now, 0) AS c WHERE c.IsSimulated = 1)
    RAISERROR (N'Setting ClockIsSimulated is 1: any time is accepted as the present, and what is old is purged by it.', 10, 1)
        WITH NOWAIT;

BEGIN TRY
    EXEC ops.MaintainPartitions @Now, @MadeCount OUTPUT;
    EXEC ops.SaveSize @Now;
    EXEC ops.Purge @Now, @PartitionCount OUTPUT, @DeletedRows OUTPUT, @MergedCount OUTPUT;
END TRY
BEGIN CATCH
    -- Someone else is at it, or a table is in use: nothing is wrong, and the next call comes within the hour.
    IF ERROR_NUMBER() NOT IN (1222, 50060, 50061) OR XACT_STATE() = -1
        THROW;

    SET @WaitsFor = ERROR_MESSAGE();
END CATCH;

SELECT
    MadePartitions = COALESCE(@MadeCount, 0),
    EmptiedPartitions = COALESCE(@PartitionCount, 0),
    DeletedRows = COALESCE(@DeletedRows, 0),
    MergedPartitions = COALESCE(@MergedCount, 0),
    WaitsFor = @WaitsFor;
