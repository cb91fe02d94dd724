/*  report.PlanPair: a statement under its older plan and under the one it has now, a row for each measure; no
    row where there is no regression.
    @RegressionId   NULL: the one that report.ChosenRegression takes
    @InstanceId, @Stage   NULL for all
    @FromAt, @ToAt, @Window, @TimeZone   as in report.WindowOf; …Local is by the clock of that zone
    AnswerText   how much slower since when under which plan, what it has cost so far, and whether the older
                 plan is still known
    Figures are means of a run; rows are those of all intervals that are kept of a plan. Memory granted and
    used is the most that the plan cache tells, of captures in which the statement had that plan alone;
    memory wanted is what the optimizer would grant if the plan ran serially. Their rows are missing where
    neither plan sorts or hashes, or nothing is known.  */
CREATE PROCEDURE report.PlanPair
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
    EXEC report.Help N'PlanPair';
    RETURN;
END;

DECLARE @From datetime2(3);
DECLARE @To datetime2(3);
DECLARE @Zone nvarchar(128);

SELECT @From = w.FromAt, @To = w.ToAt, @Zone = w.ZoneName
FROM report.WindowOf(@Window, @FromAt, @ToAt, @TimeZone) AS w;

SELECT
    r.RegressionId,
    r.InstanceName,
    QueryKey = CONVERT(nvarchar(16), r.QueryHash, 2),
    r.InstanceId,
    AnswerText = CONCAT(
        CASE
            WHEN r.DurationMs >= r.OldDurationMs AND r.OldDurationMs > 0
                THEN CONCAT(
                    CASE
                        WHEN r.DurationMs > 99 * r.OldDurationMs THEN N'×99+'
                        ELSE CONCAT(N'×', CAST(r.DurationMs / r.OldDurationMs AS decimal(9, 1)))
                    END,
                    N' slower')
            ELSE N'More work, not slower,'
        END,
        N' since ', CONVERT(nvarchar(16), l.LocalAt, 120), N' under plan ', r.PlanId,
        N'; cost ', COALESCE(d.DurationText, N'nothing'), N' ',
        CASE WHEN r.EndedAt IS NULL THEN N'so far' ELSE CONCAT(N'until it ended (', r.EndReason, N')') END,
        N'; older plan ', r.OldPlanId,
        CASE
            WHEN p.PlanId IS NULL THEN N' is not known any more'
            WHEN p.IsForced = 1 THEN N' is forced'
            ELSE CONCAT(N' still known, last seen ', CONVERT(nvarchar(16), z.LocalAt, 120))
        END),
    BeforeText = CONCAT(N'plan ', r.OldPlanId),
    AfterText = CONCAT(N'plan ', r.PlanId),
    r.OldDurationMs,
    r.DurationMs,
    r.OldCpuMs,
    r.CpuMs,
    r.OldLogicalReads,
    r.LogicalReads,
    OldRows = o.MeanRows,
    NewRows = n.MeanRows,
    r.QueryHash,
    r.OldQueryPlanHash,
    r.QueryPlanHash,
    r.OldExecutionCount,
    r.ExecutionCount
INTO #Pair
FROM report.ChosenRegression(@RegressionId, @InstanceId, @Stage, @From, @To) AS r
CROSS APPLY report.LocalTime(r.DetectedAt, @Zone) AS l
CROSS APPLY lib.DurationText(TRY_CAST(r.ExtraMs AS bigint)) AS d
LEFT JOIN dim.QueryStorePlan AS p ON p.InstanceId = r.InstanceId AND p.PlanId = r.OldPlanId AND p.QueryId = r.QueryId
CROSS APPLY report.LocalTime(p.LastSeenAt, @Zone) AS z
OUTER APPLY
(
    SELECT MeanRows = SUM(x.ReturnedRows) / NULLIF(SUM(x.ExecutionCount), 0)
    FROM fact.QueryStorePlan AS x
    WHERE x.InstanceId = r.InstanceId
      AND x.QueryId = r.QueryId
      AND x.PlanId = r.OldPlanId
) AS o
OUTER APPLY
(
    SELECT MeanRows = SUM(x.ReturnedRows) / NULLIF(SUM(x.ExecutionCount), 0)
    FROM fact.QueryStorePlan AS x
    WHERE x.InstanceId = r.InstanceId
      AND x.QueryId = r.QueryId
      AND x.PlanId = r.PlanId
) AS n;

WITH XMLNAMESPACES (DEFAULT 'http://schemas.microsoft.com/sqlserver/2004/07/showplan')
SELECT
    GrantBytes = 1024 * m.GrantKb,
    UsedBytes = 1024 * m.UsedKb,
    WantedBytes = 1024 * t.PlanXml.value('(//MemoryGrantInfo/@SerialDesiredMemory)[1]', 'bigint'),
    v.SideNumber
INTO #Memory
FROM #Pair AS p
CROSS APPLY (VALUES (1, p.OldQueryPlanHash), (2, p.QueryPlanHash)) AS v (SideNumber, PlanHash)
OUTER APPLY
(
    SELECT GrantKb = MAX(x.MaxGrantKb), UsedKb = MAX(x.MaxUsedGrantKb)
    FROM fact.QueryStat AS x
    WHERE x.InstanceId = p.InstanceId
      AND x.QueryHash = p.QueryHash
      AND x.TopPlanHash = v.PlanHash
      AND x.PlanCount = 1
) AS m
LEFT JOIN dim.QueryPlan AS q ON q.QueryHash = p.QueryHash AND q.QueryPlanHash = v.PlanHash
CROSS APPLY (SELECT PlanXml = TRY_CAST(CAST(DECOMPRESS(q.PlanText) AS nvarchar(max)) AS xml)) AS t;

SELECT
    p.RegressionId,
    p.InstanceName,
    p.InstanceId,
    p.QueryKey,
    p.AnswerText,
    v.MeasureNumber,
    v.MeasureText,
    p.BeforeText,
    p.AfterText,
    OldText = CASE
        WHEN v.Unit = N'bytes' THEN COALESCE(ob.BytesText, CASE WHEN v.OldValue = 0 THEN N'none' END)
        WHEN v.Unit = N'ms' AND v.OldValue < 1000 THEN CONCAT(CAST(v.OldValue AS decimal(9, 1)), N' ms')
        ELSE o.ValueText
    END,
    NewText = CASE
        WHEN v.Unit = N'bytes' THEN COALESCE(nb.BytesText, CASE WHEN v.NewValue = 0 THEN N'none' END)
        WHEN v.Unit = N'ms' AND v.NewValue < 1000 THEN CONCAT(CAST(v.NewValue AS decimal(9, 1)), N' ms')
        ELSE n.ValueText
    END,
    ChangeRatio = v.NewValue / NULLIF(v.OldValue, 0)
FROM #Pair AS p
INNER JOIN #Memory AS m1 ON m1.SideNumber = 1
INNER JOIN #Memory AS m2 ON m2.SideNumber = 2
CROSS APPLY
(
    VALUES
        (1, N'Time of a run', N'ms', p.OldDurationMs, p.DurationMs),
        (2, N'Processor time of a run', N'ms', p.OldCpuMs, p.CpuMs),
        (3, N'Pages read by a run', N'count', p.OldLogicalReads, p.LogicalReads),
        (4, N'Rows returned by a run', N'count', p.OldRows, p.NewRows),
        (5, N'Runs compared', N'count', 1e0 * p.OldExecutionCount, 1e0 * p.ExecutionCount),
        (6, N'Memory granted to a run, at most', N'bytes', 1e0 * m1.GrantBytes, 1e0 * m2.GrantBytes),
        (7, N'Memory used of it, at most', N'bytes', 1e0 * m1.UsedBytes, 1e0 * m2.UsedBytes),
        (8, N'Memory the optimizer wants (serial)', N'bytes', 1e0 * m1.WantedBytes, 1e0 * m2.WantedBytes)
) AS v (MeasureNumber, MeasureText, Unit, OldValue, NewValue)
CROSS APPLY lib.ValueText(v.OldValue, v.Unit) AS o
CROSS APPLY lib.ValueText(v.NewValue, v.Unit) AS n
CROSS APPLY lib.BytesText(CASE WHEN v.Unit = N'bytes' THEN v.OldValue END) AS ob
CROSS APPLY lib.BytesText(CASE WHEN v.Unit = N'bytes' THEN v.NewValue END) AS nb
WHERE v.Unit <> N'bytes'
   OR v.OldValue > 0
   OR v.NewValue > 0
ORDER BY v.MeasureNumber;
