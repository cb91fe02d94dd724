/*  alert.LeakEvent: series that rise from day to day (baseline.Leak), until they are closed. A step is a
    change, not a leak; early signs of less than 30 days of history stay in lists.
    @Now      UTC
    Result    one row per leak and measure: InstanceId, AlertKey (metric and key), MeasureName, MeasureValue,
              SubjectKind, SubjectId (baseline.Leak)
              IsLeak             1
              CrossesWithin30d   1 when it reaches its limit within 30 days  */
CREATE FUNCTION alert.LeakEvent
(
    @Now datetime2(3)
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        s.InstanceId,
        AlertKey = CAST(LEFT(CONCAT(m.MetricName, N' ' + NULLIF(k.KeyText, N'')), 256) AS nvarchar(256)),
        v.MeasureName,
        MeasureValue = CAST(v.MeasureValue AS float),
        SubjectKind = CAST(N'Leak' AS nvarchar(32)),
        SubjectId = CAST(l.LeakId AS bigint)
    FROM baseline.Leak AS l
    INNER JOIN rollup.Series AS s ON s.SeriesId = l.SeriesId
    INNER JOIN config.Metric AS m ON m.MetricId = s.MetricId
    INNER JOIN dim.MetricKey AS k ON k.KeyId = s.KeyId
    CROSS APPLY
    (
        VALUES
            (N'IsLeak', 1),
            (N'CrossesWithin30d', CASE WHEN l.DaysToThreshold <= 30 THEN 1 ELSE 0 END)
    ) AS v (MeasureName, MeasureValue)
    WHERE l.ClosedDate IS NULL
      AND l.IsEarlySign = 0
      AND l.NightDate <= @Now
      AND (l.ShapeName IS NULL OR l.ShapeName = N'trend')
);
