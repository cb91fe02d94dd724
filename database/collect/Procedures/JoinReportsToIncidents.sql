/*  collect.JoinReportsToIncidents: gives each blocked-process report the incident of its head.
    Works on the caller's temp tables #Chain and #Report: RootSessionId is the head of a report, NULL for a
    report of a session against itself.
    A victim whose blocker no report tells (a session that was gone by then, a latch, a lock of an orphaned
    transaction) has the head -1 from its second report on: the first may be of a blocker that has just ended.
    The XML has no login time, so an incident fits when its head has the session id, it was alive during the
    wait (15 s of tolerance), and host names, where both are known, agree; the same transaction
    is preferred, then the latest.
    Heads that fit none open one: ended at once if the report is older than the grace time, else left open
    for the next snapshot to follow. An incident that no snapshot has seen tells what the reports of the
    latest monitor loop say; its peaks are those of any loop.
    @InstanceId, @CapturedAt   as in collect.SaveBlockedProcesses  */
CREATE PROCEDURE collect.JoinReportsToIncidents
    @InstanceId int,
    @CapturedAt datetime2(3)
AS
SET NOCOUNT ON;

DECLARE @GraceMs int = (SELECT s.Value FROM config.SettingNumber(N'BlockingIncidentGraceMs') AS s);
DECLARE @NewIncident TABLE (IncidentId bigint NOT NULL, HeadSessionId int NOT NULL, TransactionId bigint NULL);

CREATE TABLE #RootWait
(
    BlockedProcessId  bigint        NOT NULL PRIMARY KEY CLUSTERED,
    RootSessionId     int           NOT NULL,
    RootTransactionId bigint        NULL,
    RootHost          nvarchar(128) COLLATE DATABASE_DEFAULT NULL,
    RootHostProcessId int           NULL,
    RootApp           nvarchar(128) COLLATE DATABASE_DEFAULT NULL,
    RootLogin         nvarchar(128) COLLATE DATABASE_DEFAULT NULL,
    RootStatus        nvarchar(30)  COLLATE DATABASE_DEFAULT NULL,
    RootTranCount     int           NULL,
    RootStatementHash binary(32)    NULL,
    BlockedSessionId  int           NOT NULL,
    StartedAt         datetime2(3)  NOT NULL,
    FirstEventAt      datetime2(3)  NOT NULL,
    EventAt           datetime2(3)  NOT NULL,
    WaitMs            bigint        NOT NULL,
    IncidentId        bigint        NULL
);

-- What the XML says of the head stands in the reports of those it blocks directly.
INSERT #RootWait
(
    BlockedProcessId,
    RootSessionId,
    RootTransactionId,
    RootHost,
    RootHostProcessId,
    RootApp,
    RootLogin,
    RootStatus,
    RootTranCount,
    RootStatementHash,
    BlockedSessionId,
    StartedAt,
    FirstEventAt,
    EventAt,
    WaitMs
)
SELECT
    w.BlockedProcessId,
    w.RootSessionId,
    d.BlockingTransactionId,
    d.BlockingHost,
    d.BlockingHostProcessId,
    d.BlockingApp,
    d.BlockingLogin,
    d.BlockingStatus,
    d.BlockingTranCount,
    d.BlockingStatementHash,
    w.BlockedSessionId,
    DATEADD(millisecond, -CAST(CASE WHEN w.WaitMs > 86400000 THEN 86400000 ELSE w.WaitMs END AS int), w.EventAt),
    w.FirstEventAt,
    w.EventAt,
    w.WaitMs
FROM
(
    SELECT
        r.BlockedProcessId, RootSessionId = COALESCE(r.RootSessionId, -1), r.MonitorLoop, r.BlockedSessionId, r.EventAt, r.WaitMs,
        FirstEventAt = MIN(r.EventAt) OVER (PARTITION BY r.BlockedProcessId),
        ReportOrder = ROW_NUMBER() OVER (
            PARTITION BY r.BlockedProcessId
            ORDER BY CASE WHEN r.RootSessionId IS NULL THEN 1 ELSE 0 END, r.EventAt DESC, r.EventHash)
    FROM #Report AS r
    WHERE r.RootSessionId IS NOT NULL
       OR (r.BlockingSessionId IS NULL
           AND EXISTS
           (
               SELECT 1
               FROM fact.BlockedProcess AS f
               LEFT JOIN fact.BlockingIncident AS i ON i.IncidentId = f.IncidentId
               WHERE f.BlockedProcessId = r.BlockedProcessId
                 AND f.ReportCount >= 2
                 AND COALESCE(i.HeadSessionId, -1) = -1
           ))
) AS w
OUTER APPLY
(
    SELECT TOP (1)
        r.BlockingTransactionId,
        r.BlockingHost,
        r.BlockingHostProcessId,
        r.BlockingApp,
        r.BlockingLogin,
        r.BlockingStatus,
        r.BlockingTranCount,
        r.BlockingStatementHash
    FROM #Report AS r
    WHERE r.MonitorLoop = w.MonitorLoop
      AND r.BlockingSessionId = w.RootSessionId
    ORDER BY r.EventAt DESC, r.EventHash
) AS d
WHERE w.ReportOrder = 1;

UPDATE w
SET IncidentId = m.IncidentId
FROM #RootWait AS w
CROSS APPLY
(
    SELECT TOP (1) i.IncidentId
    FROM fact.BlockingIncident AS i
    WHERE i.InstanceId = @InstanceId
      AND i.HeadSessionId = w.RootSessionId
      AND i.FirstSeenAt <= DATEADD(second, 15, w.EventAt)
      AND (i.EndedAt IS NULL OR i.EndedAt >= DATEADD(second, -15, w.StartedAt))
      AND (i.HostName IS NULL OR w.RootHost IS NULL OR i.HostName = w.RootHost)
    ORDER BY CASE WHEN i.HeadTransactionId = w.RootTransactionId THEN 0 ELSE 1 END, i.FirstSeenAt DESC
) AS m;

-- One new incident per head and transaction. Only the latest of a head may stay open,
-- and only if no other of it is.
INSERT fact.BlockingIncident
(
    InstanceId,
    HeadSessionId,
    HeadLoginTime,
    HeadKind,
    HeadTransactionId,
    AlertKey,
    StartedAt,
    FirstSeenAt,
    LastSeenAt,
    EndedAt,
    VictimCount,
    MaxDepth,
    TotalWaitMs,
    LongestWaitMs,
    PeakVictimCount,
    PeakTotalWaitMs,
    HostName,
    HostProcessId,
    ProgramName,
    LoginName,
    AxConfidence,
    Status,
    OpenTransactionCount,
    StatementHash
)
OUTPUT inserted.IncidentId, inserted.HeadSessionId,
    inserted.HeadTransactionId INTO @NewIncident (IncidentId, HeadSessionId, TransactionId)
SELECT
    @InstanceId,
    g.RootSessionId,
    '19000101',
    CASE WHEN g.RootSessionId < 0 THEN N'pseudo' ELSE N'session' END,
    g.RootTransactionId,
    CONCAT(
        N'blocking/', g.RootSessionId, N'@', CONVERT(nvarchar(23), CAST('19000101' AS datetime2(3)), 126), N'/',
        COALESCE(g.RootTransactionId, 0)),
    g.StartedAt,
    g.FirstEventAt,
    g.EventAt,
    CASE
        WHEN g.EventAt < DATEADD(millisecond, -@GraceMs, @CapturedAt) OR g.LatestOrder > 1 OR o.IncidentId IS NOT NULL
            THEN g.EventAt
    END,
    g.VictimCount,
    1,
    g.LongestWaitMs,
    g.LongestWaitMs,
    1,
    g.LongestWaitMs,
    h.RootHost,
    h.RootHostProcessId,
    h.RootApp,
    h.RootLogin,
    N'none',
    h.RootStatus,
    h.RootTranCount,
    h.RootStatementHash
FROM
(
    SELECT
        RootSessionId,
        RootTransactionId,
        StartedAt = MIN(StartedAt),
        FirstEventAt = MIN(FirstEventAt),
        EventAt = MAX(EventAt),
        VictimCount = COUNT(DISTINCT BlockedSessionId),
        LongestWaitMs = MAX(WaitMs),
        LatestId = MAX(BlockedProcessId),
        LatestOrder = ROW_NUMBER() OVER (PARTITION BY RootSessionId ORDER BY MAX(EventAt) DESC, MAX(BlockedProcessId) DESC)
    FROM #RootWait
    WHERE IncidentId IS NULL
    GROUP BY RootSessionId, RootTransactionId
) AS g
INNER JOIN #RootWait AS h ON h.BlockedProcessId = g.LatestId
LEFT JOIN fact.BlockingIncident AS o ON o.InstanceId = @InstanceId
    AND o.HeadSessionId = g.RootSessionId
    AND o.HeadLoginTime = '19000101'
    AND o.EndedAt IS NULL;

UPDATE w
SET IncidentId = n.IncidentId
FROM #RootWait AS w
INNER JOIN @NewIncident AS n ON n.HeadSessionId = w.RootSessionId
    AND COALESCE(n.TransactionId, 0) = COALESCE(w.RootTransactionId, 0)
WHERE w.IncidentId IS NULL;

-- A report can prove that an open incident lasted longer than its last snapshot.
UPDATE i
SET LastSeenAt = g.EventAt
FROM fact.BlockingIncident AS i
INNER JOIN (SELECT IncidentId, EventAt = MAX(EventAt) FROM #RootWait GROUP BY IncidentId) AS g ON g.IncidentId = i.IncidentId
WHERE i.EndedAt IS NULL
  AND i.LastSeenAt < g.EventAt;

UPDATE f
SET IncidentId = w.IncidentId
FROM fact.BlockedProcess AS f
INNER JOIN #RootWait AS w ON w.BlockedProcessId = f.BlockedProcessId
WHERE w.IncidentId IS NOT NULL;

-- A loop reports within a moment, and comes every five seconds at most.
SELECT
    i.IncidentId,
    l.LastEventAt,
    n.VictimCount,
    n.TotalWaitMs,
    n.LongestWaitMs
INTO #Grown
FROM (SELECT DISTINCT w.IncidentId FROM #RootWait AS w) AS g
INNER JOIN fact.BlockingIncident AS i ON i.IncidentId = g.IncidentId
CROSS APPLY (SELECT LastEventAt = MAX(f.EventAt) FROM fact.BlockedProcess AS f WHERE f.IncidentId = i.IncidentId) AS l
CROSS APPLY
(
    SELECT
        VictimCount = COUNT(DISTINCT f.BlockedSessionId),
        TotalWaitMs = SUM(f.WaitMs),
        LongestWaitMs = MAX(f.WaitMs)
    FROM fact.BlockedProcess AS f
    WHERE f.IncidentId = i.IncidentId
      AND f.EventAt > DATEADD(second, -4, l.LastEventAt)
) AS n
WHERE i.HeadLoginTime = '19000101';

SELECT
    k.IncidentId,
    VictimCount = MAX(k.VictimCount),
    TotalWaitMs = MAX(k.TotalWaitMs),
    MaxDepth = MAX(k.MaxDepth)
INTO #Loop
FROM
(
    SELECT
        f.IncidentId,
        r.MonitorLoop,
        VictimCount = COUNT(DISTINCT r.BlockedSessionId),
        TotalWaitMs = SUM(r.WaitMs),
        MaxDepth = MAX(c.Depth)
    FROM #Report AS r
    INNER JOIN fact.BlockedProcess AS f ON f.BlockedProcessId = r.BlockedProcessId
    INNER JOIN #Chain AS c ON c.GroupId = r.MonitorLoop AND c.SessionId = r.BlockedSessionId
    WHERE f.IncidentId IS NOT NULL
    GROUP BY f.IncidentId, r.MonitorLoop
) AS k
GROUP BY k.IncidentId;

UPDATE i
SET LastSeenAt = CASE WHEN g.LastEventAt > i.LastSeenAt THEN g.LastEventAt ELSE i.LastSeenAt END,
    EndedAt = CASE WHEN g.LastEventAt > i.EndedAt THEN g.LastEventAt ELSE i.EndedAt END,
    VictimCount = g.VictimCount,
    TotalWaitMs = g.TotalWaitMs,
    LongestWaitMs = g.LongestWaitMs,
    MaxDepth = m.MaxDepth,
    PeakVictimCount = m.PeakVictimCount,
    PeakTotalWaitMs = m.PeakTotalWaitMs
FROM fact.BlockingIncident AS i
INNER JOIN #Grown AS g ON g.IncidentId = i.IncidentId
LEFT JOIN #Loop AS k ON k.IncidentId = i.IncidentId
CROSS APPLY
(
    SELECT
        MaxDepth = MAX(v.Depth),
        PeakVictimCount = MAX(v.VictimCount),
        PeakTotalWaitMs = MAX(v.TotalWaitMs)
    FROM
    (
        VALUES
            (i.MaxDepth, i.PeakVictimCount, i.PeakTotalWaitMs),
            (k.MaxDepth, k.VictimCount, k.TotalWaitMs),
            (CAST(NULL AS int), g.VictimCount, g.TotalWaitMs)
    ) AS v (Depth, VictimCount, TotalWaitMs)
) AS m;
