/*  report.UsualSum: about how much of something there usually is at this time, over all keys and instances:
    the sum of the medians, which is near the median of the sum where the keys rise and fall together.
    @InstanceId, @Stage   NULL for all
    @MetricName   config.Metric
    @Now          UTC
    Result        one row: UsualText: 'usually about 240', 'learning until …', NULL without any series  */
CREATE FUNCTION report.UsualSum
(
    @InstanceId int,
    @Stage      nvarchar(16),
    @MetricName nvarchar(64),
    @Now        datetime2(3)
)
RETURNS TABLE
AS
RETURN
(
    SELECT UsualText = CASE
        WHEN r.SeriesCount = 0 THEN NULL
        WHEN r.KnownCount = 0 THEN CONCAT(N'learning until ', CONVERT(nchar(10), r.UsableOn, 120))
        WHEN r.UsualSum < 0.5e0 THEN N'usually none'
        ELSE CONCAT(N'usually about ', CAST(ROUND(r.UsualSum, 0) AS decimal(18, 0)))
    END
    FROM
    (
        SELECT
            SeriesCount = COUNT(*),
            KnownCount = COUNT(CASE WHEN u.IsLearning = 0 THEN u.P50 END),
            UsualSum = SUM(CASE WHEN u.IsLearning = 0 THEN u.P50 END),
            UsableOn = MAX(u.UsableOn)
        FROM config.Metric AS m
        INNER JOIN rollup.Series AS s ON s.MetricId = m.MetricId
        INNER JOIN config.Instance AS i ON i.InstanceId = s.InstanceId
        CROSS APPLY baseline.UsualOf(s.InstanceId, s.MetricId, s.KeyId, @Now) AS u
        WHERE m.MetricName = @MetricName
          AND i.IsEnabled = 1
          AND (@InstanceId IS NULL OR i.InstanceId = @InstanceId)
          AND (@Stage IS NULL OR i.Environment = @Stage)
    ) AS r
);
