/*  lib.BinEstimate: what a value of a bin is taken for: within 1 percent of every value in it.
    @BinIndex   see lib.BinOf
    Result      one row: Estimate  */
CREATE FUNCTION lib.BinEstimate
(
    @BinIndex smallint
)
RETURNS TABLE
AS
RETURN
(
    SELECT Estimate = CASE
        WHEN @BinIndex = 0 THEN 0e0
        ELSE SIGN(@BinIndex) * 0.99e0 * EXP((ABS(@BinIndex) - 1040) * LOG(1.01e0 / 0.99e0))
    END
);
