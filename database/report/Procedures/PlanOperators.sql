/*  report.PlanOperators: the operators of the two plans that report.PlanPair compares, a row for each plan;
    no row where there is no regression.
    @RegressionId   NULL: the one that report.ChosenRegression takes
    @InstanceId, @Stage   NULL for all
    @FromAt, @ToAt, @Window, @TimeZone   as in report.WindowOf
    OperatorCount  0 where the plan has not been read, or cannot be
    ChangeText     operators and objects that the other plan has not
    OperatorText   a line for each, indented below the one that asks for its rows: operator, table and index,
                   rows the optimizer expected. Literals of the statement are not in it  */
CREATE PROCEDURE report.PlanOperators
    @RegressionId bigint = NULL,
    @InstanceId   int = NULL,
    @Stage        nvarchar(16) = NULL,
    @FromAt       datetime2(3) = NULL,
    @ToAt         datetime2(3) = NULL,
    @Window       nvarchar(16) = NULL,
    @TimeZone     nvarchar(128) = NULL,
    @Help         bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'PlanOperators';
    RETURN;
END;

DECLARE @From datetime2(3);
DECLARE @To datetime2(3);

SELECT @From = w.FromAt, @To = w.ToAt
FROM report.WindowOf(@Window, @FromAt, @ToAt, @TimeZone) AS w;

SELECT
    v.SideNumber,
    v.SideText,
    PlanText = CONCAT(N'plan ', v.PlanId),
    PlanXml = TRY_CAST(CAST(DECOMPRESS(p.PlanText) AS nvarchar(max)) AS xml)
INTO #Plan
FROM report.ChosenRegression(@RegressionId, @InstanceId, @Stage, @From, @To) AS r
CROSS APPLY
(
    VALUES (1, N'before', r.OldPlanId, r.OldQueryPlanHash), (2, N'after', r.PlanId, r.QueryPlanHash)
) AS v (SideNumber, SideText, PlanId, PlanHash)
LEFT JOIN dim.QueryPlan AS p ON p.QueryHash = r.QueryHash AND p.QueryPlanHash = v.PlanHash;

WITH XMLNAMESPACES (DEFAULT 'http://schemas.microsoft.com/sqlserver/2004/07/showplan')
SELECT
    p.SideNumber,
    NodeId = x.Node.value('@NodeId', 'int'),
    ParentId = x.Node.value('(../../@NodeId)[1]', 'int'),
    WhatText = CONCAT(
        x.Node.value('@PhysicalOp', 'nvarchar(128)'),
        N' ' + REPLACE(REPLACE(x.Node.value('(./*/Object/@Table)[1]', 'nvarchar(260)'), N'[', N''), N']', N''),
        N'.' + REPLACE(REPLACE(x.Node.value('(./*/Object/@Index)[1]', 'nvarchar(260)'), N'[', N''), N']', N'')),
    RowsText = x.Node.value('@EstimateRows', 'nvarchar(40)')
INTO #Operator
FROM #Plan AS p
CROSS APPLY p.PlanXml.nodes('//RelOp') AS x (Node);

WITH Tree AS
(
    SELECT o.SideNumber, o.NodeId, Depth = 0
    FROM #Operator AS o
    WHERE o.ParentId IS NULL
    UNION ALL
    SELECT o.SideNumber, o.NodeId, t.Depth + 1
    FROM Tree AS t
    INNER JOIN #Operator AS o ON o.SideNumber = t.SideNumber AND o.ParentId = t.NodeId
)
SELECT t.SideNumber, t.NodeId, t.Depth
INTO #Depth
FROM Tree AS t
OPTION (MAXRECURSION 1000);

SELECT
    p.SideNumber,
    p.SideText,
    p.PlanText,
    OperatorCount = (SELECT COUNT(*) FROM #Operator AS c WHERE c.SideNumber = p.SideNumber),
    ChangeText = STUFF(
        (
            SELECT N', ' + o.WhatText
            FROM #Operator AS o
            WHERE o.SideNumber = p.SideNumber
              AND NOT EXISTS (SELECT 1 FROM #Operator AS q WHERE q.SideNumber <> o.SideNumber AND q.WhatText = o.WhatText)
            GROUP BY o.WhatText
            ORDER BY MIN(o.NodeId)
            FOR XML PATH(N''), TYPE
        ).value('.', 'nvarchar(max)'), 1, 2, N''),
    OperatorText = STUFF(
        (
            SELECT CONCAT(NCHAR(10), REPLICATE(N'    ', d.Depth), o.WhatText, N', ' + t.ValueText + N' rows expected')
            FROM #Operator AS o
            INNER JOIN #Depth AS d ON d.SideNumber = o.SideNumber AND d.NodeId = o.NodeId
            CROSS APPLY lib.ValueText(TRY_CAST(o.RowsText AS float), N'count') AS t
            WHERE o.SideNumber = p.SideNumber
            ORDER BY o.NodeId
            FOR XML PATH(N''), TYPE
        ).value('.', 'nvarchar(max)'), 1, 1, N'')
FROM #Plan AS p
ORDER BY p.SideNumber;
