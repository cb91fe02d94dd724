/*  report.WeeklyReport: the week in one page: what happened beside the week before, a row for each figure.
    @InstanceId, @Stage   NULL for all
    @TimeZone, @WeekStart   as in report.WeekOf; …Local is by the clock of that zone  */
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
    CoveredShare = v.CoveredShare
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
    FROM fact.BlockingIncident AS x
    INNER JOIN config.Instance AS i ON i.InstanceId = x.InstanceId
    WHERE x.FirstSeenAt >= w.FromAt
      AND x.FirstSeenAt < w.ToAt
      AND (@InstanceId IS NULL OR x.InstanceId = @InstanceId)
      AND (@Stage IS NULL OR i.Environment = @Stage)
) AS k
CROSS APPLY
(
    SELECT DeadlockCount = COUNT(*)
    FROM fact.Deadlock AS x
    INNER JOIN config.Instance AS i ON i.InstanceId = x.InstanceId
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
    FROM fact.BatchExecution AS x
    INNER JOIN config.Instance AS i ON i.InstanceId = x.InstanceId
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
    AnswerText = CONCAT(
        CASE
            WHEN t.CoveredShare IS NULL OR t.CoveredShare = 0 THEN N'Nothing was watched in this week'
            WHEN b.CoveredShare IS NULL OR b.CoveredShare = 0 THEN N'The week before was not watched'
            WHEN t.CriticalCount < b.CriticalCount THEN N'Calmer than the week before'
            WHEN t.CriticalCount > b.CriticalCount THEN N'More trouble than the week before'
            ELSE N'As the week before'
        END,
        N': ', t.CriticalCount, N' critical alerts (', b.CriticalCount, N'), ',
        COALESCE(p.DurationText, N'0 s'), N' of blocking (', COALESCE(q.DurationText, N'0 s'), N').'),
    v.FigureText,
    v.ThisText,
    v.BeforeText,
    MadeAt = @Now
FROM #Figure AS t
INNER JOIN #Figure AS b ON b.WeekNumber = 0
CROSS APPLY lib.DurationText(t.BlockedMs) AS p
CROSS APPLY lib.DurationText(b.BlockedMs) AS q
CROSS APPLY lib.DurationText(t.BatchMs) AS x
CROSS APPLY lib.DurationText(b.BatchMs) AS y
CROSS APPLY
(
    VALUES
        (1, N'Critical alerts', CAST(t.CriticalCount AS nvarchar(20)), CAST(b.CriticalCount AS nvarchar(20))),
        (2, N'Warnings', CAST(t.WarningCount AS nvarchar(20)), CAST(b.WarningCount AS nvarchar(20))),
        (3, N'Blocking incidents', CAST(t.IncidentCount AS nvarchar(20)), CAST(b.IncidentCount AS nvarchar(20))),
        (4, N'Time with blocking', p.DurationText, q.DurationText),
        (5, N'Deadlocks', CAST(t.DeadlockCount AS nvarchar(20)), CAST(b.DeadlockCount AS nvarchar(20))),
        (6, N'Batch runs', CAST(t.RunCount AS nvarchar(20)), CAST(b.RunCount AS nvarchar(20))),
        (7, N'Batch runs that failed', CAST(t.FailedCount AS nvarchar(20)), CAST(b.FailedCount AS nvarchar(20))),
        (8, N'Batch time', x.DurationText, y.DurationText),
        (9, N'Watched', CONCAT(CAST(ROUND(100 * COALESCE(t.CoveredShare, 0), 0) AS int), N' %'),
            CONCAT(CAST(ROUND(100 * COALESCE(b.CoveredShare, 0), 0) AS int), N' %'))
) AS v (RowNumber, FigureText, ThisText, BeforeText)
WHERE t.WeekNumber = 1
ORDER BY v.RowNumber;
