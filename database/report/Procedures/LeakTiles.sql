/*  report.LeakTiles: what grows in a few figures. One row.
    @InstanceId, @Stage   NULL for all
    LearningCount: series with fewer than seven days behind them, of which nothing can be said yet.  */
CREATE PROCEDURE report.LeakTiles
    @InstanceId int = NULL,
    @Stage      nvarchar(16) = NULL,
    @Help       bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'LeakTiles';
    RETURN;
END;

DECLARE @Now datetime2(3);

SELECT @Now = w.NowAt
FROM report.WindowOf(NULL, NULL, NULL, NULL) AS w;

SELECT
    LeakCount = COALESCE(SUM(l.LeakCount), 0),
    EarlyCount = COALESCE(SUM(l.EarlyCount), 0),
    CrossesInDays = MIN(l.CrossesInDays),
    FullInDays = MIN(f.FullInDays),
    SeriesCount = COALESCE(SUM(s.SeriesCount), 0),
    LearningCount = COALESCE(SUM(s.LearningCount), 0),
    Severity = CASE MAX(o.WorstRank) WHEN 2 THEN N'critical' WHEN 1 THEN N'warning' ELSE N'ok' END
FROM config.Instance AS i
OUTER APPLY
(
    SELECT
        LeakCount = SUM(CASE WHEN k.IsEarlySign = 0 THEN 1 ELSE 0 END),
        EarlyCount = SUM(CASE WHEN k.IsEarlySign = 1 THEN 1 ELSE 0 END),
        CrossesInDays = MIN(CASE WHEN k.IsEarlySign = 0 THEN k.DaysToThreshold END)
    FROM baseline.Leak AS k
    INNER JOIN rollup.Series AS r ON r.SeriesId = k.SeriesId
    WHERE r.InstanceId = i.InstanceId
      AND k.ClosedDate IS NULL
) AS l
OUTER APPLY
(
    SELECT FullInDays = MIN(w.FullInDays)
    FROM baseline.FullWhen() AS w
    WHERE w.InstanceId = i.InstanceId
) AS f
OUTER APPLY
(
    SELECT SeriesCount = COUNT(*), LearningCount = SUM(CASE WHEN d.DayCount < 7 THEN 1 ELSE 0 END)
    FROM
    (
        SELECT v.SeriesId, DayCount = COUNT(*)
        FROM rollup.Series AS v
        INNER JOIN baseline.DayValue AS y ON y.SeriesId = v.SeriesId AND y.LocalDate >= DATEADD(day, -30, @Now)
        WHERE v.InstanceId = i.InstanceId
        GROUP BY v.SeriesId
    ) AS d
) AS s
OUTER APPLY
(
    SELECT WorstRank = MAX(a.SeverityRank)
    FROM report.OpenAlert() AS a
    WHERE a.InstanceId = i.InstanceId
      AND a.RuleName IN (N'Leak', N'Volume filling', N'Log filling', N'tempdb filling')
) AS o
WHERE i.IsEnabled = 1
  AND (@InstanceId IS NULL OR i.InstanceId = @InstanceId)
  AND (@Stage IS NULL OR i.Environment = @Stage);
