/*  report.WorstUsual: the latest values of a metric, not older than ten minutes: of several keys and
    instances the worst, beside what is usual for that one.
    @InstanceId, @Stage   NULL for all
    @MetricName   config.Metric
    @Now          UTC
    Result        one row, none without a value: Value, InstanceName, KeyText, UsualText  */
CREATE FUNCTION report.WorstUsual
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
    SELECT w.Value, w.InstanceName, w.KeyText, t.UsualText
    FROM
    (
        SELECT TOP (1)
            i.InstanceId,
            i.InstanceName,
            m.MetricName,
            k.KeyText,
            x.Value
        FROM config.Metric AS m
        INNER JOIN rollup.Series AS s ON s.MetricId = m.MetricId
        INNER JOIN dim.MetricKey AS k ON k.KeyId = s.KeyId
        INNER JOIN config.Instance AS i ON i.InstanceId = s.InstanceId
        CROSS APPLY
        (
            SELECT TOP (1) f.Value
            FROM fact.Metric AS f
            WHERE f.InstanceId = s.InstanceId
              AND f.MetricId = s.MetricId
              AND f.KeyId = s.KeyId
              AND f.CapturedAt > DATEADD(minute, -10, @Now)
              AND f.CapturedAt <= @Now
            ORDER BY f.CapturedAt DESC
        ) AS x
        WHERE m.MetricName = @MetricName
          AND i.IsEnabled = 1
          AND (@InstanceId IS NULL OR i.InstanceId = @InstanceId)
          AND (@Stage IS NULL OR i.Environment = @Stage)
        ORDER BY CASE WHEN m.Direction = N'lower' THEN -x.Value ELSE x.Value END DESC
    ) AS w
    CROSS APPLY report.UsualOfMetric(w.InstanceId, w.MetricName, w.KeyText, w.Value, @Now) AS t
);
