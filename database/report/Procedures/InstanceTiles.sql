/*  report.InstanceTiles: an instance in a few figures, as of now. One row; of several instances their sum, of
    processor, alert and forecast the worst.
    @InstanceId, @Stage   NULL for all
    Figures are NULL where nothing was captured within five minutes (processor: ten).
    AlertText   the worst open alert, the oldest of several
    FullInDays  until the first of all that fills up is full, FullText names it; NULL: nothing has a
                forecast  */
CREATE PROCEDURE report.InstanceTiles
    @InstanceId int = NULL,
    @Stage      nvarchar(16) = NULL,
    @Help       bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'InstanceTiles';
    RETURN;
END;

DECLARE @Now datetime2(3) = (SELECT n.NowAt FROM report.Now() AS n);

SELECT TOP (1) a.AlertId, a.Headline
INTO #Worst
FROM report.OpenAlert() AS a
INNER JOIN config.Instance AS i ON i.InstanceId = a.InstanceId
WHERE (@InstanceId IS NULL OR a.InstanceId = @InstanceId)
  AND (@Stage IS NULL OR i.Environment = @Stage)
ORDER BY a.SeverityRank DESC, a.OpenedAt, a.AlertId;

SELECT
    Severity = CASE MAX(o.WorstRank) WHEN 2 THEN N'critical' WHEN 1 THEN N'warning' ELSE N'ok' END,
    AlertCount = COALESCE(SUM(o.AlertCount), 0),
    AlertText = (SELECT w.Headline FROM #Worst AS w),
    AosText = CASE WHEN SUM(x.AosCount) IS NOT NULL THEN CONCAT(SUM(x.UpCount), N'/', SUM(x.AosCount)) END,
    AosDownCount = SUM(x.DownCount),
    UserCount = SUM(x.UserCount),
    SessionCount = SUM(x.SessionCount),
    UserUsualText = (SELECT u.UsualText FROM report.UsualSum(@InstanceId, @Stage, N'axsessions.user_count', @Now) AS u),
    RunningCount = SUM(k.ExecutingCount),
    OverdueCount = SUM(k.OverdueCount),
    CpuPercent = MAX(c.Value),
    CpuUsualText = (SELECT u.UsualText FROM report.WorstUsual(@InstanceId, @Stage, N'cpu.sql_percent', @Now) AS u),
    FullInDays = MIN(f.FullInDays),
    FullText =
    (
        SELECT TOP (1) CONCAT(w.KindName, N' ', w.WhatName)
        FROM baseline.FullWhen() AS w
        INNER JOIN config.Instance AS n ON n.InstanceId = w.InstanceId
        WHERE w.FullInDays IS NOT NULL
          AND (@InstanceId IS NULL OR w.InstanceId = @InstanceId)
          AND (@Stage IS NULL OR n.Environment = @Stage)
        ORDER BY w.FullInDays
    )
FROM config.Instance AS i
OUTER APPLY
(
    SELECT AlertCount = COUNT(*), WorstRank = MAX(a.SeverityRank)
    FROM report.OpenAlert() AS a
    WHERE a.InstanceId = i.InstanceId
) AS o
OUTER APPLY report.AosNow(i.InstanceId, @Now) AS x
OUTER APPLY report.BacklogNow(i.InstanceId, @Now) AS k
OUTER APPLY report.MetricNow(i.InstanceId, N'cpu.sql_percent', @Now, 10) AS c
OUTER APPLY
(
    SELECT FullInDays = MIN(w.FullInDays)
    FROM baseline.FullWhen() AS w
    WHERE w.InstanceId = i.InstanceId
) AS f
WHERE i.IsEnabled = 1
  AND (@InstanceId IS NULL OR i.InstanceId = @InstanceId)
  AND (@Stage IS NULL OR i.Environment = @Stage);
