/*  report.SqlTiles: SQL Server in a few figures, as of now. One row; of several instances the worst speaks.
    @InstanceId, @Stage   NULL for all
    Figures are NULL where nothing was captured within ten minutes. WaitCount: tasks that wait
    now. …UsualText: the figure beside what is usual, of the instance and file where it is worst.  */
CREATE PROCEDURE report.SqlTiles
    @InstanceId int = NULL,
    @Stage      nvarchar(16) = NULL,
    @Help       bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'SqlTiles';
    RETURN;
END;

DECLARE @Now datetime2(3);

SELECT @Now = w.NowAt
FROM report.WindowOf(NULL, NULL, NULL, NULL) AS w;

SELECT
    CpuPercent = MAX(c.Value),
    OtherPercent = MAX(p.Value),
    WaitCount = MAX(w.Value),
    ReadLatencyMs = MAX(r.Value),
    WriteLatencyMs = MAX(d.Value),
    PageLifeMs = CAST(MIN(l.Value) * 1000 AS bigint),
    RegressionCount = SUM(q.RegressionCount),
    DifferingCount = CAST(SUM(s.Value) AS int),
    CpuUsualText = (SELECT u.UsualText FROM report.WorstUsual(@InstanceId, @Stage, N'cpu.sql_percent', @Now) AS u),
    WaitUsualText = (SELECT u.UsualText FROM report.WorstUsual(@InstanceId, @Stage, N'waits.inflight_tasks', @Now) AS u),
    ReadUsualText = (SELECT u.UsualText FROM report.WorstUsual(@InstanceId, @Stage, N'fileio.read_latency_ms', @Now) AS u),
    PageLifeUsualText =
    (
        SELECT u.UsualText FROM report.WorstUsual(@InstanceId, @Stage, N'memory.page_life_expectancy_s', @Now) AS u
    ),
    Severity = CASE MAX(o.WorstRank) WHEN 2 THEN N'critical' WHEN 1 THEN N'warning' ELSE N'ok' END
FROM config.Instance AS i
OUTER APPLY report.MetricNow(i.InstanceId, N'cpu.sql_percent', @Now, 10) AS c
OUTER APPLY report.MetricNow(i.InstanceId, N'cpu.other_percent', @Now, 10) AS p
OUTER APPLY report.MetricNow(i.InstanceId, N'waits.inflight_tasks', @Now, 10) AS w
OUTER APPLY report.MetricNow(i.InstanceId, N'fileio.read_latency_ms', @Now, 10) AS r
OUTER APPLY report.MetricNow(i.InstanceId, N'fileio.write_latency_ms', @Now, 10) AS d
OUTER APPLY report.MetricNow(i.InstanceId, N'memory.page_life_expectancy_s', @Now, 10) AS l
OUTER APPLY report.MetricNow(i.InstanceId, N'server.settings_differing', @Now, 10) AS s
OUTER APPLY
(
    SELECT RegressionCount = COUNT(*)
    FROM fact.QueryRegression AS x
    WHERE x.InstanceId = i.InstanceId
      AND x.EndedAt IS NULL
) AS q
OUTER APPLY
(
    SELECT WorstRank = MAX(a.SeverityRank)
    FROM report.OpenAlert() AS a
    WHERE a.InstanceId = i.InstanceId
      AND a.CausePage IN (N'SqlHealth', N'Files', N'TempDb', N'Memory', N'TopStatements', N'PlanRegression')
) AS o
WHERE i.IsEnabled = 1
  AND (@InstanceId IS NULL OR i.InstanceId = @InstanceId)
  AND (@Stage IS NULL OR i.Environment = @Stage);
