/*  ops.SaveRunCoverage: notes what a run that saved its rows has watched, see rollup.SaveCoverage. Called by
    ops.SaveJobRun in its transaction.
    @InstanceId, @CollectorName
    @CapturedAt    UTC on the watched server
    @IsTruncated   1 when a limit left something out
    A run of a collector that is slowed covers its longer interval. A log had lost something when its
    bookmark vanished or the server dropped events of the session.  */
CREATE PROCEDURE ops.SaveRunCoverage
    @InstanceId    int,
    @CollectorName nvarchar(64),
    @CapturedAt    datetime2(3),
    @IsTruncated   bit
AS
SET NOCOUNT, XACT_ABORT ON;

DECLARE @IntervalMs bigint;
DECLARE @ServerStartedAt datetime2(3);
DECLARE @WasCutShort bit = COALESCE(@IsTruncated, 0);
DECLARE @HasGap bit = 0;

SELECT @IntervalMs = CAST(p.IntervalMs AS bigint) * COALESCE(s.IntervalFactor, 1)
FROM ops.CollectorPlan() AS p
LEFT JOIN ops.CollectorState AS s ON s.InstanceId = p.InstanceId AND s.CollectorName = p.CollectorName
WHERE p.InstanceId = @InstanceId
  AND p.CollectorName = @CollectorName;

IF @IntervalMs IS NULL
    RETURN;

-- The latest start that any collector was told of; computed starts jitter by milliseconds.
SELECT @ServerStartedAt = MAX(x.StartedAt)
FROM
(
    SELECT StartedAt = s.ServerStartedAt
    FROM collect.Sample AS s
    WHERE s.InstanceId = @InstanceId
    UNION ALL
    SELECT s.ServerStartedAt
    FROM collect.ServerState AS s
    WHERE s.InstanceId = @InstanceId
) AS x
WHERE x.StartedAt <= @CapturedAt;

IF EXISTS
(
    SELECT 1
    FROM fact.EventLoss AS l
    WHERE l.InstanceId = @InstanceId
      AND l.CapturedAt = @CapturedAt
      AND l.CollectorName = @CollectorName
)
OR EXISTS
(
    SELECT 1
    FROM collect.Bookmark AS b
    WHERE b.InstanceId = @InstanceId
      AND b.CollectorName = @CollectorName
      AND b.GapSeenAt = @CapturedAt
)
    SET @HasGap = 1;

EXEC rollup.SaveCoverage @InstanceId, @CollectorName, @CapturedAt, @IntervalMs, @ServerStartedAt, @WasCutShort, @HasGap;
