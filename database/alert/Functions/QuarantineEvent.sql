/*  alert.QuarantineEvent: collectors that set rows aside, by what they counted
    (collector.set_aside_count).
    @Now      UTC
    Result    two rows per collector of an instance that set anything aside within 24 hours: InstanceId,
              AlertKey (collector), MeasureName, MeasureValue
              RowCount    rows set aside in the last hour
              HourCount   of the last 24 hours those in which any was  */
CREATE FUNCTION alert.QuarantineEvent
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
        MeasureName = CAST(v.MeasureName AS nvarchar(64)),
        MeasureValue = CAST(v.MeasureValue AS float),
        SubjectKind = CAST(NULL AS nvarchar(32)),
        SubjectId = CAST(NULL AS bigint)
    FROM config.Metric AS m
    INNER JOIN rollup.Series AS s ON s.MetricId = m.MetricId
    INNER JOIN config.Instance AS n ON n.InstanceId = s.InstanceId AND n.IsEnabled = 1
    INNER JOIN dim.MetricKey AS k ON k.KeyId = s.KeyId
    CROSS APPLY
    (
        SELECT
            RowsAside = SUM(CASE WHEN f.CapturedAt > DATEADD(hour, -1, @Now) THEN f.Value ELSE 0e0 END),
            HoursAside = COUNT(DISTINCT DATEDIFF(minute, f.CapturedAt, @Now) / 60)
        FROM fact.Metric AS f
        WHERE f.InstanceId = s.InstanceId
          AND f.MetricId = s.MetricId
          AND f.KeyId = s.KeyId
          AND f.CapturedAt > DATEADD(hour, -24, @Now)
          AND f.CapturedAt <= @Now
          AND f.Value > 0
    ) AS x
    CROSS APPLY (VALUES (N'RowCount', x.RowsAside), (N'HourCount', CAST(x.HoursAside AS float))) AS v (MeasureName, MeasureValue)
    WHERE m.MetricName = N'collector.set_aside_count'
      AND x.HoursAside > 0
);
