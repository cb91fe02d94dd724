/*  report.BatchTiles: batch in a few figures: what runs and waits now, and how the period went. One row.
    @InstanceId, @Stage   NULL for all
    @FromAt, @ToAt, @Window, @TimeZone   as in report.WindowOf; …Local is by the clock of that zone
    What is about now is NULL where nothing was captured within five minutes. …UsualText: what there is
    usually at this time.  */
CREATE PROCEDURE report.BatchTiles
    @InstanceId int = NULL,
    @Stage      nvarchar(16) = NULL,
    @FromAt     datetime2(3) = NULL,
    @ToAt       datetime2(3) = NULL,
    @Window     nvarchar(16) = NULL,
    @TimeZone   nvarchar(128) = NULL,
    @Help       bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'BatchTiles';
    RETURN;
END;

DECLARE @Now datetime2(3);
DECLARE @From datetime2(3);
DECLARE @To datetime2(3);

SELECT @Now = w.NowAt, @From = w.FromAt, @To = w.ToAt
FROM report.WindowOf(@Window, @FromAt, @ToAt, @TimeZone) AS w;

SELECT
    RunningCount = SUM(k.ExecutingCount),
    ReadyCount = SUM(k.ReadyCount),
    OverdueCount = SUM(k.OverdueCount),
    OldestAgeMs = MAX(k.OldestAgeMs),
    EndedCount = COALESCE(SUM(r.RunCount), 0),
    FailedCount = COALESCE(SUM(r.FailedCount), 0),
    FailedPercent = 100e0 * SUM(r.FailedCount) / NULLIF(SUM(r.RunCount), 0),
    BusyCount = SUM(t.BusyCount),
    ThreadCount = SUM(t.ThreadCount),
    UnservedCount = SUM(g.UnservedCount),
    BusyUsualText = (SELECT u.UsualText FROM report.UsualSum(@InstanceId, @Stage, N'batch.busy_threads', @Now) AS u),
    OverdueUsualText = (SELECT u.UsualText FROM report.UsualSum(@InstanceId, @Stage, N'batch.overdue_count', @Now) AS u),
    Severity = CASE MAX(o.WorstRank) WHEN 2 THEN N'critical' WHEN 1 THEN N'warning' ELSE N'ok' END
FROM config.Instance AS i
OUTER APPLY report.BacklogNow(i.InstanceId, @Now) AS k
OUTER APPLY
(
    SELECT RunCount = COUNT(*), FailedCount = SUM(CASE WHEN e.StatusNumber = 3 THEN 1 ELSE 0 END)
    FROM fact.BatchExecution AS e
    WHERE e.InstanceId = i.InstanceId
      AND e.StartedAt >= @From
      AND e.StartedAt < @To
      AND e.IsRunning = 0
) AS r
OUTER APPLY
(
    SELECT BusyCount = SUM(c.BusyCount), ThreadCount = SUM(c.ThreadCount)
    FROM fact.BatchCapacity AS c
    WHERE c.InstanceId = i.InstanceId
      AND c.CapturedAt = k.CapturedAt
) AS t
OUTER APPLY
(
    SELECT UnservedCount = SUM(CASE WHEN c.ServerCount = 0 AND c.DueCount > 0 THEN 1 ELSE 0 END)
    FROM fact.BatchGroupCapacity AS c
    WHERE c.InstanceId = i.InstanceId
      AND c.CapturedAt = k.CapturedAt
) AS g
OUTER APPLY
(
    SELECT WorstRank = MAX(a.SeverityRank)
    FROM report.OpenAlert() AS a
    WHERE a.InstanceId = i.InstanceId
      AND a.RuleName LIKE N'Batch%'
) AS o
WHERE i.IsEnabled = 1
  AND (@InstanceId IS NULL OR i.InstanceId = @InstanceId)
  AND (@Stage IS NULL OR i.Environment = @Stage)
OPTION (RECOMPILE);
