/*  report.BatchClassDays: how long the runs of a batch class took, day by day over 28 days.
    @InstanceId   NULL for all
    @TimeZone   of the columns …Local; NULL or unknown: UTC
    @Company, @GroupId   only runs of that company and of that batch group, by their whole name, (none) and
                  (default group) for those without one; NULL or empty for all
    @ClassNumber   of the X++ class  */
CREATE PROCEDURE report.BatchClassDays
    @InstanceId  int = NULL,
    @ClassNumber int = NULL,
    @TimeZone    nvarchar(128) = NULL,
    @Company     nvarchar(10) = NULL,
    @GroupId     nvarchar(60) = NULL,
    @Help        bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'BatchClassDays';
    RETURN;
END;

SET @Company = NULLIF(@Company, N'');
SET @GroupId = NULLIF(@GroupId, N'');

DECLARE @Now datetime2(3);
DECLARE @Zone nvarchar(128);

SELECT @Now = w.NowAt, @Zone = w.ZoneName
FROM report.WindowOf(NULL, NULL, NULL, @TimeZone) AS w;

WITH Run AS
(
    SELECT
        DayDate = CAST(CAST(l.LocalAt AS date) AS datetime2(3)),
        e.DurationMs,
        e.StatusNumber,
        Place = ROW_NUMBER() OVER (PARTITION BY CAST(l.LocalAt AS date) ORDER BY e.DurationMs),
        Total = COUNT(*) OVER (PARTITION BY CAST(l.LocalAt AS date))
    FROM fact.BatchExecution AS e
    CROSS APPLY report.LocalTime(e.StartedAt, @Zone) AS l
    WHERE e.ClassNumber = @ClassNumber
      AND e.StartedAt >= DATEADD(day, -28, @Now)
      AND e.IsRunning = 0
      AND e.DurationMs IS NOT NULL
      AND (@InstanceId IS NULL OR e.InstanceId = @InstanceId)
      AND (@Company IS NULL OR COALESCE(NULLIF(e.Company, N''), N'(none)') = @Company)
      AND (@GroupId IS NULL OR COALESCE(NULLIF(e.GroupId, N''), N'(default group)') = @GroupId)
)
SELECT
    r.DayDate,
    RunCount = COUNT(*),
    FailedCount = SUM(CASE WHEN r.StatusNumber = 3 THEN 1 ELSE 0 END),
    P5Ms = MIN(CASE WHEN 100 * r.Place >= 5 * r.Total THEN r.DurationMs END),
    P25Ms = MIN(CASE WHEN 100 * r.Place >= 25 * r.Total THEN r.DurationMs END),
    P50Ms = MIN(CASE WHEN 100 * r.Place >= 50 * r.Total THEN r.DurationMs END),
    P75Ms = MIN(CASE WHEN 100 * r.Place >= 75 * r.Total THEN r.DurationMs END),
    P95Ms = MIN(CASE WHEN 100 * r.Place >= 95 * r.Total THEN r.DurationMs END),
    MeanMs = AVG(CAST(r.DurationMs AS bigint)),
    MaxMs = MAX(r.DurationMs),
    MadeAt = @Now
FROM Run AS r
GROUP BY r.DayDate
ORDER BY r.DayDate
OPTION (RECOMPILE);
