/*  rollup.FoldFiveMinutes: computes a batch of marked five minutes from the spine, see rollup.Fold.
    @DetailFrom       buckets before it are refused
    @FiveMinuteFrom   rows before it are not kept; their hours are computed all the same
    @BatchSize        most buckets
    @Taken            out: marks that were taken
    @Refused          out: of these, how many were refused  */
CREATE PROCEDURE rollup.FoldFiveMinutes
    @DetailFrom     datetime2(3),
    @FiveMinuteFrom datetime2(3),
    @BatchSize      int,
    @Taken          int OUTPUT,
    @Refused        int OUTPUT
AS
SET NOCOUNT, XACT_ABORT ON;

DECLARE @FirstAt datetime2(3);
DECLARE @EndAt datetime2(3);

CREATE TABLE #Bucket
(
    SeriesId int          NOT NULL,
    BucketAt datetime2(3) NOT NULL,
    PRIMARY KEY CLUSTERED (SeriesId, BucketAt)
);

BEGIN TRANSACTION;

WITH d AS
(
    SELECT TOP (@BatchSize) x.SeriesId, x.BucketAt
    FROM rollup.Dirty AS x WITH (ROWLOCK, READPAST)
    WHERE x.Minutes = 5
    ORDER BY x.BucketAt, x.SeriesId
)
DELETE d
OUTPUT deleted.SeriesId, deleted.BucketAt INTO #Bucket (SeriesId, BucketAt);

SET @Taken = @@ROWCOUNT;

DELETE #Bucket
WHERE BucketAt < @DetailFrom;

SET @Refused = @@ROWCOUNT;

IF @Taken > @Refused
BEGIN
    SELECT @FirstAt = MIN(b.BucketAt), @EndAt = DATEADD(minute, 5, MAX(b.BucketAt))
    FROM #Bucket AS b;

    CREATE TABLE #Row
    (
        SeriesId   int          NOT NULL,
        BucketAt   datetime2(3) NOT NULL,
        ValueCount bigint       NOT NULL,
        SumValue   float        NOT NULL,
        MinValue   float        NOT NULL,
        MaxValue   float        NOT NULL,
        LastAt     datetime2(3) NOT NULL,
        InstanceId int          NOT NULL,
        MetricId   int          NOT NULL,
        KeyId      int          NOT NULL,
        PRIMARY KEY CLUSTERED (SeriesId, BucketAt)
    );

    INSERT #Row
    (
        SeriesId,
        BucketAt,
        ValueCount,
        SumValue,
        MinValue,
        MaxValue,
        LastAt,
        InstanceId,
        MetricId,
        KeyId
    )
    SELECT
        b.SeriesId,
        b.BucketAt,
        COUNT_BIG(*),
        SUM(m.Value),
        MIN(m.Value),
        MAX(m.Value),
        MAX(m.CapturedAt),
        MAX(s.InstanceId),
        MAX(s.MetricId),
        MAX(s.KeyId)
    FROM #Bucket AS b
    INNER JOIN rollup.Series AS s ON s.SeriesId = b.SeriesId
    INNER JOIN config.Metric AS d ON d.MetricId = s.MetricId
    INNER JOIN fact.Metric AS m
        ON m.InstanceId = s.InstanceId
       AND m.MetricId = s.MetricId
       AND m.KeyId = s.KeyId
       AND m.CapturedAt >= b.BucketAt
       AND m.CapturedAt < DATEADD(minute, 5, b.BucketAt)
    WHERE m.CapturedAt >= @FirstAt
      AND m.CapturedAt < @EndAt
      AND (m.Value <> 0 OR d.Kind <> N'event count')
    GROUP BY b.SeriesId, b.BucketAt;

    DELETE f
    FROM #Bucket AS b
    INNER JOIN rollup.FiveMinute AS f ON f.SeriesId = b.SeriesId AND f.BucketAt = b.BucketAt
    WHERE f.BucketAt >= @FirstAt
      AND f.BucketAt < @EndAt;

    INSERT rollup.FiveMinute (SeriesId, BucketAt, ValueCount, SumValue, MinValue, MaxValue, LastValue, LastAt)
    SELECT
        r.SeriesId,
        r.BucketAt,
        r.ValueCount,
        r.SumValue,
        r.MinValue,
        r.MaxValue,
        m.Value,
        r.LastAt
    FROM #Row AS r
    INNER JOIN fact.Metric AS m
        ON m.InstanceId = r.InstanceId
       AND m.MetricId = r.MetricId
       AND m.KeyId = r.KeyId
       AND m.CapturedAt = r.LastAt
    WHERE r.BucketAt >= @FiveMinuteFrom;

    INSERT rollup.Dirty (Minutes, BucketAt, SeriesId)
    SELECT DISTINCT 60, h.BucketAt, b.SeriesId
    FROM #Bucket AS b
    CROSS APPLY lib.BucketStart(b.BucketAt, 60) AS h
    WHERE NOT EXISTS
    (
        SELECT 1
        FROM rollup.Dirty AS d
        WHERE d.Minutes = 60
          AND d.BucketAt = h.BucketAt
          AND d.SeriesId = b.SeriesId
    );
END;

COMMIT TRANSACTION;
