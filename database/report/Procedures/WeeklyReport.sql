/*  report.WeeklyReport: the week in one page: what happened beside the week before, a row for each figure.
    @InstanceId, @Stage   NULL for all
    @TimeZone, @WeekStart   as in report.WeekOf; …Local is by the clock of that zone
    What only watching tells is — for a week that was not watched; runs of batch tasks AX's own history
    tells.  */
CREATE PROCEDURE report.WeeklyReport
    @InstanceId int = NULL,
    @Stage      nvarchar(16) = NULL,
    @TimeZone   nvarchar(128) = NULL,
    @WeekStart  datetime2(3) = NULL,
    @Help       bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'WeeklyReport';
    RETURN;
END;

DECLARE @Now datetime2(3) = (SELECT n.NowAt FROM report.Now() AS n);

SELECT
    b.WeekNumber,
    b.LocalFrom,
    b.FromAt,
    b.ToAt
INTO #Week
FROM report.WeekOf(@WeekStart, @TimeZone) AS w
CROSS APPLY
(
    VALUES
        (1, w.MondayLocal, w.FromAt, w.ToAt),
        (0, DATEADD(day, -7, w.MondayLocal), w.BeforeAt, w.FromAt)
) AS b (WeekNumber, LocalFrom, FromAt, ToAt);

SELECT
    w.WeekNumber,
    w.LocalFrom,
    a.CriticalCount,
    a.WarningCount,
    k.IncidentCount,
    k.BlockedMs,
    d.DeadlockCount,
    r.RunCount,
    r.FailedCount,
    r.BatchMs,
    v.CoveredShare,
    IsWatched = CASE WHEN v.CoveredShare > 0 THEN 1 ELSE 0 END
INTO #Figure
FROM #Week AS w
CROSS APPLY
(
    SELECT
        CriticalCount = COALESCE(SUM(CASE WHEN x.Severity = N'critical' THEN 1 ELSE 0 END), 0),
        WarningCount = COALESCE(SUM(CASE WHEN x.Severity = N'warning' THEN 1 ELSE 0 END), 0)
    FROM alert.Alert AS x
    INNER JOIN config.Instance AS i ON i.InstanceId = x.InstanceId
    WHERE x.OpenedAt >= w.FromAt
      AND x.OpenedAt < w.ToAt
      AND (@InstanceId IS NULL OR x.InstanceId = @InstanceId)
      AND (@Stage IS NULL OR i.Environment = @Stage)
) AS a
CROSS APPLY
(
    SELECT
        IncidentCount = COUNT(*),
        BlockedMs = COALESCE(SUM(DATEDIFF_BIG(millisecond, x.StartedAt, x.LastSeenAt)), 0)
    FROM config.Instance AS i
    INNER JOIN fact.BlockingIncident AS x ON x.InstanceId = i.InstanceId
    WHERE x.FirstSeenAt >= w.FromAt
      AND x.FirstSeenAt < w.ToAt
      AND (@InstanceId IS NULL OR x.InstanceId = @InstanceId)
      AND (@Stage IS NULL OR i.Environment = @Stage)
) AS k
CROSS APPLY
(
    SELECT DeadlockCount = COUNT(*)
    FROM config.Instance AS i
    INNER JOIN fact.Deadlock AS x ON x.InstanceId = i.InstanceId
    WHERE x.DetectedAt >= w.FromAt
      AND x.DetectedAt < w.ToAt
      AND (@InstanceId IS NULL OR x.InstanceId = @InstanceId)
      AND (@Stage IS NULL OR i.Environment = @Stage)
) AS d
CROSS APPLY
(
    SELECT
        RunCount = COUNT(*),
        FailedCount = COALESCE(SUM(CASE WHEN x.StatusNumber = 3 THEN 1 ELSE 0 END), 0),
        BatchMs = COALESCE(SUM(x.DurationMs), 0)
    FROM config.Instance AS i
    INNER JOIN fact.BatchExecution AS x ON x.InstanceId = i.InstanceId
    WHERE x.StartedAt >= w.FromAt
      AND x.StartedAt < w.ToAt
      AND x.IsRunning = 0
      AND (@InstanceId IS NULL OR x.InstanceId = @InstanceId)
      AND (@Stage IS NULL OR i.Environment = @Stage)
) AS r
OUTER APPLY
(
    SELECT CoveredShare = AVG(c.CoveredShare)
    FROM config.Instance AS i
    INNER JOIN config.Collector AS o ON o.CollectorName = N'Requests'
    CROSS APPLY rollup.CoverageOf(i.InstanceId, o.CollectorId, w.FromAt, w.ToAt) AS c
    WHERE i.IsEnabled = 1
      AND (@InstanceId IS NULL OR i.InstanceId = @InstanceId)
      AND (@Stage IS NULL OR i.Environment = @Stage)
) AS v;

SELECT
    v.RowNumber,
    WeekText = CONCAT(
        CONVERT(nvarchar(10), t.LocalFrom, 120), N' to ', CONVERT(nvarchar(10), DATEADD(day, 6, t.LocalFrom), 120)),
    AnswerText = CASE
        WHEN t.IsWatched = 0 THEN N'Nothing was watched in this week.'
        WHEN b.IsWatched = 0 THEN CONCAT(
            N'The week before was not watched: ', t.CriticalCount, N' critical alerts, ', p.DurationText, N' of blocking.')
        ELSE CONCAT(
            CASE
                WHEN t.CriticalCount < b.CriticalCount THEN N'Calmer than the week before'
                WHEN t.CriticalCount > b.CriticalCount THEN N'More trouble than the week before'
                ELSE N'As the week before'
            END,
            N': ', t.CriticalCount, N' critical alerts (', b.CriticalCount, N'), ', p.DurationText, N' of blocking (',
            q.DurationText, N').')
    END,
    v.FigureText,
    ThisText = CASE WHEN v.NeedsWatch = 1 AND t.IsWatched = 0 THEN N'—' ELSE v.ThisText END,
    BeforeText = CASE WHEN v.NeedsWatch = 1 AND b.IsWatched = 0 THEN N'—' ELSE v.BeforeText END,
    MadeAt = @Now
FROM #Figure AS t
INNER JOIN #Figure AS b ON b.WeekNumber = 0
CROSS APPLY lib.DurationText(NULLIF(t.BlockedMs, 0)) AS tb
CROSS APPLY lib.DurationText(NULLIF(b.BlockedMs, 0)) AS bb
CROSS APPLY
(
    SELECT DurationText = COALESCE(tb.DurationText, N'0 s')
) AS p
CROSS APPLY
(
    SELECT DurationText = COALESCE(bb.DurationText, N'0 s')
) AS q
CROSS APPLY lib.DurationText(NULLIF(t.BatchMs, 0)) AS x
CROSS APPLY lib.DurationText(NULLIF(b.BatchMs, 0)) AS y
CROSS APPLY
(
    VALUES
        (1, N'Critical alerts', CAST(t.CriticalCount AS nvarchar(20)), CAST(b.CriticalCount AS nvarchar(20)), 1),
        (2, N'Warnings', CAST(t.WarningCount AS nvarchar(20)), CAST(b.WarningCount AS nvarchar(20)), 1),
        (3, N'Blocking incidents', CAST(t.IncidentCount AS nvarchar(20)), CAST(b.IncidentCount AS nvarchar(20)), 1),
        (4, N'Time with blocking', p.DurationText, q.DurationText, 1),
        (5, N'Deadlocks', CAST(t.DeadlockCount AS nvarchar(20)), CAST(b.DeadlockCount AS nvarchar(20)), 1),
        (6, N'Batch runs', CAST(t.RunCount AS nvarchar(20)), CAST(b.RunCount AS nvarchar(20)), 0),
        (7, N'Batch runs that failed', CAST(t.FailedCount AS nvarchar(20)), CAST(b.FailedCount AS nvarchar(20)), 0),
        (8, N'Batch time', COALESCE(x.DurationText, N'0 s'), COALESCE(y.DurationText, N'0 s'), 0),
        (9, N'Watched', CONCAT(CAST(ROUND(100 * COALESCE(t.CoveredShare, 0), 0) AS int), N' %'),
            CONCAT(CAST(ROUND(100 * COALESCE(b.CoveredShare, 0), 0) AS int), N' %'), 0)
) AS v (RowNumber, FigureText, ThisText, BeforeText, NeedsWatch)
WHERE t.WeekNumber = 1
ORDER BY v.RowNumber;
