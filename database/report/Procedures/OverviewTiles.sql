/*  report.OverviewTiles: the figures at the top of the first page: one row.
    @InstanceId, @Stage   NULL for all
    Figures are NULL where nothing was captured within five minutes. FullInDays is the first of
            everything that fills up. BlockedUsualText: of the instance with most.  */
CREATE PROCEDURE report.OverviewTiles
    @InstanceId int = NULL,
    @Stage      nvarchar(16) = NULL,
    @Help       bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'OverviewTiles';
    RETURN;
END;

DECLARE @Now datetime2(3);

SELECT @Now = w.NowAt
FROM report.WindowOf(NULL, NULL, NULL, NULL) AS w;

DECLARE @Standing TABLE (InstanceId int NOT NULL, OffCount int NOT NULL, TotalCount int NOT NULL, PRIMARY KEY (InstanceId));

INSERT @Standing (InstanceId, OffCount, TotalCount)
SELECT s.InstanceId, SUM(CASE WHEN s.IsCollecting = 1 THEN 0 ELSE 1 END), COUNT(*)
FROM ops.CollectorStanding(@Now) AS s
GROUP BY s.InstanceId;

SELECT
    Severity = CASE MAX(o.WorstRank) WHEN 2 THEN N'critical' WHEN 1 THEN N'warning' ELSE N'ok' END,
    AlertCount = COALESCE(SUM(o.AlertCount), 0),
    CriticalCount = COALESCE(SUM(o.CriticalCount), 0),
    WarningCount = COALESCE(SUM(o.WarningCount), 0),
    InstanceCount = COUNT(*),
    NotCollectingCount = SUM(CASE WHEN s.OffCount > 0 OR s.InstanceId IS NULL THEN 1 ELSE 0 END),
    OffCollectorCount = COALESCE(SUM(s.OffCount), 0),
    BlockedCount = SUM(b.VictimCount),
    LongestWaitMs = MAX(b.LongestWaitMs),
    BatchOverdueCount = SUM(k.OverdueCount),
    OldestAgeMs = MAX(k.OldestAgeMs),
    AosCount = SUM(x.AosCount),
    AosDownCount = SUM(x.DownCount),
    BlockedUsualText =
    (
        SELECT u.UsualText FROM report.WorstUsual(@InstanceId, @Stage, N'counters.processes_blocked', @Now) AS u
    ),
    BatchUsualText = (SELECT u.UsualText FROM report.UsualSum(@InstanceId, @Stage, N'batch.overdue_count', @Now) AS u),
    FullInDays = MIN(f.FullInDays)
FROM config.Instance AS i
LEFT JOIN @Standing AS s ON s.InstanceId = i.InstanceId
OUTER APPLY
(
    SELECT
        AlertCount = COUNT(*),
        CriticalCount = SUM(CASE WHEN a.Severity = N'critical' THEN 1 ELSE 0 END),
        WarningCount = SUM(CASE WHEN a.Severity = N'warning' THEN 1 ELSE 0 END),
        WorstRank = MAX(a.SeverityRank)
    FROM report.OpenAlert() AS a
    WHERE a.InstanceId = i.InstanceId
) AS o
OUTER APPLY report.BlockedNow(i.InstanceId, @Now) AS b
OUTER APPLY report.BacklogNow(i.InstanceId, @Now) AS k
OUTER APPLY report.AosNow(i.InstanceId, @Now) AS x
OUTER APPLY
(
    SELECT FullInDays = MIN(w.FullInDays)
    FROM baseline.FullWhen() AS w
    WHERE w.InstanceId = i.InstanceId
) AS f
WHERE i.IsEnabled = 1
  AND (@InstanceId IS NULL OR i.InstanceId = @InstanceId)
  AND (@Stage IS NULL OR i.Environment = @Stage);
