/*  report.BatchClass: one batch class in a period: one row, none for a class that never ran.
    @InstanceId   NULL for all
    @FromAt, @ToAt, @Window, @TimeZone   as in report.WindowOf; …Local is by the clock of that zone
    @Company, @GroupId   only runs of that company and of that batch group, by their whole name, (none) and
                  (default group) for those without one; NULL or empty for all
    @ClassNumber   of the X++ class; without @InstanceId the instance that ran it last  */
CREATE PROCEDURE report.BatchClass
    @InstanceId  int = NULL,
    @ClassNumber int = NULL,
    @FromAt      datetime2(3) = NULL,
    @ToAt        datetime2(3) = NULL,
    @Window      nvarchar(16) = NULL,
    @TimeZone    nvarchar(128) = NULL,
    @Company     nvarchar(10) = NULL,
    @GroupId     nvarchar(60) = NULL,
    @Help        bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'BatchClass';
    RETURN;
END;

SET @Company = NULLIF(@Company, N'');
SET @GroupId = NULLIF(@GroupId, N'');

DECLARE @From datetime2(3);
DECLARE @To datetime2(3);

SELECT @From = w.FromAt, @To = w.ToAt
FROM report.WindowOf(@Window, @FromAt, @ToAt, @TimeZone) AS w;

SELECT
    ClassName = n.Name,
    ClassNumber = @ClassNumber,
    i.InstanceName,
    i.InstanceId,
    x.RunCount,
    x.FailedCount,
    SuccessPercent = 100e0 * (x.RunCount - x.FailedCount) / NULLIF(x.RunCount, 0),
    x.P50Ms,
    x.P95Ms,
    x.MaxMs,
    x.RetryCount,
    u.UsualMs,
    UsualDayCount = u.DayCount,
    UsualRatio = 1e0 * x.P50Ms / NULLIF(u.UsualMs, 0),
    l.LeakId,
    LeakText = CASE
        WHEN l.LeakId IS NOT NULL THEN CONCAT(
            N'+', CAST(l.RelativePercent AS decimal(18, 1)), N' % a day since ', CONVERT(nvarchar(10), l.OnsetDate, 120))
    END,
    Severity = COALESCE(l.Severity, N'ok'),
    NameText = CASE WHEN n.Name = CAST(@ClassNumber AS nvarchar(12)) THEN N'no name; config.SetBatchClass sets one' ELSE N'' END
FROM config.Instance AS i
CROSS APPLY dim.BatchClassName(i.InstanceId, @ClassNumber) AS n
CROSS APPLY
(
    SELECT
        RunCount = COALESCE(SUM(p.RunCount), 0),
        FailedCount = COALESCE(SUM(p.FailedCount), 0),
        RetryCount = COALESCE(SUM(p.RetryCount), 0),
        P50Ms = MIN(CASE WHEN 100 * p.Place >= 50 * p.Total THEN p.DurationMs END),
        P95Ms = MIN(CASE WHEN 100 * p.Place >= 95 * p.Total THEN p.DurationMs END),
        MaxMs = MAX(p.DurationMs)
    FROM
    (
        -- AX tells whole seconds: there are far fewer durations than runs.
        SELECT
            e.DurationMs,
            RunCount = COUNT_BIG(*),
            FailedCount = SUM(CASE WHEN e.StatusNumber = 3 THEN 1 ELSE 0 END),
            RetryCount = SUM(e.RetryCount),
            Place = SUM(COUNT_BIG(*)) OVER (ORDER BY e.DurationMs ROWS UNBOUNDED PRECEDING),
            Total = SUM(COUNT_BIG(*)) OVER ()
        FROM fact.BatchExecution AS e
        WHERE e.InstanceId = i.InstanceId
          AND e.ClassNumber = @ClassNumber
          AND e.StartedAt >= @From
          AND e.StartedAt < @To
          AND e.IsRunning = 0
          AND (@Company IS NULL OR COALESCE(NULLIF(e.Company, N''), N'(none)') = @Company)
          AND (@GroupId IS NULL OR COALESCE(NULLIF(e.GroupId, N''), N'(default group)') = @GroupId)
        GROUP BY e.DurationMs
    ) AS p
) AS x
OUTER APPLY report.BatchUsual(i.InstanceId, @ClassNumber, @From) AS u
OUTER APPLY
(
    SELECT TOP (1) k.LeakId, k.RelativePercent, k.OnsetDate, k.Severity
    FROM report.LeakRow() AS k
    WHERE k.InstanceId = i.InstanceId
      AND k.MetricName = N'batch.duration_ms'
      AND k.KeyText = n.Name
      AND k.ClosedDate IS NULL
    ORDER BY k.LeakId DESC
) AS l
WHERE i.InstanceId = COALESCE(
        @InstanceId,
        (
            SELECT TOP (1) v.InstanceId
            FROM config.Instance AS v
            CROSS APPLY
            (
                SELECT TOP (1) y.StartedAt
                FROM fact.BatchExecution AS y
                WHERE y.InstanceId = v.InstanceId
                  AND y.ClassNumber = @ClassNumber
                ORDER BY y.StartedAt DESC
            ) AS q
            ORDER BY q.StartedAt DESC
        ))
  AND EXISTS (SELECT 1 FROM fact.BatchExecution AS z WHERE z.InstanceId = i.InstanceId AND z.ClassNumber = @ClassNumber)
OPTION (RECOMPILE);
