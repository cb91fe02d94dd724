/*  collect.AskForQueryStoreTexts: writes the bookmark of the collector QueryStore, with the texts and plans
    that the next capture shall bring along. Runs in the transaction of collect.SaveQueryStore.
    @InstanceId, @CapturedAt   of the capture
    @ClosedIntervalId          the last closed interval; NULL: there is none yet, and no bookmark
    @HasPossibleGap            1: intervals were lost before it
    Wanted are the texts and both plans of queries whose plan changed in the last day or that have regressed.
    18 things at most: the bookmark holds no more.  */
CREATE PROCEDURE collect.AskForQueryStoreTexts
    @InstanceId       int,
    @CapturedAt       datetime2(3),
    @ClosedIntervalId bigint,
    @HasPossibleGap   bit
AS
SET NOCOUNT ON;

DECLARE @BookmarkFile nvarchar(512);

IF @ClosedIntervalId IS NOT NULL
BEGIN
    SET @BookmarkFile = COALESCE(
    (
        SELECT w.Name + N';'
        FROM
        (
            SELECT TOP (18) u.Name
            FROM
            (
                SELECT Name = N'P' + CAST(d.PlanId AS nvarchar(20)), d.LastSeenAt
                FROM
                (
                    SELECT c.OldPlanId, c.NewPlanId
                    FROM fact.QueryPlanChange AS c
                    WHERE c.InstanceId = @InstanceId
                      AND c.ChangedAt > DATEADD(day, -1, @CapturedAt)
                    UNION
                    SELECT g.OldPlanId, g.PlanId
                    FROM fact.QueryRegression AS g
                    WHERE g.InstanceId = @InstanceId
                      AND g.EndedAt IS NULL
                ) AS n
                CROSS APPLY (VALUES (n.OldPlanId), (n.NewPlanId)) AS v (PlanId)
                INNER JOIN dim.QueryStorePlan AS d ON d.InstanceId = @InstanceId AND d.PlanId = v.PlanId
                WHERE NOT EXISTS (
                    SELECT 1 FROM dim.QueryPlan AS q WHERE q.QueryHash = d.QueryHash AND q.QueryPlanHash = d.QueryPlanHash
                )
                UNION
                SELECT N'Q' + CAST(c.QueryId AS nvarchar(20)), c.ChangedAt
                FROM fact.QueryPlanChange AS c
                WHERE c.InstanceId = @InstanceId
                  AND c.ChangedAt > DATEADD(day, -1, @CapturedAt)
                  AND NOT EXISTS (
                      SELECT 1
                      FROM dim.Query AS q
                      WHERE q.InstanceId = @InstanceId AND q.QueryHash = c.QueryHash AND q.TextHash IS NOT NULL
                  )
            ) AS u
            GROUP BY u.Name
            ORDER BY MAX(u.LastSeenAt) DESC, u.Name
        ) AS w
        FOR XML PATH(N''), TYPE
    ).value(N'.', N'nvarchar(512)'), N'-;');

    UPDATE collect.Bookmark
    SET BookmarkFile = @BookmarkFile,
        BookmarkOffset = @ClosedIntervalId,
        BookmarkEventAt = @CapturedAt,
        HasPossibleGap = CASE WHEN @HasPossibleGap = 1 THEN 1 ELSE HasPossibleGap END,
        GapSeenAt = CASE WHEN @HasPossibleGap = 1 THEN @CapturedAt ELSE GapSeenAt END,
        UpdatedAt = @CapturedAt
    WHERE InstanceId = @InstanceId
      AND CollectorName = N'QueryStore';

    IF @@ROWCOUNT = 0
        INSERT collect.Bookmark (InstanceId, CollectorName, BookmarkFile, BookmarkOffset, BookmarkEventAt, UpdatedAt)
        VALUES (@InstanceId, N'QueryStore', @BookmarkFile, @ClosedIntervalId, @CapturedAt, @CapturedAt);
END;
