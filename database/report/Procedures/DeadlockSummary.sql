/*  report.DeadlockSummary: one deadlock in a row, none for an unknown one.
    @TimeZone   of the columns …Local; NULL: UTC
    @DeadlockId   fact.Deadlock
    SameCount: deadlocks of the same signature in the 30 days up to it, itself included.
    NoPictureText: why report.DeadlockGraph has no row, where it has none.  */
CREATE PROCEDURE report.DeadlockSummary
    @DeadlockId bigint = NULL,
    @TimeZone   nvarchar(128) = NULL,
    @Help       bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'DeadlockSummary';
    RETURN;
END;

DECLARE @Zone nvarchar(128);

SELECT @Zone = w.ZoneName
FROM report.WindowOf(NULL, NULL, NULL, @TimeZone) AS w;

SELECT
    d.DeadlockId,
    d.InstanceName,
    d.InstanceId,
    DetectedLocal = l.LocalAt,
    d.DeadlockKind,
    d.SessionCount,
    d.VictimSessionCount,
    d.ResourceCount,
    d.SignatureKey,
    SameCount = s.SameCount,
    d.VictimText,
    d.Objects,
    NoPictureText = CASE
        WHEN d.ProcessCount + d.ResourceCount > 12
            THEN CONCAT(N'Too many participants to draw (', d.ProcessCount + d.ResourceCount, N'): see the tables.')
        ELSE N'The report names nobody who held or wanted anything.'
    END,
    Severity = COALESCE(a.Severity, N'ok'),
    a.State
FROM report.DeadlockRow() AS d
CROSS APPLY report.LocalTime(d.DetectedAt, @Zone) AS l
OUTER APPLY
(
    SELECT SameCount = COUNT(*)
    FROM fact.Deadlock AS x
    WHERE x.InstanceId = d.InstanceId
      AND x.DetectedAt >= DATEADD(day, -30, d.DetectedAt)
      AND x.DetectedAt <= d.DetectedAt
      AND x.SignatureVersion = d.SignatureVersion
      AND x.Signature = d.Signature
) AS s
OUTER APPLY
(
    SELECT TOP (1) b.Severity, b.State
    FROM alert.Alert AS b
    WHERE b.SubjectKind = N'Deadlock'
      AND b.SubjectId = d.DeadlockId
      AND b.OpenedAt IS NOT NULL
    ORDER BY b.AlertId DESC
) AS a
WHERE d.DeadlockId = @DeadlockId;
