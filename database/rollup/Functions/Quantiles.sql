/*  rollup.Quantiles: percentiles of a series over a window, the one function for all of them. Exact, as
    PERCENTILE_CONT defines it, where the whole window lies in the detail; else from sketches, within 1
    percent of each of the two values between which it lies (rollup.State.DetailFrom).
    @SeriesId       rollup.Series
    @From, @To      UTC, [from, to)
    @Quantiles      0 to 1, as many as wanted
    Result          one row for each: Quantile, Value, ValueCount, IsExact; none where there are no values
    Zeros of event counts are no values. See rollup.ExactQuantiles, rollup.SketchQuantiles.  */
CREATE FUNCTION rollup.Quantiles
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
    SELECT e.Quantile, e.Value, e.ValueCount, IsExact = CAST(1 AS bit)
    FROM rollup.ExactQuantiles(@SeriesId, @From, @To, @Quantiles) AS e
    WHERE NOT EXISTS (SELECT 1 FROM rollup.State AS s WHERE s.DetailFrom > @From)
    UNION ALL
    SELECT k.Quantile, k.Value, k.ValueCount, CAST(0 AS bit)
    FROM rollup.SketchQuantiles(@SeriesId, @From, @To, @Quantiles) AS k
    WHERE EXISTS (SELECT 1 FROM rollup.State AS s WHERE s.DetailFrom > @From)
);
