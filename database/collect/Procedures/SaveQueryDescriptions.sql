/*  collect.SaveQueryDescriptions: keeps texts and plans of queries, each once, and what can be read from the
    texts. Runs in the caller's transaction.
    @InstanceId, @CapturedAt   of the capture that brought them
    Reads the caller's temp table #Described: one row per QueryHash and QueryPlanHash with StatementText
    and PlanText, which may be NULL.
    The first text of a query is kept: what has the same hash differs in literals alone. What differs in names
    that are generated each time, as those of 'TempDB' tables of AX, has other hashes and one signature
    (dim.StatementText.SignatureHash).
    Where literals are masked at collection no plan is kept: it has them in many places.  */
CREATE PROCEDURE collect.SaveQueryDescriptions
    @InstanceId int,
    @CapturedAt datetime2(3)
AS
SET NOCOUNT ON;

DECLARE @Texts stage.StatementText;

CREATE TABLE #NewPlan
(
    QueryHash     binary(8)      NOT NULL,
    QueryPlanHash binary(8)      NOT NULL,
    PlanText      varbinary(max) NOT NULL,
    PRIMARY KEY CLUSTERED (QueryHash, QueryPlanHash)
);

CREATE TABLE #Text
(
    QueryHash binary(8)     NOT NULL PRIMARY KEY CLUSTERED,
    TextHash  binary(32)    NOT NULL,
    TextValue nvarchar(max) COLLATE DATABASE_DEFAULT NOT NULL,
    KeptText  nvarchar(max) COLLATE DATABASE_DEFAULT NOT NULL
);

-- A text may come before its query leads: it was compiled a moment ago and had to be
-- read while it was in the cache.
INSERT dim.Query (InstanceId, QueryHash, FirstSeenAt, LastTopAt)
SELECT DISTINCT @InstanceId, t.QueryHash, @CapturedAt, @CapturedAt
FROM #Described AS t
WHERE t.StatementText IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM dim.Query AS d WHERE d.InstanceId = @InstanceId AND d.QueryHash = t.QueryHash);

-- What the text says is read from the text itself, whatever is kept of it.
INSERT #Text (QueryHash, TextHash, TextValue, KeptText)
SELECT t.QueryHash, HASHBYTES(N'SHA2_256', k.Body), t.StatementText, k.Body
FROM
(
    SELECT r.QueryHash, r.StatementText, TextOrder = ROW_NUMBER() OVER (PARTITION BY r.QueryHash ORDER BY r.QueryPlanHash)
    FROM #Described AS r
    INNER JOIN dim.Query AS d ON d.InstanceId = @InstanceId AND d.QueryHash = r.QueryHash
    WHERE r.StatementText IS NOT NULL
      AND d.TextHash IS NULL
) AS t
OUTER APPLY collect.AtCollection(@InstanceId) AS a
CROSS APPLY collect.KeptText(a.HidesLiterals, t.StatementText) AS h
CROSS APPLY (SELECT Body = COALESCE(h.Body, N'')) AS k
WHERE t.TextOrder = 1;

INSERT @Texts (TextHash, TextValue)
SELECT t.TextHash, t.KeptText
FROM #Text AS t;

EXEC collect.SaveStatementSignatures @CapturedAt, @Texts;

UPDATE d
SET TextHash = t.TextHash,
    StatementKind = s.StatementKind,
    TableNames = n.TableNames,
    HasPartition = s.HasPartition,
    HasDataAreaId = s.HasDataAreaId,
    FastRows = s.FastRows,
    HasLiterals = s.HasLiterals
FROM dim.Query AS d
INNER JOIN #Text AS t ON t.QueryHash = d.QueryHash
INNER JOIN dim.StatementText AS k ON k.TextHash = t.TextHash
INNER JOIN dim.StatementText AS g ON g.TextHash = k.SignatureHash
CROSS APPLY lib.DescribeStatement(t.TextValue) AS s
-- The names of its tables without what is made up: from the signature.
CROSS APPLY lib.DescribeStatement(g.TextValue) AS n
WHERE d.InstanceId = @InstanceId;

-- What is missing is looked for without locks, see collect.SaveMetrics.
INSERT #NewPlan (QueryHash, QueryPlanHash, PlanText)
SELECT p.QueryHash, p.QueryPlanHash, COMPRESS(p.PlanText)
FROM #Described AS p
WHERE p.PlanText IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM collect.AtCollection(@InstanceId) AS k WHERE k.HidesLiterals = 1)
  AND NOT EXISTS (
      SELECT 1 FROM dim.QueryPlan AS d WHERE d.QueryHash = p.QueryHash AND d.QueryPlanHash = p.QueryPlanHash
  );

IF @@ROWCOUNT > 0
    INSERT dim.QueryPlan (QueryHash, QueryPlanHash, PlanText, FirstSeenAt)
    SELECT n.QueryHash, n.QueryPlanHash, n.PlanText, @CapturedAt
    FROM #NewPlan AS n
    WHERE NOT EXISTS (
        SELECT 1
        FROM dim.QueryPlan AS d WITH (UPDLOCK, HOLDLOCK, FORCESEEK)
        WHERE d.QueryHash = n.QueryHash AND d.QueryPlanHash = n.QueryPlanHash
    )
    ORDER BY n.QueryHash, n.QueryPlanHash;
