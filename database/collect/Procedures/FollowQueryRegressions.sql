/*  collect.FollowQueryRegressions: opens, continues and ends the regressions of an instance. Part of
    collect.SaveQueryStore: runs in its transaction.
    @InstanceId, @CapturedAt   of the capture
    @MinExecutions             so many executions must stand on either side
    @Rows                      see stage.QueryStore
    Reads the caller's temp table #Recent, and the caller's temp table #Plan.
    Worse is a mean of time, CPU or reads that rose by QueryRegressionPercent, and costs at least
    QueryRegressionMinExtraMs (time, CPU) or QueryRegressionMinExtraReads in the interval beyond what the old
    plan would have taken. It has ended when the means fell below half of that rise, when the query runs under
    another plan, or when it did not run for a day.
    Reads the caller's temp table #Staged.  */
CREATE PROCEDURE collect.FollowQueryRegressions
    @InstanceId    int,
    @CapturedAt    datetime2(3),
    @MinExecutions int
AS
SET NOCOUNT ON;

DECLARE @Factor float = 1 + (SELECT s.Value / 100.0 FROM config.SettingNumber(N'QueryRegressionPercent') AS s);
DECLARE @ClearFactor float = (1 + @Factor) / 2;
DECLARE @MinExtraMs float = (SELECT s.Value FROM config.SettingNumber(N'QueryRegressionMinExtraMs') AS s);
DECLARE @MinExtraReads float = (SELECT s.Value FROM config.SettingNumber(N'QueryRegressionMinExtraReads') AS s);

-- Those that last: what they cost in intervals that are closed now, then how they are.
UPDATE g
SET ExecutionCount = g.ExecutionCount + c.ExecutionCount,
    ExtraMs = g.ExtraMs + c.DurationMs - c.ExecutionCount * g.OldDurationMs,
    CountedUntilAt = c.EndedAt
FROM fact.QueryRegression AS g
INNER JOIN
(
    SELECT
        o.RegressionId,
        ExecutionCount = SUM(r.ExecutionCount),
        DurationMs = SUM(r.DurationMs),
        EndedAt = MAX(r.IntervalEndedAt)
    FROM fact.QueryRegression AS o
    INNER JOIN #Staged AS r ON r.QueryId = o.QueryId AND r.PlanId = o.PlanId
    WHERE o.InstanceId = @InstanceId
      AND o.EndedAt IS NULL
      AND r.IsOpen = 0
      AND r.IntervalEndedAt > o.CountedUntilAt
    GROUP BY o.RegressionId
) AS c ON c.RegressionId = g.RegressionId;

UPDATE g
SET DurationMs = CASE WHEN r.PlanId = g.PlanId THEN r.DurationMs ELSE g.DurationMs END,
    CpuMs = CASE WHEN r.PlanId = g.PlanId THEN r.CpuMs ELSE g.CpuMs END,
    LogicalReads = CASE WHEN r.PlanId = g.PlanId THEN r.LogicalReads ELSE g.LogicalReads END,
    LastSeenAt = CASE WHEN e.EndReason IS NULL THEN @CapturedAt ELSE g.LastSeenAt END,
    EndedAt = CASE WHEN e.EndReason IS NOT NULL THEN @CapturedAt END,
    EndReason = e.EndReason
FROM fact.QueryRegression AS g
INNER JOIN #Recent AS r ON r.QueryId = g.QueryId
CROSS APPLY
(
    SELECT EndReason = CASE
        WHEN r.PlanId <> g.PlanId THEN N'another plan'
        WHEN r.DurationMs < @ClearFactor * g.OldDurationMs
            AND r.CpuMs < @ClearFactor * g.OldCpuMs
            AND r.LogicalReads < @ClearFactor * g.OldLogicalReads
            THEN N'better'
    END
) AS e
WHERE g.InstanceId = @InstanceId
  AND g.EndedAt IS NULL;

UPDATE fact.QueryRegression
SET EndedAt = @CapturedAt,
    EndReason = N'not run'
WHERE InstanceId = @InstanceId
  AND EndedAt IS NULL
  AND LastSeenAt < DATEADD(day, -1, @CapturedAt);

INSERT fact.QueryRegression
(
    InstanceId,
    QueryId,
    PlanId,
    OldPlanId,
    QueryHash,
    QueryPlanHash,
    OldQueryPlanHash,
    Reason,
    OldExecutionCount,
    ExecutionCount,
    OldDurationMs,
    DurationMs,
    OldCpuMs,
    CpuMs,
    OldLogicalReads,
    LogicalReads,
    ExtraMs,
    DetectedAt,
    LastSeenAt,
    CountedUntilAt
)
SELECT
    @InstanceId,
    r.QueryId,
    r.PlanId,
    r.OldPlanId,
    p.QueryHash,
    p.QueryPlanHash,
    d.QueryPlanHash,
    STUFF(
        CONCAT(
            CASE WHEN w.IsDuration = 1 THEN N', duration' END,
            CASE WHEN w.IsCpu = 1 THEN N', cpu' END,
            CASE WHEN w.IsReads = 1 THEN N', reads' END),
        1, 2, N''),
    r.OldExecutionCount,
    COALESCE(c.ExecutionCount, 0),
    r.OldDurationMs,
    r.DurationMs,
    r.OldCpuMs,
    r.CpuMs,
    r.OldLogicalReads,
    r.LogicalReads,
    COALESCE(c.DurationMs - c.ExecutionCount * r.OldDurationMs, 0),
    @CapturedAt,
    @CapturedAt,
    COALESCE(c.EndedAt, r.IntervalBeganAt)
FROM #Recent AS r
INNER JOIN #Plan AS p ON p.PlanId = r.PlanId
INNER JOIN dim.QueryStorePlan AS d ON d.InstanceId = @InstanceId AND d.PlanId = r.OldPlanId
CROSS APPLY
(
    SELECT
        IsDuration = CASE
            WHEN r.DurationMs >= @Factor * r.OldDurationMs
                AND (r.DurationMs - r.OldDurationMs) * r.ExecutionCount >= @MinExtraMs
                THEN 1
            ELSE 0
        END,
        IsCpu = CASE
            WHEN r.CpuMs >= @Factor * r.OldCpuMs AND (r.CpuMs - r.OldCpuMs) * r.ExecutionCount >= @MinExtraMs THEN 1
            ELSE 0
        END,
        IsReads = CASE
            WHEN r.LogicalReads >= @Factor * r.OldLogicalReads
                AND (r.LogicalReads - r.OldLogicalReads) * r.ExecutionCount >= @MinExtraReads
                THEN 1
            ELSE 0
        END
) AS w
OUTER APPLY
(
    SELECT ExecutionCount = SUM(x.ExecutionCount), DurationMs = SUM(x.DurationMs), EndedAt = MAX(x.IntervalEndedAt)
    FROM #Staged AS x
    WHERE x.QueryId = r.QueryId
      AND x.PlanId = r.PlanId
      AND x.IsOpen = 0
      AND x.IntervalEndedAt > r.IntervalBeganAt
) AS c
WHERE r.OldPlanId <> r.PlanId
  AND r.OldExecutionCount >= @MinExecutions
  AND (w.IsDuration = 1 OR w.IsCpu = 1 OR w.IsReads = 1)
  AND NOT EXISTS (
      SELECT 1
      FROM fact.QueryRegression AS g
      WHERE g.InstanceId = @InstanceId AND g.QueryId = r.QueryId AND g.PlanId = r.PlanId AND g.EndedAt IS NULL
  );
