/*  rollup.ExactQuantiles: percentiles of the values that the spine holds of a series in a window, as
    PERCENTILE_CONT defines them. The values are sorted once for all of them.
    @SeriesId       rollup.Series
    @From, @To      UTC, [from, to)
    @Quantiles      0 to 1
    Result          one row for each: Quantile, Value, ValueCount; none where there are no values  */
CREATE FUNCTION rollup.ExactQuantiles
(
    @SeriesId  int,
    @From      datetime2(3),
    @To        datetime2(3),
    @Quantiles rollup.QuantileList READONLY
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        q.Quantile,
        Value = MIN(v.Value) + MAX(r.Rest) * (MAX(v.Value) - MIN(v.Value)),
        ValueCount = MAX(v.ValueCount)
    FROM
    (
        SELECT
            m.Value,
            ValueNumber = ROW_NUMBER() OVER (ORDER BY m.Value) - 1,
            ValueCount = COUNT_BIG(*) OVER ()
        FROM rollup.Series AS s
        INNER JOIN config.Metric AS d ON d.MetricId = s.MetricId
        INNER JOIN fact.Metric AS m ON m.InstanceId = s.InstanceId AND m.MetricId = s.MetricId AND m.KeyId = s.KeyId
        WHERE s.SeriesId = @SeriesId
          AND m.CapturedAt >= @From
          AND m.CapturedAt < @To
          AND (m.Value <> 0 OR d.Kind <> N'event count')
    ) AS v
    CROSS JOIN @Quantiles AS q
    CROSS APPLY (SELECT LowNumber = FLOOR(q.Quantile * (v.ValueCount - 1)), Place = q.Quantile * (v.ValueCount - 1)) AS p
    CROSS APPLY (SELECT HighNumber = CEILING(p.Place), Rest = p.Place - p.LowNumber) AS r
    WHERE v.ValueNumber = p.LowNumber
       OR v.ValueNumber = r.HighNumber
    GROUP BY q.Quantile
);
