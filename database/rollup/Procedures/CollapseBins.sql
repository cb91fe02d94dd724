/*  rollup.CollapseBins: limits sketches to as many bins as the setting SketchBins. Bins beyond it, on the
    side that is not worse, are added to the outermost that is kept; in whatever order sketches are merged and
    limited, the result is the same.
    Works on the caller's temp tables #Bin (SeriesId, BucketAt, BinIndex, BinCount, IsLowerWorse) and
    #Collapsed (SeriesId, BucketAt), which gets the sketches that had more.  */
CREATE PROCEDURE rollup.CollapseBins
AS
SET NOCOUNT, XACT_ABORT ON;

DECLARE @Limit int = (SELECT s.Value FROM config.SettingNumber(N'SketchBins') AS s);

INSERT #Collapsed (SeriesId, BucketAt)
SELECT b.SeriesId, b.BucketAt
FROM #Bin AS b
GROUP BY b.SeriesId, b.BucketAt
HAVING COUNT(*) > @Limit;

IF @@ROWCOUNT = 0
    RETURN;

CREATE TABLE #Ranked
(
    SeriesId  int          NOT NULL,
    BucketAt  datetime2(3) NOT NULL,
    BinIndex  smallint     NOT NULL,
    BinCount  bigint       NOT NULL,
    BinNumber int          NOT NULL,
    PRIMARY KEY CLUSTERED (SeriesId, BucketAt, BinNumber)
);

INSERT #Ranked (SeriesId, BucketAt, BinIndex, BinCount, BinNumber)
SELECT
    b.SeriesId,
    b.BucketAt,
    b.BinIndex,
    b.BinCount,
    ROW_NUMBER() OVER (
        PARTITION BY b.SeriesId, b.BucketAt
        ORDER BY CASE WHEN b.IsLowerWorse = 1 THEN b.BinIndex ELSE -b.BinIndex END)
FROM #Bin AS b
INNER JOIN #Collapsed AS c ON c.SeriesId = b.SeriesId AND c.BucketAt = b.BucketAt;

UPDATE b
SET BinCount = b.BinCount + o.BinCount
FROM #Bin AS b
INNER JOIN #Ranked AS r
    ON r.SeriesId = b.SeriesId
   AND r.BucketAt = b.BucketAt
   AND r.BinIndex = b.BinIndex
   AND r.BinNumber = @Limit
INNER JOIN
(
    SELECT x.SeriesId, x.BucketAt, BinCount = SUM(x.BinCount)
    FROM #Ranked AS x
    WHERE x.BinNumber > @Limit
    GROUP BY x.SeriesId, x.BucketAt
) AS o ON o.SeriesId = r.SeriesId AND o.BucketAt = r.BucketAt;

DELETE b
FROM #Bin AS b
INNER JOIN #Ranked AS r
    ON r.SeriesId = b.SeriesId
   AND r.BucketAt = b.BucketAt
   AND r.BinIndex = b.BinIndex
WHERE r.BinNumber > @Limit;
