/*  collect.SaveAxHeartbeats: follows the heartbeat of each AX server, and learns its rhythm.
    Works on the caller's temp table #Server, of which rows with HasRow = 1 were read now.
    @InstanceId, @CapturedAt   as in collect.SaveAxSessions
    A step from one heartbeat to the next counts when the AOS was seen within the last five minutes and was
    not started anew. The rhythm is the mean of the first eight steps, later a moving one; a step beyond three
    times the rhythm counts as three times, so that one silence does not become the rule.  */
CREATE PROCEDURE collect.SaveAxHeartbeats
    @InstanceId int,
    @CapturedAt datetime2(3)
AS
SET NOCOUNT ON;

UPDATE t
SET RhythmMs = CASE
        WHEN x.StepMs IS NULL THEN t.RhythmMs
        ELSE COALESCE(t.RhythmMs, 0)
            + (x.StepMs - COALESCE(t.RhythmMs, 0)) / CASE WHEN t.RhythmCount < 7 THEN t.RhythmCount + 1 ELSE 8 END
    END,
    RhythmCount = t.RhythmCount + CASE WHEN x.StepMs IS NULL OR t.RhythmCount > 1000 THEN 0 ELSE 1 END,
    HeartbeatMovedAt = CASE WHEN s.HeartbeatAt IS NULL THEN NULL
                            WHEN s.HeartbeatAt = t.HeartbeatAt THEN t.HeartbeatMovedAt
                            WHEN v.IsRecent = 1 OR s.HeartbeatAt > @CapturedAt THEN @CapturedAt
                            ELSE s.HeartbeatAt END,
    HeartbeatAt = s.HeartbeatAt,
    StartedAt = s.StartedAt,
    SampledAt = @CapturedAt
FROM collect.AxServerState AS t
INNER JOIN #Server AS s ON s.AosName = t.AosName AND s.HasRow = 1
CROSS APPLY (SELECT IsRecent = CASE WHEN t.SampledAt >= DATEADD(minute, -5, @CapturedAt) THEN 1 ELSE 0 END) AS v
CROSS APPLY
(
    SELECT StepMs = CASE
        WHEN v.IsRecent = 1
            AND s.HeartbeatAt > t.HeartbeatAt
            AND COALESCE(s.StartedAt, '19000101') = COALESCE(t.StartedAt, '19000101')
            THEN DATEDIFF_BIG(millisecond, t.HeartbeatAt, s.HeartbeatAt)
    END
) AS w
CROSS APPLY
(
    SELECT StepMs = CASE WHEN t.RhythmCount >= 3 AND w.StepMs > 3 * t.RhythmMs THEN 3 * t.RhythmMs ELSE w.StepMs END
) AS x
WHERE t.InstanceId = @InstanceId;

INSERT collect.AxServerState (InstanceId, AosName, StartedAt, HeartbeatAt, HeartbeatMovedAt, RhythmMs, RhythmCount, SampledAt)
SELECT
    @InstanceId,
    s.AosName,
    s.StartedAt,
    s.HeartbeatAt,
    CASE WHEN s.HeartbeatAt > @CapturedAt THEN @CapturedAt ELSE s.HeartbeatAt END,
    NULL,
    0,
    @CapturedAt
FROM #Server AS s
WHERE s.HasRow = 1
  AND NOT EXISTS (SELECT 1 FROM collect.AxServerState AS t WHERE t.InstanceId = @InstanceId AND t.AosName = s.AosName);
