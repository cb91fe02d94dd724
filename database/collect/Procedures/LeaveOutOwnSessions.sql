/*  collect.LeaveOutOwnSessions: takes AxMonitor's own sessions out of a snapshot of who waits for whom, so
    that watching is not shown as trouble. One that waits stays only where somebody else waits behind it; one
    that blocks somebody else stays where it does so for @OwnBlockingMinMs: then it is the trouble.
    Works on the caller's temp tables #Edge and #Own.
    @OwnBlockingMinMs   the setting of that name  */
CREATE PROCEDURE collect.LeaveOutOwnSessions
    @OwnBlockingMinMs int
AS
SET NOCOUNT ON;

DECLARE @IsDone bit = 0;

DELETE e
FROM #Edge AS e
WHERE e.WaitMs < @OwnBlockingMinMs
  AND EXISTS (SELECT 1 FROM #Own AS o WHERE o.SessionId = e.BlockingSessionId);

WHILE @IsDone = 0
BEGIN
    DELETE e
    FROM #Edge AS e
    WHERE EXISTS (SELECT 1 FROM #Own AS o WHERE o.SessionId = e.SessionId)
      AND NOT EXISTS (SELECT 1 FROM #Edge AS v WHERE v.BlockingSessionId = e.SessionId);

    IF @@ROWCOUNT = 0
        SET @IsDone = 1;
END;

-- Where the longest wait of a session was for one of our own, the next one speaks for it.
UPDATE e
SET IsPrimary = 1
FROM #Edge AS e
INNER JOIN
(
    SELECT
        x.SessionId,
        x.BlockingSessionId,
        EdgeOrder = ROW_NUMBER() OVER (
            PARTITION BY x.SessionId
            ORDER BY x.WaitMs DESC, CASE WHEN x.BlockingSessionId > 0 THEN 0 ELSE 1 END, x.BlockingSessionId)
    FROM #Edge AS x
) AS n ON n.SessionId = e.SessionId AND n.BlockingSessionId = e.BlockingSessionId
WHERE n.EdgeOrder = 1
  AND e.IsPrimary = 0;
