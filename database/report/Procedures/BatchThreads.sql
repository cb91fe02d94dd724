/*  report.BatchThreads: the batch threads of each AX server now, and the groups that wait for them.
    @InstanceId, @Stage   NULL for all  */
CREATE PROCEDURE report.BatchThreads
    @InstanceId int = NULL,
    @Stage      nvarchar(16) = NULL,
    @Help       bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'BatchThreads';
    RETURN;
END;

DECLARE @Now datetime2(3);

SELECT @Now = w.NowAt
FROM report.WindowOf(NULL, NULL, NULL, NULL) AS w;

SELECT
    RowId = CONCAT(c.InstanceId, N'/', c.ServerId),
    i.InstanceName,
    AosName = SUBSTRING(c.ServerId, CHARINDEX(N'@', c.ServerId) + 1, 128),
    GroupCount = COALESCE(c.GroupCount, 0),
    c.ThreadCount,
    c.BusyCount,
    BusyPercent = 100e0 * c.BusyCount / NULLIF(c.ThreadCount, 0),
    StateText = CASE
        WHEN c.IsAlive = 0 THEN N'down'
        WHEN c.IsBatchEnabled = 0 THEN N'not enabled for batch'
        WHEN c.ThreadCount = 0 THEN N'no threads configured now'
        WHEN c.BusyCount >= c.ThreadCount THEN N'all threads busy'
        WHEN c.ThreadCount IS NULL THEN N'threads not known'
        ELSE CONCAT(c.ThreadCount - c.BusyCount, N' free')
    END + CASE WHEN c.IsCertain = 0 THEN N' (by the server''s clock)' ELSE N'' END,
    Severity = COALESCE(o.Severity, N'ok')
FROM config.Instance AS i
CROSS APPLY
(
    SELECT TOP (1) x.CapturedAt
    FROM fact.BatchCapture AS x
    WHERE x.InstanceId = i.InstanceId
      AND x.CapturedAt > DATEADD(minute, -5, @Now)
    ORDER BY x.CapturedAt DESC
) AS k
INNER JOIN fact.BatchCapacity AS c ON c.InstanceId = i.InstanceId AND c.CapturedAt = k.CapturedAt
OUTER APPLY
(
    SELECT TOP (1) a.Severity
    FROM report.OpenAlert() AS a
    WHERE a.InstanceId = c.InstanceId
      AND (a.AosName = c.ServerId OR a.AlertKey = c.ServerId)
      AND a.RuleName LIKE N'Batch%'
    ORDER BY a.SeverityRank DESC
) AS o
WHERE (@InstanceId IS NULL OR i.InstanceId = @InstanceId)
  AND (@Stage IS NULL OR i.Environment = @Stage)
ORDER BY i.InstanceName, c.ServerId;
