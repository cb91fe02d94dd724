/*  report.DeadlockSame: deadlocks of the same signature on the instance, latest first, 50 rows.
    @TimeZone   of the columns …Local; NULL: UTC
    @DeadlockId   fact.Deadlock  */
CREATE PROCEDURE report.DeadlockSame
    @DeadlockId bigint = NULL,
    @TimeZone   nvarchar(128) = NULL,
    @Help       bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'DeadlockSame';
    RETURN;
END;

DECLARE @Zone nvarchar(128);

SELECT @Zone = w.ZoneName
FROM report.WindowOf(NULL, NULL, NULL, @TimeZone) AS w;

SELECT TOP (50)
    d.DeadlockId,
    DetectedLocal = l.LocalAt,
    d.SessionCount,
    d.VictimText
FROM fact.Deadlock AS x
INNER JOIN report.DeadlockRow() AS d ON d.InstanceId = x.InstanceId
    AND d.SignatureVersion = x.SignatureVersion
    AND d.Signature = x.Signature
    AND d.DeadlockId <> x.DeadlockId
CROSS APPLY report.LocalTime(d.DetectedAt, @Zone) AS l
WHERE x.DeadlockId = @DeadlockId
ORDER BY d.DetectedAt DESC, d.DeadlockId DESC;
