/*  alert.QueryPlanEvent: queries that read many times what they used to, and those that Query Store found to
    have regressed.
    @Now      UTC
    Result    one row per query and measure: InstanceId, AlertKey (query hash), MeasureName, MeasureValue,
              SubjectKind, SubjectId (fact.QueryRegression, where it knows the query)
              ReadsFactor   pages an execution reads in the better of its last two intervals, as a multiple of
                            its median of the day before (6 intervals and more); 0 below a tenth of all pages
                            read
              StoreFactor   mean time as a multiple of what it took under the older plan  */
CREATE FUNCTION alert.QueryPlanEvent
(
    @Now datetime2(3)
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        r.InstanceId,
        AlertKey = CAST(r.KeyText AS nvarchar(256)),
        MeasureName = CAST(N'ReadsFactor' AS nvarchar(64)),
        MeasureValue = COALESCE(r.BestReads / NULLIF(o.UsualReads, 0), 0e0),
        SubjectKind = CAST(NULL AS nvarchar(32)),
        SubjectId = CAST(NULL AS bigint)
    FROM
    (
        SELECT
            s.InstanceId,
            s.KeyId,
            k.KeyText,
            ReadsMetricId = c.MetricId,
            RateMetricId = p.MetricId,
            TotalMetricId = a.MetricId,
            LastCount = COUNT(*),
            BestReads = MIN(m.Value),
            FirstAt = MIN(m.CapturedAt)
        FROM config.Instance AS n
        INNER JOIN config.Metric AS c ON c.MetricName = N'query.statement_reads'
        INNER JOIN config.Metric AS p ON p.MetricName = N'query.statement_reads_per_s'
        INNER JOIN config.Metric AS a ON a.MetricName = N'query.logical_reads_per_s'
        INNER JOIN rollup.Series AS s ON s.MetricId = c.MetricId AND s.InstanceId = n.InstanceId
        INNER JOIN dim.MetricKey AS k ON k.KeyId = s.KeyId
        CROSS APPLY
        (
            SELECT TOP (2) x.Value, x.CapturedAt
            FROM fact.Metric AS x
            WHERE x.InstanceId = s.InstanceId
              AND x.MetricId = s.MetricId
              AND x.KeyId = s.KeyId
              AND x.CapturedAt > DATEADD(minute, -12, @Now)
              AND x.CapturedAt <= @Now
            ORDER BY x.CapturedAt DESC
        ) AS m
        WHERE n.IsEnabled = 1
        GROUP BY s.InstanceId, s.KeyId, k.KeyText, c.MetricId, p.MetricId, a.MetricId
    ) AS r
    CROSS APPLY
    (
        SELECT ReadsShare = AVG(p.Value) / NULLIF(AVG(w.Value), 0)
        FROM fact.Metric AS p
        INNER JOIN rollup.Series AS t ON t.InstanceId = r.InstanceId AND t.MetricId = r.TotalMetricId
        INNER JOIN fact.Metric AS w
            ON w.InstanceId = t.InstanceId
           AND w.MetricId = t.MetricId
           AND w.KeyId = t.KeyId
           AND w.CapturedAt = p.CapturedAt
        WHERE p.InstanceId = r.InstanceId
          AND p.MetricId = r.RateMetricId
          AND p.KeyId = r.KeyId
          AND p.CapturedAt >= r.FirstAt
          AND p.CapturedAt <= @Now
    ) AS h
    -- Of the few that read much alone, a day of values is sorted.
    OUTER APPLY
    (
        SELECT UsualReads = AVG(v.Value)
        FROM
        (
            SELECT
                x.Value,
                ValueNumber = ROW_NUMBER() OVER (ORDER BY x.Value),
                ValueCount = COUNT(*) OVER ()
            FROM fact.Metric AS x
            WHERE r.LastCount = 2
              AND h.ReadsShare >= 0.1
              AND x.InstanceId = r.InstanceId
              AND x.MetricId = r.ReadsMetricId
              AND x.KeyId = r.KeyId
              AND x.CapturedAt > DATEADD(day, -1, @Now)
              AND x.CapturedAt < r.FirstAt
        ) AS v
        WHERE v.ValueNumber IN ((v.ValueCount + 1) / 2, (v.ValueCount + 2) / 2)
          AND v.ValueCount >= 6
    ) AS o
    UNION ALL
    SELECT
        g.InstanceId,
        CAST(CONVERT(nvarchar(18), g.QueryHash, 1) AS nvarchar(256)),
        N'StoreFactor',
        MAX(CASE WHEN g.OldDurationMs > 0 THEN g.DurationMs / g.OldDurationMs ELSE 0e0 END),
        N'QueryRegression',
        MAX(g.RegressionId)
    FROM config.Instance AS n
    INNER JOIN fact.QueryRegression AS g ON g.InstanceId = n.InstanceId
    WHERE n.IsEnabled = 1
      AND g.DetectedAt <= @Now
      AND (g.EndedAt IS NULL OR g.EndedAt > @Now)
      AND g.LastSeenAt > DATEADD(day, -1, @Now)
    GROUP BY g.InstanceId, g.QueryHash
);
