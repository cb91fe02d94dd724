/*  lib.LocalQuarters: local times of a time zone, quarter of an hour by quarter: every offset is a multiple
    of that, and asking for each value is slow.
    @ZoneName        as in sys.time_zone_info
    @FromAt, @ToAt   UTC, [from, to); @FromAt is a full quarter of an hour; 10,000 quarters at most
    Result           one row for each: QuarterAt (UTC), LocalAt  */
CREATE FUNCTION lib.LocalQuarters
(
    @ZoneName nvarchar(128),
    @FromAt   datetime2(3),
    @ToAt     datetime2(3)
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        q.QuarterAt,
        LocalAt = CAST((q.QuarterAt AT TIME ZONE N'UTC') AT TIME ZONE @ZoneName AS datetime2(3))
    FROM (VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) AS d1 (N)
    CROSS JOIN (VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) AS d2 (N)
    CROSS JOIN (VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) AS d3 (N)
    CROSS JOIN (VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) AS d4 (N)
    CROSS APPLY
    (
        SELECT QuarterAt = CAST(DATEADD(minute, 15 * (d1.N + 10 * d2.N + 100 * d3.N + 1000 * d4.N), @FromAt) AS datetime2(3))
    ) AS q
    WHERE q.QuarterAt < @ToAt
);
