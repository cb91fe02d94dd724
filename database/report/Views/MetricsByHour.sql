/*  report.MetricsByHour: every metric by the hour, for Management Studio: one row for each series and hour of
    UTC. Name a metric, an instance and a time (HourAt): all of it is a year of all series.
    P50, P95   of the values in the hour, from its sketch: right to 1 percent; NULL beyond its 45 days
    UsualP5, UsualP50, UsualP95   what is usual in that hour of the week, from the present baseline; NULL
               while it is learning  */
CREATE VIEW report.MetricsByHour
AS
SELECT
    i.InstanceName,
    m.MetricName,
    m.Unit,
    k.KeyText,
    HourAt = h.BucketAt,
    h.ValueCount,
    MeanValue = h.SumValue / h.ValueCount,
    h.MinValue,
    h.MaxValue,
    p.P50,
    p.P95,
    UsualP5 = u.P5,
    UsualP50 = u.P50,
    UsualP95 = u.P95
FROM rollup.Hour AS h
INNER JOIN rollup.Series AS s ON s.SeriesId = h.SeriesId
INNER JOIN config.Metric AS m ON m.MetricId = s.MetricId
INNER JOIN config.Instance AS i ON i.InstanceId = s.InstanceId
INNER JOIN dim.MetricKey AS k ON k.KeyId = s.KeyId
OUTER APPLY
(
    SELECT
        P50 = MIN(CASE WHEN 2 * b.UpTo >= b.Total THEN e.Estimate END),
        P95 = MIN(CASE WHEN 100 * b.UpTo >= 95 * b.Total THEN e.Estimate END)
    FROM
    (
        SELECT
            x.BinIndex,
            UpTo = SUM(x.BinCount) OVER (ORDER BY x.BinIndex ROWS UNBOUNDED PRECEDING),
            Total = SUM(x.BinCount) OVER ()
        FROM rollup.HourBin AS x
        WHERE x.SeriesId = h.SeriesId
          AND x.BucketAt = h.BucketAt
    ) AS b
    CROSS APPLY lib.BinEstimate(b.BinIndex) AS e
) AS p
OUTER APPLY
(
    SELECT v.P5, v.P50, v.P95
    FROM baseline.UsualOf(s.InstanceId, s.MetricId, s.KeyId, h.BucketAt) AS v
    WHERE v.IsLearning = 0
) AS u;
