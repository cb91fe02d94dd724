/*  lib.KnownNumber: a number of things that a server can have: sessions, threads, tasks, pending requests.
    Result   one row: Value, NULL for a negative one and for more than 1,000,000,000  */
CREATE FUNCTION lib.KnownNumber
(
    @Value int
)
RETURNS TABLE
AS
RETURN
(
    SELECT Value = CASE WHEN @Value BETWEEN 0 AND 1000000000 THEN @Value END
);
