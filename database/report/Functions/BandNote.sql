/*  report.BandNote: what a chart says of its band of usual values, or why it has none.
    @InstanceId, @Stage   as on all pages
    @MetricName   config.Metric
    @At           UTC, the end of the period
    Result        one row: UsualNote  */
CREATE FUNCTION report.BandNote
(
    @InstanceId int,
    @Stage      nvarchar(16),
    @MetricName nvarchar(64),
    @At         datetime2(3)
)
RETURNS TABLE
AS
RETURN
(
    SELECT UsualNote = CASE
        WHEN MAX(i.InstanceId) IS NULL THEN N'What is usual is shown for one instance.'
        WHEN MAX(CAST(u.IsLearning AS int)) = 1
            THEN CONCAT(N'Learning until ', CONVERT(nchar(10), MAX(u.UsableOn), 120), N' (', MAX(u.LearnedDates),
                N' of 14 days): no comparison yet.')
        ELSE N'The band is what is usual at each hour: P5 to P95 of 14 days.'
    END
    FROM report.OnlyInstance(@InstanceId, @Stage) AS i
    LEFT JOIN config.Metric AS m ON m.MetricName = @MetricName
    LEFT JOIN dim.MetricKey AS k ON k.KeyText = N''
    CROSS APPLY baseline.UsualOf(i.InstanceId, m.MetricId, k.KeyId, @At) AS u
);
