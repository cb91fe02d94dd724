/*  alert.TempDbEvent: how full tempdb is, and when it will be at the pace of the last 15 minutes.
    @Now      UTC; ten values and more of the last 16 minutes count, the latest of the last five
    Result    one row per instance and measure, key 'tempdb': InstanceId, AlertKey, MeasureName, MeasureValue
              UsedPercent       of its data files as they are now
              IsFullWithin8h    1 when at that pace it is, and 2 GB and more were taken in the 15 minutes
              IsFullWithin1h    1 when at that pace it is, and 200 MB and more were taken  */
CREATE FUNCTION alert.TempDbEvent
(
    @Now datetime2(3)
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        t.InstanceId,
        AlertKey = CAST(N'tempdb' AS nvarchar(256)),
        v.MeasureName,
        MeasureValue = CAST(v.MeasureValue AS float),
        SubjectKind = CAST(NULL AS nvarchar(32)),
        SubjectId = CAST(NULL AS bigint)
    FROM
    (
        SELECT
            x.InstanceId,
            LastFree = MAX(CASE WHEN x.MetricName = N'tempdb.free_mb' AND x.LastNumber = 1 THEN x.Value END),
            FirstFree = MAX(CASE WHEN x.MetricName = N'tempdb.free_mb' AND x.FirstNumber = 1 THEN x.Value END),
            UsedPercent = MAX(CASE WHEN x.MetricName = N'tempdb.used_percent' AND x.LastNumber = 1 THEN x.Value END),
            FreeCount = SUM(CASE WHEN x.MetricName = N'tempdb.free_mb' THEN 1 ELSE 0 END),
            Minutes = DATEDIFF(second, MIN(x.CapturedAt), MAX(x.CapturedAt)) / 60e0
        FROM
        (
            SELECT
                n.InstanceId,
                c.MetricName,
                m.Value,
                m.CapturedAt,
                FirstNumber = ROW_NUMBER() OVER (PARTITION BY n.InstanceId, c.MetricName ORDER BY m.CapturedAt),
                LastNumber = ROW_NUMBER() OVER (PARTITION BY n.InstanceId, c.MetricName ORDER BY m.CapturedAt DESC)
            FROM config.Instance AS n
            INNER JOIN config.Metric AS c ON c.MetricName IN (N'tempdb.free_mb', N'tempdb.used_percent')
            INNER JOIN rollup.Series AS s ON s.MetricId = c.MetricId AND s.InstanceId = n.InstanceId
            INNER JOIN fact.Metric AS m
                ON m.InstanceId = s.InstanceId
               AND m.MetricId = s.MetricId
               AND m.KeyId = s.KeyId
               AND m.CapturedAt > DATEADD(minute, -16, @Now)
               AND m.CapturedAt <= @Now
            WHERE n.IsEnabled = 1
        ) AS x
        GROUP BY x.InstanceId
        HAVING MAX(x.CapturedAt) > DATEADD(minute, -5, @Now)
    ) AS t
    CROSS APPLY
    (
        SELECT
            TakenMb = t.FirstFree - t.LastFree,
            HoursLeft = CASE
                WHEN t.FirstFree > t.LastFree AND t.FreeCount >= 10 AND t.Minutes >= 8
                    THEN t.LastFree / CASE WHEN t.FirstFree > t.LastFree THEN t.FirstFree - t.LastFree END * t.Minutes / 60
            END
    ) AS p
    CROSS APPLY
    (
        VALUES
            (N'UsedPercent', COALESCE(t.UsedPercent, 0)),
            (N'IsFullWithin8h', CASE WHEN p.HoursLeft < 8 AND p.TakenMb >= 2048 THEN 1 ELSE 0 END),
            (N'IsFullWithin1h', CASE WHEN p.HoursLeft < 1 AND p.TakenMb >= 200 THEN 1 ELSE 0 END)
    ) AS v (MeasureName, MeasureValue)
);
