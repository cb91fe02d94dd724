/*  report.Slices: a period cut into slices of equal length, for charts over time.
    @FromAt, @ToAt    UTC, end exclusive
    @SliceSeconds     length of a slice
    Result            one row a slice, 1,000 at most: SliceNumber from 0 on, SliceAt: when it begins  */
CREATE FUNCTION report.Slices
(
    @FromAt       datetime2(3),
    @ToAt         datetime2(3),
    @SliceSeconds int
)
RETURNS TABLE
AS
RETURN
(
    WITH Digit AS
    (
        SELECT v.Digit FROM (VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) AS v (Digit)
    )
    SELECT
        n.SliceNumber,
        -- Days first: DATEADD takes an int, and centuries have more seconds than that.
        SliceAt = DATEADD(second, CAST(n.Seconds % 86400 AS int), DATEADD(day, CAST(n.Seconds / 86400 AS int), @FromAt))
    FROM Digit AS h
    CROSS JOIN Digit AS t
    CROSS JOIN Digit AS o
    CROSS APPLY
    (
        SELECT
            SliceNumber = h.Digit * 100 + t.Digit * 10 + o.Digit,
            Seconds = CAST(h.Digit * 100 + t.Digit * 10 + o.Digit AS bigint) * @SliceSeconds
    ) AS n
    WHERE n.Seconds < DATEDIFF_BIG(second, @FromAt, @ToAt)
);
