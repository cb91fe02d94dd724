/*  report.SloStatus: the service levels over the last 30 days: what was reached, what is left of the error
    budget, and how fast it burns.
    @Now            UTC; NULL for now
    @InstanceName   NULL: all instances together
    Result          one row per enabled level of config.ServiceLevel: LevelName, Description, TargetPercent,
                    ReachedPercent (of the watched minutes; NULL: none were), WatchedMinutes, BadMinutes,
                    BudgetMinutes, BudgetLeftMinutes, BudgetLeftPercent (below 0: overspent; NULL: nothing was
                    watched); burn rates by window: BurnHour, Burn5Minutes, Burn6Hours, Burn30Minutes,
                    BurnDay, Burn2Hours, Burn3Days
                    (1 spends the budget in exactly 30 days; NULL: less than 80 percent was watched);
                    BurnState: page, ticket or ok (alert.BurnRule; both windows must burn), or not watched
    A bad minute lies in an incident that concerns the level; overlapping ones count once. A minute is watched
    in which the collector Requests watched any instance (of the one, where it is named).  */
CREATE PROCEDURE report.SloStatus
    @Now          datetime2(3) = NULL,
    @InstanceName sysname = NULL,
    @Help         bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'SloStatus';
    RETURN;
END;

-- Years beyond all reason are taken for now.
SET @Now = CASE WHEN @Now BETWEEN '2000-01-01' AND '2100-01-01' THEN @Now ELSE SYSUTCDATETIME() END;

DECLARE @BudgetMinutes int = 43200;
DECLARE @From datetime2(3) = DATEADD(minute, -@BudgetMinutes, @Now);
DECLARE @InstanceId int = (SELECT n.InstanceId FROM config.Instance AS n WHERE n.InstanceName = @InstanceName);
DECLARE @NowMinute int = DATEDIFF(minute, '20000101', @Now);
DECLARE @Spans alert.LevelSpan;

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
  AND (@InstanceName IS NULL OR a.InstanceId = @InstanceId);

INSERT #Incident (LevelName, FromAt, ToAt)
SELECT s.LevelName, DATEADD(millisecond, s.LimitMs, p.OnsetAt), p.DetectedAt
FROM config.ServiceLevel AS s
INNER JOIN alert.PostMortem AS p
    ON p.ResolvedAt > @From
   AND p.OnsetAt < DATEADD(millisecond, -s.LimitMs, p.DetectedAt)
WHERE s.IsEnabled = 1
  AND s.SourceName = N'Detection'
  AND (@InstanceName IS NULL OR p.InstanceId = @InstanceId);

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
  AND (@InstanceName IS NULL OR a.InstanceId = @InstanceId);

-- Every minute that an incident touches.
INSERT @Spans (LevelName, FromMinute, ToMinute, IsBad)
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
INSERT @Spans (LevelName, FromMinute, ToMinute, IsBad)
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
              AND (@InstanceName IS NULL OR v.InstanceId = @InstanceId)
        ) AS b
        UNION ALL
        SELECT @NowMinute, @NowMinute
    ) AS w
) AS g
WHERE g.ToMinute > g.FromMinute + CASE WHEN g.ToMinute = @NowMinute THEN 10 ELSE 0 END;

SELECT
    s.LevelName,
    s.Description,
    s.TargetPercent,
    ReachedPercent = CASE WHEN m.WatchedMinutes > 0 THEN 100e0 * (1 - m.BadMinutes / CAST(m.WatchedMinutes AS float)) END,
    m.WatchedMinutes,
    m.BadMinutes,
    b.BudgetMinutes,
    BudgetLeftMinutes = CASE WHEN m.WatchedMinutes > 0 THEN b.BudgetMinutes - m.BadMinutes END,
    BudgetLeftPercent = CASE WHEN m.WatchedMinutes > 0 THEN 100e0 * (1 - m.BadMinutes / b.BudgetMinutes) END,
    r.BurnHour,
    r.Burn5Minutes,
    r.Burn6Hours,
    r.Burn30Minutes,
    r.BurnDay,
    r.Burn2Hours,
    r.Burn3Days,
    BurnState = CASE
        WHEN m.WatchedMinutes = 0 THEN N'not watched'
        WHEN r.IsPage = 1 THEN N'page'
        WHEN r.IsTicket = 1 THEN N'ticket'
        ELSE N'ok'
    END
FROM config.ServiceLevel AS s
CROSS APPLY (SELECT Target = CAST(s.TargetPercent AS float) / 100) AS t
CROSS APPLY (SELECT BudgetMinutes = @BudgetMinutes * (1 - t.Target)) AS b
CROSS APPLY
(
    SELECT l.WatchedMinutes, l.BadMinutes
    FROM alert.LevelMinutes(@Spans, s.LevelName, @NowMinute) AS l
    WHERE l.WindowMinutes = @BudgetMinutes
) AS m
CROSS APPLY
(
    SELECT
        BurnHour = MAX(CASE WHEN u.RuleNumber = 1 THEN u.BurnLong END),
        Burn5Minutes = MAX(CASE WHEN u.RuleNumber = 1 THEN u.BurnShort END),
        Burn6Hours = MAX(CASE WHEN u.RuleNumber = 2 THEN u.BurnLong END),
        Burn30Minutes = MAX(CASE WHEN u.RuleNumber = 2 THEN u.BurnShort END),
        BurnDay = MAX(CASE WHEN u.RuleNumber = 3 THEN u.BurnLong END),
        Burn2Hours = MAX(CASE WHEN u.RuleNumber = 3 THEN u.BurnShort END),
        Burn3Days = MAX(CASE WHEN u.RuleNumber = 4 THEN u.BurnLong END),
        IsPage = MAX(CASE WHEN u.KindName = N'page' AND u.IsBurning = 1 THEN 1 ELSE 0 END),
        IsTicket = MAX(CASE WHEN u.KindName = N'ticket' AND u.IsBurning = 1 THEN 1 ELSE 0 END)
    FROM alert.LevelBurn(@Spans, s.LevelName, t.Target, @NowMinute) AS u
) AS r
WHERE s.IsEnabled = 1
ORDER BY s.LevelName;
