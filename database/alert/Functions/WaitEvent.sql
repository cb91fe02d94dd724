/*  alert.WaitEvent: waits for pages and for the log, over the last ten minutes, beside what is usual at this
    hour.
    @Now      UTC
    Result    one row per category with eight values and a usable baseline: InstanceId, AlertKey (category),
              MeasureName, MeasureValue, SubjectKind, SubjectId (rollup.Series)
              TimesUsual   median as a multiple of the P95; 0 below two tasks that wait all the time, of the
                           log below half a task  */
CREATE FUNCTION alert.WaitEvent
(
    @Now datetime2(3)
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        s.InstanceId,
        AlertKey = CAST(k.KeyText AS nvarchar(256)),
        MeasureName = CAST(N'TimesUsual' AS nvarchar(64)),
        MeasureValue = CASE
            WHEN x.Value < CASE k.KeyText WHEN N'log' THEN 500e0 ELSE 2000e0 END THEN 0e0
            WHEN u.P95 > 1 THEN x.Value / u.P95
            ELSE x.Value
        END,
        SubjectKind = CAST(N'Series' AS nvarchar(32)),
        SubjectId = CAST(s.SeriesId AS bigint)
    FROM config.Metric AS m
    INNER JOIN rollup.Series AS s ON s.MetricId = m.MetricId
    INNER JOIN config.Instance AS n ON n.InstanceId = s.InstanceId AND n.IsEnabled = 1
    INNER JOIN dim.MetricKey AS k ON k.KeyId = s.KeyId AND k.KeyText IN (N'page io', N'log')
    CROSS APPLY alert.MedianOf(s.InstanceId, s.MetricId, s.KeyId, DATEADD(minute, -10, @Now), @Now) AS x
    CROSS APPLY baseline.UsualOf(s.InstanceId, s.MetricId, s.KeyId, @Now) AS u
    WHERE m.MetricName = N'waits.wait_ms_per_s'
      AND x.ValueCount >= 8
      AND u.IsLearning = 0
      AND u.SpecialDay IS NULL
      AND u.P95 IS NOT NULL
);
