/*  report.ChosenRegression: the regression that a page compares plans of: the chosen one, else of those that
    go on or ended in a period the one that has cost most, those that go on first.
    @RegressionId         NULL: none is chosen
    @InstanceId, @Stage   NULL for all; count where none is chosen
    @FromAt, @ToAt        UTC
    Result                one row, none where there is none: the columns of fact.QueryRegression that pages
                          need  */
CREATE FUNCTION report.ChosenRegression
(
    @RegressionId bigint,
    @InstanceId   int,
    @Stage        nvarchar(16),
    @FromAt       datetime2(3),
    @ToAt         datetime2(3)
)
RETURNS TABLE
AS
RETURN
(
    SELECT TOP (1)
        r.RegressionId,
        r.InstanceId,
        i.InstanceName,
        r.QueryId,
        r.QueryHash,
        r.OldPlanId,
        r.PlanId,
        r.OldQueryPlanHash,
        r.QueryPlanHash,
        r.OldExecutionCount,
        r.ExecutionCount,
        r.OldDurationMs,
        r.DurationMs,
        r.OldCpuMs,
        r.CpuMs,
        r.OldLogicalReads,
        r.LogicalReads,
        r.ExtraMs,
        r.DetectedAt,
        r.EndedAt,
        r.EndReason
    FROM fact.QueryRegression AS r
    INNER JOIN config.Instance AS i ON i.InstanceId = r.InstanceId
    WHERE r.RegressionId = @RegressionId
       OR
       (
           @RegressionId IS NULL
           AND (r.EndedAt IS NULL OR r.LastSeenAt >= @FromAt)
           AND r.DetectedAt < @ToAt
           AND (@InstanceId IS NULL OR r.InstanceId = @InstanceId)
           AND (@Stage IS NULL OR i.Environment = @Stage)
       )
    ORDER BY CASE WHEN r.EndedAt IS NULL THEN 0 ELSE 1 END, r.ExtraMs DESC, r.RegressionId DESC
);
