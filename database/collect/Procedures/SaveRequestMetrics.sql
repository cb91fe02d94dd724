/*  collect.SaveRequestMetrics: the metrics of a snapshot of sessions, by AX server.
    @InstanceId, @CapturedAt, @OffsetMinutes   as in collect.SaveRequests
    @LongTransactionMs, @LongRequestMs                the settings
    @ClockChangedAt, @PreviousOffsetMinutes           collect.ServerClock
    A SQL session names its computer only: the key is the AX server's name where AxSessions knows exactly one
    there, else the computer's, masked where the stage says so; sessions that name none have the key (no host
    name). An AX server that AxSessions has seen within a day has values in every capture, so that none and
    nothing to tell can be told apart.
    Works on the caller's temp tables #Staged, #Edge (who waits) and #Own (sessions that are left out).  */
CREATE PROCEDURE collect.SaveRequestMetrics
    @InstanceId            int,
    @CapturedAt            datetime2(3),
    @LongTransactionMs     int,
    @LongRequestMs         int,
    @ClockChangedAt        datetime2(3),
    @OffsetMinutes         int,
    @PreviousOffsetMinutes int
AS
SET NOCOUNT ON;

DECLARE @Points stage.MetricPoint;
DECLARE @NameKey nvarchar(64) = (SELECT k.NameKey FROM config.Masking(1) AS k WHERE k.InstanceId = @InstanceId);

CREATE TABLE #Host
(
    UpperHost nvarchar(128) COLLATE DATABASE_DEFAULT NOT NULL PRIMARY KEY CLUSTERED,
    AosName   nvarchar(128) COLLATE DATABASE_DEFAULT NOT NULL
);

CREATE TABLE #Load
(
    KeyText              nvarchar(128) COLLATE DATABASE_DEFAULT NOT NULL PRIMARY KEY CLUSTERED,
    OldestTransactionMs  bigint        NOT NULL,
    LongTransactionCount int           NOT NULL,
    LongCount            int           NOT NULL,
    BlockedCount         int           NOT NULL
);

INSERT #Host (UpperHost, AosName)
SELECT UPPER(h.HostName), MIN(s.AosName)
FROM collect.AxServerState AS s
CROSS APPLY (SELECT HostName = SUBSTRING(s.AosName, CHARINDEX(N'@', s.AosName) + 1, 128)) AS h
WHERE s.InstanceId = @InstanceId
  AND s.SampledAt > DATEADD(day, -1, @CapturedAt)
GROUP BY UPPER(h.HostName)
HAVING COUNT(*) = 1;

-- A session comes once for each of its blockers.
INSERT #Load (KeyText, OldestTransactionMs, LongTransactionCount, LongCount, BlockedCount)
SELECT
    MIN(v.KeyText),
    MAX(v.TransactionMs),
    SUM(CASE WHEN v.TransactionMs >= @LongTransactionMs THEN 1 ELSE 0 END),
    SUM(CASE WHEN v.RequestMs >= @LongRequestMs THEN 1 ELSE 0 END),
    SUM(v.IsBlocked)
FROM
(
    SELECT
        KeyText = MIN(COALESCE(h.AosName, NULLIF(m.HostName, N''), N'(no host name)')),
        TransactionMs = MAX(CASE WHEN ts.At < @CapturedAt THEN DATEDIFF_BIG(millisecond, ts.At, @CapturedAt) ELSE 0 END),
        RequestMs = MAX(COALESCE(r.RequestElapsedMs, 0)),
        IsBlocked = MAX(CASE WHEN e.SessionId IS NULL THEN 0 ELSE 1 END)
    FROM #Staged AS r
    CROSS APPLY lib.ServerTime(
        r.TransactionStartedAt, @CapturedAt, @ClockChangedAt, @OffsetMinutes, @PreviousOffsetMinutes) AS ts
    CROSS APPLY lib.MaskedSession(@NameKey, NULL, NULL, r.HostName, r.ProgramName) AS m
    LEFT JOIN #Host AS h ON h.UpperHost = UPPER(r.HostName)
    LEFT JOIN #Edge AS e ON e.SessionId = r.SessionId AND e.BlockingSessionId = r.BlockingSessionId
    WHERE NOT EXISTS (SELECT 1 FROM #Own AS o WHERE o.SessionId = r.SessionId)
    GROUP BY r.SessionId
) AS v
GROUP BY UPPER(v.KeyText);

INSERT #Load (KeyText, OldestTransactionMs, LongTransactionCount, LongCount, BlockedCount)
SELECT h.AosName, 0, 0, 0, 0
FROM #Host AS h
WHERE NOT EXISTS (SELECT 1 FROM #Load AS l WHERE l.KeyText = h.AosName);

INSERT @Points (MetricName, KeyText, Value)
SELECT m.MetricName, l.KeyText, m.Value
FROM #Load AS l
CROSS APPLY
(
    VALUES
        (N'requests.oldest_transaction_ms', CAST(l.OldestTransactionMs AS float)),
        (N'requests.long_transaction_count', l.LongTransactionCount),
        (N'requests.long_count', l.LongCount),
        (N'requests.blocked_count', l.BlockedCount)
) AS m (MetricName, Value);

INSERT @Points (MetricName, KeyText, Value)
SELECT N'requests.blocked_wait_ms', N'', COALESCE(SUM(CAST(b.WaitMs AS float)), 0)
FROM
(
    SELECT WaitMs = MAX(e.WaitMs)
    FROM #Edge AS e
    WHERE NOT EXISTS (SELECT 1 FROM #Own AS o WHERE o.SessionId = e.SessionId)
    GROUP BY e.SessionId
) AS b;

EXEC collect.SaveMetrics @InstanceId, @CapturedAt, @Points;
