/*  report.BatchExecutionSplit: where the time of a run of a batch task went, as far as it was seen: waited
    for a thread, blocked, in slow statements, the rest.
    @ExecutionId   fact.BatchExecution
    SharePercent is of the run; of the wait for a thread, of both together.  */
CREATE PROCEDURE report.BatchExecutionSplit
    @ExecutionId bigint = NULL,
    @Help        bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'BatchExecutionSplit';
    RETURN;
END;

DECLARE @Now datetime2(3);

SELECT @Now = w.NowAt
FROM report.WindowOf(NULL, NULL, NULL, NULL) AS w;

SELECT
    v.PartNumber,
    v.PartText,
    v.SpentMs,
    SharePercent = 100e0 * v.SpentMs
        / NULLIF(CASE WHEN v.PartNumber = 1 THEN COALESCE(e.DelayMs, 0) + r.RunningMs ELSE r.RunningMs END, 0)
FROM fact.BatchExecution AS e
CROSS APPLY (SELECT EndAt = CASE WHEN e.IsRunning = 1 OR e.EndedAt IS NULL THEN @Now ELSE e.EndedAt END) AS t
CROSS APPLY (SELECT RunningMs = DATEDIFF_BIG(millisecond, e.StartedAt, t.EndAt)) AS r
CROSS APPLY
(
    SELECT BlockedMs = COALESCE(SUM(x.BlockedMs), 0)
    FROM report.BatchBlocking(e.InstanceId, e.BatchId, e.StartedAt, t.EndAt) AS x
) AS b
CROSS APPLY
(
    SELECT SlowMs = COALESCE(SUM(x.DurationMs), 0)
    FROM fact.LongQuery AS x
    WHERE x.InstanceId = e.InstanceId
      AND x.EventAt >= e.StartedAt
      AND x.EventAt <= t.EndAt
      AND x.AxSessionId = e.AxSessionId
) AS q
CROSS APPLY
(
    VALUES
        (1, N'Waited for a thread', COALESCE(e.DelayMs, 0)),
        (2, N'Blocked by others', CASE WHEN b.BlockedMs < r.RunningMs THEN b.BlockedMs ELSE r.RunningMs END),
        (3, N'In slow statements', CASE
            WHEN q.SlowMs < r.RunningMs - b.BlockedMs THEN q.SlowMs
            WHEN r.RunningMs > b.BlockedMs THEN r.RunningMs - b.BlockedMs
            ELSE 0
        END),
        (4, N'Not sampled (short statements, X++)', CASE
            WHEN r.RunningMs > b.BlockedMs + q.SlowMs THEN r.RunningMs - b.BlockedMs - q.SlowMs
            ELSE 0
        END)
) AS v (PartNumber, PartText, SpentMs)
WHERE e.ExecutionId = @ExecutionId
  AND e.StartedAt IS NOT NULL
ORDER BY v.PartNumber;
