/*  alert.FillLevelSpans: what concerns the service levels in the last 30 days, before alert.LevelStatus.
    Works on the caller's temp tables: reads #LevelInstance (InstanceId), the instances that count, and fills
    #LevelSpan (LevelName, FromMinute, ToMinute, IsBad), the columns of alert.LevelSpan.
    @Now   UTC; minutes are numbered from 2000
    A bad minute lies in an incident that concerns the level. Not watched are the gaps between the five
    minutes in which the collector Requests watched any of the instances.  */
CREATE PROCEDURE alert.FillLevelSpans
    @Now datetime2(3)
AS
SET NOCOUNT, XACT_ABORT ON;

DECLARE @From datetime2(3) = DATEADD(minute, -43200, @Now);
DECLARE @NowMinute int = DATEDIFF(minute, '20000101', @Now);

CREATE TABLE #Incident
(
    LevelName nvarchar(64) COLLATE DATABASE_DEFAULT NOT NULL,
    FromAt    datetime2(3) NOT NULL,
    ToAt      datetime2(3) NOT NULL
);

INSERT #Incident (LevelName, FromAt, ToAt)
SELECT s.LevelName, COALESCE(c.CriticalAt, a.PendingAt), COALESCE(a.ClearSince, a.ResolvedAt, @Now)
FROM config.ServiceLevel AS s
INNER JOIN config.AlertRule AS r ON r.RuleName = s.RuleName
INNER JOIN alert.Alert AS a ON a.RuleId = r.RuleId AND a.OpenedAt IS NOT NULL
OUTER APPLY
(
    SELECT CriticalAt = MIN(h.ChangedAt)
    FROM alert.History AS h
    WHERE h.AlertId = a.AlertId
      AND h.ChangeKind = N'state'
      AND h.Severity = N'critical'
      AND s.SeverityName = N'critical'
) AS c
WHERE s.IsEnabled = 1
  AND s.SourceName = N'Alert'
  AND (s.SeverityName IS NULL OR a.Severity = s.SeverityName)
  AND (a.ResolvedAt IS NULL OR a.ResolvedAt > @From)
  AND a.PendingAt < @Now
  AND EXISTS (SELECT 1 FROM #LevelInstance AS i WHERE i.InstanceId = a.InstanceId);

INSERT #Incident (LevelName, FromAt, ToAt)
SELECT s.LevelName, DATEADD(millisecond, s.LimitMs, p.OnsetAt), p.DetectedAt
FROM config.ServiceLevel AS s
INNER JOIN alert.PostMortem AS p
    ON p.ResolvedAt > @From
   AND p.OnsetAt < DATEADD(millisecond, -s.LimitMs, p.DetectedAt)
WHERE s.IsEnabled = 1
  AND s.SourceName = N'Detection'
  AND EXISTS (SELECT 1 FROM #LevelInstance AS i WHERE i.InstanceId = p.InstanceId);

INSERT #Incident (LevelName, FromAt, ToAt)
SELECT s.LevelName, DATEADD(millisecond, s.LimitMs, n.CreatedAt), e.EndedAt
FROM config.ServiceLevel AS s
INNER JOIN alert.Notification AS n ON n.State NOT IN (N'test', N'digest') AND n.CreatedAt > @From
INNER JOIN alert.Alert AS a ON a.AlertId = n.AlertId
CROSS APPLY
(
    SELECT EndedAt = COALESCE(n.SentAt, n.GivenUpAt, CASE WHEN n.Status = N'pending' THEN @Now ELSE n.CreatedAt END)
) AS e
WHERE s.IsEnabled = 1
  AND s.SourceName = N'Delivery'
  AND n.CreatedAt < DATEADD(millisecond, -s.LimitMs, e.EndedAt)
  AND EXISTS (SELECT 1 FROM #LevelInstance AS i WHERE i.InstanceId = a.InstanceId);

-- Every minute that an incident touches.
INSERT #LevelSpan (LevelName, FromMinute, ToMinute, IsBad)
SELECT i.LevelName, m.FromMinute, m.ToMinute, 1
FROM #Incident AS i
CROSS APPLY
(
    SELECT
        FromMinute = DATEDIFF(minute, '20000101', CASE WHEN i.FromAt < @From THEN @From ELSE i.FromAt END),
        ToMinute = DATEDIFF(minute, '20000101', DATEADD(millisecond, 59999, i.ToAt))
) AS m
WHERE m.ToMinute > m.FromMinute;

-- Gaps between the five minutes that were watched. The last ones are not summed up yet.
INSERT #LevelSpan (LevelName, FromMinute, ToMinute, IsBad)
SELECT N'', g.FromMinute, g.ToMinute, 0
FROM
(
    SELECT
        FromMinute = LAG(w.ToMinute, 1, DATEDIFF(minute, '20000101', @From)) OVER (ORDER BY w.ToMinute),
        ToMinute = w.FromMinute
    FROM
    (
        SELECT
            FromMinute = DATEDIFF(minute, '20000101', b.BucketAt),
            ToMinute = DATEDIFF(minute, '20000101', b.BucketAt) + 5
        FROM
        (
            SELECT DISTINCT v.BucketAt
            FROM rollup.Coverage AS v
            INNER JOIN config.Collector AS c ON c.CollectorId = v.CollectorId
            WHERE c.CollectorName = N'Requests'
              AND v.BucketAt >= @From
              AND v.BucketAt < @Now
              AND v.CoveredMs >= 240000
              AND EXISTS (SELECT 1 FROM #LevelInstance AS i WHERE i.InstanceId = v.InstanceId)
        ) AS b
        UNION ALL
        SELECT @NowMinute, @NowMinute
    ) AS w
) AS g
WHERE g.ToMinute > g.FromMinute + CASE WHEN g.ToMinute = @NowMinute THEN 10 ELSE 0 END;
