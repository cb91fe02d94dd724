/*  report.DeadlockHistory: deadlocks of a time range, latest first.
    @InstanceId       NULL for all
    @FromAt, @ToAt, @Window, @TimeZone   as in report.WindowOf; …Local is by the clock of that zone
    Columns are those of report.DeadlockRow; SignatureCount is how many deadlocks of the range have the same
    signature.  */
CREATE PROCEDURE report.DeadlockHistory
    @InstanceId int = NULL,
    @FromAt     datetime2(3) = NULL,
    @ToAt       datetime2(3) = NULL,
    @Window     nvarchar(16) = NULL,
    @TimeZone   nvarchar(128) = NULL,
    @Help       bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'DeadlockHistory';
    RETURN;
END;

DECLARE @From datetime2(3);
DECLARE @To datetime2(3);
DECLARE @Zone nvarchar(128);

SELECT @From = w.FromAt, @To = w.ToAt, @Zone = w.ZoneName
FROM report.WindowOf(@Window, @FromAt, @ToAt, @TimeZone) AS w;

SELECT
    d.DeadlockId,
    d.InstanceName,
    d.DetectedAt,
    d.DeadlockKind,
    d.ProcessCount,
    d.SessionCount,
    d.VictimCount,
    d.VictimSessionCount,
    d.ResourceCount,
    d.SignatureKey,
    SignatureCount = COUNT(*) OVER (PARTITION BY d.InstanceId, d.SignatureVersion, d.Signature),
    d.Objects,
    d.VictimSessionId,
    d.VictimHost,
    d.VictimProgram,
    d.VictimLogin,
    d.VictimAxUser,
    d.VictimBatchTask,
    d.VictimStatement,
    DetectedLocal = l.LocalAt
FROM report.DeadlockRow() AS d
CROSS APPLY report.LocalTime(d.DetectedAt, @Zone) AS l
WHERE d.DetectedAt >= @From
  AND d.DetectedAt < @To
  AND (@InstanceId IS NULL OR d.InstanceId = @InstanceId)
ORDER BY d.DetectedAt DESC, d.DeadlockId DESC
-- One plan for 'all instances' would scan for one instance too; and every range is another one.
OPTION (RECOMPILE);
