/*  report.KeyBandNote: what a chart that shows the keys of a metric together says of its band of usual
    values, or why it has none.
    @InstanceId, @Stage   as on all pages
    @MetricName   config.Metric
    @KeyText      dim.MetricKey; NULL: all keys
    @At           UTC, the end of the period
    @BandText     what the band is, where there is one
    Result        one row: UsualNote. While some keys are known and others learning the band is that of the
                  known ones, and the note says how many those are  */
CREATE FUNCTION report.KeyBandNote
(
    @InstanceId int,
    @Stage      nvarchar(16),
    @MetricName nvarchar(64),
    @KeyText    nvarchar(256),
    @At         datetime2(3),
    @BandText   nvarchar(200)
)
RETURNS TABLE
AS
RETURN
(
    SELECT UsualNote = CASE
        WHEN MAX(i.InstanceId) IS NULL THEN N'What is usual is shown for one instance.'
        WHEN COUNT(k.KeyId) = 0 THEN N'Nothing was measured yet: nothing is usual.'
        WHEN COUNT(CASE WHEN u.IsLearning = 0 THEN 1 END) = 0
            THEN CONCAT(N'Learning until ', CONVERT(nchar(10), MIN(u.UsableOn), 120), N' (', MAX(u.LearnedDates),
                N' of 14 days): no comparison yet.')
        WHEN COUNT(CASE WHEN u.IsLearning = 0 THEN 1 END) < COUNT(k.KeyId)
            THEN CONCAT(@BandText, N' ', COUNT(k.KeyId) - COUNT(CASE WHEN u.IsLearning = 0 THEN 1 END), N' of ',
                COUNT(k.KeyId), N' are still learning and left out.')
        ELSE @BandText
    END
    FROM report.OnlyInstance(@InstanceId, @Stage) AS i
    LEFT JOIN config.Metric AS m ON m.MetricName = @MetricName
    LEFT JOIN
    (
        SELECT s.InstanceId, s.MetricId, x.KeyId
        FROM rollup.Series AS s
        INNER JOIN dim.MetricKey AS x ON x.KeyId = s.KeyId
        WHERE @KeyText IS NULL
           OR x.KeyText = @KeyText
    ) AS k ON k.InstanceId = i.InstanceId AND k.MetricId = m.MetricId
    OUTER APPLY baseline.UsualOf(i.InstanceId, m.MetricId, k.KeyId, @At) AS u
);
