/*  report.DeadlockPage: deadlocks for programs, the newest first, read on by key as in report.AlertPage.
    @InstanceName   NULL: all
    @FromAt, @ToAt  UTC: only those in [from, to); NULL: without an end on that side
    @BeforeId       only deadlocks with a smaller DeadlockId; NULL: from the newest on
    @RowCount       1 to 1001 rows
    Result          DeadlockId, InstanceName, DetectedAt, DeadlockKind (lock, parallel, mixed, other),
                    ProcessCount, SessionCount, VictimCount, ResourceCount, SignatureKey (the same for
                    deadlocks of the same making), Objects (names in the resources), VictimSessionId,
                    VictimHost, VictimProgram, VictimAxUser, VictimBatchTask, VictimStatement (of the first
                    victim); NULL where the report held none; times in UTC  */
CREATE PROCEDURE report.DeadlockPage
    @InstanceName sysname = NULL,
    @FromAt       datetime2(3) = NULL,
    @ToAt         datetime2(3) = NULL,
    @BeforeId     bigint = NULL,
    @RowCount     int = 51,
    @Help         bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'DeadlockPage';
    RETURN;
END;

SET @RowCount = CASE WHEN @RowCount BETWEEN 1 AND 1001 THEN @RowCount ELSE 51 END;

SELECT TOP (@RowCount)
    d.DeadlockId,
    d.InstanceName,
    d.DetectedAt,
    d.DeadlockKind,
    d.ProcessCount,
    d.SessionCount,
    d.VictimCount,
    d.ResourceCount,
    d.SignatureKey,
    d.Objects,
    d.VictimSessionId,
    d.VictimHost,
    d.VictimProgram,
    d.VictimAxUser,
    d.VictimBatchTask,
    d.VictimStatement
FROM report.DeadlockRow() AS d
WHERE (@BeforeId IS NULL OR d.DeadlockId < @BeforeId)
  AND (@FromAt IS NULL OR d.DetectedAt >= @FromAt)
  AND (@ToAt IS NULL OR d.DetectedAt < @ToAt)
  AND (@InstanceName IS NULL OR d.InstanceName = @InstanceName)
ORDER BY d.DeadlockId DESC
OPTION (RECOMPILE);
