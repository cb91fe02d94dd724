/*  report.BatchExecutionEvidence: what was seen of a run of a batch task while it lasted, in order: its
    delay, blocking it suffered and caused, long requests and transactions, slow statements, errors; 200
    rows. @TimeZone   of the columns …Local; NULL or unknown: UTC
    @ExecutionId   fact.BatchExecution
    LinkPage: the page that shows more, by IncidentId, DeadlockId or QueryKey; NULL where none does.  */
CREATE PROCEDURE report.BatchExecutionEvidence
    @ExecutionId bigint = NULL,
    @TimeZone    nvarchar(128) = NULL,
    @Help        bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'BatchExecutionEvidence';
    RETURN;
END;

DECLARE @Now datetime2(3);
DECLARE @Zone nvarchar(128);

SELECT @Now = w.NowAt, @Zone = w.ZoneName
FROM report.WindowOf(NULL, NULL, NULL, @TimeZone) AS w;

SELECT TOP (200)
    RowNumber = ROW_NUMBER() OVER (ORDER BY u.BeganAt, u.KindText, u.WhatText),
    u.KindText,
    BeganLocal = l.LocalAt,
    u.WhatText,
    u.SpanMs,
    Severity = CASE WHEN u.KindText IN (N'blocked', N'error', N'deadlock') THEN N'notice' ELSE N'ok' END,
    u.IncidentId,
    u.DeadlockId,
    u.QueryKey,
    LinkPage = CASE
        WHEN u.IncidentId IS NOT NULL THEN N'BlockingChain'
        WHEN u.DeadlockId IS NOT NULL THEN N'Deadlock'
        WHEN u.QueryKey IS NOT NULL THEN N'Statement'
    END,
    u.Statement
FROM fact.BatchExecution AS e
CROSS APPLY (SELECT EndAt = CASE WHEN e.IsRunning = 1 OR e.EndedAt IS NULL THEN @Now ELSE e.EndedAt END) AS t
CROSS APPLY
(
    SELECT
        KindText = N'waited for a thread',
        BeganAt = e.ScheduledAt,
        WhatText = N'due, but not begun',
        SpanMs = e.DelayMs,
        IncidentId = CAST(NULL AS bigint),
        DeadlockId = CAST(NULL AS bigint),
        QueryKey = CAST(NULL AS nvarchar(16)),
        Statement = CAST(NULL AS nvarchar(max))
    WHERE e.DelayMs > 0
    UNION ALL
    SELECT
        N'blocked',
        MIN(n.CapturedAt),
        CONCAT(N'by ', MAX(w.WhoText), N' on ', COALESCE(MAX(n.ObjectName), N'an unknown object')),
        MAX(n.WaitMs),
        n.IncidentId,
        NULL,
        NULL,
        MAX(LEFT(s.TextValue, 2000))
    FROM fact.BlockingSnapshot AS h
    INNER JOIN fact.ShownBlockingNode(0) AS n ON n.SnapshotId = h.SnapshotId AND n.CapturedAt = h.CapturedAt
    INNER JOIN fact.ShownBlockingIncident(0) AS i ON i.IncidentId = n.IncidentId
    CROSS APPLY lib.SessionLabel(
        i.HeadSessionId, i.AxUser, i.AxConfidence, i.BatchTask, i.ProgramName, i.HostName, 0) AS w
    OUTER APPLY dim.ShownText(n.HidesLiterals, n.StatementHash) AS s
    WHERE h.InstanceId = e.InstanceId
      AND h.CapturedAt >= e.StartedAt
      AND h.CapturedAt <= t.EndAt
      AND n.BatchId = e.BatchId
      AND n.Depth > 0
    GROUP BY n.IncidentId
    UNION ALL
    SELECT
        N'blocks others',
        i.FirstSeenAt,
        CONCAT(i.PeakVictimCount, N' sessions at most, on ', COALESCE(i.ObjectName, N'an unknown object')),
        DATEDIFF_BIG(millisecond, i.StartedAt, i.LastSeenAt),
        i.IncidentId,
        NULL,
        NULL,
        s.TextValue
    FROM fact.ShownBlockingIncident(0) AS i
    OUTER APPLY dim.ShownText(i.HidesLiterals, i.StatementHash) AS s
    WHERE i.InstanceId = e.InstanceId
      AND i.BatchId = e.BatchId
      AND i.FirstSeenAt >= e.StartedAt
      AND i.FirstSeenAt <= t.EndAt
    UNION ALL
    SELECT
        N'long transaction',
        x.StartedAt,
        CONCAT(N'session ', x.SessionId, N', ', x.Status),
        x.DurationMs,
        NULL,
        NULL,
        NULL,
        s.TextValue
    FROM fact.ShownLongTransaction(0) AS x
    OUTER APPLY dim.ShownText(x.HidesLiterals, x.StatementHash) AS s
    WHERE x.InstanceId = e.InstanceId
      AND x.BatchId = e.BatchId
      AND x.LastSeenAt >= e.StartedAt
      AND x.StartedAt <= t.EndAt
    UNION ALL
    SELECT
        N'long request',
        x.StartedAt,
        CONCAT(N'session ', x.SessionId, N', ' + x.WaitType),
        x.DurationMs,
        NULL,
        NULL,
        NULL,
        s.TextValue
    FROM fact.ShownLongRequest(0) AS x
    OUTER APPLY dim.ShownText(x.HidesLiterals, x.StatementHash) AS s
    WHERE x.InstanceId = e.InstanceId
      AND x.BatchId = e.BatchId
      AND x.LastSeenAt >= e.StartedAt
      AND x.StartedAt <= t.EndAt
    UNION ALL
    SELECT
        N'slow statement',
        DATEADD(millisecond, -CAST(CASE WHEN x.DurationMs < 86400000 THEN x.DurationMs ELSE 86400000 END AS int), x.EventAt),
        CONCAT(N'session ', x.SessionId, N', ', x.LogicalReads, N' reads'),
        x.DurationMs,
        NULL,
        NULL,
        CONVERT(nvarchar(16), x.QueryHash, 2),
        s.TextValue
    FROM fact.ShownLongQuery(0) AS x
    OUTER APPLY dim.ShownText(x.HidesLiterals, x.StatementHash) AS s
    WHERE x.InstanceId = e.InstanceId
      AND x.EventAt >= e.StartedAt
      AND x.EventAt <= t.EndAt
      AND x.AxSessionId = e.AxSessionId
    UNION ALL
    SELECT
        CASE WHEN k.DeadlockId IS NULL THEN N'error' ELSE N'deadlock' END,
        x.EventAt,
        CONCAT(
            CASE WHEN k.DeadlockId IS NOT NULL THEN N'it was the victim: ' END, N'error ', x.ErrorNumber, N' ' + m.MessageText),
        NULL,
        NULL,
        k.DeadlockId,
        NULL,
        s.TextValue
    FROM fact.ShownErrorEvent(0) AS x
    OUTER APPLY
    (
        -- A deadlock names sessions of SQL Server; its victim's error stands in the same one, seconds away.
        SELECT TOP (1) p.DeadlockId
        FROM fact.Deadlock AS d
        INNER JOIN fact.DeadlockProcess AS p ON p.DeadlockId = d.DeadlockId AND p.SessionId = x.SessionId AND p.IsVictim = 1
        WHERE x.ErrorNumber = 1205
          AND d.InstanceId = x.InstanceId
          AND d.DetectedAt >= DATEADD(second, -5, x.EventAt)
          AND d.DetectedAt <= DATEADD(second, 5, x.EventAt)
        ORDER BY ABS(DATEDIFF(millisecond, d.DetectedAt, x.EventAt))
    ) AS k
    OUTER APPLY dim.ShownMessage(x.HidesLiterals, x.MessageHash) AS m
    OUTER APPLY dim.ShownText(x.HidesLiterals, x.StatementHash) AS s
    WHERE x.InstanceId = e.InstanceId
      AND x.EventAt >= e.StartedAt
      AND x.EventAt <= t.EndAt
      AND x.AxSessionId = e.AxSessionId
    UNION ALL
    SELECT N'time-out', x.EventAt, CONCAT(N'session ', x.SessionId, N' gave up'), x.DurationMs, NULL, NULL, NULL, s.TextValue
    FROM fact.ShownAttention(0) AS x
    OUTER APPLY dim.ShownText(x.HidesLiterals, x.StatementHash) AS s
    WHERE x.InstanceId = e.InstanceId
      AND x.EventAt >= e.StartedAt
      AND x.EventAt <= t.EndAt
      AND x.AxSessionId = e.AxSessionId
) AS u
CROSS APPLY report.LocalTime(u.BeganAt, @Zone) AS l
WHERE e.ExecutionId = @ExecutionId
ORDER BY RowNumber;
