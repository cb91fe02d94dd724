/*  collect.RequestQueryTexts: requests the texts and plans that the next capture of the collector QueryStats
    shall bring, and no others. Part of collect.SaveQueryStats: reads the caller's temp table #Query and the
    caller's temp table #Entry, in its transaction.
    @InstanceId   config.Instance
    @TopQueries   a query whose best rank is at most this is a leader
    Requested are the texts of leaders (query: query_hash), then the plans (plan: query_plan_hash) of the five
    first and of leaders that ran with more than one; 30 items at most, so that a capture stays short.  */
CREATE PROCEDURE collect.RequestQueryTexts
    @InstanceId int,
    @TopQueries int
AS
SET NOCOUNT ON;

DELETE collect.Request
WHERE InstanceId = @InstanceId
  AND CollectorName = N'QueryStats';

INSERT collect.Request (InstanceId, CollectorName, ItemKind, ItemKey, IsKnown)
SELECT TOP (30) @InstanceId, N'QueryStats', u.ItemKind, CONVERT(nvarchar(16), u.ItemHash, 2), 0
FROM
(
    SELECT ItemKind = N'query', ItemHash = q.QueryHash, Priority = 1, q.TopRank
    FROM #Query AS q
    INNER JOIN dim.Query AS d ON d.InstanceId = @InstanceId AND d.QueryHash = q.QueryHash
    WHERE q.TopRank <= @TopQueries
      AND d.TextHash IS NULL
    UNION ALL
    SELECT N'plan', e.QueryPlanHash, 2, MIN(q.TopRank)
    FROM #Query AS q
    INNER JOIN #Entry AS e ON e.QueryHash = q.QueryHash
    WHERE e.ExecutionCount > 0
      AND (q.TopRank <= 5 OR (q.TopRank <= @TopQueries AND q.PlanCount > 1))
      AND e.QueryPlanHash <> 0x0000000000000000
      AND NOT EXISTS
      (
          SELECT 1
          FROM dim.QueryPlan AS p
          WHERE p.QueryHash = e.QueryHash AND p.QueryPlanHash = e.QueryPlanHash
      )
    GROUP BY e.QueryPlanHash
) AS u
ORDER BY u.Priority, u.TopRank, u.ItemHash;
