/*  collect.AskForQueryTexts: writes the bookmark of the collector QueryStats, with the texts and plans that
    the next capture shall bring along. Part of collect.SaveQueryStats: reads the caller's temp table #Query
    and the caller's temp table #Entry, in its transaction.
    @InstanceId, @CapturedAt, @LocalTime, @HourNumber, @IsWhole   of the capture
    @TopQueries a query whose best rank is at most this is a leader Texts first; plans for the five leading
    and for queries that ran with more than one plan. 27 things at most: the bookmark holds no more.  */
CREATE PROCEDURE collect.AskForQueryTexts
    @InstanceId int,
    @CapturedAt datetime2(3),
    @LocalTime  datetime2(3),
    @HourNumber bigint,
    @IsWhole    bit,
    @TopQueries int
AS
SET NOCOUNT ON;

DECLARE @BookmarkFile nvarchar(512);

SET @BookmarkFile = CONVERT(nvarchar(23), @LocalTime, 121) + COALESCE(
(
    SELECT w.Name
    FROM
    (
        SELECT TOP (27) u.Name, u.Priority, u.TopRank
        FROM
        (
            SELECT Name = N'Q' + CONVERT(nvarchar(16), q.QueryHash, 2), Priority = 1, q.TopRank
            FROM #Query AS q
            INNER JOIN dim.Query AS d ON d.InstanceId = @InstanceId AND d.QueryHash = q.QueryHash
            WHERE q.TopRank <= @TopQueries
              AND d.TextHash IS NULL
            UNION ALL
            SELECT N'P' + CONVERT(nvarchar(16), e.QueryPlanHash, 2), 2, MIN(q.TopRank)
            FROM #Query AS q
            INNER JOIN #Entry AS e ON e.QueryHash = q.QueryHash
            WHERE e.ExecutionCount > 0
              AND (q.TopRank <= 5 OR (q.TopRank <= @TopQueries AND q.PlanCount > 1))
              AND e.QueryPlanHash <> 0x0000000000000000
              AND NOT EXISTS (
                  SELECT 1 FROM dim.QueryPlan AS p WHERE p.QueryHash = e.QueryHash AND p.QueryPlanHash = e.QueryPlanHash
              )
            GROUP BY e.QueryPlanHash
        ) AS u
        ORDER BY u.Priority, u.TopRank, u.Name
    ) AS w
    ORDER BY w.Priority, w.TopRank, w.Name
    FOR XML PATH(N''), TYPE
).value(N'.', N'nvarchar(489)'), N'');

UPDATE collect.Bookmark
SET BookmarkFile = @BookmarkFile,
    BookmarkOffset = CASE WHEN @IsWhole = 1 THEN @HourNumber ELSE BookmarkOffset END,
    BookmarkEventAt = @CapturedAt,
    UpdatedAt = @CapturedAt
WHERE InstanceId = @InstanceId
  AND CollectorName = N'QueryStats';

IF @@ROWCOUNT = 0
    INSERT collect.Bookmark (InstanceId, CollectorName, BookmarkFile, BookmarkOffset, BookmarkEventAt, UpdatedAt)
    VALUES (
        @InstanceId, N'QueryStats', @BookmarkFile, CASE WHEN @IsWhole = 1 THEN @HourNumber ELSE 0 END, @CapturedAt,
        @CapturedAt);
