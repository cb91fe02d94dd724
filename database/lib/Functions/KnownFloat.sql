/*  lib.KnownFloat: lib.KnownCount for values that are told with decimals.
    Result   one row: Value, NULL for a negative one and for more than 9,000,000,000,000,000  */
CREATE FUNCTION lib.KnownFloat
(
    @Value float
)
RETURNS TABLE
AS
RETURN
(
    SELECT Value = CASE WHEN @Value BETWEEN 0.0E0 AND 9.0E15 THEN @Value END
);
