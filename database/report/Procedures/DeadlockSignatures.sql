/*  report.DeadlockSignatures: deadlocks of a time range by signature, those of the same making in one row;
    what happened last comes first.
    @InstanceId       NULL for all
    @FromAt, @ToAt, @Window, @TimeZone   as in report.WindowOf; …Local is by the clock of that zone
    DeadlockId, Objects, SessionCount and Victim… are those of the latest, as in report.DeadlockRow.  */
CREATE PROCEDURE report.DeadlockSignatures
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
    EXEC report.Help N'DeadlockSignatures';
    RETURN;
END;

DECLARE @From datetime2(3);
DECLARE @To datetime2(3);
DECLARE @Zone nvarchar(128);

SELECT @From = w.FromAt, @To = w.ToAt, @Zone = w.ZoneName
FROM report.WindowOf(@Window, @FromAt, @ToAt, @TimeZone) AS w;

WITH Ranked AS
(
    SELECT
        x.DeadlockId,
        PlaceInSignature = ROW_NUMBER() OVER (
            PARTITION BY x.InstanceId, x.SignatureVersion, x.Signature
            ORDER BY x.DetectedAt DESC, x.DeadlockId DESC),
        DeadlockCount = COUNT(*) OVER (PARTITION BY x.InstanceId, x.SignatureVersion, x.Signature),
        FirstAt = MIN(x.DetectedAt) OVER (PARTITION BY x.InstanceId, x.SignatureVersion, x.Signature)
    FROM fact.Deadlock AS x
    WHERE x.DetectedAt >= @From
      AND x.DetectedAt < @To
      AND (@InstanceId IS NULL OR x.InstanceId = @InstanceId)
)
SELECT
    d.DeadlockId,
    d.InstanceName,
    d.SignatureKey,
    r.DeadlockCount,
    LastLocal = l.LocalAt,
    FirstLocal = f.LocalAt,
    d.SessionCount,
    d.Objects,
    d.VictimSessionId,
    d.VictimHost,
    d.VictimAxUser,
    d.VictimBatchTask,
    d.VictimStatement
FROM Ranked AS r
INNER JOIN report.DeadlockRow() AS d ON d.DeadlockId = r.DeadlockId
CROSS APPLY report.LocalTime(d.DetectedAt, @Zone) AS l
CROSS APPLY report.LocalTime(r.FirstAt, @Zone) AS f
WHERE r.PlaceInSignature = 1
ORDER BY d.DetectedAt DESC, d.DeadlockId DESC
OPTION (RECOMPILE);
