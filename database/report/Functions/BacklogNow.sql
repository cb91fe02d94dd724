/*  report.BacklogNow: what waits for a batch thread on an instance, by its latest capture.
    @InstanceId   config.Instance
    @Now          UTC
    Result        one row where a capture is not older than five minutes:
                  CapturedAt, OverdueCount, OldestAgeMs, ReadyCount,
                  WaitingCount, HeldCount, ExecutingCount  */
CREATE FUNCTION report.BacklogNow
(
    @InstanceId int,
    @Now        datetime2(3)
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        c.CapturedAt,
        OverdueCount = COALESCE(SUM(b.OverdueCount), 0),
        OldestAgeMs = MAX(CASE WHEN b.OverdueCount > 0 THEN b.OldestAgeMs END),
        ReadyCount = COALESCE(SUM(b.ReadyCount), 0),
        WaitingCount = COALESCE(SUM(b.WaitingCount), 0),
        HeldCount = COALESCE(SUM(b.HeldCount), 0),
        ExecutingCount = COALESCE(SUM(b.ExecutingCount), 0)
    FROM
    (
        SELECT TOP (1) x.InstanceId, x.CapturedAt
        FROM fact.BatchCapture AS x
        WHERE x.InstanceId = @InstanceId
          AND x.CapturedAt > DATEADD(minute, -5, @Now)
          AND x.CapturedAt <= @Now
          AND x.HasTasks = 1
        ORDER BY x.CapturedAt DESC
    ) AS c
    LEFT JOIN fact.BatchBacklog AS b ON b.InstanceId = c.InstanceId AND b.CapturedAt = c.CapturedAt
    GROUP BY c.CapturedAt
);
