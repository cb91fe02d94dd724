/*  report.TempDbHolders: who holds tempdb now, the most first, 20 rows an instance at most.
    @InstanceId, @Stage   NULL for all
    ExecutionId: the batch task that its AX session runs; QueryKey: the query of its statement; NULL where
    none is known  */
CREATE PROCEDURE report.TempDbHolders
    @InstanceId int = NULL,
    @Stage      nvarchar(16) = NULL,
    @Help       bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'TempDbHolders';
    RETURN;
END;

DECLARE @Now datetime2(3);

SELECT @Now = w.NowAt
FROM report.WindowOf(NULL, NULL, NULL, NULL) AS w;

SELECT
    RowId = CONCAT(s.InstanceId, N'/', s.SessionId),
    i.InstanceName,
    w.WhoText,
    w.SessionLabel,
    s.AxConfidence,
    Severity = COALESCE(o.Severity, N'ok'),
    s.UserBytes,
    s.InternalBytes,
    TotalBytes = s.UserBytes + s.InternalBytes,
    s.VersionAgeMs,
    s.Status,
    Statement = t.TextValue,
    s.InstanceId,
    e.ExecutionId,
    q.QueryKey
FROM config.Instance AS i
CROSS APPLY
(
    SELECT TOP (1) x.CapturedAt
    FROM fact.TempDb AS x
    WHERE x.InstanceId = i.InstanceId
      AND x.CapturedAt > DATEADD(minute, -10, @Now)
    ORDER BY x.CapturedAt DESC
) AS k
INNER JOIN fact.ShownTempDbSession(0) AS s ON s.InstanceId = i.InstanceId AND s.CapturedAt = k.CapturedAt
CROSS APPLY lib.SessionLabel(s.SessionId, s.AxUser, s.AxConfidence, NULL, s.ProgramName, s.HostName, 0) AS w
OUTER APPLY dim.ShownText(s.HidesLiterals, s.StatementHash) AS t
OUTER APPLY dim.QueryOfText(s.InstanceId, s.StatementHash) AS q
OUTER APPLY
(
    SELECT TOP (1) y.ExecutionId
    FROM fact.BatchExecution AS y
    WHERE y.InstanceId = s.InstanceId
      AND y.AxSessionId = s.AxSessionId
      AND y.IsRunning = 1
      AND s.AxConfidence IN (N'confirmed', N'current')
    ORDER BY y.StartedAt DESC
) AS e
OUTER APPLY
(
    SELECT TOP (1) a.Severity
    FROM report.OpenAlert() AS a
    WHERE a.InstanceId = s.InstanceId
      AND a.AlertKey LIKE N'%' + CAST(s.SessionId AS nvarchar(12)) + N'%'
      AND a.RuleName IN (N'tempdb filling', N'Version store')
    ORDER BY a.SeverityRank DESC
) AS o
WHERE (@InstanceId IS NULL OR i.InstanceId = @InstanceId)
  AND (@Stage IS NULL OR i.Environment = @Stage)
ORDER BY TotalBytes DESC, RowId;
