/*  collect.SaveQueryTexts: keeps texts and plans that came with a capture, and who the leading queries are.
    Part of collect.SaveQueryStats:
    reads the caller's temp table #Query, in its transaction.
    @InstanceId, @CapturedAt   of the capture
    @TopQueries                a query whose best rank is at most this is a leader
    @TrackedQueries            so many queries have metrics of their own at most
    @Rows                      see stage.QueryStats
    A leader by a narrow margin would come and go: the ten best are tracked from then on, and stay it until
    they have not led for seven days; who has not led for longest goes first when there is no room.
    Reads the caller's temp table #Staged.  */
CREATE PROCEDURE collect.SaveQueryTexts
    @InstanceId     int,
    @CapturedAt     datetime2(3),
    @TopQueries     int,
    @TrackedQueries int
AS
SET NOCOUNT ON;

DECLARE @Room int;

CREATE TABLE #Described
(
    QueryHash     binary(8)     NOT NULL,
    QueryPlanHash binary(8)     NOT NULL,
    StatementText nvarchar(max) COLLATE DATABASE_DEFAULT NULL,
    PlanText      nvarchar(max) COLLATE DATABASE_DEFAULT NULL,
    PRIMARY KEY CLUSTERED (QueryHash, QueryPlanHash)
);

INSERT #Described (QueryHash, QueryPlanHash, StatementText, PlanText)
SELECT r.QueryHash, r.QueryPlanHash, MAX(r.StatementText), MAX(r.PlanText)
FROM #Staged AS r
WHERE r.StatementText IS NOT NULL
   OR r.PlanText IS NOT NULL
GROUP BY r.QueryHash, r.QueryPlanHash;

UPDATE d
SET LastTopAt = @CapturedAt
FROM dim.Query AS d
INNER JOIN #Query AS q ON q.QueryHash = d.QueryHash
WHERE d.InstanceId = @InstanceId
  AND q.TopRank <= @TopQueries;

INSERT dim.Query (InstanceId, QueryHash, FirstSeenAt, LastTopAt)
SELECT @InstanceId, q.QueryHash, @CapturedAt, @CapturedAt
FROM #Query AS q
WHERE q.TopRank <= @TopQueries
  AND NOT EXISTS (SELECT 1 FROM dim.Query AS d WHERE d.InstanceId = @InstanceId AND d.QueryHash = q.QueryHash);

EXEC collect.SaveQueryDescriptions @InstanceId, @CapturedAt;

UPDATE dim.Query
SET TrackedSinceAt = NULL
WHERE InstanceId = @InstanceId
  AND TrackedSinceAt IS NOT NULL
  AND LastTopAt < DATEADD(day, -7, @CapturedAt);

-- Room for the ten best of now, at the cost of those that have not led for longest.
DECLARE @Wanted int =
(
    SELECT COUNT(*)
    FROM #Query AS q
    INNER JOIN dim.Query AS d ON d.InstanceId = @InstanceId AND d.QueryHash = q.QueryHash
    WHERE q.TopRank <= 10
      AND d.TrackedSinceAt IS NULL
);
SET @Room = @TrackedQueries - (SELECT COUNT(*) FROM dim.Query WHERE InstanceId = @InstanceId AND TrackedSinceAt IS NOT NULL);

IF @Wanted > @Room
    UPDATE d
    SET TrackedSinceAt = NULL
    FROM dim.Query AS d
    INNER JOIN
    (
        SELECT o.QueryHash, DropOrder = ROW_NUMBER() OVER (ORDER BY o.LastTopAt, o.QueryHash)
        FROM dim.Query AS o
        WHERE o.InstanceId = @InstanceId
          AND o.TrackedSinceAt IS NOT NULL
          AND o.LastTopAt < @CapturedAt
    ) AS l ON l.QueryHash = d.QueryHash
    WHERE d.InstanceId = @InstanceId
      AND l.DropOrder <= @Wanted - @Room;

SET @Room = @TrackedQueries - (SELECT COUNT(*) FROM dim.Query WHERE InstanceId = @InstanceId AND TrackedSinceAt IS NOT NULL);

UPDATE d
SET TrackedSinceAt = @CapturedAt
FROM dim.Query AS d
INNER JOIN
(
    SELECT q.QueryHash, AddOrder = ROW_NUMBER() OVER (ORDER BY q.TopRank, q.CpuUs DESC, q.QueryHash)
    FROM #Query AS q
    INNER JOIN dim.Query AS o ON o.InstanceId = @InstanceId AND o.QueryHash = q.QueryHash
    WHERE q.TopRank <= 10
      AND o.TrackedSinceAt IS NULL
) AS a ON a.QueryHash = d.QueryHash
WHERE d.InstanceId = @InstanceId
  AND a.AddOrder <= @Room;
