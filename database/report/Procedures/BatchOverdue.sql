/*  report.BatchOverdue: batch tasks that should have begun, by group and class, with the reason why they do
    not, the oldest first.
    @InstanceId, @Stage   NULL for all  */
CREATE PROCEDURE report.BatchOverdue
    @InstanceId int = NULL,
    @Stage      nvarchar(16) = NULL,
    @Help       bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'BatchOverdue';
    RETURN;
END;

DECLARE @Now datetime2(3);

SELECT @Now = w.NowAt
FROM report.WindowOf(NULL, NULL, NULL, NULL) AS w;

SELECT
    RowId = CONCAT(b.InstanceId, N'/', b.GroupId, N'/', b.ClassNumber),
    i.InstanceName,
    GroupId = COALESCE(NULLIF(b.GroupId, N''), N'(default group)'),
    b.ClassNumber,
    ClassName = n.Name,
    b.OverdueCount,
    WaitingMs = b.OldestAgeMs,
    b.DeadEndCount,
    b.HeldCount,
    WhyText = CASE
        WHEN b.OverdueCount = 0 AND b.DeadEndCount > 0
            THEN CONCAT(N'predecessor ended otherwise than ', b.DeadEndCount, N' of them expect: they wait for ever')
        WHEN b.OverdueCount = 0 THEN CONCAT(b.StuckJobCount, N' job executes although all its tasks ended')
        WHEN g.ServerCount = 0 THEN CONCAT(N'no AOS serves group ', COALESCE(NULLIF(b.GroupId, N''), N'(default)'))
        WHEN g.ThreadCount = 0 THEN N'no threads configured now on the AOS that serve the group'
        WHEN g.BusyCount >= g.ThreadCount OR t.FreeCount = 0
            THEN CONCAT(N'all ', COALESCE(g.ThreadCount, t.ThreadCount), N' threads busy')
        WHEN t.DeadName IS NOT NULL THEN CONCAT(N'AOS ', t.DeadName, N' is down')
        WHEN g.ThreadCount IS NULL THEN N'not known: the threads of its AOS could not be read'
        ELSE N'threads free but not picked up: AOS hung?'
    END,
    Severity = COALESCE(o.Severity, N'ok')
FROM config.Instance AS i
CROSS APPLY
(
    SELECT TOP (1) x.CapturedAt
    FROM fact.BatchCapture AS x
    WHERE x.InstanceId = i.InstanceId
      AND x.CapturedAt > DATEADD(minute, -5, @Now)
      AND x.HasTasks = 1
    ORDER BY x.CapturedAt DESC
) AS c
INNER JOIN fact.BatchBacklog AS b ON b.InstanceId = i.InstanceId AND b.CapturedAt = c.CapturedAt
CROSS APPLY dim.BatchClassName(b.InstanceId, b.ClassNumber) AS n
LEFT JOIN fact.BatchGroupCapacity AS g ON g.InstanceId = b.InstanceId AND g.CapturedAt = b.CapturedAt AND g.GroupId = b.GroupId
OUTER APPLY
(
    SELECT
        ThreadCount = SUM(y.ThreadCount),
        FreeCount = SUM(CASE WHEN y.IsAlive = 1 AND y.ThreadCount > y.BusyCount THEN y.ThreadCount - y.BusyCount ELSE 0 END),
        DeadName = MIN(CASE WHEN y.IsAlive = 0 AND y.IsBatchEnabled = 1 THEN y.ServerId END)
    FROM fact.BatchCapacity AS y
    WHERE y.InstanceId = b.InstanceId
      AND y.CapturedAt = b.CapturedAt
) AS t
OUTER APPLY
(
    SELECT TOP (1) a.Severity
    FROM report.OpenAlert() AS a
    WHERE a.InstanceId = b.InstanceId
      AND a.RuleName LIKE N'Batch%'
      AND (a.GroupId = b.GroupId OR (a.GroupId IS NULL AND a.AlertKey = b.GroupId))
    ORDER BY a.SeverityRank DESC
) AS o
WHERE (b.OverdueCount > 0 OR b.DeadEndCount > 0 OR b.StuckJobCount > 0)
  AND (@InstanceId IS NULL OR b.InstanceId = @InstanceId)
  AND (@Stage IS NULL OR i.Environment = @Stage)
ORDER BY b.OldestAgeMs DESC, b.OverdueCount DESC, RowId;
