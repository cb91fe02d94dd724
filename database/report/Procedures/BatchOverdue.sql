/*  report.BatchOverdue: batch tasks that should have begun, by group and class, with the reason why they do
    not and what to do about it, the oldest first; last those that are withheld, which nobody may have meant.
    @InstanceId, @Stage   NULL for all
    @TimeZone             as in report.WindowOf; DueLocal is by the clock of that zone
    @GroupId      only that batch group, by its whole name, (default group) for the one without; NULL or empty
                  for all
    PlaybookUrl: where it is written what to do; NULL where nothing is to be done  */
CREATE PROCEDURE report.BatchOverdue
    @InstanceId int = NULL,
    @Stage      nvarchar(16) = NULL,
    @TimeZone   nvarchar(128) = NULL,
    @GroupId    nvarchar(60) = NULL,
    @Help       bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'BatchOverdue';
    RETURN;
END;

SET @GroupId = NULLIF(@GroupId, N'');

DECLARE @Now datetime2(3);
DECLARE @Zone nvarchar(128);

SELECT @Now = w.NowAt, @Zone = w.ZoneName
FROM report.WindowOf(NULL, NULL, NULL, @TimeZone) AS w;

SELECT
    RowId = CONCAT(b.InstanceId, N'/', b.GroupId, N'/', b.ClassNumber),
    i.InstanceName,
    GroupId = COALESCE(NULLIF(b.GroupId, N''), N'(default group)'),
    b.ClassNumber,
    ClassName = n.Name,
    b.OverdueCount,
    DueLocal = d.LocalAt,
    WaitingMs = b.OldestAgeMs,
    b.DeadEndCount,
    b.HeldCount,
    WhyText = CASE y.Cause
        WHEN 'held' THEN CONCAT(b.HeldCount, N' held: their job is withheld')
        WHEN 'dead end' THEN CONCAT(N'predecessor ended otherwise than ', b.DeadEndCount, N' of them expect: they wait for ever')
        WHEN 'job' THEN CONCAT(b.StuckJobCount, N' job executes although all its tasks ended')
        WHEN 'unserved' THEN CONCAT(N'no AOS serves group ', COALESCE(NULLIF(b.GroupId, N''), N'(default)'))
        WHEN 'threads' THEN N'no threads configured now on the AOS that serve the group'
        WHEN 'busy'
            THEN CONCAT(N'all ', COALESCE(g.ThreadCount, t.ThreadCount), N' threads busy', N'; longest: ' + l.ClassName)
        WHEN 'down' THEN CONCAT(N'AOS ', t.DeadName, N' is down')
        WHEN 'unread' THEN N'not known: the threads of its AOS could not be read'
        ELSE N'threads free but not picked up: AOS hung?'
    END + CASE WHEN y.Cause <> 'held' AND b.HeldCount > 0 THEN CONCAT(N'; ', b.HeldCount, N' more held') ELSE N'' END,
    RemedyText = CASE y.Cause
        WHEN 'held' THEN N'Whoever withheld the job sets it to Waiting again, if it was not meant to stay.'
        WHEN 'dead end' THEN N'Repair what the predecessor failed at, then set it to Waiting.'
        WHEN 'job' THEN N'In AX, change the status of the job to Canceling; when it has ended, start it again.'
        WHEN 'unserved' THEN N'Start the AOS that served the group, or give the group to another in Server configuration.'
        WHEN 'threads' THEN N'Server configuration: is it a batch server, and how many threads has the window open now?'
        WHEN 'busy' THEN N'See what holds the threads, below under Running, and whether it is blocked, before adding threads.'
        WHEN 'down' THEN N'Start its service; other AOS take the group only if it is theirs too.'
        WHEN 'unread' THEN N'Administration says what hinders the collector.'
        ELSE N'After two polls (two minutes) restart the AOS; or it is a task that only a client can run.'
    END,
    PlaybookUrl = CASE
        WHEN y.Cause <> 'held' THEN (
            SELECT s.Value + CASE y.Cause WHEN 'down' THEN N'/aos' WHEN 'unread' THEN N'/collecting' ELSE N'/batch' END
            FROM config.SettingText(N'PlaybookBaseUrl') AS s)
    END,
    Severity = CASE y.Cause WHEN 'held' THEN N'ok' ELSE COALESCE(o.Severity, N'ok') END
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
CROSS APPLY
(
    SELECT Cause = CASE
        WHEN b.OverdueCount = 0 AND b.DeadEndCount > 0 THEN 'dead end'
        WHEN b.OverdueCount = 0 AND b.StuckJobCount > 0 THEN 'job'
        WHEN b.OverdueCount = 0 THEN 'held'
        WHEN g.ServerCount = 0 THEN 'unserved'
        WHEN g.ThreadCount = 0 THEN 'threads'
        WHEN g.BusyCount >= g.ThreadCount OR t.FreeCount = 0 THEN 'busy'
        WHEN t.DeadName IS NOT NULL THEN 'down'
        WHEN g.ThreadCount IS NULL THEN 'unread'
        ELSE 'hung'
    END
) AS y
OUTER APPLY
(
    SELECT TOP (1) ClassName = m.Name
    FROM fact.BatchExecution AS e
    CROSS APPLY dim.BatchClassName(e.InstanceId, e.ClassNumber) AS m
    WHERE y.Cause = 'busy'
      AND e.InstanceId = b.InstanceId
      AND e.IsRunning = 1
      AND e.LastSeenAt > DATEADD(minute, -5, @Now)
    ORDER BY e.StartedAt, e.ExecutionId
) AS l
CROSS APPLY report.LocalTime(DATEADD(second, -b.OldestAgeMs / 1000, b.CapturedAt), @Zone) AS d
WHERE (b.OverdueCount > 0 OR b.DeadEndCount > 0 OR b.StuckJobCount > 0 OR b.HeldCount > 0)
  AND (@InstanceId IS NULL OR b.InstanceId = @InstanceId)
  AND (@Stage IS NULL OR i.Environment = @Stage)
  AND (@GroupId IS NULL OR COALESCE(NULLIF(b.GroupId, N''), N'(default group)') = @GroupId)
ORDER BY CASE y.Cause WHEN 'held' THEN 1 ELSE 0 END, b.OldestAgeMs DESC, b.OverdueCount DESC, RowId;
