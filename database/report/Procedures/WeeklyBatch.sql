/*  report.WeeklyBatch: the batch classes that took most beyond their usual in a week, five rows.
    @InstanceId, @Stage   NULL for all
    @TimeZone, @WeekStart   as in report.WeekOf
    Of runs that ended well. MedianMs: the mean of the daily medians of the week; UsualMs: that of the 14 days
            before it; ExtraMs: what the one lies above the other, times the runs. A class without usual, or
            that was not slower, has no row.  */
CREATE PROCEDURE report.WeeklyBatch
    @InstanceId int = NULL,
    @Stage      nvarchar(16) = NULL,
    @TimeZone   nvarchar(128) = NULL,
    @WeekStart  datetime2(3) = NULL,
    @Help       bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'WeeklyBatch';
    RETURN;
END;

DECLARE @Now datetime2(3);
DECLARE @Monday datetime2(3);

SELECT @Now = w.NowAt, @Monday = w.MondayLocal
FROM report.WeekOf(@WeekStart, @TimeZone) AS w;

SELECT
    s.InstanceId,
    s.KeyId,
    RunCount = SUM(CASE WHEN d.LocalDate >= @Monday THEN d.ValueCount END),
    MedianMs = AVG(CASE WHEN d.LocalDate >= @Monday THEN d.MedianValue END),
    UsualMs = AVG(CASE WHEN d.LocalDate < @Monday THEN d.MedianValue END)
INTO #Class
FROM config.Metric AS m
INNER JOIN rollup.Series AS s ON s.MetricId = m.MetricId
INNER JOIN config.Instance AS i ON i.InstanceId = s.InstanceId
INNER JOIN baseline.DayValue AS d ON d.SeriesId = s.SeriesId
    AND d.LocalDate >= DATEADD(day, -14, @Monday)
    AND d.LocalDate < DATEADD(day, 7, @Monday)
WHERE m.MetricName = N'batch.duration_ms'
  AND (@InstanceId IS NULL OR s.InstanceId = @InstanceId)
  AND (@Stage IS NULL OR i.Environment = @Stage)
GROUP BY s.InstanceId, s.KeyId;

SELECT TOP (5)
    RowId = CONCAT(c.InstanceId, N'/', c.KeyId),
    i.InstanceName,
    ClassName = k.KeyText,
    c.RunCount,
    MedianMs = CAST(c.MedianMs AS bigint),
    UsualMs = CAST(c.UsualMs AS bigint),
    UsualRatio = c.MedianMs / NULLIF(c.UsualMs, 0),
    x.ExtraMs,
    MadeAt = @Now
FROM #Class AS c
INNER JOIN config.Instance AS i ON i.InstanceId = c.InstanceId
INNER JOIN dim.MetricKey AS k ON k.KeyId = c.KeyId
CROSS APPLY (SELECT ExtraMs = CAST((c.MedianMs - c.UsualMs) * c.RunCount AS bigint)) AS x
WHERE x.ExtraMs > 0
ORDER BY x.ExtraMs DESC, RowId;
