/*  collect.SaveQueryTexts: keeps texts and plans that came with a capture, and who the leading queries are. Part of collect.SaveQueryStats:
    reads the caller's temp table #Query, in its transaction.
    @InstanceId, @CapturedAt   of the capture
    @TopQueries                a query whose best rank is not below this is a leader
    @TrackedQueries            so many queries have metrics of their own at most
    @Rows                      see stage.QueryStat
    A leader by a narrow margin would come and go: the ten best are tracked from then on, and stay it until they have not led for seven days; who has not led
    for longest goes first when there is no room.  */
CREATE PROCEDURE collect.SaveQueryTexts
    @InstanceId     int,
    @CapturedAt     datetime2(3),
    @TopQueries     int,
    @TrackedQueries int,
    @Rows           stage.QueryStat READONLY
AS
SET NOCOUNT ON;

DECLARE @Room int;

CREATE TABLE #Text
(
    QueryHash binary(8)     NOT NULL PRIMARY KEY CLUSTERED,
    TextHash  binary(32)    NOT NULL,
    TextValue nvarchar(max) COLLATE DATABASE_DEFAULT NOT NULL
);

BEGIN TRY
    INSERT #Text (QueryHash, TextHash, TextValue)
    SELECT t.QueryHash, HASHBYTES(N'SHA2_256', t.StatementText), t.StatementText
    FROM
    (
        SELECT r.QueryHash, r.StatementText, TextOrder = ROW_NUMBER() OVER (PARTITION BY r.QueryHash ORDER BY r.ExecutionCount DESC, r.StatementStart)
        FROM @Rows AS r
        WHERE r.StatementText IS NOT NULL
    ) AS t
    WHERE t.TextOrder = 1;

    UPDATE d
    SET LastTopAt = @CapturedAt
    FROM dim.Query AS d
    INNER JOIN #Query AS q ON q.QueryHash = d.QueryHash
    WHERE d.InstanceId = @InstanceId
      AND q.TopRank <= @TopQueries;

    -- A text may come before its query leads: it was compiled a moment ago and had to be read while it was in the cache.
    INSERT dim.Query (InstanceId, QueryHash, FirstSeenAt, LastTopAt)
    SELECT @InstanceId, n.QueryHash, @CapturedAt, @CapturedAt
    FROM
    (
        SELECT q.QueryHash FROM #Query AS q WHERE q.TopRank <= @TopQueries
        UNION
        SELECT t.QueryHash FROM #Text AS t
    ) AS n
    WHERE NOT EXISTS (SELECT 1 FROM dim.Query AS d WHERE d.InstanceId = @InstanceId AND d.QueryHash = n.QueryHash);

    DELETE t
    FROM #Text AS t
    INNER JOIN dim.Query AS d ON d.InstanceId = @InstanceId AND d.QueryHash = t.QueryHash
    WHERE d.TextHash IS NOT NULL;

    INSERT dim.StatementText (TextHash, TextValue, FirstSeenAt)
    SELECT u.TextHash, u.TextValue, @CapturedAt
    FROM (SELECT t.TextHash, t.TextValue, TextOrder = ROW_NUMBER() OVER (PARTITION BY t.TextHash ORDER BY t.QueryHash) FROM #Text AS t) AS u
    WHERE u.TextOrder = 1
      AND NOT EXISTS (SELECT 1 FROM dim.StatementText AS d WITH (UPDLOCK, HOLDLOCK, FORCESEEK) WHERE d.TextHash = u.TextHash);

    UPDATE d
    SET TextHash = t.TextHash,
        StatementKind = s.StatementKind,
        TableNames = s.TableNames,
        HasPartition = s.HasPartition,
        HasDataAreaId = s.HasDataAreaId,
        FastRows = s.FastRows,
        HasLiterals = s.HasLiterals
    FROM dim.Query AS d
    INNER JOIN #Text AS t ON t.QueryHash = d.QueryHash
    CROSS APPLY collect.DescribeStatement(t.TextValue) AS s
    WHERE d.InstanceId = @InstanceId;

    INSERT dim.QueryPlan (QueryHash, QueryPlanHash, PlanText, FirstSeenAt)
    SELECT p.QueryHash, p.QueryPlanHash, COMPRESS(p.PlanText), @CapturedAt
    FROM
    (
        SELECT r.QueryHash, r.QueryPlanHash, r.PlanText, PlanOrder = ROW_NUMBER() OVER (PARTITION BY r.QueryHash, r.QueryPlanHash ORDER BY r.ExecutionCount DESC, r.StatementStart)
        FROM @Rows AS r
        WHERE r.PlanText IS NOT NULL
    ) AS p
    WHERE p.PlanOrder = 1
      AND NOT EXISTS (SELECT 1 FROM dim.QueryPlan AS d WITH (UPDLOCK, HOLDLOCK) WHERE d.QueryHash = p.QueryHash AND d.QueryPlanHash = p.QueryPlanHash);

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
END TRY
BEGIN CATCH
    THROW;
END CATCH;
