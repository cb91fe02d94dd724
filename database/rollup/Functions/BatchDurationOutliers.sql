/*  rollup.BatchDurationOutliers: the executions that lie beyond the box plot of their class, the twenty
    farthest from its median of each; all of them are counted by rollup.BatchDurations.
    @InstanceId, @From, @To   as there
    Result   ClassNumber, ExecutionId, StartedAt, DurationMs, OutlierNumber (1 is the farthest)  */
CREATE FUNCTION rollup.BatchDurationOutliers
(
    @InstanceId int,
    @From       datetime2(3),
    @To         datetime2(3)
)
RETURNS TABLE
AS
RETURN
(
    SELECT x.ClassNumber, x.ExecutionId, x.StartedAt, x.DurationMs, x.OutlierNumber
    FROM
    (
        SELECT
            e.ClassNumber,
            e.ExecutionId,
            e.StartedAt,
            e.DurationMs,
            OutlierNumber = ROW_NUMBER() OVER (
                PARTITION BY e.ClassNumber
                ORDER BY ABS(e.DurationMs - b.P50Ms) DESC, e.ExecutionId)
        FROM rollup.BatchDurations(@InstanceId, @From, @To) AS b
        INNER JOIN fact.BatchExecution AS e
            ON e.InstanceId = @InstanceId
           AND e.ClassNumber = b.ClassNumber
           AND e.StartedAt >= @From
           AND e.StartedAt < @To
        WHERE b.OutlierCount > 0
          AND e.StatusNumber = 4
          AND e.IsRunning = 0
          AND (e.DurationMs < b.OutlierBelowMs OR e.DurationMs > b.OutlierAboveMs)
    ) AS x
    WHERE x.OutlierNumber <= 20
);
