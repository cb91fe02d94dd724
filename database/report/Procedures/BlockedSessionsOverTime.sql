/*  report.BlockedSessionsOverTime: the highest number of blocked sessions, and their waits, per slice of
    time; slices without blocking are zero.
    @InstanceId       NULL for all: then the instances' numbers are added up
    @FromAt, @ToAt    UTC, end exclusive. The range is cut into 200 slices at
                      most, of at least ten seconds.  */
CREATE PROCEDURE report.BlockedSessionsOverTime
    @InstanceId int = NULL,
    @FromAt     datetime2(3),
    @ToAt       datetime2(3)
AS
SET NOCOUNT ON;

DECLARE @RangeSeconds bigint = DATEDIFF_BIG(second, @FromAt, @ToAt);
DECLARE @BucketSeconds bigint = CASE WHEN @RangeSeconds <= 2000 THEN 10 ELSE (@RangeSeconds + 199) / 200 END;
DECLARE @BucketCount int = CASE
    WHEN @RangeSeconds <= 0 THEN 0
    ELSE CAST((@RangeSeconds + @BucketSeconds - 1) / @BucketSeconds AS int)
END;

WITH Digit AS
(
    SELECT v.Digit FROM (VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) AS v (Digit)
),
Bucket AS
(
    SELECT BucketNumber = h.Digit * 100 + t.Digit * 10 + o.Digit
    FROM Digit AS h
    CROSS JOIN Digit AS t
    CROSS JOIN Digit AS o
    WHERE h.Digit * 100 + t.Digit * 10 + o.Digit < @BucketCount
),
Peak AS
(
    SELECT
        s.InstanceId,
        BucketNumber = CAST(DATEDIFF_BIG(second, @FromAt, s.CapturedAt) / @BucketSeconds AS int),
        BlockedSessions = MAX(s.VictimCount),
        TotalWaitMs = MAX(s.TotalWaitMs)
    FROM fact.BlockingSnapshot AS s
    WHERE s.CapturedAt >= @FromAt
      AND s.CapturedAt < @ToAt
      AND (@InstanceId IS NULL OR s.InstanceId = @InstanceId)
    GROUP BY s.InstanceId, CAST(DATEDIFF_BIG(second, @FromAt, s.CapturedAt) / @BucketSeconds AS int)
)
SELECT
    -- Days first: DATEADD takes an int, and centuries have more seconds than that.
    BucketAt = DATEADD(
        second,
        CAST(b.BucketNumber * @BucketSeconds % 86400 AS int),
        DATEADD(day, CAST(b.BucketNumber * @BucketSeconds / 86400 AS int), @FromAt)),
    BlockedSessions = COALESCE(SUM(p.BlockedSessions), 0),
    TotalWaitMs = COALESCE(SUM(p.TotalWaitMs), 0)
FROM Bucket AS b
LEFT JOIN Peak AS p ON p.BucketNumber = b.BucketNumber
GROUP BY b.BucketNumber
ORDER BY b.BucketNumber
-- One plan for 'all instances' would scan for one instance too; and every range is another one.
OPTION (RECOMPILE);
