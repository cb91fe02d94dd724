/*  report.BatchClassBy: where the runs of a batch class take longest in a period: by company, AX server and
    hour of the day.
    @InstanceId   NULL for all
    @FromAt, @ToAt, @Window, @TimeZone   as in report.WindowOf; …Local is by the clock of that zone
    @Company, @GroupId   only runs of that company and of that batch group, by their whole name, (none) and
                  (default group) for those without one; NULL or empty for all
    @ClassNumber   of the X++ class
    UsualRatio: to the usual median of the class (report.BatchUsual); NULL without one or without an
            instance. ScaleMs: by what the spread is drawn, that median or, without one, the row's own.  */
CREATE PROCEDURE report.BatchClassBy
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
    EXEC report.Help N'BatchClassBy';
    RETURN;
END;

SET @Company = NULLIF(@Company, N'');
SET @GroupId = NULLIF(@GroupId, N'');

DECLARE @From datetime2(3);
DECLARE @To datetime2(3);
DECLARE @Zone nvarchar(128);

SELECT @From = w.FromAt, @To = w.ToAt, @Zone = w.ZoneName
FROM report.WindowOf(@Window, @FromAt, @ToAt, @TimeZone) AS w;

DECLARE @UsualMs bigint = (SELECT u.UsualMs FROM report.BatchUsual(@InstanceId, @ClassNumber, @From) AS u);

-- AX tells whole seconds: most runs share their duration with others, and are counted before they are ranked.
WITH Run AS
(
    SELECT
        e.Company,
        e.ServerId,
        HourNumber = DATEPART(hour, l.LocalAt),
        e.DurationMs,
        RunCount = COUNT_BIG(*),
        FailedCount = SUM(CASE WHEN e.StatusNumber = 3 THEN 1 ELSE 0 END)
    FROM config.Instance AS i
    INNER JOIN fact.BatchExecution AS e ON e.InstanceId = i.InstanceId
    CROSS APPLY report.LocalTime(e.StartedAt, @Zone) AS l
    WHERE e.ClassNumber = @ClassNumber
      AND e.StartedAt >= @From
      AND e.StartedAt < @To
      AND e.IsRunning = 0
      AND e.DurationMs IS NOT NULL
      AND (@InstanceId IS NULL OR i.InstanceId = @InstanceId)
      AND (@Company IS NULL OR COALESCE(NULLIF(e.Company, N''), N'(none)') = @Company)
      AND (@GroupId IS NULL OR COALESCE(NULLIF(e.GroupId, N''), N'(default group)') = @GroupId)
    GROUP BY e.Company, e.ServerId, DATEPART(hour, l.LocalAt), e.DurationMs
),
Measured AS
(
    SELECT
        d.Dimension,
        d.DimensionOrder,
        d.Value,
        r.DurationMs,
        RunCount = SUM(r.RunCount),
        FailedCount = SUM(r.FailedCount)
    FROM Run AS r
    CROSS APPLY
    (
        VALUES
            (N'company', 1, COALESCE(NULLIF(r.Company, N''), N'(none)')),
            (N'AOS', 2, COALESCE(NULLIF(SUBSTRING(r.ServerId, CHARINDEX(N'@', r.ServerId) + 1, 128), N''), N'(not known)')),
            (N'hour', 3, RIGHT(CONCAT(N'0', r.HourNumber), 2))
    ) AS d (Dimension, DimensionOrder, Value)
    GROUP BY d.Dimension, d.DimensionOrder, d.Value, r.DurationMs
),
Placed AS
(
    SELECT
        m.Dimension,
        m.DimensionOrder,
        m.Value,
        m.DurationMs,
        m.RunCount,
        m.FailedCount,
        Place = SUM(m.RunCount) OVER (PARTITION BY m.Dimension, m.Value ORDER BY m.DurationMs ROWS UNBOUNDED PRECEDING),
        Total = SUM(m.RunCount) OVER (PARTITION BY m.Dimension, m.Value)
    FROM Measured AS m
),
Valued AS
(
    SELECT
        p.Dimension,
        p.DimensionOrder,
        p.Value,
        RunCount = SUM(p.RunCount),
        FailedCount = SUM(p.FailedCount),
        P5Ms = MIN(CASE WHEN 100 * p.Place >= 5 * p.Total THEN p.DurationMs END),
        P25Ms = MIN(CASE WHEN 100 * p.Place >= 25 * p.Total THEN p.DurationMs END),
        P50Ms = MIN(CASE WHEN 100 * p.Place >= 50 * p.Total THEN p.DurationMs END),
        P75Ms = MIN(CASE WHEN 100 * p.Place >= 75 * p.Total THEN p.DurationMs END),
        P95Ms = MIN(CASE WHEN 100 * p.Place >= 95 * p.Total THEN p.DurationMs END),
        P99Ms = MIN(CASE WHEN 100 * p.Place >= 99 * p.Total THEN p.DurationMs END),
        MaxMs = MAX(p.DurationMs)
    FROM Placed AS p
    GROUP BY p.Dimension, p.DimensionOrder, p.Value
)
SELECT
    RowId = CONCAT(v.DimensionOrder, N'/', v.Value),
    v.Dimension,
    v.DimensionOrder,
    v.Value,
    v.RunCount,
    v.FailedCount,
    v.P5Ms,
    v.P25Ms,
    v.P50Ms,
    v.P75Ms,
    v.P95Ms,
    v.P99Ms,
    v.MaxMs,
    ScaleMs = COALESCE(NULLIF(@UsualMs, 0), NULLIF(v.P50Ms, 0), NULLIF(v.MaxMs, 0), 1),
    UsualRatio = 1e0 * v.P50Ms / NULLIF(@UsualMs, 0)
FROM Valued AS v
ORDER BY v.DimensionOrder, v.P50Ms DESC, v.Value
OPTION (RECOMPILE);
