/*  collect.SaveBlockedProcessEvents: saves a portion of blocked_process_report events, see
    collect.SaveEvents.
    Works on the caller's temp table #Event.
    @InstanceId, @CapturedAt   as there
    @SavedRows      out: reports saved for the first time
    @WasDuplicate   out: see collect.BeginEvents
    A report that was saved before, by the hash of its text, adds nothing.
    Repeated reports of one wait (same session, task, transaction and resource, same begin within five
    seconds) are one row with the longest wait.
    Head of a report: followed over the reports of the same monitor loop, or of the same second where the loop
    is not told. Its incident is the one of that session id at that time, preferably with the same
    transaction; where the snapshots know none, an incident is opened from the report, and grows with later
    ones.  */
CREATE PROCEDURE collect.SaveBlockedProcessEvents
    @InstanceId   int,
    @CapturedAt   datetime2(3),
    @SavedRows    int OUTPUT,
    @WasDuplicate bit OUTPUT
AS
SET NOCOUNT, XACT_ABORT ON;

DECLARE @Texts stage.StatementText;

CREATE TABLE #Report
(
    EventHash              binary(32)    NOT NULL PRIMARY KEY CLUSTERED,
    EventAt                datetime2(3)  NOT NULL,
    MonitorLoop            bigint        NOT NULL,
    DatabaseId             int           NULL,
    DatabaseName           nvarchar(128) COLLATE DATABASE_DEFAULT NULL,
    EventObjectId          bigint        NULL,
    IndexId                int           NULL,
    LockMode               nvarchar(32)  COLLATE DATABASE_DEFAULT NULL,
    WaitMs                 bigint        NOT NULL,
    WaitResource           nvarchar(400) COLLATE DATABASE_DEFAULT NOT NULL,
    BlockedSessionId       int           NOT NULL,
    BlockedEcid            int           NOT NULL,
    BlockedTransactionId   bigint        NOT NULL,
    BlockedApp             nvarchar(128) COLLATE DATABASE_DEFAULT NULL,
    BlockedHost            nvarchar(128) COLLATE DATABASE_DEFAULT NULL,
    BlockedHostProcessId   int           NULL,
    BlockedLogin           nvarchar(128) COLLATE DATABASE_DEFAULT NULL,
    BlockedStatus          nvarchar(30)  COLLATE DATABASE_DEFAULT NULL,
    BlockedTransactionName nvarchar(64)  COLLATE DATABASE_DEFAULT NULL,
    BlockedIsolationLevel  nvarchar(64)  COLLATE DATABASE_DEFAULT NULL,
    BlockedStatement       nvarchar(max) COLLATE DATABASE_DEFAULT NULL,
    BlockingSessionId      int           NULL,
    BlockingEcid           int           NULL,
    BlockingTransactionId  bigint        NULL,
    BlockingApp            nvarchar(128) COLLATE DATABASE_DEFAULT NULL,
    BlockingHost           nvarchar(128) COLLATE DATABASE_DEFAULT NULL,
    BlockingHostProcessId  int           NULL,
    BlockingLogin          nvarchar(128) COLLATE DATABASE_DEFAULT NULL,
    BlockingStatus         nvarchar(30)  COLLATE DATABASE_DEFAULT NULL,
    BlockingTranCount      int           NULL,
    BlockingIsolationLevel nvarchar(64)  COLLATE DATABASE_DEFAULT NULL,
    BlockingStatement      nvarchar(max) COLLATE DATABASE_DEFAULT NULL,
    BlockedStatementHash   binary(32)    NULL,
    BlockingStatementHash  binary(32)    NULL,
    RootSessionId          int           NULL,
    BlockedProcessId       bigint        NULL
);

CREATE TABLE #Chain
(
    GroupId   bigint        NOT NULL,
    SessionId int           NOT NULL,
    ParentId  int           NULL,
    IsHead    bit           NOT NULL,
    IsCycle   bit           NOT NULL,
    RootId    int           NOT NULL,
    Depth     int           NOT NULL,
    LowestId  int           NOT NULL,
    [Path]    nvarchar(400) COLLATE DATABASE_DEFAULT NULL,
    PRIMARY KEY CLUSTERED (GroupId, SessionId)
);

-- A report that was saved before.
UPDATE e
SET EventAt = k.EventAt,
    IsRead = 1
FROM #Event AS e
INNER JOIN fact.BlockedProcessEvent AS k ON k.InstanceId = @InstanceId AND k.EventHash = e.EventHash;

INSERT #Report
(
    EventHash,
    EventAt,
    MonitorLoop,
    DatabaseId,
    DatabaseName,
    EventObjectId,
    IndexId,
    LockMode,
    WaitMs,
    WaitResource,
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
    BlockedStatement,
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
    BlockingStatement,
    BlockedStatementHash,
    BlockingStatementHash
)
SELECT
    e.EventHash,
    t.EventAt,
    COALESCE(p.MonitorLoop, -DATEDIFF_BIG(second, '2000-01-01', t.EventAt)),
    p.DatabaseId,
    p.DatabaseName,
    p.EventObjectId,
    p.IndexId,
    COALESCE(p.LockMode, p.EventLockMode),
    COALESCE(p.WaitMs, p.DurationUs / 1000, 0),
    RTRIM(LTRIM(COALESCE(p.WaitResource, N''))),
    p.BlockedSessionId,
    COALESCE(p.BlockedEcid, 0),
    COALESCE(p.BlockedTransactionId, 0),
    p.BlockedApp,
    p.BlockedHost,
    p.BlockedHostProcessId,
    p.BlockedLogin,
    p.BlockedStatus,
    p.BlockedTransactionName,
    p.BlockedIsolationLevel,
    p.BlockedStatement,
    p.BlockingSessionId,
    p.BlockingEcid,
    p.BlockingTransactionId,
    p.BlockingApp,
    p.BlockingHost,
    p.BlockingHostProcessId,
    p.BlockingLogin,
    p.BlockingStatus,
    p.BlockingTranCount,
    p.BlockingIsolationLevel,
    p.BlockingStatement,
    HASHBYTES(N'SHA2_256', p.BlockedStatement),
    HASHBYTES(N'SHA2_256', p.BlockingStatement)
FROM #Event AS e
CROSS APPLY lib.ParseBlockedProcessEvent(e.EventXml) AS p
CROSS APPLY (SELECT EventAt = CASE WHEN p.HasEvent = 1 THEN p.EventAt ELSE @CapturedAt END) AS t
WHERE e.IsRead = 0
  AND t.EventAt BETWEEN '19900101' AND DATEADD(minute, 10, @CapturedAt)
  AND p.BlockedSessionId IS NOT NULL;


SET @SavedRows = @@ROWCOUNT;

UPDATE e
SET EventAt = r.EventAt,
    IsRead = 1
FROM #Event AS e
INNER JOIN #Report AS r ON r.EventHash = e.EventHash;

-- AxMonitor's own waits are no trouble of AX unless somebody waits behind them, nor is a short wait for
-- AxMonitor.
DELETE r
FROM #Report AS r
CROSS APPLY lib.OwnProgram(r.BlockedApp) AS v
CROSS APPLY lib.OwnProgram(r.BlockingApp) AS h
CROSS JOIN config.SettingNumber(N'ShowOwnSessions') AS w
CROSS JOIN config.SettingNumber(N'OwnBlockingMinMs') AS m
WHERE w.Value = 0
  AND
  (
      (
          v.IsOwn = 1
          AND NOT EXISTS
              (
                  SELECT 1
                  FROM #Report AS b
                  CROSS APPLY lib.OwnProgram(b.BlockedApp) AS o
                  WHERE b.MonitorLoop = r.MonitorLoop
                    AND b.BlockingSessionId = r.BlockedSessionId
                    AND o.IsOwn = 0
              )
      )
      OR (h.IsOwn = 1 AND r.WaitMs < m.Value)
  );

SET @SavedRows = (SELECT COUNT(*) FROM #Report);

-- Before anything of it is stored.
UPDATE r
SET BlockedLogin = v.LoginName,
    BlockedHost = v.HostName,
    BlockingLogin = h.LoginName,
    BlockingHost = h.HostName,
    BlockedStatement = t.Body,
    BlockedStatementHash = HASHBYTES(N'SHA2_256', t.Body),
    BlockingStatement = u.Body,
    BlockingStatementHash = HASHBYTES(N'SHA2_256', u.Body)
FROM #Report AS r
CROSS JOIN collect.AtCollection(@InstanceId) AS k
CROSS APPLY lib.MaskedSession(k.NameKey, r.BlockedLogin, NULL, r.BlockedHost, r.BlockedApp) AS v
CROSS APPLY lib.MaskedSession(k.NameKey, r.BlockingLogin, NULL, r.BlockingHost, r.BlockingApp) AS h
CROSS APPLY collect.KeptText(k.HidesLiterals, r.BlockedStatement) AS t
CROSS APPLY collect.KeptText(k.HidesLiterals, r.BlockingStatement) AS u;

BEGIN TRANSACTION;

EXEC collect.BeginEvents @InstanceId, @CapturedAt, @WasDuplicate OUTPUT;

IF @WasDuplicate = 0
BEGIN
    IF @SavedRows > 0
    BEGIN
        -- Heads: the tree of each monitor loop. A report of a session against itself (a
        -- parallel plan) is no blocking.
        INSERT #Chain (GroupId, SessionId, ParentId, IsHead, IsCycle, RootId, Depth, LowestId)
        SELECT n.MonitorLoop, n.SessionId, p.BlockingSessionId, 0, 0, n.SessionId, 0, n.SessionId
        FROM
        (
            SELECT MonitorLoop, SessionId = BlockedSessionId FROM #Report
            UNION
            SELECT MonitorLoop, BlockingSessionId FROM #Report WHERE BlockingSessionId IS NOT NULL
        ) AS n
        OUTER APPLY
        (
            SELECT TOP (1) r.BlockingSessionId
            FROM #Report AS r
            WHERE r.MonitorLoop = n.MonitorLoop
              AND r.BlockedSessionId = n.SessionId
              AND r.BlockingSessionId IS NOT NULL
              AND r.BlockingSessionId <> r.BlockedSessionId
            ORDER BY r.WaitMs DESC, r.BlockingSessionId
        ) AS p;

        EXEC lib.ResolveChains;

        UPDATE r
        SET RootSessionId = c.RootId
        FROM #Report AS r
        INNER JOIN #Chain AS c ON c.GroupId = r.MonitorLoop AND c.SessionId = r.BlockedSessionId
        WHERE c.Depth > 0;

        INSERT @Texts (TextHash, TextValue)
        SELECT BlockedStatementHash, BlockedStatement FROM #Report WHERE BlockedStatementHash IS NOT NULL
        UNION ALL
        SELECT BlockingStatementHash, BlockingStatement FROM #Report WHERE BlockingStatementHash IS NOT NULL;

        EXEC collect.SaveStatementTexts @CapturedAt, @Texts;

        EXEC collect.CollapseBlockedProcesses @InstanceId;
        EXEC collect.JoinReportsToIncidents @InstanceId, @CapturedAt;

        INSERT fact.BlockedProcessEvent (InstanceId, EventHash, EventAt, BlockedProcessId)
        SELECT @InstanceId, EventHash, EventAt, BlockedProcessId
        FROM #Report;
    END;

    -- Snapshots end incidents. While none have come for five minutes, an incident ends when no report
    -- has spoken of it for one minute.
    UPDATE i
    SET EndedAt = i.LastSeenAt
    FROM fact.BlockingIncident AS i
    WHERE i.InstanceId = @InstanceId
      AND i.EndedAt IS NULL
      AND i.LastSeenAt < DATEADD(minute, -1, @CapturedAt)
      AND NOT EXISTS
      (
          SELECT 1
          FROM collect.Watermark AS w
          WHERE w.InstanceId = @InstanceId
            AND w.CollectorName = N'Requests'
            AND w.CapturedAt > DATEADD(minute, -5, @CapturedAt)
      );

    EXEC collect.FinishEvents @InstanceId, @CapturedAt;
END;

COMMIT TRANSACTION;
