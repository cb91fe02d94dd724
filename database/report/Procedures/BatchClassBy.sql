/*  report.BatchClassBy: where the runs of a batch class take longest in a period: by company, AX server and
    hour of the day.
    @InstanceId   NULL for all
    @FromAt, @ToAt, @Window, @TimeZone   as in report.WindowOf; …Local is by the clock of that zone
    @ClassNumber   of the X++ class  */
CREATE PROCEDURE report.BatchClassBy
    @InstanceId  int = NULL,
    @ClassNumber int = NULL,
    @FromAt      datetime2(3) = NULL,
    @ToAt        datetime2(3) = NULL,
    @Window      nvarchar(16) = NULL,
    @TimeZone    nvarchar(128) = NULL,
    @Help        bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'BatchClassBy';
    RETURN;
END;

DECLARE @From datetime2(3);
DECLARE @To datetime2(3);
DECLARE @Zone nvarchar(128);

SELECT @From = w.FromAt, @To = w.ToAt, @Zone = w.ZoneName
FROM report.WindowOf(@Window, @FromAt, @ToAt, @TimeZone) AS w;

WITH Run AS
(
    SELECT e.DurationMs, e.StatusNumber, d.Dimension, d.DimensionOrder, d.Value
    FROM fact.BatchExecution AS e
    CROSS APPLY report.LocalTime(e.StartedAt, @Zone) AS l
    CROSS APPLY
    (
        VALUES
            (N'company', 1, COALESCE(NULLIF(e.Company, N''), N'(none)')),
            (N'AOS', 2, COALESCE(NULLIF(SUBSTRING(e.ServerId, CHARINDEX(N'@', e.ServerId) + 1, 128), N''), N'(not known)')),
            (N'hour', 3, RIGHT(CONCAT(N'0', DATEPART(hour, l.LocalAt)), 2))
    ) AS d (Dimension, DimensionOrder, Value)
    WHERE e.ClassNumber = @ClassNumber
      AND e.StartedAt >= @From
      AND e.StartedAt < @To
      AND e.IsRunning = 0
      AND e.DurationMs IS NOT NULL
      AND (@InstanceId IS NULL OR e.InstanceId = @InstanceId)
),
Placed AS
(
    SELECT
        r.Dimension,
        r.DimensionOrder,
        r.Value,
        r.DurationMs,
        r.StatusNumber,
        Place = ROW_NUMBER() OVER (PARTITION BY r.Dimension, r.Value ORDER BY r.DurationMs),
        Total = COUNT(*) OVER (PARTITION BY r.Dimension, r.Value)
    FROM Run AS r
)
SELECT
    RowId = CONCAT(p.DimensionOrder, N'/', p.Value),
    p.Dimension,
    p.DimensionOrder,
    p.Value,
    RunCount = COUNT(*),
    FailedCount = SUM(CASE WHEN p.StatusNumber = 3 THEN 1 ELSE 0 END),
    P50Ms = MIN(CASE WHEN 100 * p.Place >= 50 * p.Total THEN p.DurationMs END),
    P95Ms = MIN(CASE WHEN 100 * p.Place >= 95 * p.Total THEN p.DurationMs END)
FROM Placed AS p
GROUP BY p.Dimension, p.DimensionOrder, p.Value
ORDER BY p.DimensionOrder, P50Ms DESC, p.Value
OPTION (RECOMPILE);
