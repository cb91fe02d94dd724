/*  rollup.SketchQuantiles: percentiles of a series over a window from its sketches.
    @SeriesId       rollup.Series
    @From, @To      UTC, [from, to), see rollup.SketchBins
    @Quantiles      0 to 1
    Result          one row for each: Quantile, Value, ValueCount; none where there are no values
    Between the estimates of the two values next to the place of a quantile it interpolates as PERCENTILE_CONT
    does; smallest and largest value are exact. Each estimate is within 1 percent of its value; so is the
    result, where both have one sign.  */
CREATE FUNCTION rollup.SketchQuantiles
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
        Value = b.LowValue + (q.Place - FLOOR(q.Place)) * (b.HighValue - b.LowValue),
        q.ValueCount
    FROM
    (
        SELECT
            l.Quantile,
            Place = l.Quantile * (c.ValueCount - 1),
            ValueCount = c.ValueCount,
            LowEstimate = MIN(CASE WHEN c.UpTo > FLOOR(l.Quantile * (c.ValueCount - 1)) THEN c.Estimate END),
            HighEstimate = MIN(CASE WHEN c.UpTo > CEILING(l.Quantile * (c.ValueCount - 1)) THEN c.Estimate END),
            MinValue = MIN(c.MinValue),
            MaxValue = MAX(c.MaxValue)
        FROM
        (
            SELECT
                e.Estimate,
                UpTo = SUM(s.BinCount) OVER (ORDER BY s.BinIndex ROWS UNBOUNDED PRECEDING),
                ValueCount = SUM(s.BinCount) OVER (),
                MinValue = MIN(s.MinValue) OVER (),
                MaxValue = MAX(s.MaxValue) OVER ()
            FROM
            (
                SELECT
                    k.BinIndex,
                    BinCount = SUM(k.BinCount),
                    MinValue = MIN(k.MinValue),
                    MaxValue = MAX(k.MaxValue)
                FROM rollup.SketchBins(@SeriesId, @From, @To) AS k
                GROUP BY k.BinIndex
            ) AS s
            CROSS APPLY lib.BinEstimate(s.BinIndex) AS e
        ) AS c
        CROSS JOIN @Quantiles AS l
        GROUP BY l.Quantile, c.ValueCount
    ) AS q
    CROSS APPLY
    (
        SELECT
            LowValue = CASE
                WHEN FLOOR(q.Place) = 0 THEN q.MinValue
                WHEN FLOOR(q.Place) = q.ValueCount - 1 THEN q.MaxValue
                WHEN q.LowEstimate < q.MinValue THEN q.MinValue
                WHEN q.LowEstimate > q.MaxValue THEN q.MaxValue
                ELSE q.LowEstimate
            END,
            HighValue = CASE
                WHEN CEILING(q.Place) = 0 THEN q.MinValue
                WHEN CEILING(q.Place) = q.ValueCount - 1 THEN q.MaxValue
                WHEN q.HighEstimate < q.MinValue THEN q.MinValue
                WHEN q.HighEstimate > q.MaxValue THEN q.MaxValue
                ELSE q.HighEstimate
            END
    ) AS b
);
