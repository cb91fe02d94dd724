/*  collect.CollapseBlockedProcesses: makes repeated reports of one wait one row of fact.BlockedProcess,
    whether they come together or later.
    Works on the caller's temp table #Report (fills BlockedProcessId).
    Same wait: session, task, transaction and resource agree, and so does the begin of the wait (event
    time less wait time) within 5 s.
    @InstanceId   config.Instance  */
CREATE PROCEDURE collect.CollapseBlockedProcesses
    @InstanceId int
AS
SET NOCOUNT ON;

DECLARE @NewWait TABLE
(
    BlockedProcessId     bigint        NOT NULL,
    BlockedSessionId     int           NOT NULL,
    BlockedEcid          int           NOT NULL,
    BlockedTransactionId bigint        NOT NULL,
    WaitResource         nvarchar(400) NOT NULL,
    EventAt              datetime2(3)  NOT NULL,
    WaitMs               bigint        NOT NULL
);

-- Reports that continue a stored wait.
UPDATE r
SET BlockedProcessId = m.BlockedProcessId
FROM #Report AS r
CROSS APPLY
(
    SELECT TOP (1) f.BlockedProcessId
    FROM fact.BlockedProcess AS f
    WHERE f.InstanceId = @InstanceId
      AND f.BlockedSessionId = r.BlockedSessionId
      AND f.BlockedTransactionId = r.BlockedTransactionId
      AND f.BlockedEcid = r.BlockedEcid
      AND f.WaitResource = r.WaitResource
      AND ABS(DATEDIFF_BIG(millisecond, f.EventAt, r.EventAt) - (r.WaitMs - f.WaitMs)) <= 5000
    ORDER BY f.EventAt DESC
) AS m;

-- The latest of the others stands for each new wait.
INSERT fact.BlockedProcess
(
    InstanceId,
    FirstEventAt,
    EventAt,
    ReportCount,
    MonitorLoop,
    BlockedSessionId,
    BlockedEcid,
    BlockedTransactionId,
    BlockedApp,
    BlockedHost,
    BlockedHostProcessId,
    BlockedLogin,
    BlockedStatus,
    BlockedTransactionName,
    BlockedIsolationLevel,
    BlockedStatementHash,
    BlockingSessionId,
    BlockingEcid,
    BlockingTransactionId,
    BlockingApp,
    BlockingHost,
    BlockingHostProcessId,
    BlockingLogin,
    BlockingStatus,
    BlockingTranCount,
    BlockingIsolationLevel,
    BlockingStatementHash,
    WaitResource,
    ResourceKind,
    DatabaseId,
    DatabaseName,
    ResourceObjectKey,
    ResourceObjectId,
    IndexId,
    WaitMs,
    LockMode,
    RootSessionId
)
OUTPUT inserted.BlockedProcessId, inserted.BlockedSessionId, inserted.BlockedEcid, inserted.BlockedTransactionId,
    inserted.WaitResource, inserted.EventAt, inserted.WaitMs
INTO @NewWait (BlockedProcessId, BlockedSessionId, BlockedEcid, BlockedTransactionId, WaitResource, EventAt, WaitMs)
SELECT
    @InstanceId,
    w.EventAt,
    w.EventAt,
    1,
    w.MonitorLoop,
    w.BlockedSessionId,
    w.BlockedEcid,
    w.BlockedTransactionId,
    w.BlockedApp,
    w.BlockedHost,
    w.BlockedHostProcessId,
    w.BlockedLogin,
    w.BlockedStatus,
    w.BlockedTransactionName,
    w.BlockedIsolationLevel,
    w.BlockedStatementHash,
    w.BlockingSessionId,
    w.BlockingEcid,
    w.BlockingTransactionId,
    w.BlockingApp,
    w.BlockingHost,
    w.BlockingHostProcessId,
    w.BlockingLogin,
    w.BlockingStatus,
    w.BlockingTranCount,
    w.BlockingIsolationLevel,
    w.BlockingStatementHash,
    w.WaitResource,
    p.ResourceKind,
    COALESCE(p.DatabaseId, w.DatabaseId),
    CASE WHEN p.DatabaseId IS NULL OR p.DatabaseId = w.DatabaseId THEN w.DatabaseName END,
    COALESCE(p.ObjectKey, CASE WHEN w.EventObjectId IS NOT NULL THEN N'object' END),
    COALESCE(p.ObjectId, w.EventObjectId),
    w.IndexId,
    w.WaitMs,
    w.LockMode,
    w.RootSessionId
FROM #Report AS w
CROSS APPLY lib.ParseWaitResource(w.WaitResource) AS p
WHERE w.BlockedProcessId IS NULL
  AND NOT EXISTS
  (
      SELECT 1
      FROM #Report AS l
      WHERE l.BlockedProcessId IS NULL
        AND l.BlockedSessionId = w.BlockedSessionId
        AND l.BlockedEcid = w.BlockedEcid
        AND l.BlockedTransactionId = w.BlockedTransactionId
        AND l.WaitResource = w.WaitResource
        AND ABS(DATEDIFF_BIG(millisecond, w.EventAt, l.EventAt) - (l.WaitMs - w.WaitMs)) <= 5000
        AND (l.EventAt > w.EventAt OR (l.EventAt = w.EventAt AND l.EventHash > w.EventHash))
  );

UPDATE r
SET BlockedProcessId = n.BlockedProcessId
FROM #Report AS r
CROSS APPLY
(
    SELECT TOP (1) w.BlockedProcessId
    FROM @NewWait AS w
    WHERE w.BlockedSessionId = r.BlockedSessionId
      AND w.BlockedEcid = r.BlockedEcid
      AND w.BlockedTransactionId = r.BlockedTransactionId
      AND w.WaitResource = r.WaitResource
      AND w.EventAt >= r.EventAt
    ORDER BY ABS(DATEDIFF_BIG(millisecond, w.EventAt, r.EventAt) - (r.WaitMs - w.WaitMs)), w.BlockedProcessId
) AS n
WHERE r.BlockedProcessId IS NULL;

-- The new rows already count their own report; rows of earlier runs count all that came now.
UPDATE f
SET FirstEventAt = CASE WHEN g.FirstEventAt < f.FirstEventAt THEN g.FirstEventAt ELSE f.FirstEventAt END,
    EventAt = CASE WHEN g.LastEventAt > f.EventAt THEN g.LastEventAt ELSE f.EventAt END,
    WaitMs = CASE WHEN g.WaitMs > f.WaitMs THEN g.WaitMs ELSE f.WaitMs END,
    ReportCount = f.ReportCount
        + g.ReportCount - CASE
            WHEN EXISTS (SELECT 1 FROM @NewWait AS n WHERE n.BlockedProcessId = f.BlockedProcessId) THEN 1
            ELSE 0
        END
FROM fact.BlockedProcess AS f
INNER JOIN
(
    SELECT BlockedProcessId, FirstEventAt = MIN(EventAt), LastEventAt = MAX(EventAt), WaitMs = MAX(WaitMs), ReportCount = COUNT(*)
    FROM #Report
    GROUP BY BlockedProcessId
) AS g ON g.BlockedProcessId = f.BlockedProcessId;
