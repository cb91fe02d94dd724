/*  report.DeadlockSignatures: deadlocks of a time range by signature, those of the same making in one row;
    what happened last comes first.
    @InstanceId       NULL for all
    @FromAt, @ToAt, @Window, @TimeZone   as in report.WindowOf; …Local is by the clock of that zone
    DeadlockId, Objects, Victim… and SessionCount are those of the latest: the names in its resources and its
    first victim; NULL where its report held none. SignatureKey is the signature's first 8 bytes, enough to
    tell them apart.  */
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
    n.InstanceName,
    SignatureKey = CONVERT(nvarchar(16), CAST(d.Signature AS binary(8)), 2),
    r.DeadlockCount,
    LastLocal = l.LocalAt,
    FirstLocal = f.LocalAt,
    d.SessionCount,
    o.Objects,
    VictimSessionId = v.SessionId,
    VictimHost = v.HostName,
    VictimAxUser = w.AxUser,
    VictimBatchTask = w.BatchTask,
    VictimStatement = v.TextValue
FROM Ranked AS r
INNER JOIN fact.Deadlock AS d ON d.DeadlockId = r.DeadlockId
INNER JOIN config.Instance AS n ON n.InstanceId = d.InstanceId
CROSS APPLY report.LocalTime(d.DetectedAt, @Zone) AS l
CROSS APPLY report.LocalTime(r.FirstAt, @Zone) AS f
OUTER APPLY
(
    SELECT TOP (1) p.SessionId, p.HostName, t.TextValue
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
        SELECT DISTINCT N', ' + c.ObjectName
        FROM fact.DeadlockResource AS c
        WHERE c.DeadlockId = d.DeadlockId
          AND c.ObjectName IS NOT NULL
        ORDER BY N', ' + c.ObjectName
        FOR XML PATH(N''), TYPE).value(N'(./text())[1]', N'nvarchar(max)') AS nvarchar(max)), 1, 2, N'')
) AS o
WHERE r.PlaceInSignature = 1
ORDER BY d.DetectedAt DESC, d.DeadlockId DESC
OPTION (RECOMPILE);
