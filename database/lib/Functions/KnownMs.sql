/*  lib.KnownMs: milliseconds from a view that counts them in 32 bits (elapsed, CPU and wait time of
    requests): after 24.8 days they are negative, after 49.7 they begin at 0 again.
    @Ms        as the view tells it
    @BeganAt   when it began to count; NULL: not known
    @Now       when it was read, by the same clock as @BeganAt
    Result     one row: Ms. Older than 20 days: the time since @BeganAt; else a negative number counts on from
               2147483647; NULL for what no such view can tell  */
CREATE FUNCTION lib.KnownMs
(
    @Ms      bigint,
    @BeganAt datetime2(3),
    @Now     datetime2(3)
)
RETURNS TABLE
AS
RETURN
(
    SELECT Ms = CASE
        WHEN @BeganAt >= '19900101' AND @BeganAt < DATEADD(day, -20, @Now) THEN DATEDIFF_BIG(millisecond, @BeganAt, @Now)
        WHEN @Ms BETWEEN CAST(-2147483648 AS bigint) AND -1 THEN @Ms + CAST(4294967296 AS bigint)
        WHEN @Ms BETWEEN 0 AND CAST(9000000000000000 AS bigint) THEN @Ms
    END
);
