/*  report.BatchTiles: batch in a few figures: what runs and waits now, and how the period went. One row.
    @InstanceId, @Stage   NULL for all
    @FromAt, @ToAt, @Window, @TimeZone   as in report.WindowOf; …Local is by the clock of that zone
    @Company, @GroupId   only runs of that company and of that batch group, by their whole name, (none) and
                  (default group) for those without one; NULL or empty for all
                  What waits for a thread is known by group, not by company: NULL with @Company. What is usual
                  is known of all together: NULL with either.
    What is about now is NULL where nothing was captured within five minutes. …UsualText: what there is
    usually at this time.  */
CREATE PROCEDURE report.BatchTiles
    @InstanceId int = NULL,
    @Stage      nvarchar(16) = NULL,
    @FromAt     datetime2(3) = NULL,
    @ToAt       datetime2(3) = NULL,
    @Window     nvarchar(16) = NULL,
    @TimeZone   nvarchar(128) = NULL,
    @Company    nvarchar(10) = NULL,
    @GroupId    nvarchar(60) = NULL,
    @Help       bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'BatchTiles';
    RETURN;
END;

SET @Company = NULLIF(@Company, N'');
SET @GroupId = NULLIF(@GroupId, N'');

DECLARE @Now datetime2(3);
DECLARE @From datetime2(3);
DECLARE @To datetime2(3);

SELECT @Now = w.NowAt, @From = w.FromAt, @To = w.ToAt
FROM report.WindowOf(@Window, @FromAt, @ToAt, @TimeZone) AS w;

SELECT
    RunningCount = CASE WHEN @Company IS NULL THEN SUM(q.ExecutingCount) ELSE SUM(q.RunningCount) END,
    ReadyCount = CASE WHEN @Company IS NULL THEN SUM(q.ReadyCount) END,
    OverdueCount = CASE WHEN @Company IS NULL THEN SUM(q.OverdueCount) END,
    OldestAgeMs = CASE WHEN @Company IS NULL THEN MAX(q.OldestAgeMs) END,
    EndedCount = COALESCE(SUM(r.RunCount), 0),
    FailedCount = COALESCE(SUM(r.FailedCount), 0),
    FailedPercent = 100e0 * SUM(r.FailedCount) / NULLIF(SUM(r.RunCount), 0),
    BusyCount = SUM(t.BusyCount),
    ThreadCount = SUM(t.ThreadCount),
    UnservedCount = SUM(g.UnservedCount),
    BusyUsualText = (SELECT u.UsualText FROM report.UsualSum(@InstanceId, @Stage, N'batch.busy_threads', @Now) AS u),
    OverdueUsualText = CASE
        WHEN @Company IS NOT NULL THEN N'not known by company'
        WHEN @GroupId IS NULL
            THEN (SELECT u.UsualText FROM report.UsualSum(@InstanceId, @Stage, N'batch.overdue_count', @Now) AS u)
    END,
    Severity = CASE MAX(o.WorstRank) WHEN 2 THEN N'critical' WHEN 1 THEN N'warning' ELSE N'ok' END
FROM config.Instance AS i
OUTER APPLY report.BacklogNow(i.InstanceId, @Now) AS k
OUTER APPLY
(
    SELECT
        OverdueCount = COALESCE(SUM(b.OverdueCount), 0),
        OldestAgeMs = MAX(CASE WHEN b.OverdueCount > 0 THEN b.OldestAgeMs END),
        ReadyCount = COALESCE(SUM(b.ReadyCount), 0),
        ExecutingCount = COALESCE(SUM(b.ExecutingCount), 0),
        RunningCount = MAX(y.RunningCount)
    FROM
    (
        SELECT RunningCount = COUNT(*)
        FROM fact.BatchExecution AS e
        WHERE e.InstanceId = i.InstanceId
          AND e.IsRunning = 1
          AND e.LastSeenAt > DATEADD(minute, -5, @Now)
          AND (@Company IS NULL OR COALESCE(NULLIF(e.Company, N''), N'(none)') = @Company)
          AND (@GroupId IS NULL OR COALESCE(NULLIF(e.GroupId, N''), N'(default group)') = @GroupId)
    ) AS y
    LEFT JOIN fact.BatchBacklog AS b ON b.InstanceId = i.InstanceId
        AND b.CapturedAt = k.CapturedAt
        AND (@GroupId IS NULL OR COALESCE(NULLIF(b.GroupId, N''), N'(default group)') = @GroupId)
    WHERE k.CapturedAt IS NOT NULL
    HAVING COUNT(*) > 0
) AS q
OUTER APPLY
(
    SELECT RunCount = COUNT(*), FailedCount = SUM(CASE WHEN e.StatusNumber = 3 THEN 1 ELSE 0 END)
    FROM fact.BatchExecution AS e
    WHERE e.InstanceId = i.InstanceId
      AND e.StartedAt >= @From
      AND e.StartedAt < @To
      AND e.IsRunning = 0
      AND (@Company IS NULL OR COALESCE(NULLIF(e.Company, N''), N'(none)') = @Company)
      AND (@GroupId IS NULL OR COALESCE(NULLIF(e.GroupId, N''), N'(default group)') = @GroupId)
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
      AND (@GroupId IS NULL OR COALESCE(NULLIF(c.GroupId, N''), N'(default group)') = @GroupId)
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
