/*  baseline.BandOf: the usual band of a series over a time, for charts: local hour by local hour.
    @InstanceId, @MetricId, @KeyId   the series
    @FromAt, @ToAt   UTC, [from, to); 10,000 hours at most
    Result           one row for each hour that begins before @ToAt, from the one that @FromAt lies in:
                     BucketAt (UTC, when the local hour begins), P5, P50, P95; these are NULL where nothing is
                     known. Whether it is still learning, baseline.UsualOf tells  */
CREATE FUNCTION baseline.BandOf
(
    @InstanceId int,
    @MetricId   int,
    @KeyId      int,
    @FromAt     datetime2(3),
    @ToAt       datetime2(3)
)
RETURNS TABLE
AS
RETURN
(
    SELECT b.BucketAt, u.P5, u.P50, u.P95
    FROM config.Instance AS i
    CROSS APPLY
    (
        SELECT LocalFrom = CAST((@FromAt AT TIME ZONE N'UTC') AT TIME ZONE COALESCE(i.TimeZoneName, N'UTC') AS datetime2(3))
    ) AS f
    -- The local hour begins at a full hour of UTC, or a quarter or half of one.
    CROSS APPLY
    (
        SELECT FirstAt = DATEADD(
            millisecond,
            -(DATEPART(minute, f.LocalFrom) * 60000 + DATEPART(second, f.LocalFrom) * 1000
                + DATEPART(millisecond, f.LocalFrom)),
            @FromAt)
    ) AS g
    CROSS JOIN (VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) AS d1 (N)
    CROSS JOIN (VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) AS d2 (N)
    CROSS JOIN (VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) AS d3 (N)
    CROSS JOIN (VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) AS d4 (N)
    CROSS APPLY
    (
        SELECT BucketAt = CAST(DATEADD(hour, d1.N + 10 * d2.N + 100 * d3.N + 1000 * d4.N, g.FirstAt) AS datetime2(3))
    ) AS b
    CROSS APPLY
    (
        SELECT LocalAt = CAST((b.BucketAt AT TIME ZONE N'UTC') AT TIME ZONE COALESCE(i.TimeZoneName, N'UTC') AS datetime2(3))
    ) AS t
    CROSS APPLY lib.HourOfWeek(t.LocalAt) AS h
    LEFT JOIN rollup.Series AS s ON s.MetricId = @MetricId AND s.InstanceId = i.InstanceId AND s.KeyId = @KeyId
    LEFT JOIN config.Metric AS m ON m.MetricId = s.MetricId
    LEFT JOIN baseline.SeriesState AS l ON l.SeriesId = s.SeriesId AND l.DefinitionVersion = m.DefinitionVersion
    LEFT JOIN baseline.Usual AS u ON u.SeriesId = l.SeriesId AND u.HourOfWeek = h.HourOfWeek
    WHERE i.InstanceId = @InstanceId
      AND d1.N + 10 * d2.N + 100 * d3.N + 1000 * d4.N < DATEDIFF(hour, g.FirstAt, @ToAt) + 1
      AND b.BucketAt < @ToAt
);
