/*  The quantiles asked for in one pass, 0 to 1: 0.5 is the median.  */
CREATE TYPE rollup.QuantileList AS TABLE
(
    Quantile float NOT NULL PRIMARY KEY CLUSTERED,
    CHECK (Quantile >= 0 AND Quantile <= 1)
);
