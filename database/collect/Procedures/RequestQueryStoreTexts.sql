/*  collect.RequestQueryStoreTexts: requests the texts and plans that the next capture of the collector
    QueryStore shall bring, and no others. Runs in the transaction of collect.SaveQueryStore.
    @InstanceId, @CapturedAt   of the capture
    Requested are the texts (query: query_id) and both plans (plan: plan_id) of queries whose plan changed in
    the last day or that have regressed. 30 items at most, the latest first, so that a capture is short.  */
CREATE PROCEDURE collect.RequestQueryStoreTexts
    @InstanceId int,
    @CapturedAt datetime2(3)
AS
SET NOCOUNT ON;

DELETE collect.Request
WHERE InstanceId = @InstanceId
  AND CollectorName = N'QueryStore';

INSERT collect.Request (InstanceId, CollectorName, ItemKind, ItemKey, IsKnown)
SELECT TOP (30) @InstanceId, N'QueryStore', u.ItemKind, CAST(u.ItemId AS nvarchar(20)), 0
FROM
(
    SELECT ItemKind = N'plan', ItemId = d.PlanId, d.LastSeenAt
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
    WHERE NOT EXISTS
    (
        SELECT 1
        FROM dim.QueryPlan AS q
        WHERE q.QueryHash = d.QueryHash AND q.QueryPlanHash = d.QueryPlanHash
    )
    UNION ALL
    SELECT N'query', c.QueryId, c.ChangedAt
    FROM fact.QueryPlanChange AS c
    WHERE c.InstanceId = @InstanceId
      AND c.ChangedAt > DATEADD(day, -1, @CapturedAt)
      AND NOT EXISTS
      (
          SELECT 1
          FROM dim.Query AS q
          WHERE q.InstanceId = @InstanceId AND q.QueryHash = c.QueryHash AND q.TextHash IS NOT NULL
      )
) AS u
GROUP BY u.ItemKind, u.ItemId
ORDER BY MAX(u.LastSeenAt) DESC, u.ItemKind, u.ItemId;
