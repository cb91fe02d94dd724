/*  lib.BinOf: the bin of a value in a quantile sketch (DDSketch, relative accuracy 1 percent).
    @Value    any; NULL has no bin
    Result    one row: BinIndex, 0 for what is smaller than 1e-9, else sign * (k + 1040) where
              g^(k-1) < |value| <= g^k, g = 1.01/0.99. Larger values have larger bins; beyond 1e18 all
              are one
    LOG in floating point may put a bound itself one bin aside. A bound lies exactly 1 percent from both
    estimates, so nothing is lost.  */
CREATE FUNCTION lib.BinOf
(
    @Value float
)
RETURNS TABLE
AS
RETURN
(
    -- No WHERE protects LOG: what it is given is made fit for it.
    SELECT BinIndex = CAST(
        CASE
            WHEN @Value IS NULL THEN NULL
            WHEN ABS(@Value) < 1e-9 THEN 0
            ELSE SIGN(@Value) * (1040 + CEILING(
                LOG(CASE
                        WHEN ABS(@Value) < 1e-9 OR @Value IS NULL THEN 1e0
                        WHEN ABS(@Value) > 1e18 THEN 1e18
                        ELSE ABS(@Value)
                    END) / LOG(1.01e0 / 0.99e0)))
        END AS smallint)
);
