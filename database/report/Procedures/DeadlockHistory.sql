/*  report.DeadlockHistory: deadlocks of a time range, latest first.
    @InstanceId       NULL for all
    @FromAt, @ToAt, @Window, @TimeZone   as in report.WindowOf; …Local is by the clock of that zone
    Objects are the names in the resources, VictimStatement is that of the first victim; both
    NULL where the report held none.
    SignatureCount is how many deadlocks of the range have the same signature; SignatureKey is its first 8
    bytes, enough to tell them apart.  */
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
    n.InstanceName,
    d.DetectedAt,
    d.DeadlockKind,
    d.ProcessCount,
    d.SessionCount,
    d.VictimCount,
    d.VictimSessionCount,
    d.ResourceCount,
    SignatureKey = CONVERT(nvarchar(16), CAST(d.Signature AS binary(8)), 2),
    SignatureCount = COUNT(*) OVER (PARTITION BY d.InstanceId, d.SignatureVersion, d.Signature),
    Objects = o.Objects,
    VictimSessionId = v.SessionId,
    VictimHost = v.HostName,
    VictimProgram = v.ProgramName,
    VictimLogin = v.LoginName,
    VictimAxUser = w.AxUser,
    VictimBatchTask = w.BatchTask,
    VictimStatement = v.TextValue,
    DetectedLocal = l.LocalAt
FROM fact.Deadlock AS d
INNER JOIN config.Instance AS n ON n.InstanceId = d.InstanceId
CROSS APPLY report.LocalTime(d.DetectedAt, @Zone) AS l
OUTER APPLY
(
    SELECT TOP (1) p.SessionId, p.HostName, p.ProgramName, p.LoginName, t.TextValue
    FROM fact.ShownDeadlockProcess(0) AS p
    OUTER APPLY dim.ShownText(p.HidesLiterals, p.StatementHash) AS t
    WHERE p.DeadlockId = d.DeadlockId
      AND p.IsVictim = 1
    ORDER BY p.ProcessNumber
) AS v
OUTER APPLY fact.SessionAt(0, d.InstanceId, v.SessionId, v.HostName, d.DetectedAt) AS w
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
WHERE d.DetectedAt >= @From
  AND d.DetectedAt < @To
  AND (@InstanceId IS NULL OR d.InstanceId = @InstanceId)
ORDER BY d.DetectedAt DESC, d.DeadlockId DESC
-- One plan for 'all instances' would scan for one instance too; and every range is another one.
OPTION (RECOMPILE);
