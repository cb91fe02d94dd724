/*  ops.RunMaintenance: all that the repository needs to stay in shape. The orchestrator calls it every hour;
    one call at a time does the work.
    @Now     UTC
    Result   one row: MadePartitions, EmptiedPartitions, DeletedRows, MergedPartitions, WaitsFor (NULL, or why
             something was left to the next call)
    Errors   50062 a purge failed  */
CREATE PROCEDURE ops.RunMaintenance
    @Now datetime2(3)
AS
SET NOCOUNT, XACT_ABORT ON;

DECLARE @MadeCount int = 0;
DECLARE @PartitionCount int = 0;
DECLARE @DeletedRows bigint = 0;
DECLARE @MergedCount int = 0;
DECLARE @WaitsFor nvarchar(2048);

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
