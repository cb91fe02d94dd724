/*  rollup.SaveCoverage: notes what a successful run of a collector watched. Called by ops.SaveJobRun in its
    transaction.
    @InstanceId, @CollectorName
    @CapturedAt        UTC time of the run on the watched server
    @IntervalMs        how often the collector runs there now
    @ServerStartedAt   UTC start of the watched server; NULL: not known
    @WasCutShort       1 when a limit left something out: the run covers nothing
    @HasGap            1 when a log had lost what lies before: the run covers one interval
    A run at c covers (a, c]. Sampled collectors: a is the previous run, but not before c - 2 intervals, so
    that one missed run costs nothing. Those that read a log (config.Collector.Source): a is the previous run,
    however long ago. The first run, or one behind a gap: a = c - interval. Never before the server's start.
    What is not newer than the last run changes nothing; so no time is covered twice.  */
CREATE PROCEDURE rollup.SaveCoverage
    @InstanceId      int,
    @CollectorName   nvarchar(64),
    @CapturedAt      datetime2(3),
    @IntervalMs      bigint,
    @ServerStartedAt datetime2(3),
    @WasCutShort     bit,
    @HasGap          bit
AS
SET NOCOUNT, XACT_ABORT ON;

DECLARE @CollectorId int;
DECLARE @Source nvarchar(8);
DECLARE @CoveredTo datetime2(3);
DECLARE @From datetime2(3);
DECLARE @FirstBucket datetime2(3);
DECLARE @BucketCount int;

SELECT @CollectorId = c.CollectorId, @Source = c.Source
FROM config.Collector AS c
WHERE c.CollectorName = @CollectorName;

BEGIN TRANSACTION;

SELECT @CoveredTo = s.CoveredTo
FROM rollup.CoverageState AS s WITH (UPDLOCK, HOLDLOCK)
WHERE s.InstanceId = @InstanceId
  AND s.CollectorId = @CollectorId;

IF @CoveredTo IS NULL
    INSERT rollup.CoverageState (InstanceId, CollectorId, CoveredTo)
    VALUES (@InstanceId, @CollectorId, @CapturedAt);
ELSE
    UPDATE rollup.CoverageState
    SET CoveredTo = @CapturedAt
    WHERE InstanceId = @InstanceId
      AND CollectorId = @CollectorId
      AND CoveredTo < @CapturedAt;

-- A day that no row of the spine can belong to any more need not be told of: a bookmark a year old.
SELECT @From = MAX(v.FromAt)
FROM
(
    VALUES
        (@CoveredTo),
        (@ServerStartedAt),
        (DATEADD(day, -31, @CapturedAt)),
        (CASE
            WHEN @CoveredTo IS NULL OR @HasGap = 1 THEN DATEADD(millisecond, -@IntervalMs, @CapturedAt)
            WHEN @Source = N'sample' THEN DATEADD(millisecond, -2 * @IntervalMs, @CapturedAt)
        END)
) AS v (FromAt);

IF @WasCutShort = 0 AND @From < @CapturedAt
BEGIN
    SELECT @FirstBucket = b.BucketAt, @BucketCount = DATEDIFF(minute, b.BucketAt, @CapturedAt) / 5 + 1
    FROM lib.BucketStart(@From, 5) AS b;

    CREATE TABLE #Covered (BucketAt datetime2(3) NOT NULL PRIMARY KEY CLUSTERED, CoveredMs int NOT NULL);

    INSERT #Covered (BucketAt, CoveredMs)
    SELECT b.BucketAt, DATEDIFF(millisecond, o.FromAt, o.ToAt)
    FROM
    (
        SELECT TOP (@BucketCount) BucketNumber = ROW_NUMBER() OVER (ORDER BY (SELECT NULL)) - 1
        FROM (VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) AS a (N)
        CROSS JOIN (VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) AS b (N)
        CROSS JOIN (VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) AS c (N)
        CROSS JOIN (VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) AS d (N)
    ) AS n
    CROSS APPLY
    (
        SELECT
            BucketAt = CAST(DATEADD(minute, 5 * n.BucketNumber, @FirstBucket) AS datetime2(3)),
            EndsAt = CAST(DATEADD(minute, 5 * n.BucketNumber + 5, @FirstBucket) AS datetime2(3))
    ) AS b
    CROSS APPLY
    (
        SELECT
            FromAt = CASE WHEN b.BucketAt > @From THEN b.BucketAt ELSE @From END,
            ToAt = CASE WHEN b.EndsAt < @CapturedAt THEN b.EndsAt ELSE @CapturedAt END
    ) AS o
    WHERE o.ToAt > o.FromAt;

    UPDATE v
    SET CoveredMs = v.CoveredMs + c.CoveredMs
    FROM rollup.Coverage AS v
    INNER JOIN #Covered AS c ON c.BucketAt = v.BucketAt
    WHERE v.InstanceId = @InstanceId
      AND v.CollectorId = @CollectorId;

    INSERT rollup.Coverage (InstanceId, CollectorId, BucketAt, CoveredMs)
    SELECT @InstanceId, @CollectorId, c.BucketAt, c.CoveredMs
    FROM #Covered AS c
    WHERE NOT EXISTS
    (
        SELECT 1
        FROM rollup.Coverage AS v
        WHERE v.InstanceId = @InstanceId
          AND v.CollectorId = @CollectorId
          AND v.BucketAt = c.BucketAt
    );
END;

COMMIT TRANSACTION;
