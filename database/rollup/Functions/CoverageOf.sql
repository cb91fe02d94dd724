/*  rollup.CoverageOf: what part of a window a collector watched an instance.
    @InstanceId, @CollectorId
    @From, @To     UTC, [from, to): whole buckets of five minutes
    Result         one row: CoveredMs, CoveredShare (0 to 1), IsWatched (1 from 80 percent on)  */
CREATE FUNCTION rollup.CoverageOf
(
    @InstanceId  int,
    @CollectorId int,
    @From        datetime2(3),
    @To          datetime2(3)
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        s.CoveredMs,
        q.CoveredShare,
        IsWatched = CAST(CASE WHEN q.CoveredShare >= 0.8 THEN 1 ELSE 0 END AS bit)
    FROM
    (
        SELECT CoveredMs = COALESCE(SUM(CAST(c.CoveredMs AS bigint)), 0)
        FROM rollup.Coverage AS c
        WHERE c.InstanceId = @InstanceId
          AND c.CollectorId = @CollectorId
          AND c.BucketAt >= @From
          AND c.BucketAt < @To
    ) AS s
    CROSS APPLY
    (
        SELECT CoveredShare = s.CoveredMs / NULLIF(CAST(DATEDIFF_BIG(millisecond, @From, @To) AS float), 0)
    ) AS q
);
