/*  rollup.FoldDays: computes a batch of marked days that are over, and their sketches, from their hours, see
    rollup.Fold.
    @Now              UTC
    @HourSketchFrom   buckets before it are refused
    @BatchSize        most buckets
    @Taken            out: marks that were taken
    @Refused          out: of these, how many were refused  */
CREATE PROCEDURE rollup.FoldDays
    @Now            datetime2(3),
    @HourSketchFrom datetime2(3),
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

CREATE TABLE #Bin
(
    SeriesId     int          NOT NULL,
    BucketAt     datetime2(3) NOT NULL,
    BinIndex     smallint     NOT NULL,
    BinCount     bigint       NOT NULL,
    IsLowerWorse bit          NOT NULL,
    PRIMARY KEY CLUSTERED (SeriesId, BucketAt, BinIndex)
);

CREATE TABLE #Collapsed (SeriesId int NOT NULL, BucketAt datetime2(3) NOT NULL, PRIMARY KEY CLUSTERED (SeriesId, BucketAt));

CREATE TABLE #Row
(
    SeriesId    int          NOT NULL,
    BucketAt    datetime2(3) NOT NULL,
    ValueCount  bigint       NOT NULL,
    SumValue    float        NOT NULL,
    MinValue    float        NOT NULL,
    MaxValue    float        NOT NULL,
    LastAt      datetime2(3) NOT NULL,
    LastHourAt  datetime2(3) NOT NULL,
    IsCollapsed bit          NOT NULL,
    PRIMARY KEY CLUSTERED (SeriesId, BucketAt)
);

BEGIN TRANSACTION;

WITH d AS
(
    SELECT TOP (@BatchSize) x.SeriesId, x.BucketAt
    FROM rollup.Dirty AS x WITH (ROWLOCK, READPAST)
    WHERE x.Minutes = 1440
      AND x.BucketAt <= DATEADD(minute, -1440, @Now)
    ORDER BY x.BucketAt, x.SeriesId
)
DELETE d
OUTPUT deleted.SeriesId, deleted.BucketAt INTO #Bucket (SeriesId, BucketAt);

SET @Taken = @@ROWCOUNT;

DELETE #Bucket
WHERE BucketAt < @HourSketchFrom;

SET @Refused = @@ROWCOUNT;

IF @Taken > @Refused
BEGIN
    SELECT @FirstAt = MIN(b.BucketAt), @EndAt = DATEADD(day, 1, MAX(b.BucketAt))
    FROM #Bucket AS b;

    INSERT #Bin (SeriesId, BucketAt, BinIndex, BinCount, IsLowerWorse)
    SELECT
        b.SeriesId,
        b.BucketAt,
        h.BinIndex,
        SUM(h.BinCount),
        MAX(CASE WHEN d.Direction = N'lower' THEN 1 ELSE 0 END)
    FROM #Bucket AS b
    INNER JOIN rollup.Series AS s ON s.SeriesId = b.SeriesId
    INNER JOIN config.Metric AS d ON d.MetricId = s.MetricId
    INNER JOIN rollup.HourBin AS h
        ON h.SeriesId = b.SeriesId
       AND h.BucketAt >= b.BucketAt
       AND h.BucketAt < DATEADD(day, 1, b.BucketAt)
    WHERE h.BucketAt >= @FirstAt
      AND h.BucketAt < @EndAt
    GROUP BY b.SeriesId, b.BucketAt, h.BinIndex;

    INSERT #Row
    (
        SeriesId,
        BucketAt,
        ValueCount,
        SumValue,
        MinValue,
        MaxValue,
        LastAt,
        LastHourAt,
        IsCollapsed
    )
    SELECT
        b.SeriesId,
        b.BucketAt,
        SUM(h.ValueCount),
        SUM(h.SumValue),
        MIN(h.MinValue),
        MAX(h.MaxValue),
        MAX(h.LastAt),
        MAX(h.BucketAt),
        MAX(CAST(h.IsCollapsed AS int))
    FROM #Bucket AS b
    INNER JOIN rollup.Hour AS h
        ON h.SeriesId = b.SeriesId
       AND h.BucketAt >= b.BucketAt
       AND h.BucketAt < DATEADD(day, 1, b.BucketAt)
    WHERE h.BucketAt >= @FirstAt
      AND h.BucketAt < @EndAt
    GROUP BY b.SeriesId, b.BucketAt;

    EXEC rollup.CollapseBins;

    DELETE d
    FROM #Bucket AS b
    INNER JOIN rollup.DayBin AS d ON d.SeriesId = b.SeriesId AND d.BucketAt = b.BucketAt
    WHERE d.BucketAt >= @FirstAt
      AND d.BucketAt < @EndAt;

    DELETE d
    FROM #Bucket AS b
    INNER JOIN rollup.Day AS d ON d.SeriesId = b.SeriesId AND d.BucketAt = b.BucketAt
    WHERE d.BucketAt >= @FirstAt
      AND d.BucketAt < @EndAt;

    INSERT rollup.DayBin (SeriesId, BucketAt, BinIndex, BinCount)
    SELECT b.SeriesId, b.BucketAt, b.BinIndex, b.BinCount
    FROM #Bin AS b;

    INSERT rollup.Day
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
        h.LastValue,
        r.LastAt,
        CASE WHEN r.IsCollapsed = 1 OR c.SeriesId IS NOT NULL THEN 1 ELSE 0 END
    FROM #Row AS r
    INNER JOIN rollup.Hour AS h ON h.SeriesId = r.SeriesId AND h.BucketAt = r.LastHourAt
    LEFT JOIN #Collapsed AS c ON c.SeriesId = r.SeriesId AND c.BucketAt = r.BucketAt;
END;

COMMIT TRANSACTION;
