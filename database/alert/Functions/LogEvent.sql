/*  alert.LogEvent: logs that are full within the hour at the pace of the last twenty minutes.
    @Now      UTC; ten values and more over ten minutes and more count, the latest of the last five
    Result    one row per database: InstanceId, AlertKey (database), MeasureName, MeasureValue
              IsFullWithin1h   1 when it is; 0 below 60 % used, after a rise of less than five percent of the
                               log, and where it was cut meanwhile: a log backup or a checkpoint saw to it  */
CREATE FUNCTION alert.LogEvent
(
    @Now datetime2(3)
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        g.InstanceId,
        AlertKey = CAST(g.KeyText AS nvarchar(256)),
        MeasureName = CAST(N'IsFullWithin1h' AS nvarchar(64)),
        MeasureValue = CAST(CASE
            WHEN g.LastValue >= 60
                AND g.LastValue - g.FirstValue >= 5
                AND g.DeepestFall < 1
                AND (100 - g.LastValue) * g.Minutes < (g.LastValue - g.FirstValue) * 60
                THEN 1
            ELSE 0
        END AS float),
        SubjectKind = CAST(NULL AS nvarchar(32)),
        SubjectId = CAST(NULL AS bigint)
    FROM
    (
        SELECT
            x.InstanceId,
            x.KeyText,
            FirstValue = MAX(CASE WHEN x.FirstNumber = 1 THEN x.Value END),
            LastValue = MAX(CASE WHEN x.LastNumber = 1 THEN x.Value END),
            DeepestFall = MAX(x.PreviousValue - x.Value),
            Minutes = DATEDIFF(second, MIN(x.CapturedAt), MAX(x.CapturedAt)) / 60e0
        FROM
        (
            SELECT
                n.InstanceId,
                k.KeyText,
                f.Value,
                f.CapturedAt,
                PreviousValue = LAG(f.Value, 1, f.Value) OVER (PARTITION BY s.SeriesId ORDER BY f.CapturedAt),
                FirstNumber = ROW_NUMBER() OVER (PARTITION BY s.SeriesId ORDER BY f.CapturedAt),
                LastNumber = ROW_NUMBER() OVER (PARTITION BY s.SeriesId ORDER BY f.CapturedAt DESC)
            FROM config.Instance AS n
            INNER JOIN config.Metric AS m ON m.MetricName = N'counters.log_used_percent'
            INNER JOIN rollup.Series AS s ON s.MetricId = m.MetricId AND s.InstanceId = n.InstanceId
            INNER JOIN dim.MetricKey AS k ON k.KeyId = s.KeyId AND k.KeyText NOT IN (N'tempdb', N'model')
            INNER JOIN fact.Metric AS f
                ON f.InstanceId = s.InstanceId
               AND f.MetricId = s.MetricId
               AND f.KeyId = s.KeyId
               AND f.CapturedAt > DATEADD(minute, -20, @Now)
               AND f.CapturedAt <= @Now
            WHERE n.IsEnabled = 1
        ) AS x
        GROUP BY x.InstanceId, x.KeyText
        HAVING COUNT(*) >= 10
           AND MAX(x.CapturedAt) > DATEADD(minute, -5, @Now)
           AND DATEDIFF(second, MIN(x.CapturedAt), MAX(x.CapturedAt)) >= 600
    ) AS g
);
