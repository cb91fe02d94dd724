/*  report.IndexTiles: indexes and statistics in a few figures, as last read. One row.
    @InstanceId, @Stage   NULL for all  */
CREATE PROCEDURE report.IndexTiles
    @InstanceId int = NULL,
    @Stage      nvarchar(16) = NULL,
    @Help       bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'IndexTiles';
    RETURN;
END;

DECLARE @Now datetime2(3);

SELECT @Now = w.NowAt
FROM report.WindowOf(NULL, NULL, NULL, NULL) AS w;

SELECT
    MissingCount = CAST(SUM(m.Value) AS int),
    UnusedCount = CAST(SUM(u.Value) AS int),
    StaleCount = CAST(SUM(s.Value) AS int),
    FragmentedCount = CAST(SUM(f.Value) AS int),
    Severity = CASE MAX(o.WorstRank) WHEN 2 THEN N'critical' WHEN 1 THEN N'warning' ELSE N'ok' END,
    ReasonText = MAX(c.Reason),
    MadeAt = @Now
FROM config.Instance AS i
OUTER APPLY report.MetricNow(i.InstanceId, N'index.missing_count', @Now, 2880) AS m
OUTER APPLY report.MetricNow(i.InstanceId, N'index.unused_count', @Now, 2880) AS u
OUTER APPLY report.MetricNow(i.InstanceId, N'stats.stale_count', @Now, 2880) AS s
OUTER APPLY report.MetricNow(i.InstanceId, N'index.fragmented_count', @Now, 2880) AS f
OUTER APPLY
(
    SELECT TOP (1) x.Reason
    FROM fact.IndexHealthCapture AS x
    WHERE x.InstanceId = i.InstanceId
    ORDER BY x.CapturedAt DESC
) AS c
OUTER APPLY
(
    SELECT WorstRank = MAX(a.SeverityRank)
    FROM report.OpenAlert() AS a
    WHERE a.InstanceId = i.InstanceId
      AND a.RuleName = N'Statistics stale'
) AS o
WHERE i.IsEnabled = 1
  AND (@InstanceId IS NULL OR i.InstanceId = @InstanceId)
  AND (@Stage IS NULL OR i.Environment = @Stage);
