/*  report.DeadlockSummary: one deadlock in a row, none for an unknown one.
    @TimeZone   of the columns …Local; NULL: UTC
    @DeadlockId   fact.Deadlock
    SameCount: deadlocks of the same signature in the 30 days up to it, itself included.  */
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
    n.InstanceName,
    d.InstanceId,
    DetectedLocal = l.LocalAt,
    d.DeadlockKind,
    d.SessionCount,
    d.VictimSessionCount,
    d.ResourceCount,
    SignatureKey = CONVERT(nvarchar(16), CAST(d.Signature AS binary(8)), 2),
    SameCount = s.SameCount,
    VictimText = v.WhoText,
    o.Objects,
    Severity = COALESCE(a.Severity, N'ok'),
    a.State
FROM fact.Deadlock AS d
INNER JOIN config.Instance AS n ON n.InstanceId = d.InstanceId
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
    SELECT TOP (1) w.WhoText
    FROM fact.ShownDeadlockProcess(0) AS p
    OUTER APPLY fact.SessionAt(0, d.InstanceId, p.SessionId, p.HostName, d.DetectedAt) AS t
    CROSS APPLY lib.SessionLabel(p.SessionId, t.AxUser, t.AxConfidence, t.BatchTask, p.ProgramName, p.HostName, 0) AS w
    WHERE p.DeadlockId = d.DeadlockId
      AND p.IsVictim = 1
    ORDER BY p.ProcessNumber
) AS v
OUTER APPLY
(
    SELECT Objects = STUFF(CAST((
        SELECT DISTINCT N', ' + r.ObjectName
        FROM fact.DeadlockResource AS r
        WHERE r.DeadlockId = d.DeadlockId
          AND r.ObjectName IS NOT NULL
        ORDER BY N', ' + r.ObjectName
        FOR XML PATH(N''), TYPE).value(N'(./text())[1]', N'nvarchar(max)') AS nvarchar(max)), 1, 2, N'')
) AS o
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
