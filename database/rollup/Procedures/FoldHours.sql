/*  rollup.FoldHours: computes a batch of marked hours that are over, and their sketches, from the spine, see
    rollup.Fold. The bins need the values themselves; so the hours stay right even where their five minutes
    are no longer kept.
    @Now          UTC
    @DetailFrom   buckets before it are refused
    @BatchSize    most buckets
    @Taken        out: marks that were taken
    @Refused      out: of these, how many were refused  */
CREATE PROCEDURE rollup.FoldHours
    @Now        datetime2(3),
    @DetailFrom datetime2(3),
    @BatchSize  int,
    @Taken      int OUTPUT,
    @Refused    int OUTPUT
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

CREATE TABLE #Bin
(
    SeriesId     int          NOT NULL,
    BucketAt     datetime2(3) NOT NULL,
    BinIndex     smallint     NOT NULL,
    BinCount     bigint       NOT NULL,
    SumValue     float        NOT NULL,
    MinValue     float        NOT NULL,
    MaxValue     float        NOT NULL,
    LastAt       datetime2(3) NOT NULL,
    IsLowerWorse bit          NOT NULL,
    PRIMARY KEY CLUSTERED (SeriesId, BucketAt, BinIndex)
);

CREATE TABLE #Collapsed (SeriesId int NOT NULL, BucketAt datetime2(3) NOT NULL, PRIMARY KEY CLUSTERED (SeriesId, BucketAt));

CREATE TABLE #Row
(
    SeriesId   int          NOT NULL,
    BucketAt   datetime2(3) NOT NULL,
    ValueCount bigint       NOT NULL,
    SumValue   float        NOT NULL,
    MinValue   float        NOT NULL,
    MaxValue   float        NOT NULL,
    LastAt     datetime2(3) NOT NULL,
    PRIMARY KEY CLUSTERED (SeriesId, BucketAt)
);

BEGIN TRANSACTION;

WITH d AS
(
    SELECT TOP (@BatchSize) x.SeriesId, x.BucketAt
    FROM rollup.Dirty AS x WITH (ROWLOCK, READPAST)
    WHERE x.Minutes = 60
      AND x.BucketAt <= DATEADD(minute, -60, @Now)
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
    SELECT @FirstAt = MIN(b.BucketAt), @EndAt = DATEADD(minute, 60, MAX(b.BucketAt))
    FROM #Bucket AS b;

    INSERT #Bin
    (
        SeriesId,
        BucketAt,
        BinIndex,
        BinCount,
        SumValue,
        MinValue,
        MaxValue,
        LastAt,
        IsLowerWorse
    )
    SELECT
        b.SeriesId,
        b.BucketAt,
        n.BinIndex,
        COUNT_BIG(*),
        SUM(m.Value),
        MIN(m.Value),
        MAX(m.Value),
        MAX(m.CapturedAt),
        MAX(CASE WHEN d.Direction = N'lower' THEN 1 ELSE 0 END)
    FROM #Bucket AS b
    INNER JOIN rollup.Series AS s ON s.SeriesId = b.SeriesId
    INNER JOIN config.Metric AS d ON d.MetricId = s.MetricId
    INNER JOIN fact.Metric AS m
        ON m.InstanceId = s.InstanceId
       AND m.MetricId = s.MetricId
       AND m.KeyId = s.KeyId
       AND m.CapturedAt >= b.BucketAt
       AND m.CapturedAt < DATEADD(minute, 60, b.BucketAt)
    CROSS APPLY lib.BinOf(m.Value) AS n
    WHERE m.CapturedAt >= @FirstAt
      AND m.CapturedAt < @EndAt
      AND (m.Value <> 0 OR d.Kind <> N'event count')
    GROUP BY b.SeriesId, b.BucketAt, n.BinIndex;

    INSERT #Row (SeriesId, BucketAt, ValueCount, SumValue, MinValue, MaxValue, LastAt)
    SELECT
        b.SeriesId,
        b.BucketAt,
        SUM(b.BinCount),
        SUM(b.SumValue),
        MIN(b.MinValue),
        MAX(b.MaxValue),
        MAX(b.LastAt)
    FROM #Bin AS b
    GROUP BY b.SeriesId, b.BucketAt;

    EXEC rollup.CollapseBins;

    DELETE h
    FROM #Bucket AS b
    INNER JOIN rollup.HourBin AS h ON h.SeriesId = b.SeriesId AND h.BucketAt = b.BucketAt
    WHERE h.BucketAt >= @FirstAt
      AND h.BucketAt < @EndAt;

    DELETE h
    FROM #Bucket AS b
    INNER JOIN rollup.Hour AS h ON h.SeriesId = b.SeriesId AND h.BucketAt = b.BucketAt
    WHERE h.BucketAt >= @FirstAt
      AND h.BucketAt < @EndAt;

    INSERT rollup.HourBin (SeriesId, BucketAt, BinIndex, BinCount)
    SELECT b.SeriesId, b.BucketAt, b.BinIndex, b.BinCount
    FROM #Bin AS b;

    INSERT rollup.Hour
    (
        SeriesId,
        BucketAt,
        ValueCount,
        SumValue,
        MinValue,
        MaxValue,
        LastValue,
        LastAt,
        IsCollapsed
    )
    SELECT
        r.SeriesId,
        r.BucketAt,
        r.ValueCount,
        r.SumValue,
        r.MinValue,
        r.MaxValue,
        m.Value,
        r.LastAt,
        CASE WHEN c.SeriesId IS NULL THEN 0 ELSE 1 END
    FROM #Row AS r
    INNER JOIN rollup.Series AS s ON s.SeriesId = r.SeriesId
    INNER JOIN fact.Metric AS m
        ON m.InstanceId = s.InstanceId
       AND m.MetricId = s.MetricId
       AND m.KeyId = s.KeyId
       AND m.CapturedAt = r.LastAt
    LEFT JOIN #Collapsed AS c ON c.SeriesId = r.SeriesId AND c.BucketAt = r.BucketAt;

    INSERT rollup.Dirty (Minutes, BucketAt, SeriesId)
    SELECT DISTINCT 1440, h.BucketAt, b.SeriesId
    FROM #Bucket AS b
    CROSS APPLY lib.BucketStart(b.BucketAt, 1440) AS h
    WHERE NOT EXISTS
    (
        SELECT 1
        FROM rollup.Dirty AS d
        WHERE d.Minutes = 1440
          AND d.BucketAt = h.BucketAt
          AND d.SeriesId = b.SeriesId
    );
END;

COMMIT TRANSACTION;
