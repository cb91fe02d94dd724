/*  report.BatchHeatMap: how late batch tasks began, by hour and day of the week, over 28 days: the mean
    delay in each.
    @InstanceId, @Stage   NULL for all
    @TimeZone   of the columns …Local; NULL: UTC
    @Company, @GroupId   only runs of that company and of that batch group, by their whole name, (none) and
                  (default group) for those without one; NULL or empty for all
    Step: 1 below 30 s, 2 below 1 min, 3 below 2 min, 4 below 5 min, 5 below 15 min, 6 from there on;
            NULL where no task began. Monday is day 1.  */
CREATE PROCEDURE report.BatchHeatMap
    @InstanceId int = NULL,
    @Stage      nvarchar(16) = NULL,
    @TimeZone   nvarchar(128) = NULL,
    @Company    nvarchar(10) = NULL,
    @GroupId    nvarchar(60) = NULL,
    @Help       bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'BatchHeatMap';
    RETURN;
END;

SET @Company = NULLIF(@Company, N'');
SET @GroupId = NULLIF(@GroupId, N'');

DECLARE @Now datetime2(3);
DECLARE @Zone nvarchar(128);

SELECT @Now = w.NowAt, @Zone = w.ZoneName
FROM report.WindowOf(NULL, NULL, NULL, @TimeZone) AS w;

WITH Hourly AS
(
    SELECT h.BucketAt, h.SumValue, h.ValueCount
    FROM config.Metric AS m
    INNER JOIN rollup.Series AS s ON s.MetricId = m.MetricId
    INNER JOIN config.Instance AS i ON i.InstanceId = s.InstanceId
    INNER JOIN rollup.Hour AS h ON h.SeriesId = s.SeriesId AND h.BucketAt >= DATEADD(day, -28, @Now) AND h.BucketAt < @Now
    WHERE m.MetricName = N'batch.delay_ms'
      AND @Company IS NULL
      AND @GroupId IS NULL
      AND (@InstanceId IS NULL OR s.InstanceId = @InstanceId)
      AND (@Stage IS NULL OR i.Environment = @Stage)
    UNION ALL
    -- The metric knows neither companies nor groups.
    SELECT b.BucketAt, SumValue = SUM(CAST(e.DelayMs AS float)), ValueCount = COUNT(*)
    FROM config.Instance AS i
    INNER JOIN fact.BatchExecution AS e ON e.InstanceId = i.InstanceId
    CROSS APPLY (SELECT BucketAt = DATEADD(hour, DATEDIFF(hour, '20000101', e.StartedAt), '20000101')) AS b
    WHERE (@Company IS NOT NULL OR @GroupId IS NOT NULL)
      AND e.StartedAt >= DATEADD(day, -28, @Now)
      AND e.StartedAt < @Now
      AND e.DelayMs IS NOT NULL
      AND (@InstanceId IS NULL OR i.InstanceId = @InstanceId)
      AND (@Stage IS NULL OR i.Environment = @Stage)
      AND (@Company IS NULL OR COALESCE(NULLIF(e.Company, N''), N'(none)') = @Company)
      AND (@GroupId IS NULL OR COALESCE(NULLIF(e.GroupId, N''), N'(default group)') = @GroupId)
    GROUP BY b.BucketAt
),
Delay AS
(
    SELECT
        HourOfWeek = DATEDIFF(hour, '20000103', l.LocalAt) % 168,
        MeanMs = SUM(h.SumValue) / NULLIF(SUM(h.ValueCount), 0),
        RunCount = SUM(h.ValueCount)
    FROM Hourly AS h
    CROSS APPLY report.LocalTime(h.BucketAt, @Zone) AS l
    GROUP BY DATEDIFF(hour, '20000103', l.LocalAt) % 168
)
SELECT
    RowId = n.SliceNumber,
    DayNumber = n.SliceNumber / 24 + 1,
    DayName = CASE n.SliceNumber / 24
        WHEN 0 THEN N'Monday'
        WHEN 1 THEN N'Tuesday'
        WHEN 2 THEN N'Wednesday'
        WHEN 3 THEN N'Thursday'
        WHEN 4 THEN N'Friday'
        WHEN 5 THEN N'Saturday'
        ELSE N'Sunday'
    END,
    HourNumber = n.SliceNumber % 24,
    DelayMs = CAST(d.MeanMs AS bigint),
    Step = CASE
        WHEN d.MeanMs IS NULL THEN NULL
        WHEN d.MeanMs < 30000 THEN 1
        WHEN d.MeanMs < 60000 THEN 2
        WHEN d.MeanMs < 120000 THEN 3
        WHEN d.MeanMs < 300000 THEN 4
        WHEN d.MeanMs < 900000 THEN 5
        ELSE 6
    END,
    ValueText = CASE
        WHEN d.MeanMs IS NULL THEN N'·'
        WHEN d.MeanMs < 60000 THEN CONCAT(CAST(d.MeanMs / 1000 AS int), N's')
        WHEN d.MeanMs < 3600000 THEN CONCAT(CAST(d.MeanMs / 60000 AS int), N'm')
        ELSE CONCAT(CAST(d.MeanMs / 3600000 AS int), N'h')
    END,
    CellText = CASE
        WHEN d.MeanMs IS NULL THEN N'no task began'
        ELSE CONCAT(t.DurationText, N' mean delay of ', d.RunCount, N' tasks')
    END,
    MadeAt = @Now
FROM report.Slices('20000103', '20000110', 3600) AS n
LEFT JOIN Delay AS d ON d.HourOfWeek = n.SliceNumber
CROSS APPLY lib.DurationText(CAST(d.MeanMs AS bigint)) AS t
ORDER BY n.SliceNumber
OPTION (RECOMPILE);
