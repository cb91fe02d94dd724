/*  lib.KnownCount: a number that can be one of a server's counts, sizes and durations.
    @Value   a count, bytes, pages, milliseconds …
    Result   one row: Value, NULL for a negative one and for more than 9,000,000,000,000,000 (9 PB; 285,000
             years of milliseconds). A thousand of them can be added as bigint.  */
CREATE FUNCTION lib.KnownCount
(
    @Value bigint
)
RETURNS TABLE
AS
RETURN
(
    SELECT Value = CASE WHEN @Value BETWEEN 0 AND CAST(9000000000000000 AS bigint) THEN @Value END
);
