/*  report.BatchGroups: the batch groups now, and the AX servers that ran tasks of each in the last four
    hours: what executes there, what is due, what is withheld; groups that wait first, 100 rows.
    @InstanceId, @Stage   NULL for all
    @GroupId      only that batch group, by its whole name, (default group) for the one without; NULL or empty
                  for all
    ThreadCount is that of the AX server, whose groups share it; DueCount, HeldCount and StateText are of the
    group. Which servers a group is given to is known by their number only.  */
CREATE PROCEDURE report.BatchGroups
    @InstanceId int = NULL,
    @Stage      nvarchar(16) = NULL,
    @GroupId    nvarchar(60) = NULL,
    @Help       bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'BatchGroups';
    RETURN;
END;

SET @GroupId = NULLIF(@GroupId, N'');

DECLARE @Now datetime2(3);

SELECT @Now = w.NowAt
FROM report.WindowOf(NULL, NULL, NULL, NULL) AS w;

SELECT
    u.InstanceId,
    u.GroupId,
    u.ServerId,
    BusyCount = SUM(u.BusyCount)
INTO #Server
FROM
(
    SELECT e.InstanceId, GroupId = COALESCE(e.GroupId, N''), e.ServerId, BusyCount = 0
    FROM config.Instance AS i
    INNER JOIN fact.BatchExecution AS e ON e.InstanceId = i.InstanceId
    WHERE e.StartedAt >= DATEADD(hour, -4, @Now)
      AND e.StartedAt <= @Now
      AND e.ServerId <> N''
      AND (@InstanceId IS NULL OR i.InstanceId = @InstanceId)
    UNION ALL
    SELECT e.InstanceId, COALESCE(e.GroupId, N''), e.ServerId, 1
    FROM config.Instance AS i
    INNER JOIN fact.BatchExecution AS e ON e.InstanceId = i.InstanceId
    WHERE e.IsRunning = 1
      AND e.LastSeenAt > DATEADD(minute, -5, @Now)
      AND e.ServerId <> N''
      AND (@InstanceId IS NULL OR i.InstanceId = @InstanceId)
) AS u
GROUP BY u.InstanceId, u.GroupId, u.ServerId
OPTION (RECOMPILE);

SELECT TOP (100)
    RowId = CONCAT(i.InstanceId, N'/', g.GroupId, N'/', s.ServerId),
    i.InstanceName,
    AosName = SUBSTRING(s.ServerId, CHARINDEX(N'@', s.ServerId) + 1, 128),
    GroupId = COALESCE(NULLIF(g.GroupId, N''), N'(default group)'),
    c.ThreadCount,
    BusyCount = COALESCE(s.BusyCount, 0),
    g.DueCount,
    HeldCount = COALESCE(b.HeldCount, 0),
    StateText = CASE
        WHEN g.ServerCount = 0 THEN N'no AOS serves it'
        WHEN g.ThreadCount = 0 THEN N'no threads configured now on the AOS that serve it'
        WHEN c.IsAlive = 0 THEN N'this AOS is down'
        WHEN c.IsBatchEnabled = 0 THEN N'this AOS is not enabled for batch'
        WHEN c.ThreadCount = 0 THEN N'no threads configured now on this AOS'
        WHEN c.BusyCount >= c.ThreadCount THEN N'all threads of this AOS busy'
        WHEN g.DueCount > 0 THEN N'tasks are due, threads are free'
        WHEN g.ServerCount IS NULL THEN N'not known who serves it'
        ELSE CONCAT(g.ServerCount, N' AOS serve it')
    END,
    Severity = CASE o.WorstRank WHEN 2 THEN N'critical' WHEN 1 THEN N'warning' ELSE N'ok' END
FROM config.Instance AS i
CROSS APPLY report.BacklogNow(i.InstanceId, @Now) AS k
INNER JOIN fact.BatchGroupCapacity AS g ON g.InstanceId = i.InstanceId AND g.CapturedAt = k.CapturedAt
LEFT JOIN #Server AS s ON s.InstanceId = g.InstanceId AND s.GroupId = g.GroupId
LEFT JOIN fact.BatchCapacity AS c ON c.InstanceId = g.InstanceId AND c.CapturedAt = g.CapturedAt AND c.ServerId = s.ServerId
OUTER APPLY
(
    SELECT HeldCount = SUM(x.HeldCount)
    FROM fact.BatchBacklog AS x
    WHERE x.InstanceId = g.InstanceId
      AND x.CapturedAt = g.CapturedAt
      AND x.GroupId = g.GroupId
) AS b
LEFT JOIN
(
    SELECT a.InstanceId, GroupKey = COALESCE(a.GroupId, a.AlertKey), WorstRank = MAX(a.SeverityRank)
    FROM report.OpenAlert() AS a
    WHERE a.RuleName LIKE N'Batch%'
    GROUP BY a.InstanceId, COALESCE(a.GroupId, a.AlertKey)
) AS o ON o.InstanceId = g.InstanceId AND o.GroupKey = g.GroupId
WHERE (@InstanceId IS NULL OR i.InstanceId = @InstanceId)
  AND (@Stage IS NULL OR i.Environment = @Stage)
  AND (@GroupId IS NULL OR COALESCE(NULLIF(g.GroupId, N''), N'(default group)') = @GroupId)
ORDER BY COALESCE(o.WorstRank, 0) DESC, g.DueCount DESC, i.InstanceName, g.GroupId, s.ServerId;
