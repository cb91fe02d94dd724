/*  lib.BucketStart: the bucket of rollups that a time lies in. Buckets are of UTC, [start, start + length): a
    time on a boundary belongs to the later one.
    @At         UTC
    @Minutes    length: 5, 60 or 1440
    Result      one row: BucketAt  */
CREATE FUNCTION lib.BucketStart
(
    @At      datetime2(3),
    @Minutes int
)
RETURNS TABLE
AS
RETURN
(
    SELECT BucketAt = CAST(DATEADD(minute, DATEDIFF(minute, '20000101', @At) / @Minutes * @Minutes, '20000101') AS datetime2(3))
);
