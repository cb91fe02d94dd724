/*  report.MetricSeries: the values of a series by five minutes, hours or days, with what part of each was
    watched and what is usual then.
    @SeriesId       rollup.Series (report.MetricState)
    @FromAt, @ToAt  UTC: the buckets from the one that @FromAt lies in, up to @ToAt; beyond the years 2000 to
                    2100 they are taken for these
    @Minutes        5, 60 or 1440
    Result          one row for each bucket that was watched or has values: BucketAt, CoveredShare (0 to 1),
                    ValueCount, MeanValue, MinValue, MaxValue, SumValue, LastValue, PerSecond: see
                    rollup.Buckets; UsualP5, UsualP50, UsualP95: the baseline of that hour (of event counts: a
                    minute), NULL for days and while it is learning  */
CREATE PROCEDURE report.MetricSeries
    @SeriesId int = NULL,
    @FromAt   datetime2(3) = NULL,
    @ToAt     datetime2(3) = NULL,
    @Minutes  int = 5,
    @Help     bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'MetricSeries';
    RETURN;
END;

SET @Minutes = CASE WHEN @Minutes IN (5, 60, 1440) THEN @Minutes ELSE 5 END;

SELECT
    @FromAt = CASE WHEN @FromAt < '20000101' THEN '20000101' WHEN @FromAt > '21000101' THEN '21000101' ELSE @FromAt END,
    @ToAt = CASE WHEN @ToAt < '20000101' THEN '20000101' WHEN @ToAt > '21000101' THEN '21000101' ELSE @ToAt END;

DECLARE @From datetime2(3) = (SELECT b.BucketAt FROM lib.BucketStart(@FromAt, @Minutes) AS b);

SELECT u.BucketAt, u.P5, u.P50, u.P95
INTO #Usual
FROM rollup.Series AS s
CROSS APPLY baseline.UsualOf(s.InstanceId, s.MetricId, s.KeyId, @ToAt) AS l
CROSS APPLY baseline.BandOf(s.InstanceId, s.MetricId, s.KeyId, @From, @ToAt) AS u
WHERE s.SeriesId = @SeriesId
  AND l.IsLearning = 0
  AND @Minutes < 1440;

SELECT
    b.BucketAt,
    b.CoveredShare,
    b.ValueCount,
    b.MeanValue,
    b.MinValue,
    b.MaxValue,
    b.SumValue,
    b.LastValue,
    b.PerSecond,
    UsualP5 = u.P5,
    UsualP50 = u.P50,
    UsualP95 = u.P95
FROM rollup.Buckets(@SeriesId, @From, @ToAt, @Minutes) AS b
-- A local hour may begin at a quarter of one of UTC: the last that has begun by then.
OUTER APPLY
(
    SELECT TOP (1) x.P5, x.P50, x.P95
    FROM #Usual AS x
    WHERE x.BucketAt <= b.BucketAt
    ORDER BY x.BucketAt DESC
) AS u
ORDER BY b.BucketAt;
