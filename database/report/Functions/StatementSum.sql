/*  report.StatementSum: what each statement cost in a period.
    @InstanceId      NULL for all
    @FromAt, @ToAt   UTC, end exclusive
    @By              cpu, reads, duration, executions, mean (of durations); NULL: cpu
    Result           one row a statement: InstanceId, QueryHash, RunCount, CpuMs, ElapsedMs, ReadCount,
                     PlanCount (most at once), SortValue (by what @By asks)  */
CREATE FUNCTION report.StatementSum
(
    @InstanceId int,
    @FromAt     datetime2(3),
    @ToAt       datetime2(3),
    @By         nvarchar(16)
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        s.InstanceId,
        s.QueryHash,
        s.RunCount,
        s.CpuMs,
        s.ElapsedMs,
        s.ReadCount,
        s.PlanCount,
        SortValue = CASE @By
            WHEN N'reads' THEN 1e0 * s.ReadCount
            WHEN N'duration' THEN 1e0 * s.ElapsedMs
            WHEN N'executions' THEN 1e0 * s.RunCount
            WHEN N'mean' THEN 1e0 * s.ElapsedMs / NULLIF(s.RunCount, 0)
            ELSE 1e0 * s.CpuMs
        END
    FROM
    (
        SELECT
            x.InstanceId,
            x.QueryHash,
            RunCount = SUM(x.ExecutionCount),
            CpuMs = SUM(x.CpuMs),
            ElapsedMs = SUM(x.DurationMs),
            ReadCount = SUM(x.LogicalReads),
            PlanCount = MAX(x.PlanCount)
        FROM fact.QueryStat AS x
        WHERE x.CapturedAt >= @FromAt
          AND x.CapturedAt < @ToAt
          AND (@InstanceId IS NULL OR x.InstanceId = @InstanceId)
        GROUP BY x.InstanceId, x.QueryHash
    ) AS s
);
